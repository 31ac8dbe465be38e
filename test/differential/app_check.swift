import Foundation

/// Runs the check of the iOS app over the files of a bundle: logits are looked up, for there is no onnxruntime here, and
/// the windows that the stream asks about are held against those expected.
struct Asked: Decodable {
    let samples: [Float]
    let logits: [Float]
}

extension Bundle {
    static let module = Bundle.main
}

@main
struct AppCheck {
    static func main() throws {
        func read<Content: Decodable>(_ name: String) throws -> Content {
            let folder = URL(fileURLWithPath: CommandLine.arguments[1])
            return try JSONDecoder().decode(Content.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
        }
        let manifest: Manifest = try read("manifest.json")
        let vectors: Vectors = try read("vectors.json")
        let asked: [Asked] = try read("asked.json")
        let expected = vectors.windows.map { Asked(samples: $0.samples, logits: $0.logits) } + asked
        var at = 0
        let problems = try check(manifest, vectors) { samples in
            let window = expected[at]
            for (k, sample) in samples.enumerated() where !(abs(sample - window.samples[k]) < 1e-5) {
                throw RecognitionError(message: "window \(at), value \(k): \(sample), expected \(window.samples[k])")
            }
            at += 1
            return window.logits
        }
        print("\(at - vectors.windows.count) windows, \(problems.count) problems \(problems)")
    }
}
