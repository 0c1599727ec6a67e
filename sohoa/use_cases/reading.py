"""A reading outside every batch: settings, workers and a folder that goes away again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.needs import NeedRules
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.stage_results import HeaderFields, PageText
from sohoa.language import _
from sohoa.ocr.models import find_models
from sohoa.settings import load_settings
from sohoa.stopwatch import Steps
from sohoa.use_cases.documents import FindingResult, ReasonResult, finding_result
from sohoa.work.free_reading import FileReading, read_files
from sohoa.work.pool import WorkerPool
from sohoa.workspace import Workspace

#: The engine for models that are named: it reads several at once, and needs no network of them.
_READS_ANY_MODEL = "tesserocr"


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


@dataclass(frozen=True, slots=True)
class HeaderResult:
    """The head of a document; `date` is ISO 8601 as far as it was read."""

    number: str | None
    date: str | None
    type: str | None
    issuing_body: str | None


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page; `docs/reading.md` says what each measure means."""

    number: int
    text: str
    words: int
    confidence: float
    legal_share: float
    engine: str
    turn: int
    skew_degrees: float
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class FileReadingResult:
    """One file: what was read, or why it could not be; CPU-seconds by step."""

    file: str
    error: ReasonResult | None
    header: HeaderResult | None
    page_fields: PaperDescription | None
    confidence: float | None
    needs_review: bool
    findings: tuple[FindingResult, ...]
    pages: tuple[PageResult, ...]
    cpu_seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """Files read outside a batch, as machines read them."""

    files: tuple[FileReadingResult, ...]
    pages: int
    cpu_seconds: dict[str, float]
    wall_seconds: float


def read_outside_batches(
    workspace: Workspace, paths: Sequence[Path], *, languages: Sequence[str]
) -> ReadingRun:
    """Read files by the settings of the office, whose data are not touched.

    Raises:
        SettingsError: The settings cannot be used.
        ToolMissingError: The engine or a model is not installed.
        DiskFullError: No room is left for what is made on the way.
    """
    began = time.monotonic()
    settings = load_settings(workspace.config_dir)
    if languages:
        named = {"languages": tuple(languages), "engine": _READS_ANY_MODEL}
        ocr = settings.ocr.model_copy(update=named)
        settings = settings.model_copy(update={"ocr": ocr})
    find_models(settings.ocr)
    work = settings.work
    with (
        tempfile.TemporaryDirectory(prefix="sohoa-read-") as folder,
        WorkerPool(
            workers=work.pool_size,
            memory_limit_mb=work.memory_limit_mb,
            imports=("sohoa.work.free_reading",),
        ) as pool,
    ):
        distinct = list(dict.fromkeys(paths))
        readings = read_files(distinct, pool=pool, settings=settings, folder=Path(folder))
    return ReadingRun(readings, time.monotonic() - began, settings.ocr.quality.needs)


def reading_result(run: ReadingRun) -> ReadingResult:
    """Give a reading as machines read it; messages in the language in force."""
    return ReadingResult(
        files=tuple(_file(reading, run.rules) for reading in run.readings),
        pages=run.pages,
        cpu_seconds=_rounded(run.cpu_seconds),
        wall_seconds=round(run.wall_seconds, 3),
    )


def _file(reading: FileReading, rules: NeedRules) -> FileReadingResult:
    document, error = reading.document, reading.error
    findings = reading.findings
    return FileReadingResult(
        file=str(reading.path),
        error=ReasonResult(error.code, error.message(_), error.advice(_)) if error else None,
        header=_header(document.header) if document else None,
        page_fields=reading.paper if document else None,
        confidence=document.confidence if document else None,
        needs_review=rules.has_to_be_looked_at(findings),
        findings=tuple(finding_result(one) for one in findings),
        pages=tuple(_page(text, number) for number, text in enumerate(reading.texts, 1)),
        cpu_seconds=_rounded(reading.cpu_seconds),
    )


def _header(header: HeaderFields) -> HeaderResult:
    return HeaderResult(
        number=header.number or None,
        date=header.formed.iso if header.formed else None,
        type=header.record_type or None,
        issuing_body=header.issuing_body or None,
    )


def _page(text: PageText, number: int) -> PageResult:
    return PageResult(
        number=number,
        text=text.text,
        words=text.word_count,
        confidence=text.confidence,
        legal_share=text.legal_share,
        engine=text.engine,
        turn=text.turn,
        skew_degrees=text.skew_degrees,
        width_px=text.width_px,
        height_px=text.height_px,
    )


def _rounded(steps: Steps) -> dict[str, float]:
    return {name: round(seconds, 3) for name, seconds in steps.items()}
