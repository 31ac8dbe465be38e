import Foundation

/// Rows as sensors give them -> rows as windows are cut from: what was done to signals before the model was trained.
/// The numbers are those of `processing` in manifest.json.
struct RowChain {
    private let processing: Manifest.Processing
    private var steps: [[(inout [Float]) -> Void]]  // by part
    private var rate: RateChange?

    init(_ processing: Manifest.Processing) {
        self.processing = processing
        steps = processing.parts.map { $0.operations.map(step) }
        rate = processing.kernel.map { RateChange(processing.ratio, $0) }
    }

    /// Rows that are whole by now: another rate waits for those behind them.
    mutating func next(_ row: [Float]) -> [[Float]] {
        var all: [Float] = []
        var from = 0
        for (part, operations) in zip(processing.parts, steps) {
            var current = Array(row[from..<from + part.width])
            from += part.width
            for operation in operations { operation(&current) }
            all += current
        }
        let kept = processing.places.map { all[$0] }
        return rate?.next(kept) ?? [kept]
    }

    /// A gap: rows that were held back; the next one is the first.
    mutating func end() -> [[Float]] {
        steps = processing.parts.map { $0.operations.map(step) }
        return rate?.end() ?? []
    }
}

/// Rows at another rate. Before the first row and behind the last stands what they hold.
private struct RateChange {
    private let up: Int
    private let down: Int
    private let reach: Int
    private let weights: [[Double]]
    private var recent: [[Float]] = []  // as many rows as there are weights, oldest first
    private var rows = 0
    private var outputs = 0

    init(_ ratio: Manifest.Ratio, _ kernel: Manifest.Kernel) {
        up = ratio.up
        down = ratio.down
        reach = kernel.reach
        weights = kernel.weights
    }

    mutating func next(_ row: [Float]) -> [[Float]] {
        while recent.count < 2 * reach + 2 { recent.append(row) }
        keep(row)
        rows += 1
        return emit(rows - 1)
    }

    mutating func end() -> [[Float]] {
        var found: [[Float]] = []
        let all = (rows * up + down - 1) / down
        var newest = rows
        while outputs < all, let last = recent.last {
            keep(last)
            found += emit(newest)
            newest += 1
        }
        recent = []
        rows = 0
        outputs = 0
        return found
    }

    private mutating func keep(_ row: [Float]) {
        recent.removeFirst()
        recent.append(row)
    }

    private mutating func emit(_ newest: Int) -> [[Float]] {
        var found: [[Float]] = []
        while outputs * down / up + reach + 1 <= newest {
            let weighing = weights[outputs * down % up]
            outputs += 1
            let row = recent[reach].indices.map { c -> Float in
                let level = Double(recent[reach][c])
                var sum = level
                for (k, weight) in weighing.enumerated() { sum += weight * (Double(recent[k][c]) - level) }
                return Float(sum)
            }
            found.append(row)
        }
        return found
    }
}

/// What becomes of a row; may hold something of those before.
private func step(_ operation: Manifest.Operation) -> (inout [Float]) -> Void {
    switch operation {
    case .pick(let places):
        return { row in
            let all = row
            row = places.map { all[$0] }
        }
    case .scale(let factor):
        return { row in row = row.map { Float(factor * Double($0)) } }
    case .magnitude(let append):
        return { row in row = append ? row + magnitudes(row) : magnitudes(row) }
    case .subtractMean(let from, let of):
        return { row in
            let all = row
            let mean = of.reduce(0.0) { $0 + Double(all[$1]) } / Double(of.count)
            row = from.map { Float(Double(all[$0]) - mean) }
        }
    case .subtractWeighted(let from, let of):
        return { row in
            let all = row
            row = zip(from, of).map { (place, weights) -> Float in
                let sum = weights.reduce(0.0) { $0 + $1.weight * Double(all[$1.place]) }
                return Float(Double(all[place]) - sum)
            }
        }
    case .filter(let sections):
        let filter = RowFilter(sections)
        return { row in row = filter.next(row) }
    case .gravity(let sections, let keep):
        let filter = RowFilter(sections)
        return { row in
            let slow = filter.next(row)
            let body = zip(row, slow).map { $0 - $1 }
            row = keep == "gravity" ? slow : keep == "body" ? body : body + slow
        }
    case .standardise(let factor, let floor):
        let moving = MovingStandard(factor, floor)
        return { row in row = moving.next(row) }
    }
}

/// Of every x, y, z.
private func magnitudes(_ row: [Float]) -> [Float] {
    stride(from: 0, to: row.count, by: 3).map { c -> Float in
        let (x, y, z) = (Double(row[c]), Double(row[c + 1]), Double(row[c + 2]))
        return Float((x * x + y * y + z * z).squareRoot())
    }
}

/// Second-order sections, one after the other; they begin as if the first row had been there for ever.
private final class RowFilter {
    private let sections: [Manifest.Section]
    private var near: [[Double]] = []  // what each section holds of the past, by channel
    private var far: [[Double]] = []

    init(_ sections: [Manifest.Section]) {
        self.sections = sections
    }

    func next(_ row: [Float]) -> [Float] {
        if near.count < sections.count { settle(row) }
        return row.indices.map { c -> Float in
            var x = Double(row[c])
            for (s, section) in sections.enumerated() {
                let y = section.b0 * x + near[s][c]
                near[s][c] = section.b1 * x - section.a1 * y + far[s][c]
                far[s][c] = section.b2 * x - section.a2 * y
                x = y
            }
            return Float(x)
        }
    }

    private func settle(_ row: [Float]) {
        let nothing = [Double](repeating: 0, count: row.count)
        near = sections.map { _ in nothing }
        far = near
        for c in row.indices {
            var input = Double(row[c])
            for (s, section) in sections.enumerated() {
                let sum = section.b0 + section.b1 + section.b2
                let output = input * sum / (1 + section.a1 + section.a2)
                near[s][c] = output - section.b0 * input
                far[s][c] = section.b2 * input - section.a2 * output
                input = output
            }
        }
    }
}

/// Every channel minus its moving mean, over its moving deviation.
private final class MovingStandard {
    private let factor: Double
    private let floor: Double
    private var mean: [Double] = []
    private var variance: [Double] = []
    private var weight = 0.0

    init(_ factor: Double, _ floor: Double) {
        self.factor = factor
        self.floor = floor
    }

    func next(_ row: [Float]) -> [Float] {
        if mean.isEmpty {
            mean = [Double](repeating: 0, count: row.count)
            variance = mean
        }
        weight = 1 + (1 - factor) * weight
        return row.indices.map { c -> Float in
            mean[c] += (Double(row[c]) - mean[c]) / weight
            let off = Double(row[c]) - mean[c]
            variance[c] += (off * off - variance[c]) / weight
            return Float(off / max(variance[c].squareRoot(), floor))
        }
    }
}
