"""One knowledge-distillation step in eager PyTorch, timed on request.

Reads "run <variant> <steps>" from stdin and answers with one JSON line {"milliseconds": [...]}; variants are "teacher"
(the frozen teacher runs inside the step) and "logits" (its logits are handed in). Arguments: threads, batch, length.
"""

import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

CHANNELS, CLASSES, TEMPERATURE, ALPHA = 9, 6, 4.0, 0.9


def student():
    layers, channels = [], CHANNELS
    for filters in (16, 32, 32):
        conv = nn.Conv1d(channels, filters, 5, padding="same", bias=False)
        layers += [conv, nn.BatchNorm1d(filters), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(32, CLASSES))


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


def wrn1d(width=3, blocks=2):
    layers, channels = [nn.Conv1d(CHANNELS, 16, 3, padding=1, bias=False)], 16
    for group, filters in enumerate((16 * width, 32 * width, 64 * width)):
        for block in range(blocks):
            layers.append(Block(channels, filters, 2 if group > 0 and block == 0 else 1))
            channels = filters
    head = [nn.BatchNorm1d(channels), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten()]
    return nn.Sequential(*layers, *head, nn.Linear(channels, CLASSES))


def make_step(variant, batch, length):
    model, teacher = student().train(), wrn1d().eval().requires_grad_(False)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    windows = torch.randn(batch, CHANNELS, length)
    labels = torch.randint(0, CLASSES, (batch,))
    given = torch.randn(batch, CLASSES)

    def step():
        if variant == "teacher":
            with torch.no_grad():
                target = teacher(windows)
        else:
            target = given
        optimizer.zero_grad(set_to_none=True)
        logits = model(windows)
        soft = F.kl_div(
            F.log_softmax(logits / TEMPERATURE, 1),
            F.softmax(target / TEMPERATURE, 1),
            reduction="batchmean",
        )
        loss = (1 - ALPHA) * F.cross_entropy(logits, labels) + ALPHA * TEMPERATURE**2 * soft
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    threads, batch, length = map(int, sys.argv[1:4])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    steps = {variant: make_step(variant, batch, length) for variant in ("teacher", "logits")}
    parameters = sum(p.numel() for p in student().parameters())
    teacher_parameters = sum(p.numel() for p in wrn1d().parameters())
    answer({"torch": torch.__version__, "parameters": [parameters, teacher_parameters]})
    for line in sys.stdin:
        _, variant, count = line.split()
        times = []
        for _ in range(int(count)):
            start = time.perf_counter()
            steps[variant]()
            times.append((time.perf_counter() - start) * 1000)
        answer({"milliseconds": times})


main()
