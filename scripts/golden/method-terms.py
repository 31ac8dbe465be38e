"""Whole terms of distillation methods, their learnt parts given as plain arrays:
python3 scripts/golden/method-terms.py > test/golden/method-terms.json

Needs torch (made with torch 2.13.0, float64). By the papers and the authors' code: ca-mkd, crd (RepDistiller), fitnet,
hsakd, od-kd, oemc, reviewkd (mdistiller); asdt as this project defines it. Written with torch's own convolutions,
normalisations, interpolation and losses, and with loops where wristill has one product.
"""

import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
B, T, C, D, K, N = 5, 6, 3, 7, 4, 8
labels = torch.tensor([0, 3, 1, 1, 2])


def numbers(*shape, phase):
    """A fixed pattern without chance: sin(1.3 i² + phase)·2."""
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    return (2 * torch.sin(1.3 * i * i + phase)).reshape(shape).float().double()


inputs = {
    "studentMap": numbers(B, T, C, phase=0.1),  # [batch, time, channel], as in wristill
    "studentDeep": numbers(B, T // 2, C + 1, phase=1.9),
    "studentFeatures": numbers(B, D, phase=0.2),
    "studentLogits": numbers(B, K, phase=0.3),
    "teacherMap": numbers(B, T, C, phase=0.7),
    "teacherDeep": numbers(B, T // 2, C + 1, phase=2.5),
    "teacherFeatures": numbers(B, D, phase=0.9),
    "teacherLogits": numbers(B, K, phase=1.1),
    "secondDeep": numbers(B, T // 2, C + 1, phase=3.3),
    "secondLogits": numbers(B, K, phase=2.9),
    "weights": numbers(2 * T, 2 * K, phase=0.6),  # any part's: its first rows and columns
    "scale": numbers(1, 2 * K, phase=5.1),
    "shift": numbers(1, 2 * K, phase=5.7),
    "viewLogits": numbers(4, K, phase=6.1),  # two windows, as they are and reversed
    "viewHead": numbers(4, 2 * K, phase=6.6),
    "viewTeacherLogits": numbers(4, K, phase=7.1),
    "viewTeacherHead": numbers(4, 2 * K, phase=7.7),
    "stepNarrow": numbers(B, T, K, phase=8.1),
    "stepWide": numbers(B, T, K, phase=8.6),
    "stepLogits": numbers(B, T, K + 1, phase=9.2),
    "studentBank": F.normalize(numbers(N, 2, phase=10.1)),
    "teacherBank": F.normalize(numbers(N, 2, phase=11.3)),
}
weights = lambda rows, columns: inputs["weights"][:rows, :columns]
vector = lambda name, size: inputs[name][0, :size]


def kd(s, t, tau):
    return F.kl_div(F.log_softmax(s / tau, 1), F.softmax(t / tau, 1), reduction="batchmean") * tau**2


def regressed(x, w, kernel=1):
    """A convolution over time, then batch normalisation in training. w [kernel · channel, unit]"""
    w = w.reshape(kernel, x.shape[2], -1).permute(2, 1, 0)  # [unit, channel, kernel]
    y = F.conv1d(x.transpose(1, 2), w, padding=kernel // 2)
    units = y.shape[1]
    y = F.batch_norm(y, None, None, vector("scale", units), vector("shift", units), training=True)
    return y.transpose(1, 2)


def fitnet(studentMap):
    return F.mse_loss(regressed(studentMap, weights(C, C)), inputs["teacherMap"])


def hsakd_labels(viewLogits, viewHead):
    """Two views of labels 3 and 1: class · 2 + transform."""
    joint = torch.tensor([6, 2, 7, 3])
    return F.cross_entropy(viewLogits[:2], torch.tensor([3, 1])) + F.cross_entropy(viewHead, joint)


def hsakd(viewLogits, viewHead, tau=3.0):
    plain = F.cross_entropy(viewLogits[:2], torch.tensor([3, 1]))
    return plain + kd(viewLogits, inputs["viewTeacherLogits"], tau) + kd(viewHead, inputs["viewTeacherHead"], tau)


def ca_mkd(studentDeep, studentLogits, alpha=1.0, beta=50.0, tau=4.0):
    teachers = [(inputs[f"{who}Deep"], inputs[f"{who}Logits"]) for who in ("teacher", "second")]
    regressions = [regressed(studentDeep, weights(C + 1, C + 1)) for _ in teachers]
    tails = [r.mean(1) @ weights(C + 1, K) for r in regressions]  # a classifier of the pooled map
    loss = 0
    for b in range(B):
        errors = torch.stack([F.cross_entropy(z[b], labels[b]) for _, z in teachers])
        errors_of_features = torch.stack([F.cross_entropy(z[b], labels[b]) for z in tails])
        w, v = 1 - F.softmax(errors, 0), 1 - F.softmax(errors_of_features, 0)  # (M − 1) is 1
        for m, (deep, logits) in enumerate(teachers):
            apart = kd(studentLogits[b : b + 1], logits[b : b + 1], tau)
            loss = loss + alpha * w[m] * apart + beta * v[m] * F.mse_loss(regressions[m][b], deep[b])
    return loss / (B * len(teachers))


def reviewkd(studentMap, studentDeep):
    middle = 2
    deep = studentDeep @ weights(C + 1, middle)
    shallow = studentMap @ weights(C, middle)
    up = F.interpolate(deep.transpose(1, 2), T, mode="nearest").transpose(1, 2)
    factors = torch.sigmoid(torch.cat([shallow, up], 2) @ torch.cat([weights(middle, 2)] * 2))
    blended = shallow * factors[..., :1] + up * factors[..., 1:]

    def hcl(s, t):
        s, t = s.transpose(1, 2), t.transpose(1, 2)
        loss, total, weight = F.mse_loss(s, t), 1.0, 1.0
        for bins in (4, 2, 1):
            if bins >= s.shape[2]:
                continue
            weight /= 2
            loss = loss + weight * F.mse_loss(F.adaptive_avg_pool1d(s, bins), F.adaptive_avg_pool1d(t, bins))
            total += weight
        return loss / total

    fused = [regressed(x, weights(3 * middle, units), kernel=3) for x, units in ((deep, C + 1), (blended, C))]
    return hcl(fused[0], inputs["teacherDeep"]) + hcl(fused[1], inputs["teacherMap"])


def od_kd(studentMap, studentLogits, mu=0.5, nu=0.5, hint=0.5):
    """Class 3 stands for nothing and weighs 1.5."""
    class_weights = torch.tensor([1.0, 1.0, 1.0, 1.5])
    pt = F.softmax(inputs["teacherLogits"], 1)
    soft = -(class_weights * pt * F.log_softmax(studentLogits, 1)).sum(1).mean()
    y = F.one_hot(labels, K).double()
    own, bound = (F.softmax(studentLogits, 1) - y).pow(2).sum(1), (pt - y).pow(2).sum(1)
    bounded = torch.where(own > bound, own, torch.zeros(B)).mean()
    adapted = studentMap @ weights(C, C)
    return (1 - mu) * soft + nu * bounded + hint * F.mse_loss(adapted, inputs["teacherMap"])


def oemc(studentDeep, studentLogits, tau=2.0):
    """Two students: the other is the wider one, and its map is not moved by the student's."""
    other = inputs["secondLogits"]
    ensemble = ((studentLogits + other) / 2).detach()
    answers = sum(kd(z, ensemble, tau) for z in (studentLogits, other))
    maps = F.mse_loss(studentDeep @ weights(C + 1, C + 1), inputs["secondDeep"])
    return 0.7 * F.cross_entropy(other, labels) + 0.15 * answers + 0.15 * maps


def asdt(stepNarrow, stepWide, stepLogits, narrow):
    clips = [F.cross_entropy(x.mean(1), labels) for x in (stepNarrow, stepWide)]
    features = F.normalize(inputs["studentMap"], dim=2)
    local = 0
    for b in range(B):
        if narrow:
            row, threshold = stepNarrow[b, :, labels[b]].detach(), 0.6
        else:
            spread = F.softmax(features[b] @ features[b].T / 0.1, 1)
            row, threshold = spread @ stepWide[b, :, labels[b]].detach(), 0.3
        scaled = (row - row.min()) / (row.max() - row.min() + 1e-6)
        wanted = torch.where(scaled > threshold, labels[b], K)
        local = local + F.cross_entropy(stepLogits[b], wanted)
    return sum(clips) + local / B


def crd(studentFeatures, steps):
    """The loss of the last of so many steps of the same batch: banks move, Z is that of the first."""
    ids, drawn = torch.tensor([1, 3, 4, 6, 7]), torch.tensor([0, 3, 4, 7])
    class_of_rows = torch.tensor([2, 0, 1, 3, 1, 0, 1, 2])
    ratio, contrast = 4 / N, 0.07
    banks = {"student": inputs["studentBank"].clone(), "teacher": inputs["teacherBank"].clone()}
    seen = {
        "student": F.normalize(studentFeatures @ weights(D, 2)),
        "teacher": F.normalize(inputs["teacherFeatures"] @ weights(D, 2)),
    }
    z = {}
    for _ in range(steps):
        loss = 0
        for anchor, bank in (("student", "teacher"), ("teacher", "student")):
            near, far = [], []
            for b in range(B):
                s = lambda row: torch.exp(seen[anchor][b] @ banks[bank][row] / contrast)
                near.append(s(ids[b]))
                far.append([s(row) for row in drawn if class_of_rows[row] != labels[b]])
            if anchor not in z:
                everything = near + [x for row in far for x in row]
                z[anchor] = torch.stack(everything).mean().detach() * N
            h = lambda x: x / z[anchor] / (x / z[anchor] + ratio)
            for b in range(B):
                negative = sum(torch.log(1 - h(x)) for x in far[b]) * len(drawn) / len(far[b])
                loss = loss - (torch.log(h(near[b])) + negative) / B
        for who, old in banks.items():
            banks[who] = old.clone()
            banks[who][ids] = F.normalize((old[ids] + seen[who].detach()) / 2)
    return loss


def case(function, *students, **options):
    """The value, and the gradient of each of the student's arrays."""
    own = {name: inputs[name].clone().requires_grad_() for name in students}
    value = function(**own, **options)
    value.backward()
    gradients = {name: x.grad.flatten().tolist() for name, x in own.items()}
    return {"value": value.item(), "gradients": gradients}


steps = ("stepNarrow", "stepWide", "stepLogits")
cases = {
    "asdt_narrow": case(asdt, *steps, narrow=True),
    "asdt_wide": case(asdt, *steps, narrow=False),
    "ca_mkd": case(ca_mkd, "studentDeep", "studentLogits"),
    "crd_first": case(crd, "studentFeatures", steps=1),
    "crd_third": case(crd, "studentFeatures", steps=3),
    "fitnet": case(fitnet, "studentMap"),
    "hsakd": case(hsakd, "viewLogits", "viewHead"),
    "hsakd_labels": case(hsakd_labels, "viewLogits", "viewHead"),
    "od_kd": case(od_kd, "studentMap", "studentLogits"),
    "oemc": case(oemc, "studentDeep", "studentLogits"),
    "reviewkd": case(reviewkd, "studentMap", "studentDeep"),
}
print(
    json.dumps(
        {
            "inputs": {k: {"data": v.flatten().tolist(), "shape": list(v.shape)} for k, v in inputs.items()},
            "labels": labels.tolist(),
            "cases": cases,
        }
    )
)
