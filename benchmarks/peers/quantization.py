"""Static QDQ quantization by onnxruntime.quantization, timed on request.

Reads lines of JSON from stdin and answers each with one:

    {"model", "data", "shape", "input", "out", "method", "count"}    {"seconds": [...]}, one per quantization

`data` is a file of float32 windows in the given shape. The model is prepared once, outside of the time, as the tool's
authors advise. The first line says the versions.
"""

import json
import logging
import os
import sys
import tempfile
import time

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

logging.disable(logging.WARNING)
BATCH = 32


class Windows(CalibrationDataReader):
    """Batches of one size, which percentile and entropy want: a short last one is left out."""

    def __init__(self, name, data):
        size = min(BATCH, len(data))
        starts = range(0, len(data) - size + 1, size)
        self.batches = iter([{name: data[i : i + size]} for i in starts])

    def get_next(self):
        return next(self.batches, None)


def quantize(prepared, name, data, out, method):
    start = time.perf_counter()
    quantize_static(
        prepared,
        out,
        Windows(name, data),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod[method],
    )
    return time.perf_counter() - start


print(json.dumps({"onnxruntime": onnxruntime.__version__, "onnx": onnx.__version__}), flush=True)
answers, sys.stdout = sys.stdout, sys.stderr  # the tool prints as it goes
for line in sys.stdin:
    it = json.loads(line)
    windows = np.fromfile(it["data"], dtype=np.float32).reshape(it["shape"])
    with tempfile.TemporaryDirectory() as folder:
        ready = os.path.join(folder, "prepared.onnx")
        quant_pre_process(it["model"], ready, skip_symbolic_shape=True)
        seconds = [quantize(ready, it["input"], windows, it["out"], it["method"]) for _ in range(it["count"])]
    print(json.dumps({"seconds": seconds}), file=answers, flush=True)
