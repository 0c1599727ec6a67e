"""What the whole line costs: CPU of the run and all its processes, wall, memory per worker."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.pages import Box

SOHOA = str(Path(sys.executable).with_name("sohoa"))
_DONE = (0, 5)


@dataclass(frozen=True)
class LineCost:
    """One measured run."""

    pages: int
    cpu_seconds: float
    fixed_cpu_seconds: float
    wall_seconds: float
    worker_mb: float


def measure_line(box: Box) -> LineCost:
    """Run the phase over a delivered box, then once more with nothing left to do."""
    began = time.perf_counter()
    cpu, peak = _run(box)
    wall = time.perf_counter() - began
    fixed, _peak = _run(box)
    texts = list((box.office / "data" / "batches").rglob("ocr/texts/*.alto.xml"))
    return LineCost(len(texts), cpu, fixed, wall, peak)


def _run(box: Box) -> tuple[float, float]:
    """CPU-seconds of the command with its children, and the largest worker's memory in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [SOHOA, "--home", str(box.office), "run", str(box.phase), "--now", "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _largest_worker_mb(process.pid))
        time.sleep(0.2)
    if process.returncode not in _DONE:
        raise SystemExit(f"{command}: exit code {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return spent, peak


def _largest_worker_mb(pid: int) -> float:
    """Resident memory of the largest worker (not of Prefect's server)."""
    largest = 0.0
    try:
        for child in psutil.Process(pid).children(recursive=True):
            if "forkserver" in " ".join(child.cmdline()):  # the server of workers is smaller
                largest = max(largest, child.memory_info().rss / 1e6)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        pass
    return largest
