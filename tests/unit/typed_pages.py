"""Pages as text, made of pieces that stand where a test puts them: for rules about places."""

from __future__ import annotations

from sohoa.domain.stage_results import Line, PageText, Reading, Word

WIDTH, HEIGHT = 2480, 3508
#: A letter's width and height in pixels, as 13 points at 300 dpi have them.
LETTER, TALL = 24, 48

#: (left edge in hundredths of the width, top in thousandths of the height, text)
Put = tuple[float, float, str]


def words_at(left: float, top: float, text: str, *, confidence: float = 96.0) -> tuple[Word, ...]:
    """The words of a text one after another, from a place on."""
    at, words = round(left * WIDTH / 100), list[Word]()
    for part in text.split():
        width = LETTER * len(part)
        words.append(Word(part, at, round(top * HEIGHT / 1000), width, TALL, confidence))
        at += width + LETTER
    return tuple(words)


def centred(middle: float, top: float, text: str) -> Put:
    """A piece whose middle is at so many hundredths of the width."""
    return (middle - 50 * LETTER * len(text) / WIDTH, top, text)


def typed_page(*pieces: Put, confidence: float = 96.0) -> PageText:
    """A page of pieces, a line each."""
    lines = tuple(
        Line(number, 1, words_at(*piece, confidence=confidence))
        for number, piece in enumerate(pieces, 1)
        if piece[2]
    )
    return PageText("", WIDTH, HEIGHT, 0, "typed", lines, confidence)


def head(number: str, *, body: tuple[str, ...], day: str) -> tuple[Put, ...]:
    """A head after Decree 30: body and number at the left, national title and day at the right."""
    return (
        *(centred(28, 70 + 18 * row, line) for row, line in enumerate(body)),
        (46, 70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (55, 88, "Độc lập - Tự do - Hạnh phúc"),
        (19, 125, number),
        (52, 125, day),
    )


def foot(top: float, *, signed_as: tuple[str, ...], name: str, room: str) -> tuple[Put, ...]:
    """The end of a text: whom it goes to at the left, the signature at the right."""
    return (
        (16, top, "Nơi nhận:"),
        *(centred(71, top + 18 * row, line) for row, line in enumerate(signed_as)),
        (16, top + 20, "- Như trên;"),
        (16, top + 36, f"- Lưu: VT, {room}."),
        centred(71, top + 120, name),
    )


def seen_otherwise(page: PageText, word: str, text: str) -> PageText:
    """The page, where another reader saw something else in the place of a word."""
    lines = tuple(
        Line(
            line.block,
            line.paragraph,
            tuple(
                Word(
                    one.text, one.left, one.top, one.width, one.height, one.confidence,
                    (Reading("first", one.text, 90.0), Reading("second", text, 80.0)),
                )
                if one.text == word
                else one
                for one in line.words
            ),
        )
        for line in page.lines
    )  # fmt: skip
    return PageText("", WIDTH, HEIGHT, 0, "typed", lines, page.confidence)
