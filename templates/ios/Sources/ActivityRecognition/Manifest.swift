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
    public struct Processing: Decodable {
        /// Hz.
        public let sampleRate: Double
        /// Pieces of a row, side by side, each with its own operations.
        public let parts: [Part]
        /// Of what all parts make, side by side: the columns of the inputs.
        public let places: [Int]
        /// Rows then go to the model's rate, by the kernel; nil: they are at it.
        public let ratio: Ratio
        public let kernel: Kernel?
    }
    /// `up` rows for every `down`; 1 and 1 where there is no kernel.
    public struct Ratio: Decodable {
        public let up: Int
        public let down: Int
    }
    /// A row of weights for each of `up` places between two rows.
    public struct Kernel: Decodable {
        public let reach: Int
        public let weights: [[Double]]
    }
    public struct Part: Decodable {
        public let width: Int
        public let operations: [Operation]
    }
    public enum Operation: Decodable {
        case pick(places: [Int])
        case scale(factor: Double)
        /// Of every three channels: behind them, or in place of them.
        case magnitude(append: Bool)
        /// The channels `from`, minus the mean of those `of`.
        case subtractMean(from: [Int], of: [Int])
        /// The channels `from`, each minus its own weighted sum.
        case subtractWeighted(from: [Int], of: [[Weighted]])
        case filter(sections: [Section])
        /// `keep`: "body", "gravity", "both" (body first).
        case gravity(sections: [Section], keep: String)
        case standardise(factor: Double, floor: Double)

        private enum Key: String, CodingKey {
            case kind, places, factor, append, from, of, sections, keep, floor
        }

        public init(from decoder: Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            func value<Value: Decodable>(_ key: Key) throws -> Value { try values.decode(Value.self, forKey: key) }
            let kind: String = try value(.kind)
            switch kind {
            case "pick": self = .pick(places: try value(.places))
            case "scale": self = .scale(factor: try value(.factor))
            case "magnitude": self = .magnitude(append: try value(.append))
            case "subtract-mean": self = .subtractMean(from: try value(.from), of: try value(.of))
            case "subtract-weighted": self = .subtractWeighted(from: try value(.from), of: try value(.of))
            case "filter": self = .filter(sections: try value(.sections))
            case "gravity": self = .gravity(sections: try value(.sections), keep: try value(.keep))
            case "standardise": self = .standardise(factor: try value(.factor), floor: try value(.floor))
            default: throw RecognitionError(message: "an operation that this code does not know: \(kind)")
            }
        }
    }
    public struct Weighted: Decodable {
        public let place: Int
        public let weight: Double
    }
    /// y[t] = b0 x[t] + b1 x[t-1] + b2 x[t-2] - a1 y[t-1] - a2 y[t-2]
    public struct Section: Decodable {
        public let b0: Double
        public let b1: Double
        public let b2: Double
        public let a1: Double
        public let a2: Double
    }
    /// "hmm" has stay and evidence, "majority" windows, "none" nothing.
    public struct Smoothing: Decodable {
        public let name: String
        public let stay: Double?
        public let evidence: Double?
        public let windows: Int?
    }

    public let model: Model
    /// Tensors `[1, window, channels]`; their columns are those of a row after its processing, one input after the other.
    public let inputs: [Input]
    /// Of a row, as sensors give it.
    public let channels: [Channel]
    /// What becomes of a row before windows are cut; nil: nothing.
    public let processing: Processing?
    /// Hz, of windows.
    public let sampleRate: Double
    /// Hz, of rows.
    public var rowRate: Double { processing?.sampleRate ?? sampleRate }
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
        /// The window that processing made of the rows; nil: not kept.
        public let samples: [Float]?
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
