"""Reference values for test/golden/processing.test.ts: python3 scripts/golden/processing.py > test/golden/processing.json

Needs numpy and scipy (made with numpy 2.4.6, scipy 1.17.1). Inputs are float32; outputs have 8 digits.
"""

import json
import sys

import numpy as np
import scipy
from scipy import signal

random = np.random.default_rng(7)


def wander(length, channels=1):
    """A drifting, noisy signal with a level, like acceleration."""
    time = np.arange(length)[:, None]
    phase = np.arange(1, channels + 1)
    waves = np.sin(0.31 * time * phase) + 0.5 * np.sin(1.7 * time + phase)
    return (1 + 0.003 * time * phase + waves + random.normal(0, 0.3, (length, channels))).astype(np.float32)


def numbers(values):
    return [float(f"{value:.8g}") for value in np.asarray(values, np.float64).ravel()]


def resampling(up, down, length=160):
    x = wander(length)[:, 0]
    wide = x.astype(np.float64)
    slope = (wide[-1] - wide[0]) / (length - 1)
    line = lambda positions: wide[0] + slope * positions  # taken away and put back, as padtype="mean" does with the mean
    y = signal.resample_poly(wide - line(np.arange(length)), up, down)
    y += line(np.arange(len(y)) * down / up)
    return {"up": up, "down": down, "input": numbers(x), "output": numbers(y)}


filtered = wander(200, 2)


def filtering(name, rate, sos, **options):
    wide = filtered.astype(np.float64)
    start = signal.sosfilt_zi(sos)[:, :, None] * wide[0]
    return {
        "name": name,
        "sampleRate": rate,
        "options": options,
        "forward": numbers(signal.sosfilt(sos, wide, axis=0, zi=start)[0]),
        "zero-phase": numbers(signal.sosfiltfilt(sos, wide, axis=0)),
    }


def butterworth(kind, order, rate, **edges):
    sos = signal.butter(order, list(edges.values()) if len(edges) == 2 else list(edges.values())[0], kind, fs=rate, output="sos")
    return filtering("butterworth", rate, sos, order=order, **edges)


def notch(rate, frequency, quality):
    b, a = signal.iirnotch(frequency, quality, fs=rate)
    return filtering("notch", rate, signal.tf2sos(b, a), frequency=frequency, quality=quality)


def spectra():
    x = wander(300, 2)
    wide = x.astype(np.float64)
    frequencies, welch = signal.welch(wide, fs=100, nperseg=128, axis=0)
    _, median = signal.welch(wide, fs=100, nperseg=100, noverlap=25, nfft=128, axis=0, detrend="linear")
    _, periodogram = signal.periodogram(wide, fs=100, window="hann", nfft=512, axis=0)
    _, times, spectrogram = signal.spectrogram(
        wide, fs=100, window="hann", nperseg=64, noverlap=48, axis=0, detrend="constant"
    )
    return {
        "input": numbers(x),
        "frequencies": numbers(frequencies),
        "welch": numbers(welch),
        "welchPadded": numbers(median),
        "periodogram": numbers(periodogram),
        "times": numbers(times),
        "spectrogram": numbers(np.moveaxis(spectrogram, -1, 0)),  # [time, frequency, channel]
        "bandPower": numbers([signal_band(frequencies, welch, low, high) for low, high in [(4, 8), (8, 13)]]),
    }


def signal_band(frequencies, density, low, high):
    """Trapezoids over the bins of the band, its ends included."""
    inside = (frequencies >= low) & (frequencies <= high)
    return scipy.integrate.trapezoid(density[inside], frequencies[inside], axis=0)


def exponential(factor, initial, length=400):
    """The formula of braindecode's exponential_moving_standardize: explicit weights instead of a recursion."""
    x = wander(length)[:, 0]
    wide = x.astype(np.float64)

    def moving(values):
        weights = (1 - factor) ** np.arange(length)
        return np.array([np.sum(weights[: t + 1][::-1] * values[: t + 1]) / weights[: t + 1].sum() for t in range(length)])

    centred = wide - moving(wide)
    out = centred / np.maximum(np.sqrt(moving(centred**2)), 1e-4)
    if initial:
        out[:initial] = (wide[:initial] - wide[:initial].mean()) / max(wide[:initial].std(), 1e-4)
    return {"factor": factor, "initial": initial, "input": numbers(x), "output": numbers(out)}


def stamped(method, rate, length=120):
    """Unevenly spaced values onto a grid (no anti-alias filter: the grid is finer than the stamps)."""
    times = np.cumsum(random.uniform(0.01, 0.03, length))
    values = wander(length)[:, 0]
    grid = np.arange(np.ceil(times[0] * rate), np.floor(times[-1] * rate) + 1) / rate
    if method == "linear":
        out = np.interp(grid, times, values)
    else:
        out = scipy.interpolate.PchipInterpolator(times, values)(grid)
    return {"method": method, "sampleRate": rate, "times": times.tolist(), "input": numbers(values), "start": grid[0], "output": numbers(out)}


json.dump(
    {
        "made": f"numpy {np.__version__}, scipy {scipy.__version__}",
        "resampling": [resampling(*ratio) for ratio in [(1, 2), (2, 1), (3, 7), (25, 16), (128, 107), (20, 31)]],
        "filtered": numbers(filtered),
        "filters": [
            butterworth("low", 4, 50, to=5),
            butterworth("low", 3, 50, to=0.3),
            butterworth("low", 1, 100, to=20),
            butterworth("high", 5, 100, **{"from": 2}),
            butterworth("high", 2, 250, **{"from": 0.5}),
            butterworth("band", 3, 250, **{"from": 4, "to": 38}),
            butterworth("band", 4, 160, **{"from": 8, "to": 30}),
            butterworth("band", 1, 100, **{"from": 1, "to": 49}),
            butterworth("band", 5, 100, **{"from": 0.5, "to": 45}),
            notch(250, 50, 30),
            notch(160, 60, 5),
        ],
        "spectra": spectra(),
        "exponential": [exponential(1e-3, 100), exponential(0.02, 0)],
        "stamped": [stamped("linear", 80), stamped("cubic", 80)],
    },
    sys.stdout,
    separators=(",", ":"),
)
print()
