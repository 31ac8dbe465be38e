package com.example.activity

import kotlin.math.abs

/** Does the model answer here as it did when it was exported? Run it once on every kind of device; no problems: yes. */
fun check(manifest: Manifest, vectors: Vectors, run: (FloatArray) -> FloatArray): List<String> {
    val problems = ArrayList<String>()
    vectors.windows.forEachIndexed { i, window ->
        val found = run(window.samples)
        var difference = 0f
        for (k in window.logits.indices) difference = maxOf(difference, abs(found[k] - window.logits[k]))
        if (!(difference <= vectors.tolerance)) problems.add("window $i: logits differ by $difference")
    }
    val answers = ArrayList<Answer>()
    val asked = ArrayList<FloatArray>()
    val stream = ActivityStream(manifest, { window -> asked.add(window); run(window) }) { answers.add(it) }
    for (row in vectors.rows) stream.push(row[0], FloatArray(row.size - 1) { row[it + 1].toFloat() })
    if (answers.size != vectors.answers.size) {
        problems.add("stream: ${answers.size} windows, expected ${vectors.answers.size}")
    }
    for ((i, pair) in answers.zip(vectors.answers).withIndex()) {
        val (found, expected) = pair
        val off = expected.samples?.let { samples ->
            samples.indices.firstOrNull { !(abs(samples[it] - asked[i][it]) <= 1e-4 * maxOf(1f, abs(samples[it]))) }
        }
        if (off != null) problems.add("stream, window $i: value $off is ${asked[i][off]}, expected ${expected.samples[off]}")
        val same = found.index == expected.index &&
            abs(found.start - expected.start) < 1e-3 &&
            abs(found.confidence - expected.confidence) < 0.01
        if (!same) problems.add("stream, window $i: ${found.label} (${found.confidence}) at ${found.start} s, expected class ${expected.index} (${expected.confidence}) at ${expected.start} s")
    }
    return problems
}
