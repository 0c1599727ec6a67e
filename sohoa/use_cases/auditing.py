"""The ledger's heads and the audit against them: what an auditor asks who trusts nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.proof_errors import NoHeadError
from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
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
class DifferenceResult:
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
        differences: All of them, also those that contradict nothing.
    """

    is_whole: bool
    head: HeadResult
    proven: tuple[HeadResult, ...]
    given: int
    papers: int
    files: int
    differences: tuple[DifferenceResult, ...]


@dataclass(slots=True)
class Audit:
    """An audit as it goes; when `differences` has ended, `result` knows the rest."""

    workspace: Workspace
    given: tuple[Head, ...]
    with_files: bool = True
    is_whole: bool = True
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
            for one in self._inspection.differences():
                self.is_whole = self.is_whole and one.is_noted_only
                self._found.append(one)
                yield one

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
            tuple(_difference_result(one) for one in self._found),
        )


def audit(workspace: Workspace, heads: Iterable[str], *, with_files: bool = True) -> Audit:
    """Begin an audit against heads that were kept, each a file or the line itself.

    Raises:
        NoHeadError: There is no head in one of them.
    """
    return Audit(workspace, tuple(one for text in heads for one in _heads_of(text)), with_files)


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


def _difference_result(one: Difference) -> DifferenceResult:
    return DifferenceResult(one.code, one.record, one.is_noted_only, one.details)
