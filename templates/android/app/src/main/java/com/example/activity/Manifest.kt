package com.example.activity

/** What manifest.json says; schema/wristill-app.schema.json of wristill is the whole of it. */
class Manifest(
    val modelFile: String,
    val output: String,
    /** Tensors `[1, window, channels]`; their columns are those of a row after its processing, one input after the other. */
    val inputs: List<Input>,
    /** Of a row, as sensors give it. */
    val channels: List<Channel>,
    /** What becomes of a row before windows are cut; null: nothing. */
    val processing: Processing?,
    /** Hz, of windows. */
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
) {
    /** Hz, of rows. */
    val rowRate = processing?.sampleRate ?: sampleRate
}

class Input(val name: String, val channels: Int)

/** Sensor "accelerometer" (with gravity), "gyroscope", "magnetometer", "linear-acceleration"; axis "x", "y", "z". */
class Channel(val sensor: String, val axis: String, val unit: String)

class Processing(
    /** Hz. */
    val sampleRate: Double,
    /** Pieces of a row, side by side, each with its own operations. */
    val parts: List<Part>,
    /** Of what all parts make, side by side: the columns of the inputs. */
    val places: IntArray,
    /** Rows then go to the model's rate; null: they are at it. */
    val rate: RateChange?
)

/** `up` rows for every `down`; a row of weights for each of `up` places between two. */
class RateChange(val up: Int, val down: Int, val reach: Int, val weights: List<DoubleArray>)

class Part(val width: Int, val operations: List<Operation>)

sealed class Operation {
    class Pick(val places: IntArray) : Operation()
    class Scale(val factor: Double) : Operation()
    /** Of every three channels: behind them, or in place of them. */
    class Magnitude(val append: Boolean) : Operation()
    /** The channels `from`, minus the mean of those `of`. */
    class SubtractMean(val from: IntArray, val of: IntArray) : Operation()
    /** The channels `from`, each minus its own weighted sum. */
    class SubtractWeighted(val from: IntArray, val of: List<List<Weighted>>) : Operation()
    class Filter(val sections: List<Section>) : Operation()
    /** `keep`: "body", "gravity", "both" (body first). */
    class Gravity(val sections: List<Section>, val keep: String) : Operation()
    class Standardise(val factor: Double, val floor: Double) : Operation()
}

class Weighted(val place: Int, val weight: Double)

/** y[t] = b0 x[t] + b1 x[t-1] + b2 x[t-2] - a1 y[t-1] - a2 y[t-2] */
data class Section(val b0: Double, val b1: Double, val b2: Double, val a1: Double, val a2: Double)

/** "hmm" has stay and evidence, "majority" windows, "none" nothing. */
class Smoothing(val name: String, val stay: Double, val evidence: Double, val windows: Int)

/** What the model and the stream must answer: vectors.json. */
class Vectors(val tolerance: Double, val windows: List<GoldenWindow>, val rows: List<DoubleArray>, val answers: List<GoldenAnswer>)

/** `[window, channel]`, row after row. */
class GoldenWindow(val samples: FloatArray, val logits: FloatArray)

/** `samples`: the window that processing made of the rows; null: not kept. */
class GoldenAnswer(val start: Double, val index: Int, val confidence: Double, val samples: FloatArray?)
