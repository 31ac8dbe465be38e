"""Processing of one recording with scipy, timed on request.

Reads lines from stdin and answers each with one line of JSON:

    run <case> <time> <channels> <rate> <count>   {"seconds": [...]}, one per run over the whole recording

The first line says the versions. Input is float32 [time, channel], as ours is.
"""

import json
import sys
import time

import numpy as np
import scipy
from scipy import signal

rng = np.random.default_rng(1)


def band(rate):
    return signal.butter(3, [4, 38], "band", fs=rate, output="sos")


def cut(x, length):
    """Copies of windows that overlap by half."""
    windows = np.lib.stride_tricks.sliding_window_view(x, length, axis=0)[:: length // 2]
    return np.ascontiguousarray(windows.transpose(0, 2, 1))


CASES = {
    "band-pass": lambda x, rate: signal.sosfilt(band(rate), x, axis=0),
    "band-pass zero-phase": lambda x, rate: signal.sosfiltfilt(band(rate), x, axis=0),
    "notch": lambda x, rate: signal.sosfilt(signal.tf2sos(*signal.iirnotch(rate / 4, 30, fs=rate)), x, axis=0),
    "resample to half": lambda x, rate: signal.resample_poly(x, 1, 2, axis=0),
    "resample by 25/32": lambda x, rate: signal.resample_poly(x, 25, 32, axis=0),
    "welch": lambda x, rate: signal.welch(x, rate, nperseg=256, axis=0),
    "cut windows": lambda x, rate: cut(x, 128),
}

print(json.dumps({"numpy": np.__version__, "scipy": scipy.__version__}), flush=True)
for line in sys.stdin:
    *words, steps, channels, rate, count = line.split()[1:]
    run = CASES[" ".join(words)]
    x = rng.standard_normal((int(steps), int(channels)), dtype=np.float32)
    seconds = []
    for _ in range(int(count)):
        start = time.perf_counter()
        run(x, float(rate))
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds}), flush=True)
