"""Training steps in eager PyTorch, timed on request.

Argument: threads. Reads lines from stdin and answers each with one line of JSON:

    run <network> <target> <batch> <steps>   {"milliseconds": [...]}; a step keeps its weights from run to run
    memory                                   {"peak": bytes of resident memory at its highest so far}

Targets: "labels" (cross-entropy), "logits" (and a teacher's logits, handed in), "teacher" (and wrn1d-16-3, frozen, inside
the step). The optimizer is Adam. The first line says the version and every network's parameter count.
"""

import json
import pathlib
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

TEMPERATURE, ALPHA = 4.0, 0.9
ACTIVITY, IMAGERY = (9, 128, 6), (22, 562, 4)  # channels, time, classes


def conv_norm_relu(inputs, filters, kernel, **options):
    conv = nn.Conv1d(inputs, filters, kernel, bias=False, **options)
    return [conv, nn.BatchNorm1d(filters), nn.ReLU()]


def student(channels, _, classes):
    layers = []
    for filters in (16, 32, 32):
        layers += conv_norm_relu(channels, filters, 5, padding="same")
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(32, classes))


def ds_cnn1d(channels, _, classes):
    layers = conv_norm_relu(channels, 16, 5, padding="same")
    channels = 16
    for filters in (32, 48, 64):
        layers += conv_norm_relu(channels, channels, 5, stride=2, padding=2, groups=channels)
        layers += conv_norm_relu(channels, filters, 1)
        channels = filters
    head = [nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(channels, classes)]
    return nn.Sequential(*layers, *head)


class Block(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm1d(inputs), nn.BatchNorm1d(filters)
        self.conv1 = nn.Conv1d(inputs, filters, 3, stride, padding=1, bias=False)
        self.conv2 = nn.Conv1d(filters, filters, 3, padding=1, bias=False)
        same = stride == 1 and inputs == filters
        self.shortcut = None if same else nn.Conv1d(inputs, filters, 1, stride, bias=False)

    def forward(self, x):
        activated = F.relu(self.norm1(x))
        y = self.conv2(F.relu(self.norm2(self.conv1(activated))))
        return y + (x if self.shortcut is None else self.shortcut(activated))


def wrn1d(inputs, _, classes, width=3, blocks=2):
    layers, channels = [nn.Conv1d(inputs, 16, 3, padding=1, bias=False)], 16
    for group, filters in enumerate((16 * width, 32 * width, 64 * width)):
        for block in range(blocks):
            layers.append(Block(channels, filters, 2 if group > 0 and block == 0 else 1))
            channels = filters
    head = [nn.BatchNorm1d(channels), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten()]
    return nn.Sequential(*layers, *head, nn.Linear(channels, classes))


def renormed(weight, limit):
    """Keeps the norm of each output's weights within a limit, as EEGNet's authors do."""
    with torch.no_grad():
        weight.copy_(torch.renorm(weight, p=2, dim=0, maxnorm=limit))
    return weight


class Electrodes(nn.Conv2d):
    def forward(self, x):
        return self._conv_forward(x, renormed(self.weight, 1.0), self.bias)


class Classifier(nn.Linear):
    def forward(self, x):
        return F.linear(x, renormed(self.weight, 0.25), self.bias)


def eegnet(electrodes, time, classes):
    return nn.Sequential(
        nn.Unflatten(1, (1, electrodes)),  # [batch, 1, electrode, time]
        nn.Conv2d(1, 8, (1, 64), padding=(0, 32), bias=False),
        nn.BatchNorm2d(8),
        Electrodes(8, 16, (electrodes, 1), groups=8, bias=False),
        nn.BatchNorm2d(16),
        nn.ELU(),
        nn.AvgPool2d((1, 4)),
        nn.Dropout(0.5),
        nn.Conv2d(16, 16, (1, 16), padding=(0, 8), groups=16, bias=False),
        nn.Conv2d(16, 16, 1, bias=False),
        nn.BatchNorm2d(16),
        nn.ELU(),
        nn.AvgPool2d((1, 8)),
        nn.Dropout(0.5),
        nn.Flatten(),
        Classifier(16 * (time // 4 // 8), classes),
    )


NETWORKS = {
    "student": (student, ACTIVITY),
    "ds-cnn1d": (ds_cnn1d, ACTIVITY),
    "wrn1d-16-3": (wrn1d, ACTIVITY),
    "eegnet": (eegnet, IMAGERY),
}


def build(name):
    network, shape = NETWORKS[name]
    return network(*shape)


def make_step(name, target, batch):
    model = build(name).train()
    teacher = build("wrn1d-16-3").eval().requires_grad_(False) if target == "teacher" else None
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    channels, length, classes = NETWORKS[name][1]
    windows = torch.randn(batch, channels, length)
    labels = torch.randint(0, classes, (batch,))
    given = torch.randn(batch, classes)

    def taught(logits):
        with torch.no_grad():
            answer = teacher(windows) if teacher else given
        soft = F.kl_div(
            F.log_softmax(logits / TEMPERATURE, 1),
            F.softmax(answer / TEMPERATURE, 1),
            reduction="batchmean",
        )
        return (1 - ALPHA) * F.cross_entropy(logits, labels) + ALPHA * TEMPERATURE**2 * soft

    def step():
        optimizer.zero_grad(set_to_none=True)
        logits = model(windows)
        loss = F.cross_entropy(logits, labels) if target == "labels" else taught(logits)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def timed(step):
    start = time.perf_counter()
    step()
    return (time.perf_counter() - start) * 1000


def peak_memory():
    """Linux counts a process's own peak; elsewhere what getrusage says (bytes on macOS)."""
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(0)
    counts = {name: sum(p.numel() for p in build(name).parameters()) for name in NETWORKS}
    answer({"torch": torch.__version__, "parameters": counts})
    steps = {}
    for line in sys.stdin:
        command, *words = line.split()
        if command == "memory":
            answer({"peak": peak_memory()})
            continue
        network, target, batch, count = words
        key = (network, target, int(batch))
        if key not in steps:
            steps = {key: make_step(*key)}
        answer({"milliseconds": [timed(steps[key]) for _ in range(int(count))]})


main()
