package com.example.activity

import kotlin.math.max
import kotlin.math.sqrt

/**
 * Rows as sensors give them -> rows as windows are cut from: what was done to signals before the model was trained.
 * The numbers are those of `processing` in manifest.json.
 */
class RowChain(processing: Processing) {
    private val places = processing.places
    private val rate = processing.rate?.let { OpenRate(it) }
    private val parts: List<OpenPart>

    init {
        var from = 0
        parts = processing.parts.map { part -> OpenPart(part, from).also { from += part.width } }
    }

    /** Rows that are whole by now: another rate waits for those behind them. */
    fun next(row: FloatArray): List<FloatArray> {
        var all = FloatArray(0)
        for (part in parts) all += part.next(row)
        val kept = FloatArray(places.size) { all[places[it]] }
        return rate?.next(kept) ?: listOf(kept)
    }

    /** A gap: rows that were held back; the next one is the first. */
    fun end(): List<FloatArray> {
        parts.forEach { it.begin() }
        return rate?.end() ?: emptyList()
    }
}

/** Rows at another rate. Before the first row and behind the last stands what they hold. */
private class OpenRate(private val change: RateChange) {
    private val recent = ArrayList<FloatArray>() // as many rows as there are weights, oldest first
    private var rows = 0L
    private var outputs = 0L

    fun next(row: FloatArray): List<FloatArray> {
        while (recent.size < 2 * change.reach + 2) recent.add(row)
        keep(row)
        rows++
        return emit(rows - 1)
    }

    fun end(): List<FloatArray> {
        val found = ArrayList<FloatArray>()
        val all = (rows * change.up + change.down - 1) / change.down
        var newest = rows
        while (outputs < all) {
            keep(recent.last())
            found += emit(newest++)
        }
        recent.clear()
        rows = 0
        outputs = 0
        return found
    }

    private fun keep(row: FloatArray) {
        recent.removeAt(0)
        recent.add(row)
    }

    private fun emit(newest: Long): List<FloatArray> {
        val found = ArrayList<FloatArray>()
        while (outputs * change.down / change.up + change.reach + 1 <= newest) {
            val weights = change.weights[(outputs++ * change.down % change.up).toInt()]
            found.add(FloatArray(recent[0].size) { c ->
                val level = recent[change.reach][c].toDouble()
                var sum = level
                for (k in weights.indices) sum += weights[k] * (recent[k][c] - level)
                sum.toFloat()
            })
        }
        return found
    }
}

/** Some channels of a row, from a place on, and what becomes of them. */
private class OpenPart(private val part: Part, private val from: Int) {
    private val steps = ArrayList<RowStep>()

    init {
        begin()
    }

    fun begin() {
        steps.clear()
        part.operations.mapTo(steps) { stepOf(it) }
    }

    fun next(row: FloatArray): FloatArray =
        steps.fold(row.copyOfRange(from, from + part.width)) { current, step -> step(current) }
}

/** What becomes of a row; may hold something of those before. */
private typealias RowStep = (FloatArray) -> FloatArray

private fun stepOf(operation: Operation): RowStep = when (operation) {
    is Operation.Pick -> step { row -> FloatArray(operation.places.size) { row[operation.places[it]] } }
    is Operation.Scale -> step { row -> FloatArray(row.size) { (operation.factor * row[it]).toFloat() } }
    is Operation.Magnitude -> step { row -> if (operation.append) row + magnitudes(row) else magnitudes(row) }
    is Operation.SubtractMean -> step { row ->
        val mean = operation.of.sumByDouble { row[it].toDouble() } / operation.of.size
        FloatArray(operation.from.size) { (row[operation.from[it]] - mean).toFloat() }
    }
    is Operation.SubtractWeighted -> step { row ->
        FloatArray(operation.from.size) { c ->
            (row[operation.from[c]] - operation.of[c].sumByDouble { it.weight * row[it.place] }).toFloat()
        }
    }
    is Operation.Filter -> RowFilter(operation.sections)::next
    is Operation.Gravity -> gravity(operation)
    is Operation.Standardise -> standardise(operation)
}

private fun step(next: RowStep) = next

/** Of every x, y, z. */
private fun magnitudes(row: FloatArray) = FloatArray(row.size / 3) { k ->
    val (x, y, z) = List(3) { row[3 * k + it].toDouble() }
    sqrt(x * x + y * y + z * z).toFloat()
}

/** What passes the filter is gravity, the rest is the body. */
private fun gravity(operation: Operation.Gravity): RowStep {
    val filter = RowFilter(operation.sections)
    return { row ->
        val slow = filter.next(row)
        val body = FloatArray(row.size) { row[it] - slow[it] }
        when (operation.keep) {
            "gravity" -> slow
            "body" -> body
            else -> body + slow
        }
    }
}

/** Second-order sections, one after the other; they begin as if the first row had been there for ever. */
private class RowFilter(private val sections: List<Section>) {
    private var near = emptyArray<DoubleArray>() // what each section holds of the past, by channel
    private var far = emptyArray<DoubleArray>()

    fun next(row: FloatArray): FloatArray {
        if (near.size < sections.size) settle(row)
        return FloatArray(row.size) { c ->
            var x = row[c].toDouble()
            sections.forEachIndexed { s, section ->
                val y = section.b0 * x + near[s][c]
                near[s][c] = section.b1 * x - section.a1 * y + far[s][c]
                far[s][c] = section.b2 * x - section.a2 * y
                x = y
            }
            x.toFloat()
        }
    }

    private fun settle(row: FloatArray) {
        near = Array(sections.size) { DoubleArray(row.size) }
        far = Array(sections.size) { DoubleArray(row.size) }
        for (c in row.indices) {
            var input = row[c].toDouble()
            sections.forEachIndexed { s, (b0, b1, b2, a1, a2) ->
                val output = input * (b0 + b1 + b2) / (1 + a1 + a2)
                near[s][c] = output - b0 * input
                far[s][c] = b2 * input - a2 * output
                input = output
            }
        }
    }
}

/** Every channel minus its moving mean, over its moving deviation. */
private fun standardise(operation: Operation.Standardise): RowStep {
    var mean = DoubleArray(0)
    var variance = DoubleArray(0)
    var weight = 0.0
    return { row ->
        if (mean.isEmpty()) {
            mean = DoubleArray(row.size)
            variance = DoubleArray(row.size)
        }
        weight = 1 + (1 - operation.factor) * weight
        FloatArray(row.size) { c ->
            mean[c] += (row[c] - mean[c]) / weight
            val off = row[c] - mean[c]
            variance[c] += (off * off - variance[c]) / weight
            (off / max(sqrt(variance[c]), operation.floor)).toFloat()
        }
    }
}
