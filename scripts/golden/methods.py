"""Losses of distillation methods and their gradients: python3 scripts/golden/methods.py > test/golden/methods.json

Needs torch and scipy (made with torch 2.13.0, float64). Channels first, as in the code of the authors: RepDistiller (ab, at, cc, crd,
fsp, nst, pkt, rkd, sp, vid), mdistiller (dkd, reviewkd), MIX-KD, SRM; by the papers: bd-kd, dml, ft, kd of standardised
logits, mrd, od-kd, oemc, one, sk-kd, tf-kd.
"""

import json
import math

import scipy.optimize
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
B, T, C, D, K = 5, 6, 3, 7, 4


def numbers(*shape, phase):
    """A fixed pattern without chance: sin(1.3 i² + phase)·2."""
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    return (2 * torch.sin(1.3 * i * i + phase)).reshape(shape).float().double()


inputs = {
    "studentMap": numbers(B, T, C, phase=0.1),  # [batch, time, channel], as in wristill
    "teacherMap": numbers(B, T, C, phase=0.7),
    "studentNext": numbers(B, T, C + 1, phase=1.9),
    "teacherNext": numbers(B, T, C + 1, phase=2.5),
    "studentFeatures": numbers(B, D, phase=0.2),
    "teacherFeatures": numbers(B, D, phase=0.9),
    "studentLogits": numbers(B, K, phase=0.3),
    "teacherLogits": numbers(B, K, phase=1.1),
    "secondLogits": numbers(B, K, phase=2.9),
    "thirdLogits": numbers(B, K, phase=4.4),
}
labels = torch.tensor([0, 3, 1, 1, 2])
channels_first = lambda x: x.transpose(1, 2)


def at(s, t):
    at_of = lambda f: F.normalize(f.pow(2).mean(1).view(f.size(0), -1))
    return (at_of(channels_first(s)) - at_of(channels_first(t))).pow(2).mean()


def nst(s, t):
    f_s, f_t = (F.normalize(channels_first(x), dim=2) for x in (s, t))
    poly = lambda a, b: (a.unsqueeze(1) * b.unsqueeze(2)).sum(-1).pow(2)
    return poly(f_t, f_t).mean() + poly(f_s, f_s).mean() - 2 * poly(f_s, f_t).mean()


def sp(s, t):
    gram = lambda f: F.normalize(torch.mm(f.reshape(B, -1), f.reshape(B, -1).t()))
    return (gram(t) - gram(s)).pow(2).sum() / (B * B)


def rkd(s, t):
    def pdist(e):
        square = e.pow(2).sum(1)
        res = (square.unsqueeze(1) + square.unsqueeze(0) - 2 * e @ e.t()).clamp(min=1e-12).sqrt()
        return res * (1 - torch.eye(B))

    def relative(e):
        d = pdist(e)
        return d / d[d > 0].mean()

    def angle(e):
        norm = F.normalize(e.unsqueeze(0) - e.unsqueeze(1), p=2, dim=2)
        return torch.bmm(norm, norm.transpose(1, 2)).view(-1)

    return 25 * F.smooth_l1_loss(relative(s), relative(t)) + 50 * F.smooth_l1_loss(angle(s), angle(t))


def pkt(s, t, eps=1e-7):
    def similarity(x):
        x = x / x.pow(2).sum(1, keepdim=True).sqrt()
        model = (torch.mm(x, x.t()) + 1) / 2
        return model / model.sum(1, keepdim=True)

    p, q = similarity(t), similarity(s)
    return (p * torch.log((p + eps) / (q + eps))).mean()


def cc(s, t):
    delta = (s - t).abs()
    return (delta[:-1] * delta[1:]).sum(1).mean()


def fsp(s1, s2, t1, t2):
    def flow(a, b):
        a, b = channels_first(a).unsqueeze(2), channels_first(b).unsqueeze(1)
        return (a * b).mean(-1)

    return (flow(s1, s2) - flow(t1, t2)).pow(2).mean()


def vid(s, t, a):
    variance = torch.log(1 + torch.exp(a)) + 1e-5
    return 0.5 * ((s - t).pow(2) / variance + torch.log(variance)).mean()


def ab(s, t, margin=1.0):
    loss = (s + margin) ** 2 * ((s > -margin) & (t <= 0)) + (s - margin) ** 2 * ((s <= margin) & (t > 0))
    return loss.abs().sum()


def ft(s, t):
    factor = lambda f: F.normalize(f.reshape(B, -1))
    return (factor(s) - factor(t)).abs().mean()


def reviewkd(s, t):
    s, t = channels_first(s), channels_first(t)
    loss, total, weight = F.mse_loss(s, t), 1.0, 1.0
    for bins in (4, 2, 1):
        weight /= 2
        loss = loss + weight * F.mse_loss(F.adaptive_avg_pool1d(s, bins), F.adaptive_avg_pool1d(t, bins))
        total += weight
    return loss / total


def sk_kd(s, t):
    def similarity(x):  # mean over channels of the correlation of trials over time
        per_channel = [torch.corrcoef(x[:, :, c]) for c in range(x.shape[2])]
        return torch.stack(per_channel).mean(0)

    return (similarity(s) - similarity(t)).pow(2).mean()


def srm(s, t):
    """s: codes between 0 and 1, t: sparse codes."""
    s, t = torch.sigmoid(s), torch.sigmoid(t)
    local = F.cross_entropy(s.reshape(-1, C), t.reshape(-1, C).argmax(1))
    return local + F.binary_cross_entropy(s.mean(1), t.mean(1))


def crd(near, far, ratio=0.25):
    near, far = near.exp(), far.exp()
    h = lambda x: x / (x + ratio)
    return (-torch.log(h(near)) - torch.log(1 - h(far)).sum(1)).mean()


def kd(s, t, tau=4.0):
    return F.kl_div(F.log_softmax(s / tau, 1), F.softmax(t / tau, 1), reduction="batchmean") * tau**2


def kd_standardised(s, t):
    z = lambda x: (x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True)
    return kd(z(s), z(t))


def dkd(s, t, alpha=1.0, beta=8.0, tau=4.0):
    gt = F.one_hot(labels, K).bool()
    pair = lambda p: torch.stack([p[gt], p.masked_fill(gt, 0).sum(1)], 1)
    ps, pt = pair(F.softmax(s / tau, 1)), pair(F.softmax(t / tau, 1))
    tckd = F.kl_div(torch.log(ps), pt, reduction="batchmean") * tau**2
    others = lambda z: F.log_softmax(z / tau - 1000.0 * gt, 1)
    nckd = F.kl_div(others(s), others(t).exp(), reduction="batchmean") * tau**2
    return alpha * tckd + beta * nckd


def mix_kd(s, t, gamma=0.1, alpha=0.9):
    z = lambda x: x / x.std(1, keepdim=True)
    kl = F.kl_div(F.log_softmax(z(s), 1), F.softmax(z(t), 1), reduction="batchmean")
    return gamma * F.cross_entropy(z(s), labels) + alpha * kl


def tf_kd(s, correct=0.99, tau=20.0):
    virtual = torch.full((B, K), (1 - correct) / (K - 1)).scatter(1, labels.unsqueeze(1), correct)
    return kd(s, virtual.log(), tau)


def od_bounded(s, t):
    y = F.one_hot(labels, K).double()
    own, bound = (F.softmax(s, 1) - y).pow(2).sum(1), (F.softmax(t, 1) - y).pow(2).sum(1)
    return torch.where(own > bound, own, torch.zeros(B)).mean()


def mrd(s1, s2, t1, t2):
    def gram(*branches):
        f = F.normalize(torch.stack(branches, 1), dim=2)
        return f @ f.transpose(1, 2)

    return (gram(s1, s2) - gram(t1, t2)).pow(2).sum((1, 2)).div(4).mean()


def dml(s, t, tau=1.0):
    return F.cross_entropy(s, labels) + kd(s, t, tau)


def bd_kd(s, t, nu=2.0, tau=2.0):
    log_s, log_t = F.log_softmax(s / tau, 1), F.log_softmax(t / tau, 1)
    entropy = lambda log_p: -(log_p.exp() * log_p).sum(1)
    kl = lambda log_p, log_q: F.kl_div(log_q, log_p, reduction="none", log_target=True).sum(1)
    sharp = entropy(log_t) > entropy(log_s)
    forward, reverse = torch.where(sharp, nu, 1.0), torch.where(sharp, 1.0, nu)
    return tau**2 * (forward * kl(log_t, log_s) + reverse * kl(log_s, log_t)).mean()


def one(s, other, gate, tau=3.0):
    ensemble = (F.softmax(gate[:, :2], 1)[:, :, None] * torch.stack([s, other], 1)).sum(1)
    apart = sum(kd(z, ensemble.detach(), tau) for z in (s, other))
    return F.cross_entropy(other, labels) + F.cross_entropy(ensemble, labels) + apart


def oemc(s, other, tau=2.0):
    ensemble = ((s + other) / 2).detach()
    return 0.7 * F.cross_entropy(other, labels) + 0.15 * sum(kd(z, ensemble, tau) for z in (s, other))


def kd_each(s, t, tau=4.0):
    return tau**2 * F.kl_div(F.log_softmax(s / tau, 1), F.softmax(t / tau, 1), reduction="none").sum(1)


def aver(s, *teachers):
    return torch.stack([kd_each(s, t).mean() for t in teachers]).mean(0)


def ebkd(s, *teachers):
    entropy = torch.stack([-(F.softmax(t, 1) * F.log_softmax(t, 1)).sum(1) for t in teachers])
    weight = 1 - entropy / entropy.sum(0)
    return (weight * torch.stack([kd_each(s, t) for t in teachers])).sum() / (B * (len(teachers) - 1))


def ca_mkd(s, *teachers):
    errors = torch.stack([F.cross_entropy(t, labels, reduction="none") for t in teachers])
    attention = (1 - F.softmax(errors, 0)) / (len(teachers) - 1)
    return (attention * torch.stack([kd_each(s, t) for t in teachers])).sum() / (B * len(teachers))


def aekd(s, *teachers):
    losses = [kd_each(s, t).mean() for t in teachers]
    g = torch.stack([torch.autograd.grad(l, s, retain_graph=True)[0].flatten() for l in losses]).numpy()
    found = scipy.optimize.minimize(
        lambda w: 1e3 * ((w @ g) ** 2).sum(),
        [1 / len(losses)] * len(losses),
        jac=lambda w: 2e3 * g @ (w @ g),
        bounds=[(0, 0.6)] * len(losses),
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 1000},
    )
    return sum(w * l for w, l in zip(found.x.tolist(), losses))


def case(function, student, *teacher):
    """The value, and the gradient of the first argument."""
    own = [inputs[name].clone().requires_grad_() for name in student]
    value = function(*own, *(inputs[name] if isinstance(name, str) else name for name in teacher))
    value.backward()
    return {"value": value.item(), "gradient": own[0].grad.flatten().tolist()}


maps, features, logits = (
    ["student" + kind, "teacher" + kind] for kind in ("Map", "Features", "Logits")
)
several = ["teacherLogits", "secondLogits", "thirdLogits"]
cases = {
    **{f.__name__: case(f, maps[:1], maps[1]) for f in (at, nst, sp, ab, ft, reviewkd, sk_kd, srm)},
    **{f.__name__: case(f, features[:1], features[1]) for f in (rkd, pkt, cc)},
    **{f.__name__: case(f, logits[:1], logits[1]) for f in (kd, kd_standardised, dkd, mix_kd, od_bounded, dml, bd_kd, oemc)},
    **{f.__name__: case(f, logits[:1], *several) for f in (aver, ebkd, aekd, ca_mkd)},
    "one": case(one, logits[:1], *several[:2]),
    "fsp": case(fsp, ["studentMap", "studentNext"], "teacherMap", "teacherNext"),
    "vid": case(vid, maps[:1], maps[1], torch.tensor([0.5, -1.0, 2.0])),
    "tf_kd": case(tf_kd, logits[:1]),
    "mrd": case(lambda s, t: mrd(s, s.flip(1).cumsum(1), t, t.cumsum(1)), features[:1], features[1]),
    "crd": case(lambda s, t: crd(s[:, 0], t), logits[:1], logits[1]),
    "pool": case(lambda s: (F.adaptive_avg_pool1d(channels_first(s), 4) ** 3).sum(), maps[:1]),
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
