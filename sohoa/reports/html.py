"""The report as one HTML file: nothing to load, good on a screen, on A4 and to a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sohoa.domain.verdict import Reached
from sohoa.durable import write_durably
from sohoa.language import _, language
from sohoa.reports import wording
from sohoa.reports.cell_text import cell_text
from sohoa.reports.colours import COLOURS
from sohoa.reports.completion import CompletionReport
from sohoa.reports.imprint import Imprint
from sohoa.reports.pictures import pictures_of
from sohoa.reports.qr import qr_drawing
from sohoa.reports.svg import svg_of
from sohoa.reports.table import Table
from sohoa.reports.tables import report_tables

_TEMPLATES = Path(__file__).parent / "templates"
#: How the first sentence looks; its words say it anyway.
_TONES = {Reached.REACHED: " met", Reached.NOT_REACHED: " behind"}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture of the page."""

    title: str
    svg: str


def write_html(
    report: CompletionReport,
    path: Path,
    tables: Sequence[Table] | None = None,
    imprint: Imprint | None = None,
) -> None:
    """Write a report as a single HTML file, whole or not at all.

    `tables` are those of the report (`report_tables`), where they are at hand.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    write_durably(path, render_html(report, tables, imprint).encode("utf-8"))


def render_html(
    report: CompletionReport,
    tables: Sequence[Table] | None = None,
    imprint: Imprint | None = None,
) -> str:
    """Draw a report; every value from outside is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = cell_text
    environment.filters["in_css"] = in_css
    every = report_tables(report) if tables is None else tables
    drawn = [table for table in every if not table.in_workbook_only]
    titles = {table.key: table.title for table in every}
    return environment.get_template("completion.html.j2").render(
        language=language(),
        colours=COLOURS,
        report=report,
        title=wording.title(report),
        verdict=wording.verdict(report),
        tone=_TONES.get(report.measured.verdict.reached, ""),
        facts=wording.facts(report),
        figures=wording.figures(report),
        rules=wording.rules(report),
        words=wording.page_words(),
        foot=wording.foot(report, imprint),
        tables=drawn,
        drawn={table.key for table in drawn},
        pictures=_svgs(report),
        imprint=imprint,
        head_svg=_code(imprint.head) if imprint and imprint.head else "",
        further=wording.further,
        where=lambda figure: wording.where_in_workbook(figure, titles[figure.table]),
    )


def in_css(text: str) -> str:
    r"""Write a text as a string of a style sheet: nothing in it ends the string or the sheet.

    >>> in_css('a "b" </style>')
    '"a \\22 b\\22  \\3C /style\\3E "'
    """
    return '"' + "".join(_letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    return letter if letter.isalnum() or letter in " ,./:;-–·()" else f"\\{ord(letter):X} "


def _svgs(report: CompletionReport) -> dict[str, _Drawn]:
    return {
        key: _Drawn(one.title, svg_of(one.drawing, title=one.title, description=one.description))
        for key, one in pictures_of(report).items()
    }


def _code(head: str) -> str:
    return svg_of(qr_drawing(head), title=_("Head of the ledger"), description=head)
