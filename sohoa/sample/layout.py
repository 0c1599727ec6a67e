"""The page: Decree 30/2020, annex I, drawn on A4 at 300 dpi.

The places (ô) are those of the decree's diagram: national motto top right, agency top left,
number and date under them, title, grounds, articles, recipients and signature.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sohoa.sample.chance import Chance
from sohoa.sample.handwriting import write_number, write_signature
from sohoa.sample.records import Case, decree_date
from sohoa.sample.typeset import LEFT, RIGHT, TOP, Cut, Ink, Press, Sheet, Style, mm
from sohoa.sample.wording import Wording

BLUE, RED, VIOLET = (34, 52, 158), (206, 36, 48), (112, 66, 156)

_AGENCY_MIDDLE, _STATE_MIDDLE = LEFT + mm(31), RIGHT - mm(49)
_SIGNATURE_MIDDLE = RIGHT - mm(40)
#: Decree 30/2020 allows 13 or 14 points; a paper meant to be one page is set tighter.
BODY, TIGHT_BODY = Style(points=14), Style(points=13, leading=1.13)
_BODY_BOLD = Style(Cut.BOLD, 14)
_HEAD, _HEAD_BOLD, _MOTTO = Style(points=12.5), Style(Cut.BOLD, 12.5), Style(Cut.BOLD, 13)
_NUMBER, _DATE = Style(points=13), Style(Cut.ITALIC, 13.5)
_RECIPIENTS, _RECIPIENT = Style(Cut.BOLD_ITALIC, 12), Style(points=11)
#: Room for the signature and the seal's upper half, between title and name.
_SIGNATURE_ROOM = mm(31)
_SEAL_AROUND = "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH  TỈNH BÌNH DƯƠNG"
_SEAL_MIDDLE = ("HỒ SƠ", "MẪU")


@dataclass(frozen=True, slots=True)
class Handling:
    """Marks made by hand: number and day written in, stamped on arrival."""

    number_by_hand: bool = True
    day_by_hand: bool = False
    received: bool = False


def set_paper(
    case: Case, wording: Wording, *, handling: Handling, chance: Chance, body: Style = BODY
) -> list[Sheet]:
    """Print, sign and seal a paper; as many sheets as its text needs."""
    press = Press()
    _set_head(press, case, handling, chance)
    if wording.title:
        _set_title(press, wording, body)
    else:
        _set_letter_opening(press, wording)
    for paragraph in wording.body:
        press.justified(paragraph.text, body, lead=paragraph.lead)
    _set_closing(press, wording, chance)
    if handling.received:
        _stamp_received(press.sheets[0], case, chance)
    return press.sheets


def blank_back(front: Sheet) -> Sheet:
    """The empty other side of a sheet: its print shows through, mirrored and pale."""
    mirrored = front.print.transpose(Image.Transpose.FLIP_LEFT_RIGHT).reduce(4)
    soft = mirrored.filter(ImageFilter.GaussianBlur(2)).resize(front.print.size)
    return Sheet(print=soft.point([255 - (255 - level) // 10 for level in range(256)]))


def _set_head(press: Press, case: Case, handling: Handling, chance: Chance) -> None:
    y, step = TOP, _HEAD.line_height
    press.centred("UBND TỈNH BÌNH DƯƠNG", _HEAD, middle=_AGENCY_MIDDLE, y=y)
    press.centred("SỞ VĂN HÓA, THỂ THAO", _HEAD_BOLD, middle=_AGENCY_MIDDLE, y=y + step)
    press.centred("VÀ DU LỊCH", _HEAD_BOLD, middle=_AGENCY_MIDDLE, y=y + 2 * step)
    press.rule(_AGENCY_MIDDLE - mm(11), _AGENCY_MIDDLE + mm(11), y + 3 * step + 4)
    press.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _HEAD_BOLD, middle=_STATE_MIDDLE, y=y)
    left, right = press.centred(
        "Độc lập - Tự do - Hạnh phúc", _MOTTO, middle=_STATE_MIDDLE, y=y + step
    )
    press.rule(left, right, y + 2 * step + 10)
    press.y = y + 3 * step + 34

    number = [("Số: ", False), (case.number, handling.number_by_hand)]
    number.append((f"/{case.kind.symbol(case.day.year)}", False))
    day, month, year = decree_date(case.day)
    date = [("Bình Dương, ngày ", False), (day, handling.day_by_hand), (" tháng ", False)]
    date += [(month, handling.day_by_hand), (f" năm {year}", False)]
    _mixed_line(press, number, _NUMBER, middle=_AGENCY_MIDDLE, chance=chance)
    _mixed_line(press, date, _DATE, middle=_STATE_MIDDLE, chance=chance)
    press.y += _DATE.line_height


def _mixed_line(
    press: Press, pieces: Sequence[tuple[str, bool]], style: Style, *, middle: int, chance: Chance
) -> None:
    """Set a line of which some pieces are written by hand into gaps left for them."""
    hands = {
        place: write_number(text, height=mm(4.2), chance=chance)
        for place, (text, by_hand) in enumerate(pieces)
        if by_hand
    }
    widths = [
        hands[place].width if place in hands else style.width(text)
        for place, (text, _by_hand) in enumerate(pieces)
    ]
    x = middle - sum(widths) / 2
    for place, ((text, _by_hand), width) in enumerate(zip(pieces, widths, strict=True)):
        if place in hands:
            top = press.y - chance.integer(12, 20)
            press.sheet.inks.append(Ink(hands[place], BLUE, round(x), top))
        else:
            press.put(text, style, x=x, y=press.y)
        x += width
    press.sheet.lines.append("".join(text for text, _by_hand in pieces))


def _set_title(press: Press, wording: Wording, body: Style) -> None:
    press.space(mm(9))
    press.centred_lines(wording.title, Style(Cut.BOLD, 15), width=mm(120))
    press.centred_lines(wording.subject, _BODY_BOLD, width=mm(108))
    middle = (LEFT + RIGHT) // 2
    press.rule(middle - mm(14), middle + mm(14), press.y + 8)
    press.space(mm(6))
    press.centred_lines(wording.authority, _BODY_BOLD, width=mm(150))
    press.space(mm(3))
    for ground in wording.grounds:
        press.justified(ground, Style(Cut.ITALIC, body.points, body.leading))
    press.space(mm(2))
    press.keep_together(4 * body.line_height)
    press.centred_lines(wording.verb, _BODY_BOLD, width=mm(120))
    press.space(mm(2))


def _set_letter_opening(press: Press, wording: Wording) -> None:
    """A công văn has its subject under the number and then whom it is for."""
    style, top = Style(points=12), press.y
    words = wording.subject.split()
    while words:
        line = [words.pop(0)]
        while words and style.width(" ".join([*line, words[0]])) < mm(66):
            line.append(words.pop(0))
        press.centred(" ".join(line), style, middle=_AGENCY_MIDDLE, y=press.y)
        press.y += style.line_height
    press.y = max(press.y, top + mm(18))
    press.space(mm(10))
    press.centred_lines(f"Kính gửi: {wording.addressee}.", BODY, width=mm(130))
    press.space(mm(6))


def _set_closing(press: Press, wording: Wording, chance: Chance) -> None:
    """Recipients on the left, level with title, signature, seal and name on the right."""
    titles = len(wording.signer_titles)
    right = (titles + 1) * _BODY_BOLD.line_height + _SIGNATURE_ROOM
    left = _RECIPIENTS.line_height + len(wording.recipients) * _RECIPIENT.line_height
    press.space(mm(5))
    press.keep_together(max(left, right))
    top = press.y
    _set_recipients(press, wording)
    for place, title in enumerate(wording.signer_titles):
        y = top + place * _BODY_BOLD.line_height
        press.centred(title, _BODY_BOLD, middle=_SIGNATURE_MIDDLE, y=y)
    y = top + titles * _BODY_BOLD.line_height
    _sign_and_seal(press.sheet, y=y, chance=chance)
    press.centred(wording.signer, _BODY_BOLD, middle=_SIGNATURE_MIDDLE, y=y + _SIGNATURE_ROOM)


def _set_recipients(press: Press, wording: Wording) -> None:
    y = press.y
    press.put("Nơi nhận:", _RECIPIENTS, x=LEFT, y=y)
    press.sheet.lines.append("Nơi nhận:")
    y += _RECIPIENTS.line_height
    for recipient in wording.recipients:
        press.put(recipient, _RECIPIENT, x=LEFT, y=y)
        press.sheet.lines.append(recipient)
        y += _RECIPIENT.line_height


def _sign_and_seal(sheet: Sheet, *, y: int, chance: Chance) -> None:
    """The seal covers about a third of the signature, on its left (Decree 30/2020, art. 33)."""
    width = round(mm(44) * chance.between(0.9, 1.15))
    signature = write_signature(width=width, chance=chance)
    left = _SIGNATURE_MIDDLE - width // 2 + chance.integer(-20, 40)
    sheet.inks.append(Ink(signature, BLUE, left, y + mm(3) + chance.integer(0, 30)))
    seal = press_seal(chance)
    seal_left = left + width // 3 - seal.width + chance.integer(-20, 20)
    seal_top = y + (_SIGNATURE_ROOM - seal.height) // 2 + chance.integer(-12, 20)
    sheet.inks.append(Ink(seal, RED, seal_left, seal_top))


def _stamp_received(sheet: Sheet, case: Case, chance: Chance) -> None:
    """Beside the title, where clerks find room; its number and day are not the paper's."""
    stamp = press_received_stamp(case.day + dt.timedelta(days=chance.integer(1, 6)), chance)
    left = mm(6) if case.kind.letters else RIGHT - mm(60)
    top = TOP + mm(29 if case.kind.letters else 27) + chance.integer(-20, 20)
    sheet.inks.append(Ink(stamp, VIOLET, left, top))


def press_seal(chance: Chance) -> Image.Image:
    """A seal's ink (255 is full): turned a little, and never inked evenly."""
    turned = _seal().rotate(chance.near(0, 9), Image.Resampling.BICUBIC)
    return ImageChops.multiply(turned, _uneven_ink(turned.size, chance))


def press_received_stamp(received: dt.date, chance: Chance) -> Image.Image:
    """The stamp `CÔNG VĂN ĐẾN` with number and day written in by hand."""
    stamp = _received_stamp().copy()
    height = mm(3.6)
    for text, y in ((str(chance.integer(100, 2999)), 11.4), (f"{received:%d/%m}", 17.0)):
        written = write_number(text, height=height, chance=chance)
        stamp.paste(written, (mm(17), mm(y)), written)
    turned = stamp.rotate(chance.near(0, 1.5), Image.Resampling.BICUBIC, expand=True)
    return ImageChops.multiply(turned, _uneven_ink(turned.size, chance))


@cache
def _seal() -> Image.Image:
    """36 mm across, as seals of departments are."""
    size = mm(36)
    seal, middle = Image.new("L", (size, size), 0), size / 2
    draw = ImageDraw.Draw(seal)
    for radius, thickness in ((0.495, 9), (0.465, 3), (0.30, 3)):
        reach = size * radius
        box = (middle - reach, middle - reach, middle + reach, middle + reach)
        draw.ellipse(box, outline=255, width=thickness)
    _write_around(seal, _SEAL_AROUND, radius=size * 0.383)
    _draw_star(draw, x=middle, y=middle + size * 0.382, reach=size * 0.042)
    style = Style(Cut.BOLD, 13)
    for place, line in enumerate(_SEAL_MIDDLE):
        y = middle + (place - 1) * style.line_height
        draw.text((middle - style.width(line) / 2, y), line, font=style.font, fill=255)
    return seal


def _write_around(seal: Image.Image, text: str, *, radius: float) -> None:
    """Letters on a circle from lower left over the top to lower right."""
    style, middle = Style(Cut.BOLD, 7.6), seal.width / 2
    start, end = math.radians(-152), math.radians(152)
    widths = [style.width(letter) for letter in text]
    at = 0.0
    for letter, width in zip(text, widths, strict=True):
        angle = start + (end - start) * (at + width / 2) / sum(widths)
        at += width
        tile = Image.new("L", (96, 96), 0)
        ImageDraw.Draw(tile).text((48, 48), letter, font=style.font, fill=255, anchor="mm")
        tile = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        left = round(middle + radius * math.sin(angle) - 48)
        top = round(middle - radius * math.cos(angle) - 48)
        seal.paste(255, (left, top), tile)


def _draw_star(draw: ImageDraw.ImageDraw, *, x: float, y: float, reach: float) -> None:
    points = []
    for corner in range(10):
        length = reach if corner % 2 == 0 else reach * 0.4
        angle = math.pi * corner / 5
        points.append((x + length * math.sin(angle), y - length * math.cos(angle)))
    draw.polygon(points, fill=255)


@cache
def _received_stamp() -> Image.Image:
    stamp = Image.new("L", (mm(48), mm(26)), 0)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((0, 0, stamp.width - 1, stamp.height - 1), outline=255, width=6)
    draw.line((0, mm(10.4), stamp.width, mm(10.4)), fill=255, width=4)
    lines = (
        ("SỞ VH, TT & DL BÌNH DƯƠNG", Style(Cut.BOLD, 8.5), 1.0),
        ("CÔNG VĂN ĐẾN", Style(Cut.BOLD, 12), 4.6),
        ("Số: ....................", Style(points=10), 11.8),
        ("Ngày: ...............", Style(points=10), 17.0),
        ("Chuyển: ..................", Style(points=10), 21.0),
    )
    for text, style, y in lines:
        is_label = text.endswith(".")
        x = mm(3) if is_label else (stamp.width - style.width(text)) / 2
        draw.text((x, mm(y)), text, font=style.font, fill=255)
    return stamp


def _uneven_ink(size: tuple[int, int], chance: Chance) -> Image.Image:
    """Blotches: how much of a stamp's ink reached the paper, from two thirds to all."""
    coarse = chance.generator.uniform(150, 275, (size[1] // 24 + 2, size[0] // 24 + 2))
    field = Image.fromarray(np.clip(coarse, 0, 255).astype(np.uint8))
    return field.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.BoxBlur(2))
