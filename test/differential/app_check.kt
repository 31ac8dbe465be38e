package com.example.activity

import java.io.File
import kotlin.math.abs

/**
 * Runs the check of the Android app over a file of numbers: logits are looked up, for there is no onnxruntime here, and
 * the windows that the stream asks about are held against those expected.
 */
fun main(args: Array<String>) {
    val lines = File(args[0]).readLines().iterator()
    fun numbers() = lines.next().split(" ").filter { it != "" }.map { it.toDouble() }
    fun floats() = numbers().map { it.toFloat() }.toFloatArray()
    fun <T> many(read: () -> T): List<T> = List(numbers()[0].toInt()) { read() }

    val (rate, window, hop, classes, width) = numbers()
    val (temperature, threshold, longestGap) = numbers()
    val name = lines.next()
    val (stay, evidence, windows) = numbers()
    val (columns) = numbers()
    val places = numbers().map { it.toInt() }.toIntArray()
    val parts = many {
        val (inputs, operations) = numbers()
        Part(inputs.toInt(), List(operations.toInt()) { operation(lines.next(), ::numbers) })
    }
    val (rowRate, up, down, reach) = numbers()
    val weights = many { numbers().toDoubleArray() }
    val change = if (weights.isEmpty()) null else RateChange(up.toInt(), down.toInt(), reach.toInt(), weights)
    val manifest = Manifest(
        "", "", listOf(Input("", columns.toInt())), List(width.toInt()) { Channel("", "", "") },
        if (parts.isEmpty()) null else Processing(rowRate, parts, places, change), rate, window.toInt(), hop.toInt(),
        List(classes.toInt()) { "class $it" }, temperature,
        Smoothing(name, stay, evidence, windows.toInt()), threshold, longestGap
    )
    val rows = many { numbers().toDoubleArray() }
    val answers = many {
        val (start, index, confidence) = numbers()
        GoldenAnswer(start, index.toInt(), confidence, floats().let { if (it.isEmpty()) null else it })
    }
    val asked = many { GoldenWindow(floats(), floats()) }

    var at = 0
    val problems = check(manifest, Vectors(1e-6, emptyList(), rows, answers)) { samples ->
        val expected = asked[at++]
        for (k in samples.indices) require(abs(samples[k] - expected.samples[k]) < 1e-5) { "window ${at - 1}, value $k" }
        expected.logits
    }
    println("$at windows, ${problems.size} problems $problems")
}

/** A line of its kind, then its numbers. */
private fun operation(kind: String, numbers: () -> List<Double>): Operation {
    fun places() = numbers().map { it.toInt() }.toIntArray()
    fun sections() = numbers().chunked(5).map { (b0, b1, b2, a1, a2) -> Section(b0, b1, b2, a1, a2) }
    return when (kind) {
        "pick" -> Operation.Pick(places())
        "scale" -> Operation.Scale(numbers()[0])
        "magnitude" -> Operation.Magnitude(numbers()[0] == 1.0)
        "subtract-mean" -> Operation.SubtractMean(places(), places())
        "subtract-weighted" -> places().let { from ->
            Operation.SubtractWeighted(from, from.map { numbers().chunked(2).map { (place, weight) -> Weighted(place.toInt(), weight) } })
        }
        "filter" -> Operation.Filter(sections())
        "gravity both" -> Operation.Gravity(sections(), "both")
        "gravity body" -> Operation.Gravity(sections(), "body")
        "gravity gravity" -> Operation.Gravity(sections(), "gravity")
        "standardise" -> numbers().let { (factor, floor) -> Operation.Standardise(factor, floor) }
        else -> throw IllegalArgumentException(kind)
    }
}
