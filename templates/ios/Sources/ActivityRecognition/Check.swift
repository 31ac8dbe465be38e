import Foundation

/// Does the model answer here as it did when it was exported? Run it once on every kind of device; no problems: yes.
public func check(
    _ manifest: Manifest,
    _ vectors: Vectors,
    run: @escaping ([Float]) throws -> [Float]
) throws -> [String] {
    var problems: [String] = []
    for (i, window) in vectors.windows.enumerated() {
        let found = try run(window.samples)
        let difference = zip(found, window.logits).map { abs($0 - $1) }.max() ?? .infinity
        if !(Double(difference) <= vectors.tolerance) {
            problems.append("window \(i): logits differ by \(difference)")
        }
    }
    var answers: [Answer] = []
    var asked: [[Float]] = []
    let listening: ([Float]) throws -> [Float] = { window in
        asked.append(window)
        return try run(window)
    }
    let stream = ActivityStream(manifest, run: listening) { answers.append($0) }
    for row in vectors.stream.rows {
        try stream.push(row[0], row.dropFirst().map { Float($0) })
    }
    let expected = vectors.stream.answers
    if answers.count != expected.count {
        problems.append("stream: \(answers.count) windows, expected \(expected.count)")
    }
    for (i, pair) in zip(answers, expected).enumerated() {
        let (found, wanted) = pair
        for (k, sample) in (wanted.samples ?? []).enumerated()
        where !(abs(sample - asked[i][k]) <= 1e-4 * max(1, abs(sample))) {
            problems.append("stream, window \(i): value \(k) is \(asked[i][k]), expected \(sample)")
            break
        }
        let same =
            found.index == wanted.index && abs(found.start - wanted.start) < 1e-3
            && abs(found.confidence - wanted.confidence) < 0.01
        if !same {
            problems.append(
                "stream, window \(i): \(found.label) (\(found.confidence)) at \(found.start) s, "
                    + "expected class \(wanted.index) (\(wanted.confidence)) at \(wanted.start) s"
            )
        }
    }
    return problems
}
