"""A small PyTorch teacher as an ONNX file, with windows and what PyTorch answers to them.

Writes opset-17.onnx, opset-20.onnx and answers.json:

    python scripts/golden/teacher.py test/golden/teacher

Made with torch 2.13.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn


class Teacher(nn.Module):
    """[batch, channel, time] → logits of three classes; convolution, batch-norm, GRU, attention over time."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv1d(3, 8, 5, stride=2, padding=2), nn.BatchNorm1d(8), nn.ReLU())
        self.gru = nn.GRU(8, 6, batch_first=True)
        self.score = nn.Linear(6, 1)
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        states, _ = self.gru(self.conv(x).transpose(1, 2))
        weights = torch.softmax(self.score(states), dim=1)
        features = (weights * states).sum(dim=1) + states.mean(dim=1)
        return self.head(features), features


def main(folder: Path):
    torch.manual_seed(1)
    teacher = Teacher()
    teacher.conv[1].running_mean.uniform_(-0.5, 0.5)
    teacher.conv[1].running_var.uniform_(0.5, 1.5)
    teacher.eval()
    windows = torch.randn(4, 16, 3)  # [batch, time, channel]
    names = {"input_names": ["x"], "output_names": ["logits", "pooled"]}
    example = (torch.randn(2, 3, 16),)
    folder.mkdir(parents=True, exist_ok=True)
    for opset in (17, 20):
        torch.onnx.export(
            teacher, example, folder / f"opset-{opset}.onnx", dynamo=False, opset_version=opset,
            dynamic_axes={name: {0: "batch"} for name in ("x", "logits", "pooled")}, **names,
        )
    with torch.no_grad():
        logits, pooled = teacher(windows.transpose(1, 2))
    answers = {"windows": windows.tolist(), "logits": logits.tolist(), "features": pooled.tolist()}
    (folder / "answers.json").write_text(json.dumps(answers))


main(Path(sys.argv[1]))
