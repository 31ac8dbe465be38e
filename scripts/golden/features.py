"""Reference values for test/golden/features.test.ts: python3 scripts/golden/features.py > test/golden/features.json

Needs numpy (made with numpy 2.4.6). Windows are float32 with 3 decimals; features have 9 digits.
"""

import json
import sys

import numpy as np


def change(x, lag):
    return np.mean((x[lag:] - x[:-lag]) ** 2)


def correlation(x, a, b):
    a, b = x[:, a], x[:, b]
    covariance = np.mean((a - a.mean()) * (b - b.mean()))
    return covariance / np.sqrt((a.var() + 1e-6) * (b.var() + 1e-6))


def features(x):
    """[time, channel] with the axes of one sensor first -> every feature of all streams, then correlations."""
    length = len(x)
    streams = [*x.T, np.sqrt((x[:, :3] ** 2).sum(1))]
    each = [np.mean, np.std, np.min, np.max]
    each.append(lambda s: np.log(1e-3 + np.std(s)))
    each.append(lambda s: np.log(1e-3 + np.sqrt(change(s, 1))))
    for lag in (2, 4, 8, 16):
        if lag < length:
            each.append(lambda s, lag=lag: 1 - change(s, lag) / (2 * (np.var(s) + 1e-6)))
    each.append(lambda s: np.mean(np.diff((s[4:] > s[:-4]).astype(int)) != 0))
    for i in range(4):
        each.append(lambda s, i=i: np.mean(s[i * length // 4 : (i + 1) * length // 4]))
    pairs = [(0, 1), (0, 2), (1, 2)]
    return [feature(s) for feature in each for s in streams] + [correlation(x, a, b) for a, b in pairs]


def case(name, length, channels, random):
    t = np.arange(length)[:, None] / 25
    level = np.array([0.1, -0.9, 0.3, 20])[: len(channels)]
    rate = np.array([1, 2, 0.5, 0.1])[: len(channels)]
    noise = random.normal(0, 0.05, (length, len(channels)))
    window = np.round(level + 0.4 * np.sin(2 * np.pi * rate * t) + noise, 3)
    figures = features(window.astype(np.float32).astype(float))
    return {
        "name": name,
        "channels": channels,
        "length": length,
        "window": [round(float(v), 3) for v in window.ravel()],
        "features": [float(f"{v:.9g}") for v in figures],
    }


random = np.random.default_rng(4)
cases = [
    case("three axes", 50, ["acc.x", "acc.y", "acc.z"], random),
    case("a short window, three axes and another channel", 11, ["x", "y", "z", "temperature"], random),
]
json.dump({"made": f"numpy {np.__version__}", "cases": cases}, sys.stdout)
