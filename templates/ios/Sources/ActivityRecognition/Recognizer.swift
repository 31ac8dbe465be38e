import Foundation
import OnnxRuntimeBindings

/// The model in onnxruntime: a window `[window, channel]` -> logits.
public final class Recognizer {
    public let manifest: Manifest
    private let session: ORTSession

    /// Reads model and manifest from the bundle.
    public init() throws {
        manifest = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: resource("manifest.json")))
        let environment = try ORTEnv(loggingLevel: .warning)
        let model = try resource(manifest.model.file)
        session = try ORTSession(env: environment, modelPath: model.path, sessionOptions: nil)
    }

    public func vectors() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: resource("vectors.json")))
    }

    public func run(_ window: [Float]) throws -> [Float] {
        var feeds: [String: ORTValue] = [:]
        var first = 0
        for input in manifest.inputs {
            let part = columns(of: window, first, input.channels)
            let data = part.withUnsafeBufferPointer { NSMutableData(data: Data(buffer: $0)) }
            feeds[input.name] = try ORTValue(
                tensorData: data,
                elementType: .float,
                shape: [1, NSNumber(value: manifest.window), NSNumber(value: input.channels)]
            )
            first += input.channels
        }
        let outputs = try session.run(
            withInputs: feeds, outputNames: [manifest.model.output], runOptions: nil)
        guard let logits = outputs[manifest.model.output] else {
            throw RecognitionError(message: "the model gave no \(manifest.model.output)")
        }
        let data = try logits.tensorData() as Data
        return data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    private func columns(of window: [Float], _ first: Int, _ count: Int) -> [Float] {
        let width = window.count / manifest.window
        return (0..<manifest.window * count).map { window[$0 / count * width + first + $0 % count] }
    }
}
