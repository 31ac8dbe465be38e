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
    val manifest = Manifest(
        "", "", emptyList(), List(width.toInt()) { Channel("", "", "") }, rate, window.toInt(), hop.toInt(),
        List(classes.toInt()) { "class $it" }, temperature,
        Smoothing(name, stay, evidence, windows.toInt()), threshold, longestGap
    )
    val rows = many { numbers().toDoubleArray() }
    val answers = many { numbers().let { (start, index, confidence) -> GoldenAnswer(start, index.toInt(), confidence) } }
    val asked = many { GoldenWindow(floats(), floats()) }

    var at = 0
    val problems = check(manifest, Vectors(1e-6, emptyList(), rows, answers)) { samples ->
        val expected = asked[at++]
        for (k in samples.indices) require(abs(samples[k] - expected.samples[k]) < 1e-5) { "window ${at - 1}, value $k" }
        expected.logits
    }
    println("$at windows, ${problems.size} problems $problems")
}
