"""Surveys what lies in a box before it is parted, and remembers what was seen as long as it lies.

A survey is kept beside the outcomes of intake, by what the file was: names, sizes, times. It is
made anew when these change, and a run that was killed has those that were finished.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.errors import ItemError
from sohoa.domain.identifiers import document_id
from sohoa.domain.stations import Station
from sohoa.durable import write_durably
from sohoa.intake.content import HEAD_BYTES, Content, identify
from sohoa.intake.inbox import Candidate, fingerprint
from sohoa.intake.settings import IntakeSettings
from sohoa.intake.survey import Survey
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.reading import survey_job
from sohoa.workspace import BatchFolder

_FORMAT = "sohoa-survey/1"
_LISTS = ("separators", "doubtful")
_WITH_PAGES = frozenset({Content.PDF, Content.TIFF})


@dataclass(frozen=True, slots=True)
class Surveyor:
    """Surveys files of one box in the workers; a job may take `seconds` of CPU time."""

    folder: BatchFolder
    pool: WorkerPool
    settings: IntakeSettings
    seconds: float

    def known(self, candidate: Candidate) -> Survey | None:
        """What was seen of a file or folder as it lies there now, if it was looked at."""
        try:
            kept = json.loads(self._path(candidate).read_bytes())
            if (kept["format"], kept["made_from"]) != (_FORMAT, fingerprint([candidate])):
                return None
            separators, doubtful = (tuple(map(int, kept[name])) for name in _LISTS)
            return Survey(int(kept["count"]), separators, doubtful)
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def survey(self, candidates: Sequence[Candidate]) -> Iterator[tuple[str, Survey | ItemError]]:
        """Look at files and folders; what cannot be looked at gives the reason, which is not kept.

        Raises:
            BatchError: The batch cannot go on.
        """
        by_id = {self._identity(one): (one, fingerprint([one])) for one in candidates}
        jobs: Iterable[Job[Survey]] = (
            Job.of(identity, survey_job, one, settings=self.settings)
            for identity, (one, _made_from) in by_id.items()
        )
        if not by_id:
            return
        for job, found in self.pool.run(jobs, seconds=self.seconds):
            candidate, made_from = by_id[job.item_id]
            if isinstance(found, Survey):
                self._keep(candidate, made_from, found)
            yield candidate.source_name, found

    def _keep(self, candidate: Candidate, made_from: str, found: Survey) -> None:
        kept = {
            "format": _FORMAT,
            "made_from": made_from,
            "count": found.count,
            **{name: getattr(found, name) for name in _LISTS},
        }
        write_durably(self._path(candidate), json.dumps(kept, indent=1).encode())

    def _identity(self, candidate: Candidate) -> str:
        return document_id(self.folder.batch, candidate.source_name)

    def _path(self, candidate: Candidate) -> Path:
        folder = self.folder.station_dir(Station.INTAKE) / "surveys"
        return folder / f"{self._identity(candidate)}.json"


def may_hold_several(candidate: Candidate) -> bool:
    """Say whether a candidate may have more pages than one: a folder of files, a PDF or a TIFF."""
    if candidate.problem or not candidate.paths:
        return False
    if candidate.is_folder:
        return len(candidate.paths) > 1
    try:
        descriptor = os.open(candidate.paths[0], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return identify(os.read(descriptor, HEAD_BYTES)) in _WITH_PAGES
        finally:
            os.close(descriptor)
    except OSError:
        return False
