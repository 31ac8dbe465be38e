"""Prints the figures of test/golden/real-formats.test.ts, read with NumPy and SciPy alone: python scripts/golden/real-formats.py

Expects the real recordings in ../shared/data.
"""
import glob
import io
import re
import zipfile

import numpy as np
import scipy.io

data = "../shared/data/"


def edf(path):
    """Stored numbers [record, sample], labels, first column of each signal; 1 digital unit is 1 µV in these files."""
    raw = open(path, "rb").read()
    signals, header, records = int(raw[252:256]), int(raw[184:192]), int(raw[236:244])
    labels = [raw[256 + 16 * i : 272 + 16 * i].decode().strip() for i in range(signals)]
    samples = [int(raw[256 + signals * 216 + 8 * i :][:8]) for i in range(signals)]
    columns = np.cumsum([0] + samples)
    return np.frombuffer(raw[header:], "<i2").reshape(records, sum(samples)).astype("i8"), labels, columns


stored, labels, columns = edf(data + "EEGMMIDB/files/S001/S001R04.edf")
for name in ("C3..", "Cz..", "Iz.."):
    i = labels.index(name)
    x = stored[:, columns[i] : columns[i + 1]].ravel()
    print(name, x[:4].tolist(), x.sum(), (x**2).sum())
files = glob.glob(data + "EEGMMIDB/files/*/*.edf")
print("EDF files", len(files), "sum", sum(edf(path)[0][:, : 64 * 160].sum() for path in files))

for name in ("BasicMotions/BasicMotions_TRAIN", "RacketSports/RacketSports_TEST"):
    lines = open(f"{data}UEA-watch/{name}.ts", encoding="latin1").read().split("@data")[1].strip().splitlines()
    cases = np.array([[np.array(c.split(","), "f4") for c in line.strip().split(":")[:-1]] for line in lines])
    print(name, cases.shape, cases.astype("f8").sum())

for archive, variable in (("Inertial", "d_iner"), ("Skeleton", "d_skel")):
    packed = zipfile.ZipFile(f"{data}UTD-MHAD/{archive}.zip")
    names = [name for name in packed.namelist() if name.endswith(".mat")]
    arrays = [scipy.io.loadmat(io.BytesIO(packed.read(name)))[variable] for name in names]
    print(archive, len(arrays), sum(x.size for x in arrays), sum(np.abs(x).sum() for x in arrays))

packed = zipfile.ZipFile(data + "WISDM-2019/wisdm-dataset.zip")
rows, total = 0, 0.0
for name in packed.namelist():
    if re.search(r"raw/watch/.*data_.*txt$", name):
        for line in packed.read(name).decode().splitlines():
            rows += 1
            total += sum(abs(float(x)) for x in line.rstrip(";").split(",")[3:])
print("WISDM", rows, total)

packed = zipfile.ZipFile(data + "HMP/HMP_Dataset.zip")
names = [name for name in packed.namelist() if "Accelerometer-" in name and name.endswith(".txt")]
matrices = [np.loadtxt(io.BytesIO(packed.read(name)), ndmin=2) for name in names]
print("HMP", len(matrices), sum(len(x) for x in matrices), sum(x.sum() for x in matrices))
