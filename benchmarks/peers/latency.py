"""Latency in onnxruntime's Python package, timed on request.

Reads lines of JSON from stdin and answers each with one:

    {"load": model file}            {"inputs": {name: shape}}    loads it, with one thread and seeded noise to feed
    {"run": count, "file": one}     {"times": [...]}             microseconds of each call, one after the other

The first line says the version.
"""

import json
import sys
import time

import numpy as np
import onnxruntime

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
options.log_severity_level = 3
loaded = {}

print(json.dumps({"onnxruntime": onnxruntime.__version__}), flush=True)
for line in sys.stdin:
    it = json.loads(line)
    if "load" in it:
        session = onnxruntime.InferenceSession(it["load"], options, providers=["CPUExecutionProvider"])
        sizes = {i.name: [n if isinstance(n, int) else 1 for n in i.shape] for i in session.get_inputs()}
        random = np.random.default_rng(1)
        feeds = {name: random.standard_normal(shape, dtype=np.float32) for name, shape in sizes.items()}
        loaded[it["load"]] = session, feeds
        answer = {"inputs": sizes}
    else:
        session, feeds = loaded[it["file"]]
        times = []
        for _ in range(it["run"]):
            start = time.perf_counter_ns()
            session.run(None, feeds)
            times.append((time.perf_counter_ns() - start) / 1000)
        answer = {"times": times}
    print(json.dumps(answer), flush=True)
