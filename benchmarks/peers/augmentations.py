"""Augmentations of whole batches in numpy and scipy, timed on request.

Reads lines from stdin and answers each with one line of JSON:

    run <name> <time> <channels> <seconds>   {"rate": windows per second of processor time}, batches of 64 windows,
                                             draws included, for about so many seconds

Each formula is written for a whole batch at once, as one would in numpy; loops over samples remain where the draws need
them. Spectra are numpy.fft's; a name followed by "+scipy" uses scipy.fft. The first line says the versions.
"""

import json
import sys
import time

import numpy as np
import scipy
import scipy.fft
from numpy.polynomial import legendre
from scipy.interpolate import CubicSpline
from scipy.signal import firwin, hilbert, oaconvolve

BATCH, RATE, CLASSES = 64, {128: 50.0, 480: 160.0}, 6
rng = np.random.default_rng(1)
f32 = np.float32
fourier = np.fft


def normal(*shape):
    return rng.standard_normal(shape, dtype=f32)


def uniform(low, high, *shape):
    return f32(low) + f32(high - low) * rng.random(shape, dtype=f32)


def read(x, times):
    """Linear interpolation at times [batch, time]."""
    times = np.clip(times, 0, x.shape[1] - 1)
    left = np.minimum(times.astype(np.int64), x.shape[1] - 2)
    weight = (times - left).astype(f32)[:, :, None]
    rows = np.arange(len(x))[:, None]
    a = x[rows, left]
    return a + weight * (x[rows, left + 1] - a)


def take(x, steps):
    return x[np.arange(len(x))[:, None], steps]


def spans(x, start, length):
    t = np.arange(x.shape[1])
    return (t >= start[:, None]) & (t < (start + length)[:, None])


def jitter(x, sigma=0.05):
    return x + f32(sigma) * normal(*x.shape)


def gaussian_noise(x):
    return jitter(x, 0.1)


def noise(x):
    return x + uniform(0, 0.2, len(x), 1, 1) * normal(*x.shape)


def scaling(x):
    return x * (1 + f32(0.1) * normal(len(x), 1, x.shape[2]))


def amplitude_scale(x):
    return x * uniform(0.5, 2, len(x), 1, x.shape[2])


def gravity_drift(x):
    return x + f32(0.1) * normal(len(x), 1, x.shape[2])


def rotations(count, degrees=180):
    axis = rng.uniform(-1, 1, (count, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    angle = np.radians(rng.uniform(-degrees, degrees, count))[:, None, None]
    x, y, z = axis.T
    o = np.zeros_like(x)
    k = np.stack([o, -z, y, z, o, -x, -y, x, o], 1).reshape(-1, 3, 3)
    return (np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k).astype(f32)


def rotation_3d(x):
    turned = x.reshape(len(x), -1, 3) @ rotations(len(x)).transpose(0, 2, 1)
    return turned.reshape(x.shape)


def orders(x):
    return np.argsort(rng.random((len(x), x.shape[2])), 1)


def rotation_flip(x):
    signs = rng.integers(0, 2, (len(x), 1, x.shape[2])).astype(f32) * 2 - 1
    return np.take_along_axis(x, orders(x)[:, None, :], 2) * signs


def channels_shuffle(x):
    chosen = rng.random((len(x), x.shape[2])) < 0.2
    order = np.tile(np.arange(x.shape[2]), (len(x), 1))
    for row, mask in zip(order, chosen):
        row[mask] = rng.permutation(row[mask])
    return np.take_along_axis(x, order[:, None, :], 2)


def permutation(x):
    steps = np.arange(x.shape[1])
    order = []
    for parts in rng.integers(1, 5, len(x)):
        pieces = np.array_split(steps, parts)
        order.append(np.concatenate([pieces[i] for i in rng.permutation(parts)]))
    return take(x, np.array(order))


def curves(length, *shape):
    knots = np.linspace(0, length - 1, 6)
    spline = CubicSpline(knots, 1 + 0.2 * rng.standard_normal((6, *shape)), bc_type="natural")
    return spline(np.arange(length))


def magnitude_warp(x):
    return x * curves(x.shape[1], len(x), x.shape[2]).astype(f32).transpose(1, 0, 2)


def time_warp(x):
    speed = curves(x.shape[1], len(x)).T
    times = np.zeros_like(speed)
    np.cumsum(np.maximum(0.1, (speed[:, 1:] + speed[:, :-1]) / 2), axis=1, out=times[:, 1:])
    return read(x, times * ((x.shape[1] - 1) / times[:, -1:]))


def window_slice(x):
    kept = int(np.ceil(0.9 * x.shape[1]))
    start = rng.uniform(0, x.shape[1] - kept, (len(x), 1))
    return read(x, start + np.linspace(0, kept - 1, x.shape[1]))


def window_warp(x):
    end = x.shape[1] - 1
    part = 0.1 * end
    start = rng.uniform(0, end - part, (len(x), 1))
    stretch = rng.choice([0.5, 2.0], (len(x), 1))
    pace = (end - part + part * stretch) / end
    after = np.arange(x.shape[1]) * pace - start
    inside = start + np.minimum(after, part * stretch) / stretch
    return read(x, np.where(after <= 0, after + start, inside + np.maximum(after - part * stretch, 0)))


def resample_speed(x):
    middle = (x.shape[1] - 1) / 2
    stretch = np.exp(rng.uniform(np.log(0.8), np.log(1.25), (len(x), 1)))
    return read(x, middle + (np.arange(x.shape[1]) - middle) / stretch)


def shift(x):
    steps = np.round(rng.uniform(-0.5, 0.5, (len(x), 1)) * x.shape[1]).astype(int)
    return take(x, (np.arange(x.shape[1]) - steps) % x.shape[1])


def removal(x):
    length = (rng.uniform(0, 0.5, len(x)) * x.shape[1]).astype(int)
    start = rng.integers(0, x.shape[1] - length + 1)
    return np.where(spans(x, start, length)[:, :, None], f32(0), x)


def mask_encoding(x):
    length = int(0.1 * x.shape[1])
    start = rng.integers(0, x.shape[1] - length + 1, len(x))
    return np.where(spans(x, start, length)[:, :, None], f32(0), x)


def smooth_time_mask(x):
    gap = 0.4 * RATE[x.shape[1]]
    start = rng.uniform(0, x.shape[1] - gap, (len(x), 1))
    t, k = np.arange(x.shape[1]), 1000 / x.shape[1]
    sigmoid = lambda value: 1 / (1 + np.exp(-np.clip(value, -80, 80)))
    kept = sigmoid(k * (start - t)) + sigmoid(k * (t - start - gap))
    return x * kept.astype(f32)[:, :, None]


def time_reverse(x):
    return np.ascontiguousarray(x[:, ::-1])


def sign_flip(x):
    return -x


def channels_dropout(x):
    return x * (rng.random((len(x), 1, x.shape[2])) >= 0.2).astype(f32)


def channel_dropout(x):
    """Axes of a sensor together; 64 electrodes each by itself."""
    if x.shape[2] % 3:
        return channels_dropout(x)
    kept = (rng.random((len(x), 1, x.shape[2] // 3)) >= 0.2).astype(f32)
    return x * np.repeat(kept, 3, 2)


def spectrum(x):
    return fourier.rfft(x, axis=1)


def back(s, x):
    return fourier.irfft(s, n=x.shape[1], axis=1).astype(f32, copy=False)


def ft_surrogate(x):
    s = spectrum(x)
    turned = (x.shape[1] + 1) // 2
    s[:, 1:turned] *= np.exp(2j * np.pi * rng.random((len(x), turned - 1, 1))).astype(s.dtype)
    return back(s, x)


def freq_mask(x):
    s = spectrum(x)
    bins = s.shape[1]
    band = np.round(rng.uniform(0, 0.1, len(x)) * bins).astype(int)
    start = 1 + rng.integers(0, bins - band)
    s[spans(s, start, band)] = 0
    return back(s, x)


def frequency_shift(x):
    size = 2 ** int(np.ceil(np.log2(x.shape[1])))
    analytic = hilbert(x, N=size, axis=1)[:, : x.shape[1]]
    hertz = rng.uniform(-2, 2, (len(x), 1, 1))
    t = np.arange(x.shape[1])[:, None] / RATE[x.shape[1]]
    return np.real(analytic * np.exp(2j * np.pi * hertz * t)).astype(f32)


def bandstop(x):
    rate = RATE[x.shape[1]]
    half = int(np.ceil(1.65 * rate))
    inner = min(half, x.shape[1] - 1)
    mirrored = np.pad(x, ((0, 0), (inner, inner), (0, 0)), mode="reflect", reflect_type="odd")
    padded = np.pad(mirrored, ((0, 0), (half - inner, half - inner), (0, 0)))
    out = np.empty_like(x)
    for i, centre in enumerate(rng.uniform(3, rate / 2 - 3, len(x))):
        taps = -firwin(2 * half + 1, [centre - 1, centre + 1], window="hamming", pass_zero=False, scale=False, fs=rate)
        taps[half] += 1
        out[i] = oaconvolve(padded[i], taps.astype(f32)[:, None], mode="valid", axes=0)
    return out


def channels_symmetry(x):
    return x[..., ::-1].copy()


def channels_reref(x):
    reference = rng.integers(0, x.shape[2], (len(x), 1, 1))
    level = np.take_along_axis(x, reference, 2)
    out = x - level
    np.put_along_axis(out, reference, -level, 2)
    return out


head = {}


def head_of(count):
    """Points spread over the upper half of a sphere, and the inverse of their spline system."""
    if count not in head:
        i = np.arange(count) + 0.5
        z, turn = 1 - i / count, i * 2.399963
        r = np.sqrt(1 - z * z)
        here = np.stack([r * np.cos(turn), r * np.sin(turn), z], 1)
        system = np.ones((count + 1, count + 1))
        system[:count, :count] = kernel(here @ here.T) + 1e-5 * np.eye(count)
        system[count, count] = 0
        head[count] = here, np.linalg.inv(system)[:, :count]
    return head[count]


n = np.arange(1, 51)
weights = np.concatenate([[0], (2 * n + 1) / ((n * (n + 1.0)) ** 4 * 4 * np.pi)])


def kernel(cosines):
    return legendre.legval(np.clip(cosines, -1, 1), weights)


def sensors_rotation(x):
    here, inverse = head_of(x.shape[2])
    angle = np.radians(rng.uniform(-15, 15, len(x)))
    c, s, o, e = np.cos(angle), np.sin(angle), np.zeros(len(x)), np.ones(len(x))
    turn = np.stack([c, -s, o, s, c, o, o, o, e], 1).reshape(-1, 3, 3)
    g = kernel(np.einsum("bij,nj->bni", turn, here) @ here.T)
    matrix = (g @ inverse[:-1] + inverse[-1]).astype(f32)
    return x @ matrix.transpose(0, 2, 1)


def segmentation_reconstruction(x):
    part = np.arange(x.shape[1]) * 8 // x.shape[1]
    sibling = rng.integers(0, len(x), (len(x), 8))
    return x[sibling[:, part], np.arange(x.shape[1])]


labels = np.eye(CLASSES, dtype=f32)[np.arange(BATCH) % CLASSES]


def mixup(x):
    a = rng.beta(1, 1, (len(x), 1)).astype(f32)
    j = rng.permutation(len(x))
    mixed = a[:, :, None] * x + (1 - a[:, :, None]) * x[j]
    return mixed, a * labels + (1 - a) * labels[j]


def cutmix_1d(x):
    j = rng.permutation(len(x))
    length = np.round((1 - rng.beta(1, 1, len(x))) * x.shape[1]).astype(int)
    start = rng.integers(0, x.shape[1] - length + 1)
    share = (length / x.shape[1]).astype(f32)[:, None]
    cut = np.where(spans(x, start, length)[:, :, None], x[j], x)
    return cut, (1 - share) * labels + share * labels[j]


inputs = {}


def answer(name, length, channels, duration):
    global fourier
    name, *other = name.split("+")
    fourier = scipy.fft if other else np.fft
    x = inputs.setdefault((length, channels), normal(BATCH, length, channels))
    augment = globals()[name.replace("-", "_")]
    batches, spent, start = 0, 0.0, time.process_time()
    while spent < duration:
        augment(x)
        batches += 1
        spent = time.process_time() - start
    return {"rate": batches * BATCH / spent}


print(json.dumps({"numpy": np.__version__, "scipy": scipy.__version__}), flush=True)
for line in sys.stdin:
    _, name, *sizes = line.split()
    length, channels, duration = map(float, sizes)
    print(json.dumps(answer(name, int(length), int(channels), duration)), flush=True)
