"""The pages that are measured: generated boxes, and the real scans where they are there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

SOHOA = str(Path(sys.executable).with_name("sohoa"))
#: The phase that is measured.
_PHASE = 2
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
    return Box(f"generated, {documents} documents", office, _PHASE)


def deliver_real_scans(office: Path) -> Box | None:
    """Deliver the scans of paper among the real documents; they are never copied on.

    The phase measured takes every year: a list that stated one year for all would contradict the
    pages, and be stopped for it.
    """
    if not REAL_SCANS.is_dir():
        return None
    _sohoa("init", str(office))
    inbox = office / "data" / "inbox" / "real"
    inbox.mkdir(parents=True)
    scans = sorted([*REAL_SCANS.glob("*.pdf"), *REAL_SCANS.glob("*.jpg")])
    for scan in scans:
        shutil.copyfile(scan, inbox / scan.name)
    plan_path = office / "phases.yaml"
    plan = yaml.safe_load(plan_path.read_text(encoding="utf-8"))
    plan["phases"] = [phase for phase in plan["phases"] if phase["number"] <= _PHASE]
    plan["phases"][-1]["formed"] = ["..2100"]
    plan_path.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
    return Box("real scans", office, _PHASE)


def _sohoa(*arguments: str) -> None:
    subprocess.run([SOHOA, *arguments], check=True, stdout=subprocess.DEVNULL)
