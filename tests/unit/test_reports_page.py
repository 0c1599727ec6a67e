"""The report's page: read by ear, on a telephone, on paper; judged by axe-core where that is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report_samples import HEAD, IMPRINT, OFFICE, made_report

from sohoa.reports import wording
from sohoa.reports.colours import COLOURS, LEAST_CONTRAST, contrast
from sohoa.reports.html import in_css, render_html
from sohoa.reports.tables import report_tables

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
#: axe-core as npm installs it for all (`npm install -g axe-core`), or where `SOHOA_AXE` says.
AXE = Path(os.environ.get("SOHOA_AXE", "/usr/lib/node_modules/axe-core/axe.min.js"))
#: Which text stands on which ground in the style sheet.
PAIRS = [
    ("ink", "paper"), ("ink", "tint"), ("soft", "paper"), ("main", "paper"), ("main", "tint"),
    ("good", "paper"), ("bad", "paper"), ("soft", "tint"),
]  # fmt: skip
SECONDS = 120


@pytest.fixture(scope="module")
def report():
    return made_report()


@pytest.fixture(scope="module")
def page(report) -> str:
    return render_html(report, None, IMPRINT)


class Elements(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_it_opens_with_the_verdict(page, report):
    """The first paragraph after the title answers the plan's question, whole."""
    first = wording.verdict(report)[0]
    before, _first, after = page.partition(f'<p class="verdict behind">{first}</p>')

    assert after
    assert "CHƯA ĐẠT" in first
    assert "50,0\u202f%" in first
    assert "từ 48,1\u202f% đến 52,0\u202f%" in first
    assert before.index("<h1>") < before.index('<p class="phase">')
    assert "<table" not in before


def test_landmarks_and_tables_are_told_by_ear(page):
    """One header, main, nav and footer; every table has a caption, and every heading its scope."""
    elements = Elements(page)

    assert [len(elements.of(tag)) for tag in ("header", "main", "nav", "footer")] == [1, 1, 1, 1]
    assert elements.of("html") == [{"lang": "vi"}]
    assert len(elements.of("caption")) == len(elements.of("table")) > 10
    assert {one.get("scope") for one in elements.of("th")} == {"col", "row"}
    assert all(
        one.get("tabindex") == "0" for one in elements.of("div") if one.get("class") == "scroll"
    )
    assert len([one for one in elements.of("svg") if one.get("role") == "img"]) == 3


def test_every_link_leads_to_something_of_the_page(page):
    """And every figure of the headline leads to the list of exactly its rows."""
    elements = Elements(page)
    names = [one["id"] for _tag, one in elements.found if "id" in one]

    targets = {one["href"] for one in elements.of("a")}
    assert len(names) == len(set(names))
    assert {target.removeprefix("#") for target in targets} <= set(names)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _attributes in elements.found}


def test_figures_and_headings_lead_to_lists_as_long_as_they_say(report, page):
    """A number, and the count of rows of the table that it links to, are the same."""
    lengths = {table.key: len(table.rows) for table in report_tables(report)}
    leads = re.findall(r'<li><a href="#([\w-]+)"><b>([\d.]+)</b>', page)

    assert len(leads) >= 7
    for key, figure in leads:
        assert lengths[key] == int(figure.replace(".", "")), key


def test_what_a_row_counts_is_linked(page):
    """Rejects, what waits and conformity lead row by row to their lists."""
    assert '<th scope="row" class="code"><a href="#quarantined">INTAKE-001</a></th>' in page
    assert '<th scope="row" class="code"><a href="#asked">MATCH-005</a></th>' in page
    assert re.search(r'<th scope="col" class="count"><a href="#missing">', page)


def test_who_ran_it_when_and_by_what(page):
    """Number, person, time of Vietnam, program, digests, and the head as text and as a code."""
    foot = page.partition("<footer>")[2]

    for text in ("17/2024", "Trần Thị Hoa", "09:30, 05/01/2024", "Sohoa 0.1.0", "ab" * 32, HEAD):
        assert text in foot
    assert foot.count("<svg") == 1


def test_the_same_report_is_the_same_page(report, page):
    """The time is that of the imprint, not the clock's."""
    assert render_html(made_report(), None, IMPRINT) == page


def test_the_page_is_small(page):
    """Lists are shown in their first part."""
    assert len(page.encode()) < 1_000_000


def test_text_can_be_read_on_its_ground(page):
    """Contrast by WCAG 2.2 AA, computed from the colours of the style sheet."""
    in_page = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", page))

    assert in_page == dict(COLOURS)
    for text, ground in PAIRS:
        assert contrast(in_page[text], in_page[ground]) >= LEAST_CONTRAST, (text, ground)
    used = set(re.findall(r"(?<![\w-])color: var\(--(\w+)\)", page))
    assert used <= {text for text, _ground in PAIRS}


def test_paper_and_telephone_have_their_rules(page):
    """A4 with page numbers; on a narrow screen columns keep their words and tables go sideways."""
    style = page[: page.index("</style>")]

    assert "@page { size: A4 landscape" in style
    assert "counter(page)" in style
    assert "counter(pages)" in style
    assert "thead { display: table-header-group; }" in style
    narrow = style.partition("@media (max-width: 48rem)")[2]
    assert "table { width: max-content; min-width: 100%; }" in narrow
    assert ".scroll { overflow-x: auto; }" in style


def test_nothing_of_a_name_leaves_its_string_in_the_style_sheet():
    """An office may be called anything."""
    hostile = in_css('"} </style><script>')

    assert not set('}<>"') & set(hostile[1:-1])
    assert "\\22 " in hostile


def asked_of_chromium(page: str, folder: Path, script: str, *, width: int = 1200) -> dict:
    """Open a page in headless Chromium and have a script say something as JSON."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the page was not looked at in a browser")
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    assert policy.search(page)
    said = f"<script>{script}</script>"
    (folder / "page.html").write_text(
        policy.sub("", page).replace("</body>", f'<pre id="said"></pre>{said}</body>'), "utf-8"
    )
    done = subprocess.run(
        [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},900",
         f"--user-data-dir={folder}/profile", "--virtual-time-budget=60000", "--dump-dom",
         f"file://{folder}/page.html"],
        capture_output=True, text=True, timeout=SECONDS, check=True,
    )  # fmt: skip
    told = re.search(r'<pre id="said">(.*?)</pre>', done.stdout, re.DOTALL)
    assert told, done.stderr[-500:]
    return json.loads(told[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


@pytest.mark.slow
def test_axe_finds_nothing(page, tmp_path):
    """The rules of WCAG 2.2 A and AA and of best practice, by axe-core in a browser."""
    if not AXE.exists():
        pytest.skip("no axe-core on this machine (npm install -g axe-core): not judged by it")
    tell = """
axe.run(document, {resultTypes: ["violations"]}).then(r => {
  document.getElementById("said").textContent = JSON.stringify({
    passes: r.passes.length,
    violations: r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 150)])
  });
});"""
    axe = AXE.read_text("utf-8").replace("</script", "<\\/script")
    found = asked_of_chromium(page, tmp_path, axe + tell)

    assert found["violations"] == []
    assert found["passes"] > 20


@pytest.mark.slow
def test_a_narrow_screen_breaks_no_column_to_words(page, tmp_path):
    """The page does not go sideways, tables do; no heading of a row is narrower than its words."""
    found = asked_of_chromium(
        page,
        tmp_path,
        """
const rows = [...document.querySelectorAll("tbody th")];
const words = th => th.textContent.trim().split(/\\s+/);
const high = th => parseFloat(getComputedStyle(th).lineHeight);
const lines = th => Math.round((th.clientHeight - 10) / high(th));
document.getElementById("said").textContent = JSON.stringify({
  width: innerWidth, page: document.documentElement.scrollWidth,
  broken: rows.filter(th => lines(th) > 2 && lines(th) >= words(th).length)
    .map(th => th.textContent.trim()),
  rows: rows.length,
});""",
        width=500,
    )

    assert found["width"] <= 500
    assert found["page"] <= found["width"]
    assert found["rows"] > 100
    assert found["broken"] == []


def test_the_office_is_named(page):
    assert OFFICE in page
