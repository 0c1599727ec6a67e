"""The pictures of a report: progress against the floor over time, and rooms by years.

Each is drawn once, as shapes; the page has it as SVG (`sohoa.reports.svg`), the PDF as vectors. A
table beside each says the same in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from sohoa.domain.share import Share
from sohoa.language import _
from sohoa.reports.colours import COLOURS, step_of, text_on
from sohoa.reports.heat_map import HeatMap
from sohoa.reports.numbers_and_dates import NOTHING, floor_text, rate_text
from sohoa.reports.print_fonts import BOLD, PLAIN

_ALL = 100
_SMALL, _NORMAL = 9, 10.5
#: The place of the curve within its picture.
_WIDTH, _HEIGHT = 720.0, 172.0
_LEFT, _RIGHT, _BOTTOM, _TOP = 40.0, 70.0, 34.0, 26.0
_RULES = (0, 20, 40, 60, 80, 100)
#: As many points are marked; more are a curve.
_MOST_MARKED = 40
#: The cells of the map of rooms and years.
_ROOM_WIDTH, _CELL, _ROW, _LONGEST_ROOM = 190.0, 53.0, 21.0, 30
_MOST_ROWS = 40
_MIDDLE = 0.36


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """The share that was done at the end of a day, in percent."""

    day: dt.date
    percent: float


def progress_chart(
    points: Sequence[ChartPoint], floors: Mapping[int, float], *, as_of: dt.date
) -> Drawing:
    """Draw what was done at the end of each day as a line, and the floor of each year as steps.

    The line is whole, the steps are dashed, and both bear their numbers: no colour is needed.
    """
    first, last = _period(points, floors, as_of)
    curve = _Curve(first, last)
    drawing = Drawing(_WIDTH, _HEIGHT, initialFontName=PLAIN)
    for shape in (*curve.frame(), *curve.floors(floors), *curve.line(points), *curve.day(as_of)):
        drawing.add(shape)
    return drawing


def _period(
    points: Sequence[ChartPoint], floors: Mapping[int, float], as_of: dt.date
) -> tuple[dt.date, dt.date]:
    years = [*floors, as_of.year, *(one.day.year for one in points)]
    return dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)


@dataclass(frozen=True, slots=True)
class _Curve:
    """Where a day and a share stand in the picture."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        """Give the place of the end of a day."""
        days = (self.last - self.first).days + 1
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * ((day - self.first).days + 1) / days

    @staticmethod
    def y(percent: float) -> float:
        """Give the place of a share."""
        return _BOTTOM + (_HEIGHT - _BOTTOM - _TOP) * percent / _ALL

    def frame(self) -> Iterator[object]:
        """Draw the lines of every fifth, and the years below."""
        for percent in _RULES:
            y = self.y(percent)
            yield _line(_LEFT, y, _WIDTH - _RIGHT, y, "line" if percent else "edge")
            yield _text(_LEFT - 6, y - 3, f"{percent} %", anchor="end", colour="soft")
        before = self.x(self.first - dt.timedelta(days=1))
        for year in range(self.first.year, self.last.year + 1):
            end = self.x(dt.date(year, 12, 31))
            yield _line(end, _BOTTOM, end, _BOTTOM - 5, "edge")
            yield _text((before + end) / 2, _BOTTOM - 15, str(year), anchor="middle", colour="soft")
            before = end

    def floors(self, floors: Mapping[int, float]) -> Iterator[object]:
        """Draw the floor of each year over that year, as a step from that of the year before."""
        corners: list[float] = []
        for year, percent in sorted(floors.items()):
            start = self.x(dt.date(year, 1, 1) - dt.timedelta(days=1))
            corners += [start, self.y(percent), self.x(dt.date(year, 12, 31)), self.y(percent)]
            yield _text(start + 3, self.y(percent) + 4, floor_text(percent), colour="bad")
        if corners:
            yield _poly(corners, "bad", width=1.6, dash=[5, 3])
            words = _("floor")
            yield _text(corners[-2] + 5, corners[-1] - 3, words, colour="bad", bold=True)

    def line(self, points: Sequence[ChartPoint]) -> Iterator[object]:
        """Draw what was done; the last share is written beside it."""
        if not points:
            return
        corners = [at for one in points for at in (self.x(one.day), self.y(one.percent))]
        if len(points) > 1:
            yield _poly(corners, "good", width=2.4)
        for one in points if len(points) <= _MOST_MARKED else points[-1:]:
            yield Circle(
                self.x(one.day),
                self.y(one.percent),
                2.8,
                fillColor=HexColor(COLOURS["good"]),
                strokeColor=None,
            )
        right, height = self.x(points[-1].day) + 6, self.y(points[-1].percent)
        yield _text(right, height - 11, rate_text(points[-1].percent), colour="good", bold=True)

    def day(self, as_of: dt.date) -> Iterator[object]:
        """Mark the day that the report is of."""
        x = self.x(as_of)
        yield _line(x, _BOTTOM, x, _HEIGHT - _TOP, "edge", dash=[1, 2])
        anchor = "end" if x > _WIDTH / 2 else "start"
        said = _("as of {day}").format(day=f"{as_of:%d/%m/%Y}")
        yield _text(x, _HEIGHT - _TOP + 7, said, anchor=anchor, colour="soft")


def heat_chart(heat: HeatMap) -> Drawing:
    """Draw rooms by years: the darker, the more is done; each cell bears its number.

    The first forty rooms are drawn; the table has all.
    """
    rows = heat.rows[:_MOST_ROWS]
    height = _ROW * (len(rows) + 1)
    drawing = Drawing(_WIDTH, height, initialFontName=PLAIN)
    for at, label in enumerate(heat.columns):
        x = _ROOM_WIDTH + _CELL * (at + 0.5)
        drawing.add(_text(x, height - _ROW + 6, label, anchor="middle", colour="soft"))
    for number, (room, cells) in enumerate(rows, start=1):
        bottom = height - _ROW * (number + 1)
        name = _shortened(room or _("(no room)"))
        drawing.add(_text(_ROOM_WIDTH - 8, bottom + _ROW * _MIDDLE, name, anchor="end"))
        for at, cell in enumerate(cells):
            for shape in _cell(_ROOM_WIDTH + _CELL * at, bottom, cell):
                drawing.add(shape)
    return drawing


def _cell(left: float, bottom: float, cell: Share) -> Iterator[object]:
    percent = cell.rate
    ground = COLOURS["paper"] if percent is None else step_of(percent)
    yield Rect(
        left + 1,
        bottom + 1,
        _CELL - 2,
        _ROW - 2,
        fillColor=HexColor(ground),
        strokeColor=HexColor(COLOURS["line"]),
        strokeWidth=0.5,
    )
    said = NOTHING if percent is None else rate_text(percent)
    middle = left + _CELL / 2
    yield _text(
        middle, bottom + _ROW * _MIDDLE, said, anchor="middle", shade=text_on(ground), size=_SMALL
    )


def _shortened(room: str) -> str:
    return room if len(room) <= _LONGEST_ROOM else room[: _LONGEST_ROOM - 1].rstrip() + "…"


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, *, dash: list[int] | None = None
) -> Line:
    stroke = HexColor(COLOURS[colour])
    return Line(x1, y1, x2, y2, strokeColor=stroke, strokeWidth=0.7, strokeDashArray=dash)


def _poly(
    corners: list[float], colour: str, *, width: float, dash: list[int] | None = None
) -> PolyLine:
    stroke = HexColor(COLOURS[colour])
    return PolyLine(corners, strokeColor=stroke, strokeWidth=width, strokeDashArray=dash)


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    colour: str = "ink",
    shade: str = "",
    bold: bool = False,
    size: float = _NORMAL,
) -> String:
    return String(
        x,
        y,
        words,
        textAnchor=anchor,
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        fillColor=HexColor(shade or COLOURS[colour]),
    )
