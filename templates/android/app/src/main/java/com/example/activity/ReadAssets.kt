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
            val row = rows.getJSONArray(i)
            DoubleArray(row.length()) { row.getDouble(it) }
        },
        answers = stream.getJSONArray("answers").objects().map {
            GoldenAnswer(it.getDouble("start"), it.getInt("index"), it.getDouble("confidence"))
        }
    )
}

private fun JSONArray.objects() = List(length()) { getJSONObject(it) }

private fun JSONArray.floats() = FloatArray(length()) { getDouble(it).toFloat() }
