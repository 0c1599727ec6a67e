"""One report, every form: page, workbook, tables and PDF say the same, figure by figure."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from measured_samples import proof
from report_samples import IMPRINT, made_report

from sohoa.reports import report_pdf as on_paper
from sohoa.reports import wording
from sohoa.reports.cell_text import cell_text
from sohoa.reports.csv_files import list_files
from sohoa.reports.html import render_html
from sohoa.reports.machine_part import render_json
from sohoa.reports.numbers_and_dates import count_text
from sohoa.reports.report_pdf import report_pdf
from sohoa.reports.table import MOST_ON_PAGE, Cell, Kind, Table
from sohoa.reports.tables import report_tables
from sohoa.reports.workbook import sheet_name, write_xlsx
from sohoa.tabular.cells import spreadsheet_safe

#: Cells of these may go on in a second line.
BROKEN = {Kind.TEXT, Kind.PATH, Kind.CODE}
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def report():
    """A report with a proof of count, too, so that every section is there."""
    made = made_report()
    return replace(made, measured=replace(made.measured, proof_of_count=proof()))


@pytest.fixture(scope="module")
def tables(report) -> tuple[Table, ...]:
    return report_tables(report)


@pytest.fixture(scope="module")
def folder(report, tables, tmp_path_factory) -> Path:
    """Every form, written."""
    folder = tmp_path_factory.mktemp("forms")
    with list_files(folder / "r") as files:
        for table in tables:
            files.add(table)
    (folder / "r.html").write_text(render_html(report, tables, IMPRINT), "utf-8")
    write_xlsx(report, folder / "r.xlsx", tables, IMPRINT)
    (folder / "r.pdf").write_bytes(report_pdf(report, tables, IMPRINT))
    return folder


def written(table: Table, rows: list[tuple[Cell, ...]]) -> list[list[str]]:
    """Rows as people read them."""
    kinds = [column.kind for column in table.columns]
    return [
        [
            value if isinstance(value, str) else cell_text(value, kind)
            for value, kind in zip(row, kinds, strict=True)
        ]
        for row in rows
    ]


class Tables(HTMLParser):
    """The cells of the tables of a page, by the name of the section."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self._key = self._text = ""
        self._in_cell = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "section":
            self._key = dict(attrs)["aria-labelledby"]
            self.rows[self._key] = []
        elif tag == "tr":
            self.rows[self._key].append([])
        elif tag in {"td", "th"}:
            self._in_cell, self._text = True, ""

    def handle_data(self, data):
        self._text += data if self._in_cell else ""

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self.rows[self._key][-1].append(self._text)
            self._in_cell = False


def test_every_section_is_there(tables):
    """All that the measure says is a table; no two have one key, or one sheet."""
    keys = [table.key for table in tables]

    assert {
        "proof-of-count", "over-time", "rooms-years", "room-years", "growth", "movement", "gaps",
        "rejects", "waiting", "conformity", "timing", "throughput", "forecast", "other-measures",
        "phases", "rooms", "types", "years", "digitized", "missing", "papers",
    } <= set(keys)  # fmt: skip
    assert len(keys) == len(set(keys))
    names = [sheet_name(table.title) for table in tables]
    assert len(names) == len(set(names))


def test_the_page_has_every_table(folder, tables):
    """Cell by cell, as far as it shows them, with headings and totals."""
    found = Tables((folder / "r.html").read_text("utf-8")).rows

    for table in tables:
        if table.in_workbook_only:
            continue
        shown = written(table, list(table.rows)[:MOST_ON_PAGE])
        total = written(table, [table.total]) if table.total else []
        headings = [[column.heading for column in table.columns]] if shown else []
        assert found[table.key] == [*headings, *shown, *total], table.key


def test_the_tables_have_every_figure(folder, tables):
    """A CSV file each, all rows; numbers as numbers, texts that are no formula."""
    for table in tables:
        with (folder / f"r.{table.key}.csv").open(encoding="utf-8-sig", newline="") as stream:
            headings, *rows = csv.reader(stream)
        expected = [*table.rows, *([table.total] if table.total else [])]

        assert headings == [spreadsheet_safe(column.heading) for column in table.columns]
        assert rows == [[in_csv(value) for value in row] for row in expected], table.key


def in_csv(value: Cell) -> str:
    if isinstance(value, str):
        return spreadsheet_safe(value)
    return "" if value is None else str(value)


def test_the_workbook_has_every_figure(folder, tables):
    """A sheet per table, all rows, values and not texts; rates are fractions of one."""
    book = openpyxl.load_workbook(folder / "r.xlsx")

    for table in tables:
        _headings, *rows = book[sheet_name(table.title)].iter_rows(values_only=True)
        expected = [*table.rows, *([table.total] if table.total else [])]
        assert len(rows) == len(expected), table.key
        for row, wanted in zip(rows, expected, strict=True):
            values = zip(row, wanted, table.columns, strict=True)
            for found, value, column in values:
                assert same(found, value, column.kind), (table.key, found, value)


def same(found: object, value: Cell, kind: Kind) -> bool:
    """Say whether a cell of a sheet is a value of a table."""
    if isinstance(found, dt.datetime):
        found = found.date()
    if isinstance(value, str):
        return (found or "") == spreadsheet_safe(value)
    if kind is Kind.PERCENT and value is not None:
        return isinstance(found, int | float) and abs(found - value / 100) < 1e-9
    return found == value


def test_the_pdf_has_every_figure(folder, tables):
    """The numbers of each row that it shows stand in a line of its table, one behind the other."""
    text = text_of(folder / "r.pdf")
    shown = [table for table in tables if not table.in_workbook_only and table.rows]
    sections = sections_of(text, shown)
    apart = " ".join(text[text.index("Danh sách không có gì") :].split())

    assert all(table.title in apart for table in tables if not table.rows)

    for table in shown:
        rows = written(table, list(table.rows)[: on_paper.MOST_ON_PAPER])
        total = written(table, [table.total]) if table.total else []
        lines = [line.split() for line in sections[table.key]]
        for row in [*rows, *total]:
            words = numbers_of(row, table)
            assert any(stand_in(words, line) for line in lines), (table.key, row)


def sections_of(text: str, tables: list[Table]) -> dict[str, list[str]]:
    """The lines below the heading of each table."""
    headings = {f"{table.title} ({count_text(len(table.rows))})": table.key for table in tables}
    sections, key = dict[str, list[str]](), ""
    for line in text.splitlines():
        key = headings.get(line.strip(), key)
        sections.setdefault(key, []).append(line)
    assert set(headings.values()) <= set(sections)
    return sections


def numbers_of(row: list[str], table: Table) -> list[str]:
    """The words of the cells that are never broken: numbers and days; else of the first one."""
    cells = zip(row, table.columns, strict=True)
    kept = [cell for cell, column in cells if column.kind not in BROKEN]
    return " ".join(kept or row[:1]).split()


def stand_in(words: list[str], line: list[str]) -> bool:
    """Say whether words stand in a line, in their order."""
    rest = iter(line)
    return all(word in rest for word in words)


def test_the_headline_is_the_same_everywhere(folder, report):
    """Verdict and figures of page, workbook and PDF."""
    page = (folder / "r.html").read_text("utf-8")
    paper = re.sub(r"\s+", " ", text_of(folder / "r.pdf", as_laid_out=False))
    book = openpyxl.load_workbook(folder / "r.xlsx")
    summary = {cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}

    for sentence in wording.verdict(report):
        assert sentence in page
        assert re.sub(r"\s+", " ", sentence) in paper
        assert sentence in summary
    for figure in wording.figures(report):
        assert f"<b>{figure.value}</b> {figure.label}" in page
        assert figure.label in paper
        assert figure.value in paper[: paper.index(figure.label)].split()
        assert {figure.value, figure.label} <= summary


def test_no_form_names_an_owner_or_a_subject(folder):
    """Owners and subjects of papers, which are personal data, are in none of them."""
    everything = (folder / "r.html").read_text("utf-8") + text_of(folder / "r.pdf")
    everything += "".join(path.read_text("utf-8-sig") for path in folder.glob("*.csv"))

    assert "Trần Văn Đông" not in everything


def text_of(pdf: Path, *, as_laid_out: bool = True) -> str:
    layout = ["-layout"] if as_laid_out else []
    done = subprocess.run(["pdftotext", *layout, pdf, "-"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.slow
def test_libreoffice_opens_the_workbook(folder, tables, tmp_path):
    """It converts every sheet, finds no formula, and reads the figures that we wrote."""
    if SOFFICE is None:
        pytest.skip("no LibreOffice on this machine: the workbook was not opened in it")
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "fods", "--outdir", tmp_path, folder / "r.xlsx"],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    content = etree.parse(tmp_path / "r.fods")

    assert not content.xpath("//@*[local-name()='formula']")
    sheets = {sheet.get(f"{TABLE}name"): sheet for sheet in content.iter(f"{TABLE}table")}
    assert {sheet_name(table.title) for table in tables} <= set(sheets)
    for table in (one for one in tables if one.total):
        last = [row for row in sheets[sheet_name(table.title)].iter(f"{TABLE}table-row")
                if row.xpath("*/@*[local-name()='value']")][-1]  # fmt: skip
        numbers = [value for value in table.total if isinstance(value, int)]
        assert [one for one in values_of(last) if one == int(one)][: len(numbers)] == numbers


TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value"


def values_of(row: etree._Element) -> list[float]:
    """The numbers of a row; a cell may stand for several that are alike."""
    return [
        float(cell.get(VALUE))
        for cell in row
        if cell.get(VALUE) is not None
        for _again in range(int(cell.get(f"{TABLE}number-columns-repeated", "1")))
    ]


def test_the_machine_part_has_every_figure(report, tables):
    """What machines read is what the tables say, number by number; lists by their length."""
    said = json.loads(render_json(report))
    rows = {table.key: [*table.rows] for table in tables}
    measure = said["measured"]

    shares = {"rooms": "rooms", "types": "record_types", "years": "years"}
    for key, lines in shares.items():
        assert [row[1:] for row in rows[key]] == [share_row(one) for one in said["lines"][lines]]
    assert [row[1:] for row in rows["phases"]] == [
        share_row(one) for one in [*said["progress"]["phases"], *outside(said)]
    ]
    for key, name, parts in SECTIONS:
        found = [tuple(one[part] for part in parts) for one in of(measure, name)]
        assert found == [as_said(row, parts) for row in rows[key]], key
    for table in tables:
        assert said["lists"].get(table.key, len(table.rows)) == len(table.rows)
    assert measure["verdict"]["digitized"] == 600


#: Table, section of the machine part, and what of it stands in the last columns of the table.
SECTIONS = [
    ("movement", "movement.parts", ("papers", "digitized", "denominator", "points")),
    ("over-time", "history", ("digitized", "denominator", "rate", "floor")),
    ("gaps", "gaps", ("missing", "denominator")),
    ("rejects", "rejects", ("documents",)),
    ("waiting", "waiting", ("count",)),
    ("throughput", "throughput", ("documents",)),
]


def of(measure: dict, name: str) -> list[dict]:
    for part in name.split("."):
        measure = measure[part]
    return measure


def as_said(row: tuple[Cell, ...], parts: tuple[str, ...]) -> tuple[Cell, ...]:
    return row[-len(parts) :]


def outside(said: dict) -> list[dict]:
    """Papers of no phase stand in the table where there are any."""
    apart = said["progress"]["outside"]
    return [apart] if apart["registered"] else []


def share_row(one: dict) -> tuple[Cell, ...]:
    """The columns of a table of shares."""
    names = (
        "registered", "in_force", "lapsed", "unknown", "excluded", "unformed", "denominator",
        "digitized", "missing", "unproven", "born_digital", "rate",
    )  # fmt: skip
    return tuple(one[name] for name in names)
