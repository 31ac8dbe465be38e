"""What TensorFlow Lite answers: python3 tflite_run.py FOLDER

For each NAME.tflite with NAME.json (inputs by name, each a list of windows, flat), the outputs by name, as JSON.
"""
import json
import pathlib
import sys

import numpy
import tensorflow

answers = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.tflite")):
    interpreter = tensorflow.lite.Interpreter(model_path=str(file))
    interpreter.allocate_tensors()
    signature = interpreter.get_signature_runner()
    shapes = {name: details["shape"] for name, details in signature.get_input_details().items()}
    windows = json.loads(file.with_suffix(".json").read_text())
    rows = []
    for row in zip(*(windows[name] for name in shapes)):
        shaped = {
            name: numpy.array(window, numpy.float32).reshape(shapes[name])
            for name, window in zip(shapes, row)
        }
        rows.append({key: value.ravel().tolist() for key, value in signature(**shaped).items()})
    answers[file.stem] = rows
print(json.dumps(answers))
