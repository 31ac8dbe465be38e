package com.example.activity

import org.json.JSONArray
import org.json.JSONObject

fun readManifest(text: String): Manifest = JSONObject(text).run {
    val model = getJSONObject("model")
    val smoothing = getJSONObject("smoothing")
    Manifest(
        modelFile = model.getString("file"),
        output = model.getString("output"),
        inputs = getJSONArray("inputs").objects().map { Input(it.getString("name"), it.getInt("channels")) },
        channels = getJSONArray("channels").objects().map {
            Channel(it.getString("sensor"), it.getString("axis"), it.getString("unit"))
        },
        processing = optJSONObject("processing")?.let { readProcessing(it) },
        sampleRate = getDouble("sampleRate"),
        window = getInt("window"),
        hop = getInt("hop"),
        classes = getJSONArray("classes").let { list -> List(list.length()) { list.getString(it) } },
        temperature = getDouble("temperature"),
        smoothing = Smoothing(
            smoothing.getString("name"),
            smoothing.optDouble("stay", 0.0),
            smoothing.optDouble("evidence", 1.0),
            smoothing.optInt("windows", 1)
        ),
        threshold = getDouble("threshold"),
        longestGap = getDouble("longestGap")
    )
}

fun readVectors(text: String): Vectors = JSONObject(text).run {
    val stream = getJSONObject("stream")
    val rows = stream.getJSONArray("rows")
    Vectors(
        tolerance = getDouble("tolerance"),
        windows = getJSONArray("windows").objects().map {
            GoldenWindow(it.getJSONArray("samples").floats(), it.getJSONArray("logits").floats())
        },
        rows = List(rows.length()) { i ->
            rows.getJSONArray(i).doubles()
        },
        answers = stream.getJSONArray("answers").objects().map {
            val samples = it.optJSONArray("samples")?.floats()
            GoldenAnswer(it.getDouble("start"), it.getInt("index"), it.getDouble("confidence"), samples)
        }
    )
}

private fun readProcessing(processing: JSONObject) = Processing(
    sampleRate = processing.getDouble("sampleRate"),
    parts = processing.getJSONArray("parts").objects().map { part ->
        Part(part.getInt("width"), part.getJSONArray("operations").objects().map { it.operation() })
    },
    places = processing.getJSONArray("places").integers(),
    rate = processing.optJSONObject("kernel")?.let { kernel ->
        val (ratio, weights) = Pair(processing.getJSONObject("ratio"), kernel.getJSONArray("weights"))
        val rows = List(weights.length()) { weights.getJSONArray(it).doubles() }
        RateChange(ratio.getInt("up"), ratio.getInt("down"), kernel.getInt("reach"), rows)
    }
)

private fun JSONObject.operation(): Operation = when (val kind = getString("kind")) {
    "pick" -> Operation.Pick(getJSONArray("places").integers())
    "scale" -> Operation.Scale(getDouble("factor"))
    "magnitude" -> Operation.Magnitude(getBoolean("append"))
    "subtract-mean" -> Operation.SubtractMean(getJSONArray("from").integers(), getJSONArray("of").integers())
    "subtract-weighted" -> {
        val of = getJSONArray("of")
        Operation.SubtractWeighted(
            getJSONArray("from").integers(),
            List(of.length()) { c ->
                of.getJSONArray(c).objects().map { Weighted(it.getInt("place"), it.getDouble("weight")) }
            }
        )
    }
    "filter" -> Operation.Filter(sections())
    "gravity" -> Operation.Gravity(sections(), getString("keep"))
    "standardise" -> Operation.Standardise(getDouble("factor"), getDouble("floor"))
    else -> throw IllegalStateException("an operation that this code does not know: $kind")
}

private fun JSONObject.sections() = getJSONArray("sections").objects().map {
    Section(it.getDouble("b0"), it.getDouble("b1"), it.getDouble("b2"), it.getDouble("a1"), it.getDouble("a2"))
}

private fun JSONArray.doubles() = DoubleArray(length()) { getDouble(it) }

private fun JSONArray.integers() = IntArray(length()) { getInt(it) }

private fun JSONArray.objects() = List(length()) { getJSONObject(it) }

private fun JSONArray.floats() = FloatArray(length()) { getDouble(it).toFloat() }
