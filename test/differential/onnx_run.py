"""What onnxruntime for Python answers: python3 onnx_run.py FOLDER

For each NAME.onnx with NAME.json (inputs by name: dtype, shape, data), the outputs by name, as JSON.
"""
import json
import pathlib
import sys

import numpy
import onnxruntime

onnxruntime.set_default_logger_severity(3)
answers = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    told = json.loads(file.with_suffix(".json").read_text())
    feeds = {
        name: numpy.array(each["data"], each["dtype"]).reshape(each["shape"])
        for name, each in told.items()
    }
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    answers[file.stem] = {
        name: numpy.asarray(value, numpy.float64).ravel().tolist()
        for name, value in zip(names, session.run(names, feeds))
    }
print(json.dumps(answers))
