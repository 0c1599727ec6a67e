"""Surveys what lies in a box before it is parted, and remembers what was seen as long as it lies.

A survey is kept beside the outcomes of intake, by what the file was: names, sizes, times. It is
made anew when these change, and a run that was killed has those that were finished.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sohoa.domain.errors import ItemError
from sohoa.domain.identifiers import document_id
from sohoa.domain.places import pieces_of
from sohoa.domain.stations import Station
from sohoa.durable import write_durably
from sohoa.intake.content import HEAD_BYTES, Content, identify
from sohoa.intake.inbox import Candidate, fingerprint, list_candidates
from sohoa.intake.settings import IntakeSettings
from sohoa.intake.survey import Survey
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.reading import survey_job
from sohoa.workspace import BatchFolder

_FORMAT = "sohoa-survey/1"
_LISTS = ("separators", "doubtful", "begins")
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
        return known_survey(self.folder, candidate)

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
                _keep(self.folder, candidate, made_from, found)
            yield candidate.source_name, found

    def _identity(self, candidate: Candidate) -> str:
        return document_id(self.folder.batch, candidate.source_name)


def known_survey(folder: BatchFolder, candidate: Candidate) -> Survey | None:
    """What was seen of a file or folder of a box as it lies there now, if it was looked at."""
    try:
        kept = json.loads(_path(folder, candidate).read_bytes())
        if (kept["format"], kept["made_from"]) != (_FORMAT, fingerprint([candidate])):
            return None
        return Survey(int(kept["count"]), *(tuple(map(int, kept[name])) for name in _LISTS))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def accept_heads(folder: BatchFolder, place: str, pages: Sequence[int], *, count: int) -> bool:
    """Remember that other documents begin on pages of a document, which has so many.

    Says whether its place can be parted: one file or folder, as it lies there.

    Raises:
        DiskFullError: No room is left.
    """
    pieces = pieces_of(place)
    lying = {
        one.source_name: one for one in list_candidates(folder.workspace.batch_inbox(folder.batch))
    }
    candidate = lying.get(pieces[0].name)
    if len(pieces) > 1 or candidate is None:
        return False
    known = known_survey(folder, candidate)
    if known is None and pieces[0].pages:
        return False
    known = known or Survey(count)
    of_file = pieces[0].pages or tuple(range(1, count + 1))
    begins = sorted({*known.begins, *(of_file[page - 1] for page in pages)})
    _keep(folder, candidate, fingerprint([candidate]), replace(known, begins=tuple(begins)))
    return True


def _keep(folder: BatchFolder, candidate: Candidate, made_from: str, found: Survey) -> None:
    kept = {
        "format": _FORMAT,
        "made_from": made_from,
        "count": found.count,
        **{name: getattr(found, name) for name in _LISTS},
    }
    write_durably(_path(folder, candidate), json.dumps(kept, indent=1).encode())


def _path(folder: BatchFolder, candidate: Candidate) -> Path:
    name = document_id(folder.batch, candidate.source_name)
    return folder.station_dir(Station.INTAKE) / "surveys" / f"{name}.json"


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
