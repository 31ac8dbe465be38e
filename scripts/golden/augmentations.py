"""Fills test/golden/augmentations.json: the formulas in numpy and scipy, from the draws recorded there.

    python scripts/golden/augmentations.py

Input everywhere: x[t, c] = sin(0.3 t (c + 1)) + 0.1 c - 0.02 t. Written with numpy 2.4 and scipy 1.17.
"""

import json
import pathlib

import numpy as np
from numpy.polynomial import legendre
from scipy.interpolate import CubicSpline
from scipy.signal import firwin, hilbert
from scipy.spatial.transform import Rotation

path = pathlib.Path(__file__).parents[2] / "test/golden/augmentations.json"


def wave(length, channels):
    t, c = np.arange(length)[:, None], np.arange(channels)[None, :]
    return np.sin(0.3 * t * (c + 1)) + 0.1 * c - 0.02 * t


def read(x, times):
    steps = np.arange(len(x))
    return np.stack([np.interp(times, steps, column) for column in x.T], 1)


def spline(heights, length):
    knots = np.linspace(0, length - 1, len(heights))
    return CubicSpline(knots, heights, bc_type="natural")(np.arange(length))


def ft_surrogate(x, shares, magnitude):
    spectrum = np.fft.rfft(x, axis=0)
    turned = (len(x) + 1) // 2
    phases = 2 * np.pi * magnitude * np.array(shares)[1:turned, None]
    spectrum[1:turned] *= np.exp(1j * phases)
    return np.fft.irfft(spectrum, n=len(x), axis=0)


def freq_mask(x, start, band):
    spectrum = np.fft.rfft(x, axis=0)
    spectrum[start : start + band] = 0
    return np.fft.irfft(spectrum, n=len(x), axis=0)


def bandstop(x, centre, width, rate):
    half = int(np.ceil(1.65 * rate))
    reach = (width + 1) / 2
    edges = [centre - reach, centre + reach]
    taps = firwin(2 * half + 1, edges, window="hamming", pass_zero=False, scale=False, fs=rate)
    taps = -taps
    taps[half] += 1
    inner = min(half, len(x) - 1)
    mirrored = np.pad(x, ((inner, inner), (0, 0)), mode="reflect", reflect_type="odd")
    padded = np.pad(mirrored, ((half - inner, half - inner), (0, 0)))
    return np.stack([np.convolve(column, taps, mode="valid") for column in padded.T], 1)


def frequency_shift(x, hertz, rate):
    size = 2 ** int(np.ceil(np.log2(len(x))))
    analytic = hilbert(x, N=size, axis=0)[: len(x)]
    return np.real(analytic * np.exp(2j * np.pi * hertz * np.arange(len(x)) / rate)[:, None])


def magnitude_warp(x, normals, sigma):
    heights = (1 + sigma * np.array(normals)).reshape(-1, x.shape[1])
    return x * np.stack([spline(column, len(x)) for column in heights.T], 1)


def time_warp(x, normals, sigma):
    speed = spline(1 + sigma * np.array(normals), len(x))
    steps = np.maximum(0.1, (speed[1:] + speed[:-1]) / 2)
    times = np.concatenate([[0], np.cumsum(steps)])
    return read(x, times * (len(x) - 1) / times[-1])


def window_slice(x, start, ratio):
    kept = int(np.ceil(ratio * len(x)))
    return read(x, start + np.linspace(0, kept - 1, len(x)))


def window_warp(x, start, part, stretch):
    end = len(x) - 1
    warped = [0, start, start + part * stretch, end + part * (stretch - 1)]
    places = np.linspace(0, warped[-1], len(x))
    return read(x, np.interp(places, warped, [0, start, start + part, end]))


def resample_speed(x, stretch):
    middle = (len(x) - 1) / 2
    return read(x, middle + (np.arange(len(x)) - middle) / stretch)


def smooth_time_mask(x, start, gap):
    t = np.arange(len(x))
    sigmoid = lambda value: 1 / (1 + np.exp(-np.clip(value, -700, 700)))
    steepness = 1000 / len(x)
    return x * (sigmoid(steepness * (start - t)) + sigmoid(steepness * (t - start - gap)))[:, None]


def rotation_3d(x, axis, degrees):
    turn = Rotation.from_rotvec(np.array(axis) / np.linalg.norm(axis) * np.radians(degrees))
    return turn.apply(x)


def sensors_rotation(x, positions, degrees):
    here = np.array(positions)
    there = Rotation.from_euler("z", degrees, degrees=True).apply(here)
    n = np.arange(1, 51)
    weights = np.concatenate([[0], (2 * n + 1) / ((n * (n + 1.0)) ** 4 * 4 * np.pi)])
    g = lambda a, b: legendre.legval(np.clip(a @ b.T, -1, 1), weights)
    count = len(here)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = g(here, here) + 1e-5 * np.eye(count)
    system[count, count] = 0
    matrix = np.hstack([g(there, here), np.ones((count, 1))]) @ np.linalg.inv(system)[:, :count]
    return x @ matrix.T


cases = json.loads(path.read_text())
for case in cases:
    formula = globals()[case["name"].replace("-", "_")]
    answer = formula(wave(case["length"], case["channels"]), **case["draws"])
    case["expected"] = [float(f"{value:.9g}") for value in answer.ravel()]
lines = ",\n".join(json.dumps(case) for case in cases)
path.write_text(f"[\n{lines}\n]\n")
