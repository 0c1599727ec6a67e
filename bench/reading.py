"""`python -m bench.reading`: from scan to searchable PDF/A, OCRmyPDF side by side in one run.

Claims checked (issue 3): at most a third of OCRmyPDF's CPU-seconds a page for the same job (deskew
and orientation on, PDF/A out), and less than it takes without them; word recall at least 0.98 on
real pages and precision 0.02 above plain Tesseract with the same model; sure words right.

The same masters for all: the real scans (first two pages), documents born digital as pictures, and
generated records. OCRmyPDF is no dependency: its program is taken from $OCRMYPDF or the PATH, and
left out where there is none. Writes `docs/reading-bench.md`.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from bench.pages import REAL_SCANS, SOHOA
from bench.truth import matches, truth_pages
from sohoa.describe.header import find_header
from sohoa.domain.stage_results import Line, PageText, Word
from sohoa.domain.vietnamese import nfc

REPORT = Path(__file__).resolve().parents[1] / "docs" / "reading-bench.md"
_OPTIONS = (
    *("--pdfa-backend", "internal", "--rasterizer", "pypdfium", "--output-type", "pdfa-2"),
    *("-l", "vie", "--force-ocr", "--invalidate-digital-signatures"),
    *("--jobs", "1", "--quiet", "--image-dpi", "300"),
)
_GENERATED = 12
_SURE = 95.0


@dataclass
class Master:
    """A file to read; `pages` is the truth of each page, empty where there is none."""

    path: Path
    pages: list[str]
    number: str = ""
    date: str = ""


@dataclass
class Result:
    """What one program made of all masters of a group."""

    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_mb: float = 0.0
    bytes_out: int = 0
    pages: int = 0
    texts: dict[str, list[str]] = field(default_factory=dict)
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    sure: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    steps: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Measure every group with every program; write and print the report."""
    program = os.environ.get("OCRMYPDF") or shutil.which("ocrmypdf")
    runs: list[tuple[str, Callable[[Sequence[Master], Path], Result]]] = [
        ("Sohoa", lambda masters, folder: _sohoa(masters, folder, second=True)),
        ("Sohoa, first reader only", lambda masters, folder: _sohoa(masters, folder, second=False)),
    ]
    if program:
        runs += [
            ("OCRmyPDF", lambda masters, folder: _ocrmypdf(program, (), masters, folder)),
            ("OCRmyPDF --deskew --rotate-pages", lambda masters, folder: _ocrmypdf(
                program, ("--deskew", "--rotate-pages"), masters, folder)),
        ]  # fmt: skip
    parts = [_heading(program)]
    with tempfile.TemporaryDirectory(prefix="sohoa-reading-") as name:
        for title, masters in _groups(Path(name)):
            results = []
            for number, (run, measure) in enumerate(runs):
                folder = Path(name) / f"out-{len(parts)}-{number}"
                folder.mkdir()
                results.append((run, measure(masters, folder)))
            parts.append(_table(title, masters, results))
            print(parts[-1], flush=True)
    REPORT.write_text("\n".join(parts), encoding="utf-8")


def _groups(folder: Path) -> Iterator[tuple[str, list[Master]]]:
    if REAL_SCANS.is_dir():
        yield "Real scans, first two pages", list(_real(folder / "real"))
        yield "Documents born digital, as pictures", list(_born_digital(folder / "born"))
    else:
        print("(real documents skipped: ../shared/data is not there)")
    yield f"Generated records ({_GENERATED})", list(_generated(folder / "sample"))


def _real(folder: Path) -> Iterator[Master]:
    folder.mkdir()
    fields = {row["file"]: row for row in _rows(REAL_SCANS / "fields_truth.csv")}
    for row in _rows(REAL_SCANS / "MANIFEST.csv"):
        if row["born_digital"] == "yes":
            continue
        source, target = REAL_SCANS / row["file"], folder / row["file"]
        if source.suffix == ".pdf":
            count = _bare_pages(source, target, most=2)
        else:
            shutil.copyfile(source, target)
            count = 1
        truths = [_truth(source, number) for number in range(1, count + 1)]
        known = fields[row["file"]]
        yield Master(target, truths, known["so_ky_hieu"], known["date"])


def _bare_pages(source: Path, target: Path, *, most: int) -> int:
    """The first pages in a PDF of their own, without forms and signatures; how many they are.

    Sohoa would keep a signed file as it is and OCRmyPDF refuses it: both get the bare scan.
    """
    with pikepdf.open(source) as pdf, pikepdf.new() as bare:
        bare.add_pages_from(pdf, range(min(most, len(pdf.pages))), forms="strip")
        for page in bare.pages:
            if "/Annots" in page:
                del page.Annots
        bare.save(target)
        return len(bare.pages)


def _truth(source: Path, number: int) -> str:
    for name in (f"{source.stem}.p{number}.gt.txt", f"{source.stem}.gt.txt"):
        path = source.with_name(name)
        if path.is_file() and (number == 1 or ".p" in name):
            return nfc(path.read_text(encoding="utf-8"))
    return ""


def _born_digital(folder: Path) -> Iterator[Master]:
    folder.mkdir()
    fields = {Path(row["file"]).stem: row for row in _rows(REAL_SCANS / "fields_truth.csv")}
    for page in truth_pages(folder):
        if not page.is_scan:
            known = fields[page.document] if page.number == 1 else {}
            yield Master(page.image.path, [page.text], known.get("so_ky_hieu", ""),
                         known.get("date", ""))  # fmt: skip


def _generated(folder: Path) -> Iterator[Master]:
    subprocess.run([SOHOA, "sample", str(folder), "--documents", str(_GENERATED)], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    for row in _rows(folder / "truth" / "truth.csv"):
        path = folder / "inbox" / row["file"]
        if row["state"] == "archived" and path.is_file():
            truths = sorted((folder / "truth").glob(f"{Path(row['file']).with_suffix('')}.p*.txt"))
            texts = [nfc(truth.read_text(encoding="utf-8")) for truth in truths]
            yield Master(path, texts, row["number"], row["date"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def _sohoa(masters: Sequence[Master], folder: Path, *, second: bool) -> Result:
    command = [sys.executable, "-m", "bench.reading_run", "both" if second else "first",
               str(folder), *(str(master.path) for master in masters)]  # fmt: skip
    result = Result()
    answer = json.loads(_measured(command, result))
    result.steps = answer["steps"]
    for name, read in answer["documents"].items():
        result.texts[name] = read["pages"]
        result.fields[name] = (read["number"], read["date"])
        result.sure[name] = [(text, likely) for text, likely in read["words"]]
        result.bytes_out += read["bytes"]
        result.pages += len(read["pages"])
    return result


def _ocrmypdf(program: str, more: Sequence[str], masters: Sequence[Master], folder: Path) -> Result:
    """One start for each file, as it is used; its plain text is read off its side file."""
    result = Result()
    for master in masters:
        target, side = folder / f"{master.path.stem}.pdf", folder / f"{master.path.stem}.txt"
        _measured([program, *_OPTIONS, *more, "--sidecar", str(side), str(master.path),
                   str(target)], result)  # fmt: skip
        pages = nfc(side.read_text(encoding="utf-8")).split("\f")
        pages = pages[:-1] if len(pages) > 1 and not pages[-1].strip() else pages
        result.texts[master.path.name] = pages
        header = find_header([_as_page(pages[0])])
        result.fields[master.path.name] = (
            header.number,
            header.formed.iso if header.formed else "",
        )
        result.bytes_out += target.stat().st_size
        result.pages += len(pages)
    return result


def _as_page(text: str) -> PageText:
    """Plain text as a page whose lines lie one below the other: for the same search of fields."""
    lines = [line for line in text.splitlines() if line.strip()]
    return PageText("", 100, max(1, len(lines)), 0, "", tuple(
        Line(1, 1, tuple(Word(word, 0, at, 1, 1, 90.0) for word in line.split()))
        for at, line in enumerate(lines)
    ), 90.0)  # fmt: skip


def _measured(command: Sequence[str], result: Result) -> str:
    """Run a command; add what it and all its children cost."""
    began = time.perf_counter()
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    answer = process.stdout.read() if process.stdout else ""
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: exit code {process.returncode}")
    result.wall_seconds += time.perf_counter() - began
    result.cpu_seconds += usage.ru_utime + usage.ru_stime
    result.peak_mb = max(result.peak_mb, usage.ru_maxrss / 1024)
    return answer


def _heading(program: str | None) -> str:
    version = "not there: left out"
    if program:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        version = asked.stdout.strip()
    return f"""# Reading measured, OCRmyPDF beside it

By `OCRMYPDF=… python -m bench.reading`: {platform.machine()}, {os.cpu_count()} cores, Python
{platform.python_version()}; OCRmyPDF {version}, one start a file, `{" ".join(_OPTIONS)}`.

CPU-seconds, wall and bytes are a page's; words are compared one by one wherever they stand on the
page; number and date count only if exactly right, the same search of fields over both texts. The
weights of Sohoa were learnt on the pages with truth among the real and the born digital ones:
`python -m research.learn_evidence` prints the figures for documents that were held out.
"""


def _table(title: str, masters: Sequence[Master], results: Sequence[tuple[str, Result]]) -> str:
    rows = [
        f"\n## {title}\n",
        "| | pages | CPU s | wall s | peak MB | kB out | word recall | precision | number | date |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, result in results:
        right, asked, given = _matched(masters, result)
        numbers, dates, known = _fields_right(masters, result)
        pages = result.pages
        rows.append(
            f"| {name} | {pages} | {result.cpu_seconds / pages:.2f} "
            f"| {result.wall_seconds / pages:.2f} | {result.peak_mb:.0f} "
            f"| {result.bytes_out / pages / 1000:.0f} | {right / asked:.4f} "
            f"| {right / given:.4f} | {numbers}/{known} | {dates}/{known} |"
        )
    for name, result in results:
        if result.steps:
            shares = ", ".join(f"{step} {seconds / result.pages:.3f}"
                               for step, seconds in result.steps.items())  # fmt: skip
            rows.append(f"\n{name}, CPU-seconds a page by step: {shares}.")
    rows.append(_sure_words(masters, results[0][1]))
    return "\n".join(rows) + "\n"


def _matched(masters: Sequence[Master], result: Result) -> tuple[int, int, int]:
    sums = [0, 0, 0]
    for master in masters:
        for truth, read in zip(master.pages, result.texts[master.path.name], strict=False):
            if truth:
                sums = [one + more for one, more in zip(sums, matches(truth, read), strict=True)]
    return sums[0], sums[1], sums[2]


def _fields_right(masters: Sequence[Master], result: Result) -> tuple[int, int, int]:
    asked = [master for master in masters if master.number]
    read = [result.fields[master.path.name] for master in asked]
    numbers = sum(
        master.number == number for master, (number, _date) in zip(asked, read, strict=True)
    )
    dates = sum(master.date == date for master, (_number, date) in zip(asked, read, strict=True))
    return numbers, dates, len(asked)


def _sure_words(masters: Sequence[Master], result: Result) -> str:
    """Of documents whose every page has a truth: how many words are sure, and right."""
    total = sure = right = 0
    for master in masters:
        if not all(master.pages):
            continue
        left = " ".join(master.pages).split()
        for text, likely in result.sure[master.path.name]:
            is_right = text in left
            if is_right:
                left.remove(text)
            total += 1
            sure += likely >= _SURE
            right += likely >= _SURE and is_right
    if not sure:
        return ""
    return (f"\nWords marked sure (confidence at least {_SURE:.0f}): {sure / total:.3f} of all, "
            f"{right / sure:.4f} of them in the truth (which leaves out seals and signature "
            f"stamps in the margin).")  # fmt: skip


if __name__ == "__main__":
    main()
