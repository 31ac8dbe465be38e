// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "ActivityRecognition",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "ActivityRecognition", targets: ["ActivityRecognition"])],
    dependencies: [
        .package(url: "https://github.com/microsoft/onnxruntime-swift-package-manager", from: "1.20.0")
    ],
    targets: [
        .target(
            name: "ActivityRecognition",
            dependencies: [
                .product(name: "onnxruntime", package: "onnxruntime-swift-package-manager")
            ],
            resources: [.copy("Resources")]
        ),
        .testTarget(name: "ActivityRecognitionTests", dependencies: ["ActivityRecognition"]),
    ]
)
