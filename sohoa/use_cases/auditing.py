"""The ledger's heads and the audit against them: what an auditor asks who trusts nobody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.proof_errors import NoHeadError, NotAReportError
from sohoa.durable import sha256_of
from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.inspection.issued_check import check_issued
from sohoa.inspection.report_check import FORM, ReportCheck
from sohoa.ledger.head import Head, heads_in
from sohoa.plan_file import load_plan
from sohoa.reports.machine_part import plan_said
from sohoa.use_cases.head_check import HeadCheck, records_by
from sohoa.use_cases.kept_heads import SignedHead
from sohoa.use_cases.report_names import names_of_report
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
class SignedHeadResult:
    """A head whose signature holds, as machines read it.

    `stamped_at` is unset without a stamp that is believed.
    """

    head: HeadResult
    signer: str
    stamped_at: dt.datetime | None


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
        from_witness: How many of them the witness's folder gave.
        witness_away: The code of what keeps the witness's folder from being read, if one is set.
        signed: The heads whose signatures hold, by size.
        papers, files: How many papers count, and how many files were read.
        numbers: How many numbers of reports were counted again.
        unchecked: Parts of reports whose numbers were not.
        differences: All of them, also those that contradict nothing.
    """

    is_whole: bool
    head: HeadResult
    proven: tuple[HeadResult, ...]
    given: int
    from_witness: int
    witness_away: str
    signed: tuple[SignedHeadResult, ...]
    papers: int
    files: int
    numbers: int
    unchecked: tuple[str, ...]
    differences: tuple[AuditDifference, ...]


@dataclass(slots=True)
class Audit:
    """An audit as it goes; when `differences` has ended, `result` knows the rest.

    `files` are the files that given heads came in; `roots` an auditor's own, by which signatures of
    heads and of all records are judged.
    """

    workspace: Workspace
    given: tuple[Head, ...]
    reports: tuple[Mapping[str, Any], ...] = ()
    with_files: bool = True
    files: tuple[tuple[Path, Head], ...] = ()
    roots: tuple[Path, ...] = ()
    is_whole: bool = True
    numbers: int = 0
    unchecked: set[str] = field(default_factory=set)
    _found: list[Difference] = field(default_factory=list)
    _inspection: Inspection | None = None
    _check: HeadCheck | None = None

    def differences(self) -> Iterator[Difference]:
        """Give what is found, as it is found.

        Raises:
            BatchError: The catalogue, the plan, the settings or a root cannot be read.
            OSError: A file of the settings, or a head, cannot be read.
        """
        for one in self._each():
            self.is_whole = self.is_whole and one.is_noted_only
            self._found.append(one)
            yield one

    def _each(self) -> Iterator[Difference]:
        with InspectionDoor.open(self.workspace.catalogue_url) as door:
            check = self._check = HeadCheck(
                self.workspace, door.archive_id, self.given, self.files, self.roots
            )
            yield from check.differences()
            self._inspection = Inspection(
                door,
                check.heads,
                self.workspace.archive_dir if self.with_files else None,
                rules_of(self.workspace),
                check.stamps,
            )
            yield from self._inspection.differences()
            if self.with_files:
                yield from check_issued(door, self.workspace.issued_reports_dir)
            yield from self._of_reports(door)
        if self.roots and self.with_files:
            yield from records_by(self.workspace, self.roots)

    def _of_reports(self, door: InspectionDoor) -> Iterator[Difference]:
        for report in self.reports:
            check = ReportCheck(door, report, names_of_report(self.workspace, report))
            with door.one_state():
                yield from check.differences()
            yield from self._rules_of(report)
            self.numbers += check.compared
            self.unchecked.update(check.unchecked)

    def _rules_of(self, report: Mapping[str, Any]) -> Iterator[Difference]:
        """A report counts by the plan that it bears: it must be the one whose digest it names.

        Of a plan that is not there any more only the digest is known: that is told as unchecked.
        """
        measured = report.get("measured")
        provenance = measured.get("provenance") if isinstance(measured, dict) else None
        digest = provenance.get("plan_sha256") if isinstance(provenance, dict) else None
        path = self.workspace.plan_path
        if not path.is_file() or sha256_of(path) != digest:
            self.unchecked.add("plan")
        elif report.get("plan") != plan_said(load_plan(path)):
            yield Difference("report-rules", "", {"digest": str(digest)[:16]})

    def result(self) -> AuditResult:
        """Give the outcome, once all differences were given."""
        done, check = self._inspection, self._check
        assert done is not None  # noqa: S101 - differences were given
        assert check is not None  # noqa: S101
        away = check.witness_away
        return AuditResult(
            self.is_whole,
            head_result(Head(done.archive_id, done.size, done.root, dt.datetime.now(dt.UTC))),
            tuple(map(head_result, done.proven)),
            len({*self.given, *check.from_witness}),
            len(check.from_witness),
            away.code if away else "",
            tuple(map(_signed_result, sorted(check.signed, key=lambda one: one.head.size))),
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
    roots: Iterable[Path] = (),
) -> Audit:
    """Begin an audit against heads that were kept, each a file or the line itself.

    The numbers of reports are counted again, by their machine parts. With `roots` signatures are
    judged by these and no others, and every record is verified by them.

    Raises:
        NoHeadError: There is no head in one of them.
        NotAReportError: One of the files is no machine part of a report.
    """
    given, files = list[Head](), list[tuple[Path, Head]]()
    for text in heads:
        found = heads_of(text)
        given += found
        files += [(Path(text), one) for one in found if not heads_in(text)]
    read = tuple(map(_report_of, reports))
    return Audit(workspace, tuple(given), read, with_files, tuple(files), tuple(roots))


def _report_of(path: Path) -> Mapping[str, Any]:
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise NotAReportError(path=path) from error
    if not isinstance(said, dict) or said.get("form") != FORM:
        raise NotAReportError(path=path)
    return said


def heads_of(text: str) -> list[Head]:
    """Give the heads of a file, or of the line itself.

    Raises:
        NoHeadError: There is none.
    """
    try:
        heads = heads_in(text) or kept_heads(Path(text))
    except (OSError, ValueError) as error:  # no file has such a name
        raise NoHeadError(place=text) from error
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
        return head_result(take_head(workspace, catalogue))


def head_result(head: Head) -> HeadResult:
    """Give a head as machines read it."""
    return HeadResult(head.archive, head.size, head.root.hex(), head.at, head.line)


def _difference_result(one: Difference) -> AuditDifference:
    return AuditDifference(one.code, one.record, one.is_noted_only, one.details)


def _signed_result(one: SignedHead) -> SignedHeadResult:
    told = one.statement
    return SignedHeadResult(head_result(one.head), told.signer, told.believed_at)
