"""The pictures of a report: what they show, to the eye and to a screen reader."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest
from lxml import etree
from measured_samples import cells, measured

from sohoa.reports.charts import ChartPoint, heat_chart, progress_chart
from sohoa.reports.colours import COLOURS, LEAST_CONTRAST, STEPS, contrast, step_of, text_on
from sohoa.reports.heat_map import MOST_COLUMNS, heat_map_of
from sohoa.reports.svg import svg_of

pytestmark = pytest.mark.usefixtures("english")
END = dt.date(2023, 12, 31)
POINTS = [ChartPoint(dt.date(2023, month, 28), 4.0 * month) for month in range(1, 13)]
FLOORS = {2022: 50.0, 2023: 70.0, 2024: 90.0}


def drawn(drawing) -> etree._Element:
    """The SVG, as XML."""
    return etree.fromstring(svg_of(drawing, title="Tiêu đề <1>", description="Mô tả & số"))


def texts(svg: etree._Element) -> list[str]:
    return svg.xpath("//*[local-name()='text']/text()")


def test_the_curve_bears_its_numbers():
    """Floors, years, the day asked about and the last share are written: no colour is needed."""
    found = texts(drawn(progress_chart(POINTS, FLOORS, as_of=END)))

    assert {"50\u202f%", "70\u202f%", "90\u202f%", "48.0\u202f%", "floor"} <= set(found)
    assert {"2022", "2023", "2024", "as of 31/12/2023"} <= set(found)


def test_what_is_done_later_stands_further_right_and_more_stands_higher():
    """The corners of the curve go right with the days and up with the shares."""
    svg = drawn(progress_chart(POINTS, FLOORS, as_of=END))
    lines = svg.xpath("//*[local-name()='polyline'][contains(@style, $colour)]/@points",
                      colour=COLOURS["good"])  # fmt: skip
    corners = [tuple(map(float, one.split())) for one in lines[0].split(",")]

    assert len(corners) == len(POINTS)
    for (x1, y1), (x2, y2) in pairwise(corners):
        assert x1 < x2
        assert y1 < y2  # the picture is turned upright as a whole


def test_the_end_of_a_year_meets_the_step_of_its_floor():
    """100 % at the end of 2023 stands at the end of the step of 2023, and above it."""
    svg = drawn(progress_chart([ChartPoint(END, 100.0)], FLOORS, as_of=END))
    (floor,) = svg.xpath("//*[local-name()='polyline']/@points")
    (dot,) = svg.xpath("//*[local-name()='circle']")
    corners = [tuple(map(float, one.split())) for one in floor.split(",")]

    assert corners[3][0] == pytest.approx(float(dot.get("cx")))
    assert corners[3][1] < float(dot.get("cy"))


def test_no_point_no_curve():
    """Before anything is known there are floors, and no share."""
    found = texts(drawn(progress_chart([], FLOORS, as_of=END)))

    assert "70\u202f%" in found
    assert not [one for one in found if "." in one]


def test_pictures_say_what_they_are():
    """Role, title and description, escaped; nothing has a name that another has."""
    svg = drawn(progress_chart(POINTS, FLOORS, as_of=END))

    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Tiêu đề <1>")
    assert svg.xpath("*[local-name()='title']/text()") == ["Tiêu đề <1>"]
    assert svg.xpath("*[local-name()='desc']/text()") == ["Mô tả & số"]
    assert not svg.xpath("//@id")


def test_the_same_drawing_is_the_same_text():
    """Drawn twice, also in between others."""
    first = svg_of(progress_chart(POINTS, FLOORS, as_of=END), title="a", description="b")
    svg_of(heat_chart(heat_map_of(cells())), title="a", description="b")

    assert svg_of(progress_chart(POINTS, FLOORS, as_of=END), title="a", description="b") == first
    assert len(first) < 8_000


def test_each_cell_of_the_map_bears_its_number():
    """Room by room, as in the table; the longest names are shortened."""
    heat = heat_map_of(measured().rooms_and_years)
    found = texts(drawn(heat_chart(heat)))

    rates = [share.rate for _room, shares in heat.rows for share in shares]
    assert [one for one in found if one.endswith("%")] == [f"{one}\u202f%" for one in rates]
    assert {"(no room)", *heat.columns} <= set(found)
    assert any(one.startswith("Tổ chức - Hành chính") and one.endswith("…") for one in found)


def test_the_map_loses_no_paper():
    """Years that are taken together are summed; the columns are no more than fit."""
    for first in (2023, 2014, 1999, 1954, 1700):
        heat = heat_map_of(cells(first))
        papers = sum(share.denominator for _room, shares in heat.rows for share in shares)

        assert papers == 3 * 20 * (2024 - first)
        assert len(heat.columns) <= MOST_COLUMNS


def test_nothing_to_digitize_is_no_zero():
    """A room without a paper of a year has a dash there, on white."""
    some = [one for one in cells(2022) if (one.room, one.year) != ("", 2022)]
    found = texts(drawn(heat_chart(heat_map_of(some))))

    assert "–" in found


def test_text_can_be_read_on_every_step():
    """Contrast by WCAG, in each cell of the map; the darkest step is for all of it alone."""
    for ground in STEPS:
        assert contrast(text_on(ground), ground) >= LEAST_CONTRAST
    assert step_of(99.9) != step_of(100.0) == STEPS[-1]
    assert step_of(0.0) == STEPS[0]


def test_steps_are_told_apart_by_lightness():
    """Each is darker than the one before, for whoever sees no hue."""
    against_black = [contrast(one, "#000000") for one in STEPS]

    assert against_black == sorted(against_black, reverse=True)
    assert all(one > 1.25 * other for one, other in pairwise(against_black))


def test_the_two_that_judge_differ_without_red_and_green():
    """Blue and vermilion keep apart in their blue part, which all see."""
    good, bad = (int(COLOURS[name][5:], 16) for name in ("good", "bad"))

    assert good - bad > 100
    assert re.fullmatch(r"#[0-9a-f]{6}", COLOURS["good"])
