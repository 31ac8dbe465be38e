package com.example.activity

import kotlin.math.exp
import kotlin.math.max
import kotlin.math.pow

/** What is said of a window. */
class Answer(
    /** s, on the clock of the samples. */
    val start: Double,
    val end: Double,
    /** A class, or "unknown". */
    val label: String,
    /** Its place among the classes; -1: unknown. */
    val index: Int,
    /** Smoothed probability of the likeliest class, named or not. */
    val confidence: Double,
    /** Smoothed, in the order of the classes. */
    val probabilities: DoubleArray
)

/**
 * Samples of a sensor, as they come -> windows of the model -> a smoothed label. Knows nothing of Android.
 * Call it from one thread; `run` turns a window `[window, channel]` into logits.
 */
class ActivityStream(
    private val manifest: Manifest,
    private val run: (FloatArray) -> FloatArray,
    private val onAnswer: (Answer) -> Unit
) {
    private val width = manifest.channels.size
    private val chain = manifest.processing?.let { RowChain(it) }
    private val columns = manifest.inputs.sumBy { it.channels }
    private val ring = FloatArray(manifest.window * columns) // the newest samples, written round and round
    private val before = FloatArray(width)
    private val row = FloatArray(width)
    private var smoother = Smoother(manifest.smoothing, manifest.classes.size)
    private var steps = 0 // rows in this stretch
    private var count = 0 // samples that became of them
    private var start = 0.0 // its first stamp
    private var last = Double.NaN // the newest stamp; NaN: no sample yet
    private var current = -1 // the class that was named last

    /** Take one sample: its time in s, on any clock, and the values of the channels in the manifest's order and units. */
    fun push(time: Double, values: FloatArray) {
        if (values.any { it.isNaN() || it.isInfinite() }) return reset() // a missing value is a gap
        val step = time - last // NaN for the first
        if (step > manifest.longestGap || step < -manifest.longestGap) reset()
        else if (step <= 0) return // a stamp that was there already
        if (last.isNaN()) start = time else fill(time, values)
        values.copyInto(before)
        last = time
    }

    /** Behind a gap windows begin anew: nothing is glued across it. */
    fun reset() {
        chain?.end()?.forEach(::append)
        steps = 0
        count = 0
        last = Double.NaN
        smoother = Smoother(manifest.smoothing, manifest.classes.size)
        current = -1
    }

    /** Rows lie evenly apart, on the lines between the sensor's. */
    private fun fill(time: Double, values: FloatArray) {
        while (true) {
            val next = start + steps / manifest.rowRate
            if (next >= time) return
            val share = max(0.0, (next - last) / (time - last))
            for (c in 0 until width) row[c] = (before[c] + share * (values[c] - before[c])).toFloat()
            steps++
            (chain?.next(row) ?: listOf(row)).forEach(::append)
        }
    }

    private fun append(samples: FloatArray) {
        samples.copyInto(ring, (count % manifest.window) * columns)
        count++
        if (count < manifest.window || (count - manifest.window) % manifest.hop != 0) return
        answer(start + (count - manifest.window) / manifest.sampleRate, run(newest()))
    }

    /** The newest window, oldest sample first. */
    private fun newest(): FloatArray {
        val cut = (count % manifest.window) * columns
        return ring.copyOfRange(cut, ring.size) + ring.copyOfRange(0, cut)
    }

    private fun answer(start: Double, logits: FloatArray) {
        val probabilities = smoother.next(softmax(logits, manifest.temperature))
        val top = likeliest(probabilities)
        val best = if (current >= 0 && probabilities[current] == probabilities[top]) current else top // of equals the one before
        val confidence = probabilities[best]
        val index = if (confidence >= manifest.threshold) best else -1
        current = index
        val label = if (index < 0) "unknown" else manifest.classes[index]
        val end = start + manifest.window / manifest.sampleRate
        onAnswer(Answer(start, end, label, index, confidence, probabilities))
    }
}

fun likeliest(probabilities: DoubleArray): Int {
    var best = 0
    for (k in probabilities.indices) if (probabilities[k] > probabilities[best]) best = k
    return best
}

fun softmax(logits: FloatArray, temperature: Double): DoubleArray {
    var top = Double.NEGATIVE_INFINITY
    for (z in logits) top = max(top, z.toDouble())
    val weights = DoubleArray(logits.size) { exp((logits[it] - top) / temperature) }
    val total = weights.sum()
    return DoubleArray(logits.size) { weights[it] / total }
}

/** One window's probabilities -> those of the moment; remembers the windows before. */
class Smoother(private val smoothing: Smoothing, private val classes: Int) {
    private var belief: DoubleArray? = null
    private val votes = ArrayList<Int>()

    fun next(probabilities: DoubleArray): DoubleArray = when (smoothing.name) {
        "hmm" -> hmm(probabilities)
        "majority" -> majority(probabilities)
        else -> probabilities
    }

    /** Forward filter of a Markov chain: `stay` to go on, `evidence` what a window counts that overlaps another. */
    private fun hmm(probabilities: DoubleArray): DoubleArray {
        val known = belief
        val next = DoubleArray(classes) { k ->
            val p = if (probabilities[k] > 1e-6) probabilities[k] else 1e-6 // NaN says nothing
            if (known == null) p
            else {
                val moved = (1 - smoothing.stay) * (1 - known[k]) / max(1, classes - 1)
                (smoothing.stay * known[k] + moved) * p.pow(smoothing.evidence)
            }
        }
        val total = next.sum()
        val smoothed = DoubleArray(classes) { next[it] / total }
        belief = smoothed
        return smoothed
    }

    /** Shares of the votes of the newest windows. */
    private fun majority(probabilities: DoubleArray): DoubleArray {
        votes.add(likeliest(probabilities))
        while (votes.size > smoothing.windows) votes.removeAt(0)
        return DoubleArray(classes) { k -> votes.count { it == k }.toDouble() / votes.size }
    }
}
