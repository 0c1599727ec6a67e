"""A box with a paper that bears a mark of secrecy, and a run of it, killed where it is asked."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from sohoa.line import secrecy
from sohoa.line.batch import digitize_batches, opened_line
from sohoa.line.summary import BatchSummary
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.work import pool
from sohoa.workspace import BatchFolder, Workspace

_FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
BOX = "Hộp 1"
#: What stands on the paper, and must be nowhere once its mark was seen.
NUMBER, SUBJECT = "4711/QĐ-SVHTTDL", "nghệ thuật xiếc"
_HEAD = (
    (140, 150, "SỞ VĂN HÓA, THỂ THAO"),
    (800, 150, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (930, 200, "Độc lập - Tự do - Hạnh phúc"),
    (800, 260, "Bình Dương, ngày 05 tháng 3 năm 2019"),
    (700, 480, "QUYẾT ĐỊNH"),
)


def draw_paper(path: Path, *texts: tuple[int, int, str]) -> None:
    """Draw texts on a page of A4 at 200 dpi, as an uncompressed TIFF: its image is made anew."""
    image = Image.new("RGB", (1654, 2339), (250, 249, 245))
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(_FONT, 38)
    for left, top, text in texts:
        pen.text((left, top), text, fill=(20, 20, 40), font=font)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, dpi=(200, 200))


def draw_decision(folder: Path, number: str, subject: str, *, mark: str = "") -> None:
    """A document of two pages: a decision, and an annex that others have, too."""
    own = ((230, 260, f"Số: {number}"), (280, 360, mark), (350, 560, f"Về việc cấp phép {subject}"))
    draw_paper(folder / "1.tif", *_HEAD, *own)
    draw_paper(folder / "2.tif", (350, 360, "Phụ lục kèm theo các bảng biểu của năm"))


def deliver(office: Workspace) -> Path:
    """A marked paper and a plain one, with one annex; the box."""
    box = office.inbox_dir / BOX
    draw_decision(box / "a", NUMBER, SUBJECT, mark="MẬT")
    draw_decision(box / "b", "22/QĐ-SVHTTDL", "biểu diễn")
    shutil.copy(box / "a" / "2.tif", box / "b" / "2.tif")
    return box


def run_box(office: Workspace) -> BatchSummary:
    """Take the box along the whole line."""
    plan, settings = load_plan(office.plan_path), load_settings(office.config_dir)
    imports = ("sohoa.work.jobs", "sohoa.work.describing", "sohoa.work.reading")
    with opened_line(office, plan, settings, workers=1, imports=imports) as make:
        batch = make(BatchFolder(office, 2, BOX), plan.phase(2), is_whole=True)
        (summary,) = digitize_batches([batch])
    return summary


def run_until_deleting(office: Workspace, deletions: int) -> None:
    """Run the box, and be killed before so many deletions are done and one more is begun.

    In a process of its own that has imported all: its workers are forked from it.
    """
    pool.forking = lambda *_imports: multiprocessing.get_context("fork")
    left = [deletions]

    def counted(function):
        def deleting(*args, **kwargs):
            if not left[0]:
                for worker in multiprocessing.active_children():
                    worker.kill()  # forked from this one, it has its locks
                    worker.join()
                os.kill(os.getpid(), 9)
            left[0] -= 1
            return function(*args, **kwargs)

        return deleting

    secrecy.shutil.rmtree = counted(shutil.rmtree)
    for kind, name in ((Path, "unlink"), (secrecy.Journal, "forget")):
        inner = getattr(kind, name)
        setattr(kind, name, _only_of_secrecy(inner, counted(inner)))
    run_box(office)


def _only_of_secrecy(plain, counted):
    """Count what is deleted for secrecy alone."""

    def chosen(*args, **kwargs):
        frame = sys._getframe(1)
        of_secrecy = frame.f_code.co_filename == secrecy.__file__
        return (counted if of_secrecy else plain)(*args, **kwargs)

    return chosen
