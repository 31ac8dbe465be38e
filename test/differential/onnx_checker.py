"""What onnx says of each .onnx file in a folder, as JSON: python3 onnx_checker.py FOLDER

The checker alone, then with strict shape inference; null where nothing is wrong.
"""
import json
import pathlib
import sys

import onnx

# runtime operators that are no part of ONNX have no schema, so nothing can be inferred through them
verdicts = {}
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
    try:
        model = onnx.load(file, load_external_data=False)
        standard = all(node.domain == "" for node in model.graph.node)
        onnx.checker.check_model(model, full_check=standard)
        onnx.shape_inference.infer_shapes(model, check_type=standard, strict_mode=standard, data_prop=standard)
        verdicts[file.name] = None
    except Exception as error:
        verdicts[file.name] = f"{type(error).__name__}: {error}".splitlines()[0]
print(json.dumps(verdicts))
