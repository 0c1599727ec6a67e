"""`research.convert_tesseract`: what it writes is Tesseract's own network, whatever its layers.

The converter is run as an office runs it; the product knows nothing of it.
"""

import hashlib
import json
import re
import shlex
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import tesseract_samples as samples
from PIL import Image, ImageDraw, ImageFont
from tesseract_samples import LETTERS, TesseractLines

from sohoa.ocr.line_network import OWN_MODEL, Crop, LineNetwork

CHECKOUT = Path(__file__).parents[2]
BEST = CHECKOUT / "sohoa/ocr/data/vie.traineddata"
DEBIANS = Path("/usr/share/tesseract-ocr/5/tessdata/vie.traineddata")
TOLD = {"--licence": "Apache-2.0", "--origin": "a test"}

FONTS = Path("/usr/share/fonts/truetype")
FACES = (
    *(f"croscore/{name}.ttf" for name in ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic")),
    *("croscore/Arimo-Regular.ttf", "croscore/Cousine-Regular.ttf"),
    *("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSans.ttf"),
)
TEXTS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "ỦY BAN NHÂN DÂN XÃ HÒA BÌNH",
    "Số: 125/QĐ-UBND",
    "Điều 2. Chánh Văn phòng, Trưởng các phòng chịu trách nhiệm thi hành",
    "Độc lập - Tự do - Hạnh phúc",
    "nghiệp vụ được giữ nguyên những bổ sung, sửa đổi (nếu có) theo quy định.",
)


def run(model, output, told=TOLD):
    command = [sys.executable, "-m", "research.convert_tesseract", str(model), str(output)]
    options = [one for pair in told.items() for one in pair]
    return subprocess.run([*command, *options], cwd=CHECKOUT, capture_output=True, text=True)


def converted(model, output):
    done = run(model, output)
    assert done.returncode == 0, done.stderr
    return LineNetwork(output)


def drawn(text, face):
    """A line 36 pixels high, as the network takes it, close to its letters."""
    font = ImageFont.truetype(str(FONTS / face), 23)
    left, _top, right, _bottom = font.getbbox(text)
    image = Image.new("L", (round(right - left) + 4, 36), 245)
    ImageDraw.Draw(image).text((2 - left, 3), text, font=font, fill=30)
    return np.asarray(image)


def lines():
    return [drawn(text, face) for text in TEXTS for face in FACES]


def steps_of(reading):
    """What `TesseractLines` gives for a reading: per cents, cut."""
    cents = np.floor(np.exp(reading.log_probabilities.astype(np.float64)) * 100) / 100
    return [
        {reading.alphabet[code]: float(row[code]) for code in np.flatnonzero(row)} for row in cents
    ]


def apart(one, other):
    """For each step, the most by which a letter's probability differs."""
    return [
        max(abs(step.get(letter, 0) - also.get(letter, 0)) for letter in {*step, *also})
        for step, also in zip(one, other, strict=True)
    ]


def hold_against_tesseract(source, network, folder):
    """Same text on each line; probabilities as near to Tesseract's as it is to itself."""
    content = source.read_bytes()
    engines = [TesseractLines(source)]
    for seed in (7, 8):
        model = folder / f"seed{seed}" / "vie.traineddata"
        model.parent.mkdir()
        model.write_bytes(samples.with_other_noise(content, seed))
        engines.append(TesseractLines(model))
    itself, ours = [], []
    images = lines()[::2]
    for image, reading in zip(images, network.read(list(map(Crop, images))), strict=True):
        told = [engine.read(image) for engine in engines]
        assert reading.text.split() == told[0][0].replace("Ð", "Đ").split()
        steps = [one[1] for one in told]
        itself += [far for one, other in combinations(steps, 2) for far in apart(one, other)]
        ours += [far for one in steps for far in apart(one, steps_of(reading))]
    print(f"itself {np.mean(itself):.4f}, {np.percentile(itself, 99):.2f};", end=" ")
    print(f"ours {np.mean(ours):.4f}, {np.percentile(ours, 99):.2f} of {len(ours)} steps")
    assert np.mean(ours) < 1.6 * np.mean(itself)
    assert np.percentile(ours, 99) < 1.6 * np.percentile(itself, 99)


def debians():
    """The model that ours was made of, where it is installed."""
    if not DEBIANS.is_file():
        pytest.skip("the package tesseract-ocr-vie is not installed")
    told = LineNetwork().metadata["source_sha256"]
    if hashlib.sha256(DEBIANS.read_bytes()).hexdigest() != told:
        pytest.skip("another version of tesseract-ocr-vie is installed")
    return DEBIANS


def test_the_model_that_ships_reads_as_tesseract_does(tmp_path):
    """Tesseract puts noise around each line, the mean of which, nothing, stands in ours; it also
    counts in whole numbers. So it is not equal to itself under another seed: that is the measure.
    """
    hold_against_tesseract(debians(), LineNetwork(), tmp_path)


def test_an_offices_own_model_is_converted(tmp_path):
    """The one Sohoa reads with in Tesseract, "best" in whole numbers."""
    network = converted(BEST, tmp_path / "best.onnx")

    hold_against_tesseract(BEST, network, tmp_path)


def usual(chance):
    """The layers of Tesseract's own models, without surroundings (noise would come in by them)."""
    return samples.network(
        samples.image_input(),
        samples.holding(
            "Series", 1, 4, samples.window(1, 0, 0), samples.connected("Tanh", 1, 4, chance)
        ),
        samples.pool(4, 3, 3),
        samples.holding("XYTranspose", 4, 6, samples.lstm(4, 6, chance, kind="SummLSTM")),
        samples.lstm(6, 8, chance),
        samples.holding("RTLReversed", 8, 8, samples.lstm(8, 8, chance)),
        samples.connected("Softmax", 8, LETTERS, chance),
    )


def unusual(chance):
    """Others that can be told to Tesseract: both ways at once, rows of pixels, plain layers."""

    def both(inputs, outputs):
        backwards = samples.holding(
            "RTLReversed", inputs, outputs, samples.lstm(inputs, outputs, chance)
        )
        forwards = samples.lstm(inputs, outputs, chance)
        return samples.holding("Parallel", inputs, 2 * outputs, forwards, backwards)

    summary = samples.lstm(6, 5, chance, kind="SummLSTM")
    return samples.network(
        samples.image_input(),
        samples.connected("Relu", 1, 3, chance),
        samples.pool(3, 2, 4),
        both(3, 2),
        samples.holding("XYTranspose", 4, 3, samples.lstm(4, 3, chance)),
        samples.pool(3, 2, 3),
        samples.holding("TTBReversed", 3, 6, both(3, 3)),
        samples.holding("XYTranspose", 6, 5, samples.holding("RTLReversed", 6, 5, summary)),
        samples.connected("Logistic", 5, 7, chance),
        both(7, 4),
        samples.connected("Linear", 8, 6, chance),
        samples.connected("Softmax", 6, LETTERS, chance),
    )


@pytest.mark.parametrize("seed", [3, 4])
@pytest.mark.parametrize("layers", [usual, unusual])
def test_any_order_of_layers_gives_what_tesseract_gives(tmp_path, layers, seed):
    """Weights by chance, in float, and no noise can come in: equal to 0.0001, cut to per cents.
    Lines of many widths go in one batch."""
    made = layers(np.random.default_rng(seed))
    model = tmp_path / "vie.traineddata"
    model.write_bytes(samples.with_component(BEST.read_bytes(), samples.LSTM, made))
    tesseract, images = TesseractLines(model), lines()[::5]
    network = converted(model, tmp_path / "made.onnx")

    for image, reading in zip(images, network.read(list(map(Crop, images))), strict=True):
        likely = np.exp(reading.log_probabilities)
        codes = {"": 0, **reading.codes}
        del codes["Đ"]  # two of Tesseract's letters; the sum of both here
        for step, row in zip(tesseract.read(image)[1], likely, strict=True):
            assert step
            for letter in codes.keys() & step.keys():
                assert -1e-4 < row[codes[letter]] - step[letter] < 0.01 + 1e-4


def test_the_same_model_gives_the_same_bytes(tmp_path):
    """By the command that `research/README.md` tells, twice, and the file that ships."""
    source = debians()
    told = (CHECKOUT / "research/README.md").read_text(encoding="utf-8").replace("\\\n", " ")
    (command,) = re.findall(rf"python (-m research\.convert_tesseract {source} .*)", told)
    _module, _name, model, output, *options = shlex.split(command)
    made = [tmp_path / "one.onnx", tmp_path / "two.onnx"]
    for target in made:
        run(model, target, dict(zip(options[::2], options[1::2], strict=True)))

    assert CHECKOUT / output == OWN_MODEL
    assert {one.read_bytes() for one in made} == {OWN_MODEL.read_bytes()}


def test_what_is_written_is_valid_onnx(tmp_path):
    onnx = pytest.importorskip("onnx", reason="the package onnx is no dependency")
    for name, layers in {"usual": usual, "unusual": unusual}.items():
        made = layers(np.random.default_rng(3))
        model = tmp_path / f"{name}.traineddata"
        model.write_bytes(samples.with_component(BEST.read_bytes(), samples.LSTM, made))
        run(model, tmp_path / f"{name}.onnx")
        onnx.checker.check_model(onnx.load(tmp_path / f"{name}.onnx"), full_check=True)
    onnx.checker.check_model(onnx.load(OWN_MODEL), full_check=True)


def test_several_letters_in_one_place_stay_together(tmp_path):
    letters = samples.component(BEST.read_bytes(), samples.UNICHARSET)
    model = tmp_path / "own.traineddata"
    model.write_bytes(
        samples.with_component(
            BEST.read_bytes(), samples.UNICHARSET, letters.replace("\nẵ ".encode(), b"\nch ")
        )
    )
    alphabet = converted(model, tmp_path / "own.onnx").alphabet

    assert "ch" in alphabet
    assert "ẵ" not in alphabet


def _with_network(*layers):
    return samples.with_component(BEST.read_bytes(), samples.LSTM, samples.network(*layers))


def _refused():
    chance = np.random.default_rng(3)
    best, softmax = BEST.read_bytes(), samples.connected("Softmax", 4, LETTERS, chance)
    begin, deep = samples.image_input(), samples.connected("Tanh", 1, 4, chance)
    recoder = bytearray(samples.component(best, samples.RECODER))
    # The first letter's code, one number long, becomes two: its own and that of the next one.
    longer = recoder[:5] + (2).to_bytes(4, "little") + recoder[9:13] + bytes(4) + recoder[13:]
    summary = samples.lstm(1, 4, chance, kind="SummLSTM")
    return {
        "no lstm": best[:4] + (b"\xff" * 8) * 24 + best[196:],
        "damaged": best[:100_000],
        "big-endian": b"\0\0\0\x18" + best[4:],
        "written by 2 outputs": samples.with_component(best, samples.RECODER, bytes(longer)),
        "not known: Reconfig": _with_network(begin, samples.layer("Reconfig", 1, 4, b""), softmax),
        "not known: LSTMSoftmax": _with_network(begin, samples.layer("LSTMSoftmax", 1, 4, b"")),
        "two-dimensional": _with_network(begin, samples.lstm(1, 4, chance, more=4), softmax),
        "is in training": _with_network(begin, samples.layer("Tanh", 1, 4, b"", training=1)),
        "Convolve) stands in a reversed": _with_network(
            begin, samples.holding("RTLReversed", 1, 9, samples.window(1, 1, 1), deep), softmax
        ),
        "Maxpool) cannot be converted": _with_network(
            begin, samples.holding("RTLReversed", 1, 1, samples.pool(1, 2, 2)), softmax
        ),
        "one value of a whole line": _with_network(begin, summary, softmax),
        "36 rows are left": _with_network(begin, deep, softmax),
        "does not end in a softmax": _with_network(
            begin, samples.connected("Tanh", 1, LETTERS, chance)
        ),
        "begins with Tanh": _with_network(deep, softmax),
    }


@pytest.mark.parametrize("reason", list(_refused()))
def test_what_is_not_known_is_refused_by_name(tmp_path, reason):
    model, output = tmp_path / "own.traineddata", tmp_path / "own.onnx"
    model.write_bytes(_refused()[reason])

    done = run(model, output)

    assert done.returncode == 1
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()


def test_the_file_says_what_it_was_made_of(tmp_path):
    told = converted(BEST, tmp_path / "own.onnx").metadata

    assert told["source_sha256"] == hashlib.sha256(BEST.read_bytes()).hexdigest()
    assert told["network"] == "[1,36,0,1Ct3,3,16Mp3,3Lfys64Lfx96Lrx96Lfx512O1c1]"
    assert (told["licence"], told["origin"]) == (TOLD["--licence"], TOLD["--origin"])
    assert len(json.loads(told["alphabet"])) == LETTERS
