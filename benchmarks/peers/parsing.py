"""Parses texts with pandas and NumPy on request: python parsing.py <file of UCI HAR> <file of WISDM>

Reads lines "<reader> <text>", answers {"wall": seconds, "cpu": seconds, "rows": rows, "sum": of the last column}.
Each reader is the fastest way found to get the same columns: numbers as numbers, labels as categories.
"""
import io
import json
import sys
import time

import numpy as np
import pandas as pd

texts = {name: open(path, "rb").read() for name, path in zip(("uci-har", "wisdm"), sys.argv[1:])}
columns = ["subject", "activity", "time", "x", "y", "z"]
record = np.dtype([("subject", "i4"), ("activity", "S1"), ("time", "f8"), ("x", "f8"), ("y", "f8"), ("z", "f8")])


def pandas_uci(text):
    return pd.read_csv(io.BytesIO(text), sep=r"\s+", header=None, dtype=np.float32).to_numpy()


def numpy_uci(text):
    return np.loadtxt(io.BytesIO(text), dtype=np.float32)


def pandas_wisdm(text):
    return pd.read_csv(io.BytesIO(text.replace(b";", b"")), header=None, names=columns, dtype={"activity": "category"})


def numpy_wisdm(text):
    return np.loadtxt(io.BytesIO(text), dtype=record, delimiter=",", comments=";")


readers = {
    "pandas uci-har": (pandas_uci, lambda data: data[:, -1]),
    "numpy uci-har": (numpy_uci, lambda data: data[:, -1]),
    "pandas wisdm": (pandas_wisdm, lambda data: data["z"]),
    "numpy wisdm": (numpy_wisdm, lambda data: data["z"]),
}

print(json.dumps({"numpy": np.__version__, "pandas": pd.__version__}), flush=True)
for line in sys.stdin:
    read, last = readers[line.strip()]
    text = texts[line.split()[1]]
    wall, cpu = time.perf_counter(), time.process_time()
    data = read(text)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    total = float(np.asarray(last(data)).sum(dtype=np.float64))
    print(json.dumps({"wall": wall, "cpu": cpu, "rows": len(data), "sum": total}), flush=True)
