import Foundation

/// What manifest.json says; schema/wristill-app.schema.json of wristill is the whole of it.
public struct Manifest: Decodable {
    public struct Model: Decodable {
        public let file: String
        public let output: String
    }
    public struct Input: Decodable {
        public let name: String
        public let channels: Int
    }
    /// Sensor "accelerometer" (with gravity), "gyroscope", "magnetometer", "linear-acceleration"; axis "x", "y", "z".
    public struct Channel: Decodable {
        public let sensor: String
        public let axis: String
        public let unit: String
    }
    /// "hmm" has stay and evidence, "majority" windows, "none" nothing.
    public struct Smoothing: Decodable {
        public let name: String
        public let stay: Double?
        public let evidence: Double?
        public let windows: Int?
    }

    public let model: Model
    /// Tensors `[1, window, channels]`; their columns are channels of a row, one input after the other.
    public let inputs: [Input]
    public let channels: [Channel]
    /// Hz.
    public let sampleRate: Double
    /// Samples of a window, and from one window to the next.
    public let window: Int
    public let hop: Int
    public let classes: [String]
    public let temperature: Double
    public let smoothing: Smoothing
    public let threshold: Double
    /// s; a longer silence is a gap.
    public let longestGap: Double
}

/// What the model and the stream must answer: vectors.json.
public struct Vectors: Decodable {
    /// `[window, channel]`, row after row.
    public struct Window: Decodable {
        public let samples: [Float]
        public let logits: [Float]
    }
    public struct Stream: Decodable {
        /// Each a time in s and the values of the channels.
        public let rows: [[Double]]
        public let answers: [Expected]
    }
    public struct Expected: Decodable {
        public let start: Double
        public let index: Int
        public let confidence: Double
    }

    public let tolerance: Double
    public let windows: [Window]
    public let stream: Stream
}

/// A file that was exported with the model.
func resource(_ name: String) throws -> URL {
    guard let url = Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Resources") else {
        throw RecognitionError(message: "\(name) is not in the bundle")
    }
    return url
}

public struct RecognitionError: LocalizedError {
    public let message: String
    public var errorDescription: String? { message }
}
