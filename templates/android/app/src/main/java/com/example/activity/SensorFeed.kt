package com.example.activity

import android.content.Context
import android.hardware.Sensor
import android.hardware.SensorEvent
import android.hardware.SensorEventListener
import android.hardware.SensorManager
import android.os.Handler

/**
 * What the device measures, as the rows that the model reads: g and rad/s, one row for every event of the first sensor,
 * with the newest values of the others. Check axes and signs on your device: wrists differ.
 */
class SensorFeed(
    context: Context,
    private val manifest: Manifest,
    private val handler: Handler,
    private val onRow: (Double, FloatArray) -> Unit
) : SensorEventListener {
    private val manager = context.getSystemService(Context.SENSOR_SERVICE) as SensorManager
    private val names = manifest.channels.map { it.sensor }.distinct()
    private val newest = HashMap<String, FloatArray>()

    fun start() {
        val period = (1e6 / manifest.rowRate).toInt() // µs; Android may deliver faster
        for (name in names) {
            val sensor = manager.getDefaultSensor(typeOf(name))
                ?: throw IllegalStateException("this device has no $name")
            manager.registerListener(this, sensor, period, handler)
        }
    }

    fun stop() = manager.unregisterListener(this)

    override fun onSensorChanged(event: SensorEvent) {
        val name = names.first { typeOf(it) == event.sensor.type }
        newest[name] = FloatArray(3) { event.values[it] * factorOf(name) }
        if (name != names[0] || newest.size < names.size) return
        val row = FloatArray(manifest.channels.size) {
            val channel = manifest.channels[it]
            newest.getValue(channel.sensor)["xyz".indexOf(channel.axis)]
        }
        onRow(event.timestamp / 1e9, row)
    }

    override fun onAccuracyChanged(sensor: Sensor, accuracy: Int) = Unit

    private fun typeOf(name: String): Int = when (name) {
        "accelerometer" -> Sensor.TYPE_ACCELEROMETER
        "linear-acceleration" -> Sensor.TYPE_LINEAR_ACCELERATION
        "gyroscope" -> Sensor.TYPE_GYROSCOPE
        "magnetometer" -> Sensor.TYPE_MAGNETIC_FIELD
        else -> throw IllegalStateException("say in SensorFeed where $name comes from")
    }

    /** m/s² to g; rad/s and µT are what Android gives. */
    private fun factorOf(name: String): Float =
        if (name == "accelerometer" || name == "linear-acceleration") 1 / SensorManager.STANDARD_GRAVITY else 1f
}
