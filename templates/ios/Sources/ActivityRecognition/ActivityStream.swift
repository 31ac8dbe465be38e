import Foundation

/// What is said of a window.
public struct Answer {
    /// s, on the clock of the samples.
    public let start: Double
    public let end: Double
    /// A class, or "unknown".
    public let label: String
    /// Its place among the classes; -1: unknown.
    public let index: Int
    /// Smoothed probability of the likeliest class, named or not.
    public let confidence: Double
    /// Smoothed, in the order of the classes.
    public let probabilities: [Double]
}

/// Samples of a sensor, as they come -> windows of the model -> a smoothed label. Knows nothing of Core Motion.
/// Call it from one queue; `run` turns a window `[window, channel]` into logits.
public final class ActivityStream {
    private let manifest: Manifest
    private let run: ([Float]) throws -> [Float]
    private let onAnswer: (Answer) -> Void
    private let width: Int
    private let columns: Int
    private var chain: RowChain?
    private var ring: [Float]  // the newest samples, written round and round
    private var before: [Float]
    private var smoother: Smoother
    private var steps = 0  // rows in this stretch
    private var count = 0  // samples that became of them
    private var start = 0.0  // its first stamp
    private var last = Double.nan  // the newest stamp; nan: no sample yet
    private var current = -1  // the class that was named last

    public init(
        _ manifest: Manifest,
        run: @escaping ([Float]) throws -> [Float],
        onAnswer: @escaping (Answer) -> Void
    ) {
        self.manifest = manifest
        self.run = run
        self.onAnswer = onAnswer
        width = manifest.channels.count
        columns = manifest.inputs.reduce(0) { $0 + $1.channels }
        chain = manifest.processing.map { RowChain($0) }
        ring = [Float](repeating: 0, count: manifest.window * columns)
        before = [Float](repeating: 0, count: width)
        smoother = Smoother(manifest)
    }

    /// Take one sample: its time in s, on any clock, and the values of the channels in the manifest's order and units.
    public func push(_ time: Double, _ values: [Float]) throws {
        if values.contains(where: { !$0.isFinite }) { return try reset() }  // a missing value is a gap
        let step = time - last  // nan for the first
        if step > manifest.longestGap || step < -manifest.longestGap {
            try reset()
        } else if step <= 0 {
            return  // a stamp that was there already
        }
        if last.isNaN { start = time } else { try fill(time, values) }
        before = values
        last = time
    }

    /// Behind a gap windows begin anew: nothing is glued across it.
    public func reset() throws {
        for samples in chain?.end() ?? [] { try append(samples) }
        steps = 0
        count = 0
        last = Double.nan
        smoother = Smoother(manifest)
        current = -1
    }

    /// Rows lie evenly apart, on the lines between the sensor's.
    private func fill(_ time: Double, _ values: [Float]) throws {
        while true {
            let next = start + Double(steps) / manifest.rowRate
            if next >= time { return }
            let share = max(0, (next - last) / (time - last))
            let row = (0..<width).map { c -> Float in
                Float(Double(before[c]) + share * (Double(values[c]) - Double(before[c])))
            }
            steps += 1
            for samples in chain?.next(row) ?? [row] { try append(samples) }
        }
    }

    private func append(_ samples: [Float]) throws {
        let slot = (count % manifest.window) * columns
        ring.replaceSubrange(slot..<slot + columns, with: samples)
        count += 1
        let behind = count - manifest.window
        if behind < 0 || behind % manifest.hop != 0 { return }
        let oldest = (count % manifest.window) * columns
        let window = Array(ring[oldest...] + ring[..<oldest])
        answer(start + Double(behind) / manifest.sampleRate, try run(window))
    }

    private func answer(_ start: Double, _ logits: [Float]) {
        let probabilities = smoother.next(softmax(logits, manifest.temperature))
        let top = likeliest(probabilities)
        let isStill = current >= 0 && probabilities[current] == probabilities[top]
        let best = isStill ? current : top  // of equals the one that was named before
        let confidence = probabilities[best]
        let index = confidence >= manifest.threshold ? best : -1
        current = index
        onAnswer(
            Answer(
                start: start,
                end: start + Double(manifest.window) / manifest.sampleRate,
                label: index < 0 ? "unknown" : manifest.classes[index],
                index: index,
                confidence: confidence,
                probabilities: probabilities
            )
        )
    }
}

func likeliest(_ probabilities: [Double]) -> Int {
    var best = 0
    for k in probabilities.indices where probabilities[k] > probabilities[best] { best = k }
    return best
}

func softmax(_ logits: [Float], _ temperature: Double) -> [Double] {
    let top = Double(logits.max() ?? 0)
    let weights = logits.map { exp((Double($0) - top) / temperature) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
}

/// One window's probabilities -> those of the moment; remembers the windows before.
struct Smoother {
    private let smoothing: Manifest.Smoothing
    private let classes: Int
    private var belief: [Double]?
    private var votes: [Int] = []

    init(_ manifest: Manifest) {
        smoothing = manifest.smoothing
        classes = manifest.classes.count
    }

    mutating func next(_ probabilities: [Double]) -> [Double] {
        switch smoothing.name {
        case "hmm": return hmm(probabilities, stay: smoothing.stay ?? 0, evidence: smoothing.evidence ?? 1)
        case "majority": return majority(probabilities, of: smoothing.windows ?? 1)
        default: return probabilities
        }
    }

    /// Forward filter of a Markov chain: `stay` to go on, `evidence` what a window counts that overlaps another.
    private mutating func hmm(_ probabilities: [Double], stay: Double, evidence: Double) -> [Double] {
        var next = probabilities.map { $0 > 1e-6 ? $0 : 1e-6 }  // nan says nothing
        if let known = belief {
            for k in 0..<classes {
                let moved = (1 - stay) * (1 - known[k]) / Double(max(1, classes - 1))
                next[k] = (stay * known[k] + moved) * pow(next[k], evidence)
            }
        }
        let total = next.reduce(0, +)
        let smoothed = next.map { $0 / total }
        belief = smoothed
        return smoothed
    }

    /// Shares of the votes of the newest windows.
    private mutating func majority(_ probabilities: [Double], of windows: Int) -> [Double] {
        votes.append(likeliest(probabilities))
        if votes.count > windows { votes.removeFirst() }
        return (0..<classes).map { k in
            Double(votes.filter { $0 == k }.count) / Double(votes.count)
        }
    }
}
