"""A reading outside every batch: settings, workers and a folder that goes away again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.needs import NeedRules
from sohoa.ocr.models import find_models
from sohoa.settings import load_settings
from sohoa.stopwatch import Steps
from sohoa.work.free_reading import FileReading, read_files
from sohoa.work.pool import Crew
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReadingRun:
    """What became of the files, how long it took by the clock, and what findings come to."""

    readings: tuple[FileReading, ...]
    wall_seconds: float
    rules: NeedRules

    @property
    def pages(self) -> int:
        """Pages read, of all files."""
        return sum(len(reading.texts) for reading in self.readings)

    @property
    def cpu_seconds(self) -> Steps:
        """CPU-seconds by step, of all files."""
        total: Steps = {}
        for reading in self.readings:
            for name, seconds in reading.cpu_seconds.items():
                total[name] = total.get(name, 0.0) + seconds
        return total


def read_outside_batches(paths: Sequence[Path], *, languages: Sequence[str]) -> ReadingRun:
    """Read files by the settings of the office, whose data are not touched.

    Raises:
        SettingsError: The settings cannot be used.
        ToolMissingError: The engine or a model is not installed.
        DiskFullError: No room is left for what is made on the way.
    """
    began = time.monotonic()
    settings = load_settings(Workspace.find().config_dir)
    if languages:
        ocr = settings.ocr.model_copy(update={"languages": tuple(languages)})
        settings = settings.model_copy(update={"ocr": ocr})
    find_models(settings.ocr)
    work = settings.work
    with (
        tempfile.TemporaryDirectory(prefix="sohoa-read-") as folder,
        Crew(workers=work.crew_size, memory_limit_mb=work.memory_limit_mb) as crew,
    ):
        distinct = list(dict.fromkeys(paths))
        readings = read_files(distinct, crew=crew, settings=settings, folder=Path(folder))
    return ReadingRun(readings, time.monotonic() - began, settings.ocr.quality.needs)
