package com.example.activity

import android.app.Activity
import android.os.Bundle
import android.os.Handler
import android.os.HandlerThread
import android.view.Gravity
import android.widget.TextView
import kotlin.math.roundToInt

/** One line of text: sensor -> stream -> label. Everything stays on the device. */
class MainActivity : Activity() {
    private lateinit var text: TextView
    private lateinit var thread: HandlerThread
    private var feed: SensorFeed? = null
    private var recognizer: Recognizer? = null

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        text = TextView(this).apply {
            gravity = Gravity.CENTER
            textSize = 28f
        }
        setContentView(text)
    }

    override fun onStart() {
        super.onStart()
        thread = HandlerThread("activity").apply { start() } // samples, model and labels, off the screen's thread
        Handler(thread.looper).post {
            try {
                recognize()
            } catch (error: Exception) {
                say(error.message ?: error.toString())
            }
        }
    }

    override fun onStop() {
        super.onStop()
        Handler(thread.looper).post {
            feed?.stop()
            recognizer?.close()
            thread.quitSafely()
        }
    }

    private fun recognize() {
        val manifest = readManifest(asset("manifest.json").toString(Charsets.UTF_8))
        val model = Recognizer(asset(manifest.modelFile), manifest)
        recognizer = model

        // Does this device compute what was exported? Once is enough; take it out when you know.
        val problems = check(manifest, readVectors(asset("vectors.json").toString(Charsets.UTF_8)), model::run)
        if (problems.isNotEmpty()) return say("This device answers otherwise than it should: ${problems[0]}")

        say("…")
        val stream = ActivityStream(manifest, model::run) {
            say("${it.label}\n${(100 * it.confidence).roundToInt()} %")
        }
        feed = SensorFeed(this, manifest, Handler(thread.looper), stream::push).also { it.start() }
    }

    private fun asset(name: String): ByteArray = assets.open(name).use { it.readBytes() }

    private fun say(words: String) = runOnUiThread { text.text = words }
}
