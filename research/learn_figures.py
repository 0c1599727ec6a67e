"""Learns `sohoa/ocr/data/figures.onnx`, the reader of figures, from drawn samples alone.

    python -m research.learn_figures FONTS STEPS

FONTS is a folder with fonts drawn by hand (23 of npm's `@fontsource/…`, the files `*-latin-400-*`,
SIL OFL: caveat, kalam, patrick-hand, indie-flower, shadows-into-light, reenie-beanie,
homemade-apple, covered-by-your-grace, gloria-hallelujah, handlee, architects-daughter, gochi-hand,
nanum-pen-script, mansalva, bad-script, marck-script, cedarville-cursive,
annie-use-your-telescope, the-girl-next-door, sriracha, zen-kurenaido, playpen-sans,
liu-jian-mao-cao). Needs torch, onnx and scikit-learn, which are no dependencies. No real scan is
learnt from: they are there to judge the result (ADR 0012). 2,200 steps of 96 samples take a
quarter of an hour of one core; the model is written after every 250 (ours is that after 2,000).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits
from torch import Tensor, nn
from torch.nn import functional

from research.figure_samples import HEIGHT, FigureSamples
from sohoa.ocr.figure_reader import inked
from sohoa.sample.chance import Chance

TARGET = Path(__file__).parents[1] / "sohoa" / "ocr" / "data" / "figures.onnx"
_SEED = 100
_SAMPLES = 52_000
_HELD_OUT = 1_000
_BATCH = 96
_RATE = 3e-3
_WARMING = 150
_OFTEN = 250
_CHANCE = Chance("learn figures", _SEED)

Sample = tuple[NDArray[np.float32], str]


class FigureNet(nn.Module):
    """Five convolutions down to one row, two along it; a step is two pixels of the width."""

    def __init__(self, channels: Sequence[int] = (16, 32, 48, 72), wide: int = 96) -> None:
        super().__init__()
        one, two, three, four = channels
        self.down = nn.Sequential(
            *(_conv(1, one), nn.MaxPool2d(2), _conv(one, two), nn.MaxPool2d((2, 1))),
            *(_conv(two, three), nn.MaxPool2d((2, 1)), _conv(three, four)),
            _conv(four, wide, (5, 3), (0, 1)),
        )
        self.along = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(wide, wide, 5, padding=2 * reach, dilation=reach, bias=False),
                nn.BatchNorm1d(wide),
                nn.ReLU(),
            )
            for reach in (1, 2)
        )
        self.drop = nn.Dropout(0.15)
        self.out = nn.Conv1d(wide, 11, 1)

    def forward(self, ink: Tensor) -> Tensor:
        """Steps × samples × (blank and ten figures), as logarithms of probabilities."""
        row = self.down(ink)[:, :, 0]
        for block in self.along:
            row = row + block(row)
        return functional.log_softmax(self.out(self.drop(row)), 1).permute(2, 0, 1)


def main() -> None:
    """Draw, learn, say how many of the samples held out are right, write the model."""
    fonts, steps = sorted(Path(sys.argv[1]).iterdir()), int(sys.argv[2])
    torch.manual_seed(_SEED)
    torch.set_num_threads(1)
    samples = _drawn(fonts)
    held_out, learnt_from = samples[:_HELD_OUT], samples[_HELD_OUT:]
    net = FigureNet().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), _RATE, weight_decay=1e-3)
    for step in range(steps):
        share = 0.5 * (1 + np.cos(np.pi * step / steps)) + 0.005
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1, step / _WARMING) * share
        loss = _loss(net, _alike_in_width(learnt_from))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimizer.step()
        if step % _OFTEN == _OFTEN - 1 or step == steps - 1:
            _judge(net, held_out, step)


def _judge(net: FigureNet, held_out: Sequence[Sample], step: int) -> None:
    """Write the model as it is, and say how good."""
    net.eval()
    right = sum(_read(net, ink) == text for ink, text in held_out)
    print(f"step {step}: {right} of {len(held_out)} samples held out are right", flush=True)
    TARGET.write_bytes(as_onnx(net).SerializeToString())
    net.train()


def _drawn(fonts: Sequence[Path]) -> list[Sample]:
    digits = load_digits()
    real = np.clip(digits.images * 16, 0, 255).astype(np.uint8)
    drawer = FigureSamples(_SEED, fonts, real, digits.target.tolist())
    return [(inked(np.asarray(image)), text) for image, text in
            (drawer.draw() for _ in range(_SAMPLES))]  # fmt: skip


def _alike_in_width(samples: Sequence[Sample]) -> list[Sample]:
    """A batch of samples that need little padding."""
    middle = _CHANCE.pick(samples)[0].shape[1]
    near = [one for one in (_CHANCE.pick(samples) for _ in range(12 * _BATCH))
            if abs(one[0].shape[1] - middle) <= max(4, middle // 6)]  # fmt: skip
    return near[:_BATCH]


def _loss(net: FigureNet, batch: Sequence[Sample]) -> Tensor:
    bent = [_bent(ink) for ink, _text in batch]
    widest = max(one.shape[3] for one in bent)
    widest += widest % 2
    inks = torch.zeros(len(bent), 1, HEIGHT, widest).to(memory_format=torch.channels_last)
    for place, one in enumerate(bent):
        inks[place, :, :, : one.shape[3]] = one[0]
    likely = net(inks)
    steps = torch.tensor([min((one.shape[3] + 1) // 2, likely.shape[0]) for one in bent])
    codes = torch.tensor([int(figure) + 1 for _ink, text in batch for figure in text])
    lengths = torch.tensor([len(text) for _ink, text in batch])
    return functional.ctc_loss(likely, codes, steps, lengths, zero_infinity=True)


def _bent(ink: NDArray[np.float32]) -> Tensor:
    """The same sample a little wider or narrower, higher or lower, fainter or darker."""
    size = (int(HEIGHT * _CHANCE.between(0.85, 1.1)),
            max(10, int(ink.shape[1] * _CHANCE.between(0.8, 1.3))))  # fmt: skip
    one = functional.interpolate(torch.from_numpy(ink)[None, None], size, mode="bilinear",
                                 antialias=True, align_corners=False)  # fmt: skip
    if size[0] < HEIGHT:
        above = _CHANCE.integer(0, HEIGHT - size[0])
        one = functional.pad(one, (0, 0, above, HEIGHT - size[0] - above))
    else:
        above = _CHANCE.integer(0, size[0] - HEIGHT)
        one = one[:, :, above : above + HEIGHT]
    noise = torch.randn_like(one) * _CHANCE.between(0, 0.06)
    return (one * _CHANCE.between(0.85, 1.15) + noise).clamp(0, 1)


def _read(net: FigureNet, ink: NDArray[np.float32]) -> str:
    with torch.no_grad():
        codes = net(torch.from_numpy(ink)[None, None]).argmax(2)[:, 0].tolist()
    pairs = zip([0, *codes], codes, strict=False)
    return "".join(str(code - 1) for before, code in pairs if code and code != before)


def _conv(into: int, out: int, size: Any = 3, padding: Any = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(into, out, size, padding=padding, bias=False), nn.BatchNorm2d(out), nn.ReLU()
    )


def as_onnx(net: FigureNet) -> onnx.ModelProto:
    """The network as a graph of plain operators, normalization folded into the convolutions."""
    graph = _Graph()
    row = "ink"
    for module in net.down:
        if isinstance(module, nn.MaxPool2d):
            size = module.kernel_size
            size = list(size) if isinstance(size, tuple) else [size, size]
            row = graph.add("MaxPool", [row], kernel_shape=size, strides=size)
        else:
            row = graph.convolution(row, module)
    row = graph.add("Squeeze", [row, graph.constant(np.array([2], dtype=np.int64))])
    for block in net.along:
        row = graph.add("Add", [row, graph.convolution(row, block)])
    weights = (net.out.weight.detach().numpy(), net.out.bias.detach().numpy())
    row = graph.add("Conv", [row, *map(graph.constant, weights)], kernel_shape=[1])
    row = graph.add("LogSoftmax", [row], axis=1)
    row = graph.add("Transpose", [row], perm=[2, 0, 1])
    return graph.model(row)


class _Graph:
    """An ONNX graph that grows node by node."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def add(self, kind: str, inputs: Sequence[str], **attributes: object) -> str:
        """A node; the name of its output."""
        name = f"t{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, values: NDArray[Any]) -> str:
        """A constant's name."""
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def convolution(self, row: str, block: nn.Sequential) -> str:
        """Convolution, normalization and ReLU."""
        layer, norm = block[0], block[1]
        scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
        shape = (-1, *[1] * (layer.weight.ndim - 1))
        weight = (layer.weight.detach() * scale.reshape(shape)).numpy()
        bias = (norm.bias - norm.running_mean * scale).detach().numpy()
        row = self.add("Conv", [row, self.constant(weight), self.constant(bias)],
                       kernel_shape=list(layer.kernel_size), dilations=list(layer.dilation),
                       pads=[*layer.padding, *layer.padding])  # fmt: skip
        return self.add("Relu", [row])

    def model(self, output: str) -> onnx.ModelProto:
        """The whole, checked."""
        given = helper.make_tensor_value_info("ink", TensorProto.FLOAT, [1, 1, HEIGHT, "width"])
        taken = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["steps", 1, 11])
        graph = helper.make_graph(self._nodes, "figures", [given], [taken], self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)],
                                  ir_version=8, producer_name="sohoa")  # fmt: skip
        onnx.checker.check_model(model)
        return model


if __name__ == "__main__":
    main()
