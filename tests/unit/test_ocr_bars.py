"""Weights and bars of each first reader at their edges: what is sure, what a person looks at."""

from __future__ import annotations

import dataclasses
import math

import pytest
from made_up_readings import FixedReader, line_of, reading_of, seen
from PIL import Image

from sohoa.domain.stage_results import Line, Word
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.evidence import is_beyond_doubt, load_weights
from sohoa.ocr.handwriting import read_handwriting, unsure_figures
from sohoa.ocr.interface import SeenWord
from sohoa.ocr.pairing import pair
from sohoa.ocr.seen_words import words_seen
from sohoa.ocr.two_readers import read_twice

READERS = ("network", "tesseract")
IMAGE = Image.new("L", (900, 400))
TEXT, FIGURE = "Số: 574 /UBND-KTTH", 5
DATE, DAY = "ngày 15 tháng 01 năm 2025", 6
#: Two letters of which the second has nearly half; and one that is as good as certain.
CLOSE, FAR = 0.45, 1e-5
#: Pixels: so high that no line here is longer than 14 heights.
HIGH = 40


class FixedHand:
    """A reader of handwriting, or of figures, that says what it is told."""

    def __init__(self, reading: CtcReading) -> None:
        self._reading = reading

    def read(self, image, strip):
        return self._reading


def first_words(reader: str, text: str, at: int, other: str, share: float) -> list[Word]:
    """A line as a first reader sees it, with `other` so close behind the letter `at`."""
    if reader == "network":
        words = words_seen(reading_of(text, doubts={at: {other: share}}))
        lefts = (12 * start for start in starts_of(text))
        return [
            SeenWord(one.text, left, 10, 12 * len(one.text), HIGH, one.confidence,
                     alternatives=one.alternatives, seen_in=one.seen_in)
            for one, left in zip(words, lefts, strict=True)
        ]  # fmt: skip
    cost = math.log((1 - share) / share)
    return [
        dataclasses.replace(
            seen(word, 100 * (1 - share), left=12 * start, **{f"p{at - start}_{other}": cost})
            if start <= at < start + len(word)
            else seen(word, 96, left=12 * start),
            top=10,
            height=HIGH,
        )
        for word, start in zip(text.split(), starts_of(text), strict=True)
    ]


def starts_of(text: str) -> list[int]:
    return [at for at in range(len(text)) if at == 0 or text[at - 1] == " "]


def twice(reader: str, words: list[Word], second: CtcReading) -> tuple[Line, ...]:
    weights = load_weights(reader)
    other = FixedReader(second)
    return read_twice([line_of(*words)], IMAGE, found=(), reader=other, weights=weights)


def told(reader: str, lines: tuple[Line, ...], line: CtcReading, figures: CtcReading) -> list[str]:
    """What is to be looked at after all readers were asked."""
    bars = load_weights(reader).bars
    hand = FixedHand(line)
    done = read_handwriting(
        lines, IMAGE, found=(), reader=FixedReader(line), figures=FixedHand(figures),
        hand=lambda: hand, sure=bars.sure_figures,
    )  # fmt: skip
    return [one.value for one in unsure_figures(done, least=bars.least_figures)]


@pytest.mark.parametrize("reader", READERS)
class TestEdges:
    """The same behaviour whichever reader is the first, each with its own weights and bars."""

    @pytest.mark.parametrize(
        ("text", "at", "other", "figures"),
        [(TEXT, FIGURE, "1", ("574", 1)), (DATE, DAY, "2", ("15", 1))],
    )
    def test_a_figure_with_another_close_behind_is_told(self, reader, text, at, other, figures):
        """Nobody can say which: the finding comes, though every best path says the same."""
        close = reading_of(text, doubts={at: {other: CLOSE}})
        own = reading_of(figures[0], doubts={figures[1]: {other: CLOSE}})
        lines = twice(reader, first_words(reader, text, at, other, CLOSE), close)

        assert len(told(reader, lines, close, own)) == 1

    def test_a_figure_with_nothing_behind_is_not_told(self, reader):
        """And what was read stands."""
        clear = reading_of(TEXT, doubts={FIGURE: {"1": FAR}})
        lines = twice(reader, first_words(reader, TEXT, FIGURE, "1", FAR), clear)

        assert lines[0].text == TEXT
        assert told(reader, lines, clear, reading_of("574")) == []

    def test_readers_that_see_different_figures_are_told(self, reader):
        """Print and handwriting sure of one figure, the reader of figures of another."""
        clear = reading_of(TEXT, doubts={FIGURE: {"1": FAR}})
        lines = twice(reader, first_words(reader, TEXT, FIGURE, "1", FAR), clear)

        assert len(told(reader, lines, clear, reading_of("514"))) == 1

    def test_doubt_of_the_first_reader_is_seen(self, reader):
        """Both say the same, the first with another letter close behind: not beyond doubt."""
        bars = load_weights(reader).bars
        close, clear = (
            pair(first_words(reader, "574", 1, "1", share), reading_of("574"))[0]
            for share in (CLOSE, FAR)
        )

        assert is_beyond_doubt(clear, bars)
        assert not is_beyond_doubt(close, bars)

    def test_less_doubt_is_more_confidence(self, reader):
        """The likelihood that a word is right grows as the other letter falls behind."""
        likely = []
        for share in (0.49, 0.3, 0.1, 0.01):
            words = first_words(reader, "xã hội", 4, "ô", share)
            (line,) = twice(reader, words, reading_of("xã hội"))
            likely.append(line.words[1].confidence)

        assert likely == sorted(likely)
        assert likely[-1] > 95


def test_a_day_line_of_which_letters_are_spoilt_is_read():
    """`ngàu` for `ngày` to both readers of print: the form is known all the same."""
    spoilt = reading_of("ngàu- tháng 02 năm 2022")
    lines = twice("network", first_words("network", spoilt.text, 0, "K", FAR), spoilt)
    clear = reading_of("ngày 28 tháng 02 năm 2022")
    hand = FixedHand(clear)
    (line,) = read_handwriting(
        lines, IMAGE, found=(), reader=FixedReader(clear), figures=FixedHand(reading_of("28")),
        hand=lambda: hand, sure=95,
    )  # fmt: skip

    assert line.text == "ngày 28 tháng 02 năm 2022"


def test_a_form_that_one_reader_saw_is_read():
    """The two together decided for `ngàÂ&háng02`, no form; the second saw `ngày 28 tháng 02`."""
    first = first_words("network", "Hà Nội, ngàá2-háng02 năm 2022", 0, "K", FAR)
    whole = reading_of("Hà Nội, ngày 28 tháng 02 năm 2022")
    weights = load_weights("network")
    clumsy = dataclasses.replace(weights, second=dict.fromkeys(weights.second, 0.0), context=0.0,
                                 illegal=0.0)  # fmt: skip
    lines = read_twice([line_of(*first)], IMAGE, found=(), reader=FixedReader(whole),
                       weights=clumsy)  # fmt: skip
    assert "ngày" not in lines[0].text

    hand = FixedHand(reading_of("ngày 28 tháng 02 năm 2022"))
    (line,) = read_handwriting(
        lines, IMAGE, found=(), reader=FixedReader(reading_of("ngày 28 tháng 02 năm 2022")),
        figures=FixedHand(reading_of("28")), hand=lambda: hand, sure=weights.bars.sure_figures,
    )  # fmt: skip
    assert "ngày 28 tháng 02 năm 2022" in line.text


@pytest.mark.parametrize("reader", READERS)
def test_a_symbol_that_both_readers_of_print_saw_is_kept(reader):
    """The reader of handwriting loses the small letter of `TTr` (seen on a generated page)."""
    text = "Số: 905/TTr-UBND"
    doubt = reading_of(text, doubts={FIGURE: {"1": CLOSE}})
    lines = twice(reader, first_words(reader, text, FIGURE, "1", CLOSE), doubt)
    hand = FixedHand(reading_of("Số: 905/TT-UBND"))
    (line,) = read_handwriting(
        lines, IMAGE, found=(), reader=FixedReader(doubt), figures=FixedHand(reading_of("905")),
        hand=lambda: hand, sure=load_weights(reader).bars.sure_figures,
    )  # fmt: skip

    assert line.text == "Số: 905 /TTr-UBND"
