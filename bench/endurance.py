"""Long documents and long runs: memory that does not grow, and no core that waits at the end.

Claims checked (issue 3): taking in 500 pages needs no more memory than taking in 5, as TIFF and as
PDF; the pages of one document keep every worker busy to its end; a worker stays under 600 MB and
does not grow over 2,000 pages.

Small pages of a few words, so that it lasts minutes: `python -m bench.endurance`. Whole A4 pages at
200 dpi, each different, read by one worker for as long as one likes: `--a4-minutes 40`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench.office_pages import DPI, office_pages
from sohoa.domain.stage_results import Derivation, Description, PageEncoding, PageImage, ReadPage
from sohoa.durable import sha256_of
from sohoa.intake.accession import take_in
from sohoa.intake.inbox import candidate_at
from sohoa.intake.originals import ArrivedSignatures
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.settings import OcrSettings
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.reading import read_page_job

FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
SMALL, LARGE = 5, 500
#: What 500 pages may take beyond 5: their descriptions, and what an allocator keeps.
MOST_MORE_MB = 25
MOST_WORKER_MB = 600
MOST_GROWTH_MB = 20
#: Share of the common time that the least busy worker must have worked. These pages take a
#: twentieth of a second: handing one over weighs twenty times what it does with real ones.
LEAST_BUSY = 0.85
#: How long a worker may wait for the others at the end, beyond their last page.
MOST_WAIT_SECONDS = 0.5


@dataclass(frozen=True)
class PageCost:
    """Where and when a page was read, and how large the worker was after it."""

    worker: int
    began: float
    ended: float
    resident_mb: float


def main() -> None:
    """Measure and print; the exit code is 1 if a claim does not hold."""
    parser = argparse.ArgumentParser(prog="bench.endurance", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000, help="pages of the reading run")
    parser.add_argument("--a4-minutes", type=float, help="only this: read A4 pages for so long")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-endurance-") as name:
        folder = Path(name)
        if arguments.a4_minutes:
            sys.exit(0 if office_reading_is_level(folder, arguments.a4_minutes) else 1)
        held = [intake_is_level(folder, kind) for kind in ("tif", "pdf")]
        held += reading_is_level(folder, arguments.pages)
    sys.exit(0 if all(held) else 1)


def intake_is_level(folder: Path, kind: str) -> bool:
    """Take in a short and a long document of the same pages, each in a process of its own."""
    peaks = []
    for count in (SMALL, LARGE):
        path = folder / f"{count}.{kind}"
        frames = [draw(number, size=(827, 1169)) for number in range(count)]
        frames[0].save(
            path, save_all=True, append_images=frames[1:], resolution=100, dpi=(100, 100)
        )
        command = [sys.executable, "-m", "bench.endurance_intake", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        peaks.append(float(done.stdout))
    more = peaks[1] - peaks[0]
    print(
        f"intake, {kind}: {SMALL} pages {peaks[0]:.0f} MB, {LARGE} pages {peaks[1]:.0f} MB"
        f" ({more:+.1f}, at most {MOST_MORE_MB:+d})"
    )
    return more <= MOST_MORE_MB


def take_in_and_weigh(path: Path) -> float:
    """Take a document in and say how large this process ever was, in MB."""
    with tempfile.TemporaryDirectory(prefix="sohoa-endurance-") as pages_dir:
        take_in(
            candidate_at(path),
            document_id="d",
            batch="b",
            description=Description(),
            pages_dir=Path(pages_dir),
            settings=IntakeSettings(),
            judge_signatures=lambda _path: ArrivedSignatures(),
        )
    return memory_mb("VmHWM")


def reading_is_level(folder: Path, count: int) -> list[bool]:
    """Read one long document with two workers and watch their memory and their idleness."""
    jobs = (
        Job.of(str(number), read_and_weigh, page, texts_dir=folder / "texts")
        for number, page in enumerate(store_pages(folder, count))
    )
    with WorkerPool(workers=2, memory_limit_mb=2048) as pool:
        costs = [one for _job, one in pool.run(jobs, seconds=120) if isinstance(one, PageCost)]
    workers = {cost.worker: [one for one in costs if one.worker == cost.worker] for cost in costs}
    grown = [growth_mb(own) for own in workers.values()]
    peak = max(cost.resident_mb for cost in costs)
    busy = least_busy(list(workers.values()))
    ends = [max(cost.ended for cost in own) for own in workers.values()]
    wait = max(ends) - min(ends)
    print(
        f"reading, {len(costs)} of {count} pages: worker at most {peak:.0f} MB"
        f" (limit {MOST_WORKER_MB}), grown by {max(grown):+.1f} MB after the first tenth"
        f" (at most {MOST_GROWTH_MB:+d}); least busy worker {busy:.0%} (at least {LEAST_BUSY:.0%}),"
        f" waiting at the end {wait:.2f} s (at most a page and {MOST_WAIT_SECONDS})"
    )
    return [
        len(costs) == count,
        peak <= MOST_WORKER_MB,
        max(grown) <= MOST_GROWTH_MB,
        busy >= LEAST_BUSY,
        wait <= MOST_WAIT_SECONDS + max(cost.ended - cost.began for cost in costs),
    ]


def office_reading_is_level(folder: Path, minutes: float) -> bool:
    """Read A4 pages with one worker until the time is up, and watch its memory."""
    pages = store_office_pages(folder, until=time.monotonic() + 60 * minutes)
    jobs = (
        Job.of(page.page_id, read_and_weigh, page, texts_dir=folder / "texts") for page in pages
    )
    with WorkerPool(workers=1, memory_limit_mb=2048) as pool:
        costs = [one for _job, one in pool.run(jobs, seconds=120) if isinstance(one, PageCost)]
    ordered = sorted(costs, key=lambda cost: cost.began)
    count = len(ordered)
    tenths = [ordered[at * count // 10 : 1 + (at + 1) * count // 10] for at in range(10)]
    steps = [max(cost.resident_mb for cost in tenth) for tenth in tenths]
    print(
        f"A4 at {DPI} dpi, {len(costs)} pages by {len({cost.worker for cost in costs})} worker:"
        f" MB at most, tenth by tenth: {', '.join(f'{step:.0f}' for step in steps)}"
        f" (limit {MOST_WORKER_MB}); grown by {growth_mb(ordered):+.1f} MB after the first tenth"
        f" (at most {MOST_GROWTH_MB:+d})"
    )
    return max(steps) <= MOST_WORKER_MB and growth_mb(ordered) <= MOST_GROWTH_MB


def growth_mb(costs: Sequence[PageCost]) -> float:
    """Memory after the last tenth of a worker's pages, beyond that after the first tenth."""
    ordered = sorted(costs, key=lambda cost: cost.began)
    tenth = max(1, len(ordered) // 10)
    first = max(cost.resident_mb for cost in ordered[:tenth])
    return max(cost.resident_mb for cost in ordered[-tenth:]) - first


def least_busy(workers: Sequence[Sequence[PageCost]]) -> float:
    """How much of the common time the least busy worker was at work, waiting at the end included.

    The first page of each is left out: it loads the engine, and workers start one by one.
    """
    after_first = [sorted(costs, key=lambda cost: cost.began)[1:] for costs in workers]
    began = max(costs[0].began for costs in after_first)
    ended = max(costs[-1].ended for costs in after_first)
    shares = []
    for costs in after_first:
        spans = ((max(cost.began, began), cost.ended) for cost in costs)
        shares.append(sum(max(0.0, end - start) for start, end in spans) / (ended - began))
    return min(shares)


def read_and_weigh(page: PageImage, *, texts_dir: Path) -> PageCost:
    """Read a page in a worker, as the line does."""
    began = time.monotonic()
    read: ReadPage = read_page_job(page, texts_dir=texts_dir, settings=OcrSettings())
    ended = time.monotonic()
    assert read.word_count  # noqa: S101 - a page that was not read would make this a lie
    return PageCost(os.getpid(), began, ended, memory_mb("VmRSS"))


def store_pages(folder: Path, count: int) -> Iterator[PageImage]:
    """Small pages, each different: equal ones would be read once."""
    for number in range(count):
        path = folder / f"p{number}.png"
        draw(number, size=(800, 300)).save(path)
        yield stored(path, PageEncoding.PNG)


def store_office_pages(folder: Path, *, until: float) -> Iterator[PageImage]:
    """Whole pages of records, each different, until the time is up."""
    for number, page in enumerate(office_pages()):
        if time.monotonic() > until:
            return
        path = folder / f"p{number}.jpg"
        page.picture.save(path, quality=80, dpi=(DPI, DPI))
        yield stored(path, PageEncoding.JPEG)


def stored(path: Path, encoding: PageEncoding) -> PageImage:
    """A page's picture as the line knows it."""
    with Image.open(path) as picture:
        size = picture.size
    return PageImage(
        path.stem, path, sha256_of(path), *size, DPI, DPI, encoding, Derivation.AS_SCANNED
    )


def draw(number: int, *, size: tuple[int, int]) -> Image.Image:
    """A page that says which one it is."""
    picture = Image.new("L", size, 255)
    font = ImageFont.truetype(FONT, 36)
    text = f"Tờ trình số {number}\nvề việc cấp giấy phép"
    ImageDraw.Draw(picture).text((60, 60), text, 0, font)
    return picture


def memory_mb(field: str) -> float:
    """`VmRSS` or `VmHWM` of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in lines if line.startswith(f"{field}:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
