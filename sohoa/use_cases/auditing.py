"""The ledger's heads and the audit against them: what an auditor asks who trusts nobody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.proof_errors import NoHeadError, NotAReportError
from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.inspection.report_check import FORM, ReportCheck
from sohoa.ledger.head import Head, heads_in
from sohoa.work.witness import kept_heads, rules_of, take_head
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class HeadResult:
    """A head of the ledger, as machines read it; `line` is what is kept of it."""

    archive: str
    size: int
    root: str
    at: dt.datetime
    line: str


@dataclass(frozen=True, slots=True)
class AuditDifference:
    """What is otherwise than it was recorded; `record` is empty for the ledger itself.

    `is_noted_only`: it contradicts nothing, and is to be known.
    """

    code: str
    record: str
    is_noted_only: bool
    details: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class AuditResult:
    """The outcome of an audit, as machines read it.

    Attributes:
        is_whole: Nothing contradicts what was recorded.
        head: Of the ledger as it is now.
        proven: The heads that were given, and hold.
        given: How many heads were given from outside the house; the others are its own.
        papers, files: How many papers count, and how many files were read.
        numbers: How many numbers of reports were counted again.
        unchecked: Parts of reports whose numbers were not.
        differences: All of them, also those that contradict nothing.
    """

    is_whole: bool
    head: HeadResult
    proven: tuple[HeadResult, ...]
    given: int
    papers: int
    files: int
    numbers: int
    unchecked: tuple[str, ...]
    differences: tuple[AuditDifference, ...]


@dataclass(slots=True)
class Audit:
    """An audit as it goes; when `differences` has ended, `result` knows the rest."""

    workspace: Workspace
    given: tuple[Head, ...]
    reports: tuple[Mapping[str, Any], ...] = ()
    with_files: bool = True
    is_whole: bool = True
    numbers: int = 0
    unchecked: set[str] = field(default_factory=set)
    _found: list[Difference] = field(default_factory=list)
    _inspection: Inspection | None = None

    def differences(self) -> Iterator[Difference]:
        """Give what is found, as it is found.

        Raises:
            BatchError: The catalogue cannot be read.
            OSError: A file of the settings, or the list of heads, cannot be read.
        """
        own = [head for head in kept_heads(self.workspace.heads_path) if head not in self.given]
        with InspectionDoor.open(self.workspace.catalogue_url) as door:
            self._inspection = Inspection(
                door,
                [*self.given, *own],
                self.workspace.archive_dir if self.with_files else None,
                rules_of(self.workspace),
            )
            for one in chain(self._inspection.differences(), self._of_reports(door)):
                self.is_whole = self.is_whole and one.is_noted_only
                self._found.append(one)
                yield one

    def _of_reports(self, door: InspectionDoor) -> Iterator[Difference]:
        for report in self.reports:
            check = ReportCheck(door, report)
            with door.one_state():
                yield from check.differences()
            self.numbers += check.compared
            self.unchecked.update(check.unchecked)

    def result(self) -> AuditResult:
        """Give the outcome, once all differences were given."""
        done = self._inspection
        assert done is not None  # noqa: S101 - differences were given
        return AuditResult(
            self.is_whole,
            _head_result(Head(done.archive_id, done.size, done.root, dt.datetime.now(dt.UTC))),
            tuple(map(_head_result, done.proven)),
            len(self.given),
            done.papers,
            done.files,
            self.numbers,
            tuple(sorted(self.unchecked)),
            tuple(_difference_result(one) for one in self._found),
        )


def audit(
    workspace: Workspace,
    heads: Iterable[str],
    *,
    reports: Iterable[Path] = (),
    with_files: bool = True,
) -> Audit:
    """Begin an audit against heads that were kept, each a file or the line itself.

    The numbers of reports are counted again, by their machine parts.

    Raises:
        NoHeadError: There is no head in one of them.
        NotAReportError: One of the files is no machine part of a report.
    """
    given = tuple(one for text in heads for one in _heads_of(text))
    return Audit(workspace, given, tuple(map(_report_of, reports)), with_files)


def _report_of(path: Path) -> Mapping[str, Any]:
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NotAReportError(path=path) from error
    if not isinstance(said, dict) or said.get("form") != FORM:
        raise NotAReportError(path=path)
    return said


def _heads_of(text: str) -> list[Head]:
    heads = heads_in(text) or kept_heads(Path(text))
    if not heads:
        raise NoHeadError(place=text)
    return heads


def new_head(workspace: Workspace) -> HeadResult:
    """Make a head of the ledger now, and keep it in `data/ledger/heads.txt`.

    Raises:
        BatchError: The catalogue cannot be written, or no room is left.
        OSError: A file of the settings cannot be read.
    """
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        return _head_result(take_head(workspace, catalogue))


def _head_result(head: Head) -> HeadResult:
    return HeadResult(head.archive, head.size, head.root.hex(), head.at, head.line)


def _difference_result(one: Difference) -> AuditDifference:
    return AuditDifference(one.code, one.record, one.is_noted_only, one.details)
