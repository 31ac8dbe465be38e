package com.example.activity

/** What manifest.json says; schema/wristill-app.schema.json of wristill is the whole of it. */
class Manifest(
    val modelFile: String,
    val output: String,
    /** Tensors `[1, window, channels]`; their columns are channels of a row, one input after the other. */
    val inputs: List<Input>,
    val channels: List<Channel>,
    /** Hz. */
    val sampleRate: Double,
    /** Samples of a window, and from one window to the next. */
    val window: Int,
    val hop: Int,
    val classes: List<String>,
    val temperature: Double,
    val smoothing: Smoothing,
    val threshold: Double,
    /** s; a longer silence is a gap. */
    val longestGap: Double
)

class Input(val name: String, val channels: Int)

/** Sensor "accelerometer" (with gravity), "gyroscope", "magnetometer", "linear-acceleration"; axis "x", "y", "z". */
class Channel(val sensor: String, val axis: String, val unit: String)

/** "hmm" has stay and evidence, "majority" windows, "none" nothing. */
class Smoothing(val name: String, val stay: Double, val evidence: Double, val windows: Int)

/** What the model and the stream must answer: vectors.json. */
class Vectors(val tolerance: Double, val windows: List<GoldenWindow>, val rows: List<DoubleArray>, val answers: List<GoldenAnswer>)

/** `[window, channel]`, row after row. */
class GoldenWindow(val samples: FloatArray, val logits: FloatArray)

class GoldenAnswer(val start: Double, val index: Int, val confidence: Double)
