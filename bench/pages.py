"""The pages that are measured: generated boxes, and the real scans where they are there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SOHOA = str(Path(sys.executable).with_name("sohoa"))
REAL_SCANS = Path(__file__).resolve().parents[2] / "shared" / "data" / "real_vi"


@dataclass(frozen=True)
class Box:
    """A workspace with one delivered batch, and the phase to run over it."""

    name: str
    office: Path
    phase: int


def deliver_sample(office: Path, documents: int) -> Box:
    """Generate records and deliver them."""
    records = office.parent / f"{office.name}-records"
    _sohoa("init", str(office))
    _sohoa("sample", str(records), "--documents", str(documents))
    shutil.copytree(records / "inbox", office / "data" / "inbox", dirs_exist_ok=True)
    return Box(f"generated, {documents} documents", office, 2)


def deliver_real_scans(office: Path) -> Box | None:
    """Deliver the scans of paper among the real documents, all as of one year; never copied on.

    The year is stated in the batch list, so that every document belongs to the phase measured.
    """
    if not REAL_SCANS.is_dir():
        return None
    _sohoa("init", str(office))
    inbox = office / "data" / "inbox" / "real"
    inbox.mkdir(parents=True)
    scans = sorted([*REAL_SCANS.glob("*.pdf"), *REAL_SCANS.glob("*.jpg")])
    for scan in scans:
        shutil.copyfile(scan, inbox / scan.name)
    rows = "".join(f"{scan.name},2020\n" for scan in scans)
    (inbox / "batch.csv").write_text(f"file,year\n{rows}", encoding="utf-8")
    return Box("real scans", office, 2)


def _sohoa(*arguments: str) -> None:
    subprocess.run([SOHOA, *arguments], check=True, stdout=subprocess.DEVNULL)
