"""Writes test/golden/formats/, with NumPy 2.4, SciPy 1.17, pandas 3.0, PyArrow 25 and h5py 3.16: python scripts/golden/formats.py

What is in the files, test/golden/formats.test.ts says again, by hand.
"""
import os

import h5py
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../test/golden/formats"))

variables = {
    "d": np.arange(6.0).reshape(2, 3),
    "s": np.float32([[1.5, -2]]),
    "i8": np.int8([[-1, 2]]),
    "u8": np.uint8([[255]]),
    "i16": np.int16([[-300, 4]]),
    "u16": np.uint16([[65535]]),
    "i32": np.int32([[-70000]]),
    "u32": np.uint32([[4294967295]]),
    "i64": np.int64([[-5, 2**40]]),
    "u64": np.uint64([[7]]),
    "logical": np.array([[True, False]]),
    "z": np.array([[1 + 2j, 3 - 4j]]),
    "text": "grüße",
    "lines": np.array(["ab ", "cde"]),
    "empty": np.zeros((0, 3)),
    "cells": np.array([[np.arange(3.0), "two", np.array([[np.array([[1, 2]], dtype=np.int16)]], dtype=object)]], dtype=object),
    "st": {"X": np.arange(4.0).reshape(2, 2), "fs": 250, "classes": np.array(["left hand", "feet"], dtype=object), "inner": {"a": 1}},
    "sa": np.array([(1.0, "x"), (2.0, "yy")], dtype=[("n", "O"), ("t", "O")]).reshape(1, 2),
    "nd": np.arange(24.0).reshape(2, 3, 4),
    "sparse": scipy.sparse.csc_matrix(np.eye(3)),
}
scipy.io.savemat("scipy.mat", variables)
scipy.io.savemat("scipy-compressed.mat", variables, do_compression=True)

# What MATLAB's save(..., "-v7.3") writes: dimensions the other way round, classes as attributes, cells as references.
reference = h5py.special_dtype(ref=h5py.Reference)


def put(group, name, data, matlab_class, **options):
    dataset = group.create_dataset(name, data=data, **options)
    dataset.attrs["MATLAB_class"] = np.bytes_(matlab_class)
    return dataset


with h5py.File("h5py-73.mat", "w", userblock_size=512) as file:
    put(file, "d", np.arange(6.0).reshape(2, 3).T, "double")
    put(file, "i64", np.int64([[-5, 2**40]]).T, "int64")
    put(file, "logical", np.uint8([[1, 0]]).T, "logical")
    put(file, "text", np.uint16([[ord(c)] for c in "grüße"]), "char")
    put(file, "lines", np.uint16([[ord(a), ord(b)] for a, b in zip("ab ", "cde")]), "char")
    put(file, "empty", np.uint64([0, 3]), "double").attrs["MATLAB_empty"] = np.uint8(1)
    z = np.zeros((2, 1), dtype=[("real", "<f8"), ("imag", "<f8")])
    z["real"][:, 0], z["imag"][:, 0] = [1, 3], [2, -4]
    put(file, "z", z, "double")
    put(file, "big", np.arange(400.0).reshape(20, 20), "double", chunks=(3, 20), compression="gzip", shuffle=True)
    refs = file.create_group("#refs#")
    a = put(refs, "a", np.arange(3.0).reshape(3, 1), "double")
    b = put(refs, "b", np.uint16([[ord(c)] for c in "two"]), "char")
    cells = file.create_dataset("cells", (2, 1), dtype=reference)
    cells[0, 0], cells[1, 0] = a.ref, b.ref
    cells.attrs["MATLAB_class"] = np.bytes_("cell")
    st = file.create_group("st")
    st.attrs["MATLAB_class"] = np.bytes_("struct")
    put(st, "X", np.arange(4.0).reshape(2, 2).T, "double")
    put(st, "fs", np.float64([[250]]), "double")
    sa = file.create_group("sa")
    sa.attrs["MATLAB_class"] = np.bytes_("struct")
    for name, order in (("n", (a, b)), ("t", (b, a))):
        field = sa.create_dataset(name, (2, 1), dtype=reference)
        field[0, 0], field[1, 0] = order[0].ref, order[1].ref
    sparse = file.create_group("sparse")
    sparse.attrs["MATLAB_class"] = np.bytes_("double")
    sparse.attrs["MATLAB_sparse"] = np.uint64(3)
    sparse.create_dataset("data", data=[1.0, 1, 1])
with open("h5py-73.mat", "r+b") as file:
    file.write(b"MATLAB 7.3 MAT-file, made for a test".ljust(124) + bytes([0, 2]) + b"IM")

np.save("doubles.npy", np.arange(24.0).reshape(2, 3, 4))
np.save("fortran-big-endian.npy", np.asfortranarray(np.arange(24, dtype=">i2").reshape(2, 3, 4)))
np.save("texts.npy", np.array([["walk", "sit é"], ["", "x"]]))
np.save("halves.npy", np.float16([1.5, -2, 6e-8, 65504]))
np.save("booleans.npy", np.array([True, False]))
np.save("scalar.npy", np.float64(3.5))
np.save("objects.npy", np.array([{}], dtype=object))
np.savez("stored.npz", x=np.arange(3), y=np.float32([[1, 2]]))
np.savez_compressed("compressed.npz", x=np.arange(300) // 100)

rows = np.arange(100)
table = pd.DataFrame({
    "t": rows / 50,
    "acc": (rows % 7 - 3).astype("float32") / 2,
    "label": np.where(rows < 50, "walk", "sit"),
    "count": rows.astype("int64"),
    "even": rows % 2 == 0,
    "when": pd.date_range("2024-01-01", periods=100, freq="20ms"),
})
table.loc[3, "acc"] = np.nan
for compression in ("snappy", "gzip", "zstd", "brotli", "lz4"):
    table.to_parquet(f"{compression}.parquet", compression=compression, row_group_size=30)
