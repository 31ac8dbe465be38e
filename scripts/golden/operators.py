"""The standard operators as a table: python3 scripts/golden/operators.py > src/graph/operator-table.ts

Needs onnx. Versions that differ only in element types wristill does not read count as one; operators on sequences,
optionals and strings are left out.
"""
import onnx
import onnx.defs as defs

LETTERS = {
    "float16": "e", "float": "f", "double": "d", "int8": "b", "uint8": "B",
    "int32": "i", "int64": "l", "bool": "?",
}
ATTRIBUTES = {
    "FLOAT": "f", "INT": "i", "STRING": "s", "TENSOR": "t", "FLOATS": "F", "INTS": "I", "STRINGS": "S",
}
OLDEST = 7  # the schema in force there, and what came after


def letters(types):
    return "".join(LETTERS[t[7:-1]] for t in sorted(types, key=str) if t[7:-1] in LETTERS and t.startswith("tensor("))


def parameter(p, minimum, constraints):
    kind = p.option.name
    name = p.type_str if p.type_str in constraints else "=" + letters([p.type_str])
    if kind == "Optional":
        return name + "~"
    if kind == "Variadic":
        return f"{name}*{'' if p.is_homogeneous else '*'}"
    return name


def line(schema):
    constraints = {c.type_param_str: "".join(sorted(letters(c.allowed_type_strs))) for c in schema.type_constraints}
    inputs = [parameter(p, schema.min_input, constraints) for p in schema.inputs]
    outputs = [parameter(p, schema.min_output, constraints) for p in schema.outputs]
    used = [t for t, allowed in constraints.items()]
    if any(not constraints[t] for t in used):
        return None
    if any(p in ("=", "=~", "=*") for p in inputs + outputs):
        return None
    attributes = []
    for name, a in sorted(schema.attributes.items()):
        attributes.append(f"{name}:{ATTRIBUTES.get(a.type.name, 'x')}{'!' if a.required else ''}")
    types = ",".join(f"{t}={constraints[t]}" for t in used)
    return (
        f"{schema.min_input}:{','.join(inputs)}>{schema.min_output}:{','.join(outputs)} "
        f"{types or '-'} {','.join(attributes) or '-'}"
    )


def versions(schemas):
    """Newest last; each with the version it came with."""
    schemas = sorted(schemas, key=lambda s: s.since_version)
    kept = [s for i, s in enumerate(schemas) if i + 1 == len(schemas) or schemas[i + 1].since_version > OLDEST]
    previous = None
    for schema in kept:
        text = "gone" if schema.deprecated else line(schema)
        if text is not None and text != previous:
            yield schema.since_version, text
        previous = text


def main():
    by_name = {}
    for schema in defs.get_all_schemas_with_history():
        if schema.domain == "":
            by_name.setdefault(schema.name, []).append(schema)
    print("/**")
    print(f" * @file The standard operators since ONNX operator set {OLDEST}, as text: what each takes, gives and is told.")
    print(f" * Written by scripts/golden/operators.py from onnx {onnx.__version__}; {{@link operatorAt}} reads it.")
    print(" */")
    print("// biome-ignore format: a table")
    print("export const operatorTable = `")
    for name in sorted(by_name):
        for since, text in versions(by_name[name]):
            print(f"{name}@{since} {text}")
    print("`;")
    print("")
    print("/** The newest operator set in the table. */")
    print(f"export const newestOpset = {defs.onnx_opset_version()};")
    print("")
    print("/** The newest version of the file format. */")
    print(f"export const newestIr = {int(onnx.IR_VERSION)};")


main()
