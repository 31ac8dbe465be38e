package com.example.activity

import ai.onnxruntime.OnnxTensor
import ai.onnxruntime.OrtEnvironment
import ai.onnxruntime.OrtSession
import java.nio.FloatBuffer

/** The model in onnxruntime: a window `[window, channel]` -> logits. */
class Recognizer(model: ByteArray, private val manifest: Manifest) : AutoCloseable {
    private val environment = OrtEnvironment.getEnvironment()
    private val session: OrtSession = environment.createSession(model)

    fun run(window: FloatArray): FloatArray {
        val feeds = HashMap<String, OnnxTensor>()
        var first = 0
        for (input in manifest.inputs) {
            val shape = longArrayOf(1, manifest.window.toLong(), input.channels.toLong())
            val data = FloatBuffer.wrap(columns(window, first, input.channels))
            feeds[input.name] = OnnxTensor.createTensor(environment, data, shape)
            first += input.channels
        }
        try {
            session.run(feeds).use { results ->
                val logits = (results.get(manifest.output).get() as OnnxTensor).floatBuffer
                return FloatArray(logits.remaining()).also { logits.get(it) }
            }
        } finally {
            feeds.values.forEach { it.close() }
        }
    }

    private fun columns(window: FloatArray, first: Int, count: Int): FloatArray {
        val width = window.size / manifest.window
        return FloatArray(manifest.window * count) { window[it / count * width + first + it % count] }
    }

    override fun close() = session.close()
}
