"""Where a scan of a box stands: one question after the other, and the first yes decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain import paper_findings, scan_findings
from sohoa.domain.box_states import BoxState
from sohoa.domain.custody_errors import ChangedUnderWayError, RetiredScanError
from sohoa.domain.errors import (
    AmbiguousRecordError,
    DateDiffersError,
    DuplicateContentError,
    NumberDiffersError,
    OtherRoomOrTypeError,
    RecordContradictionError,
    RecordTakenError,
    RescanFirstError,
    SamePaperError,
    SecrecyMarkError,
    SecretByListError,
    TypeDiffersError,
    UnknownRecordError,
    YearUnknownError,
)
from sohoa.domain.finding_kind import Need
from sohoa.domain.holdings import DocumentRow, RegisteredPaper
from sohoa.domain.needs import FIXED, NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Finding

_MISSING_PAGES = paper_findings.MISSING_PAGES.code
_SAME_PAPER = paper_findings.SAME_PAPER.code
_BLANK = scan_findings.BLANK_PAGE.code
#: What only a person can settle.
_ASKING = FIXED - {_SAME_PAPER}
_ASKED = {
    one.code
    for one in (
        NumberDiffersError, DateDiffersError, TypeDiffersError, RetiredScanError,
        AmbiguousRecordError, RecordContradictionError, UnknownRecordError, OtherRoomOrTypeError,
        YearUnknownError, SecrecyMarkError, SecretByListError,
    )
}  # fmt: skip
_DOUBLES = {one.code for one in (DuplicateContentError, RecordTakenError, SamePaperError)}
#: By why it left the line.
_LEFT = {
    **dict.fromkeys(_ASKED, BoxState.ASKED),
    **dict.fromkeys(_DOUBLES, BoxState.DOUBLE),
    RescanFirstError.code: BoxState.RESCAN,
    ChangedUnderWayError.code: BoxState.NOT_RUN,
}
#: A sheet has so many sides.
_SIDES = 2


class ArchivedFile(StrEnum):
    """What lies where the archive has a document, at a glance: `verify` reads it."""

    THERE = "there"
    GONE = "gone"
    OTHER_SIZE = "other_size"


@dataclass(frozen=True, slots=True)
class SeenScan:
    """A scan as box, catalogue and archive have it.

    Attributes:
        lies: Something lies in the box under its name.
        known: What the catalogue knows of it; `None` where no run has seen it.
        archived: What lies in the archive; of no meaning where it is not archived.
        is_arriving: It is being copied.
        is_released: Its master may have left the box.
        awaits_signature: Its PDF/A is made and not signed.
        problem: Code of why it cannot be opened where it lies.
    """

    document_id: str
    file: str
    lies: bool
    known: DocumentRow | None = None
    archived: ArchivedFile = ArchivedFile.THERE
    is_arriving: bool = False
    is_released: bool = False
    awaits_signature: bool = False
    problem: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in it."""
        return self.known.findings if self.known else ()

    def has(self, codes: frozenset[str]) -> bool:
        """Say whether one of these was found."""
        return any(one.code in codes for one in self.findings)


@dataclass(frozen=True, slots=True)
class _Case:
    """A scan with what decides where it stands."""

    scan: SeenScan
    paper: RegisteredPaper | None
    is_named: bool
    has_list: bool
    rules: NeedRules

    @property
    def is_excluded(self) -> bool:
        return bool(self.paper and self.paper.exclusion)

    @property
    def is_tied(self) -> bool:
        return self.paper is not None and bool(self.scan.known and self.scan.known.record_id)

    @property
    def has_row(self) -> bool:
        known = self.scan.known
        return self.is_named or self.paper is not None or bool(known and known.record_id)

    @property
    def sheets_differ(self) -> bool:
        return self.scan.has(frozenset({_MISSING_PAGES})) or self._has_more_sides

    @property
    def _has_more_sides(self) -> bool:
        known = self.scan.known
        if known is None or known.kept_original or known.page_count is None:
            return False
        counted = self.paper.sheets if self.paper else None
        sheets = known.sheets if counted is None else counted
        written = known.page_count - sum(one.code == _BLANK for one in known.findings)
        return sheets is not None and written > _SIDES * sheets


_Cascade = tuple[tuple[BoxState, Callable[[_Case], bool]], ...]

_OF_ARCHIVED: _Cascade = (
    (BoxState.FILE_MISSING, lambda one: one.scan.archived is ArchivedFile.GONE),
    (BoxState.FILE_DIFFERS, lambda one: one.scan.archived is ArchivedFile.OTHER_SIZE),
    (BoxState.ASKED, lambda one: one.scan.has(_ASKING)),
    (BoxState.DOUBLE, lambda one: one.scan.has(frozenset({_SAME_PAPER}))),
    (BoxState.OUT_OF_SCOPE, lambda one: one.is_excluded),
    (BoxState.SHEETS_DIFFER, lambda one: one.sheets_differ),
    (BoxState.RESCAN, lambda one: Need.RESCAN in one.rules.needs_of(one.scan.findings)),
    (BoxState.EXTRA, lambda one: not one.has_row),
    (BoxState.UNTIED, lambda one: not one.is_tied),
    (BoxState.MASTER_GONE, lambda one: not (one.scan.lies or one.scan.is_released)),
)
_UNDER_WAY: _Cascade = (
    (BoxState.TAKEN_OUT, lambda one: not one.scan.lies),
    (BoxState.OUT_OF_SCOPE, lambda one: one.is_excluded),
    (BoxState.EXTRA, lambda one: one.has_list and not one.has_row),
    (BoxState.WAITS_FOR_SIGNATURE, lambda one: one.scan.awaits_signature),
)
_IN_STATE = {
    DocumentState.CONTESTED: BoxState.ASKED,
    DocumentState.ASKED: BoxState.ASKED,
    DocumentState.SET_ASIDE: BoxState.OTHER_PHASE,
    DocumentState.REPLACED: BoxState.REPLACED,
    DocumentState.WITHDRAWN: BoxState.WITHDRAWN,
}


def state_of_scan(
    scan: SeenScan,
    paper: RegisteredPaper | None,
    *,
    is_named: bool,
    has_list: bool,
    rules: NeedRules,
) -> BoxState:
    """Say where a scan stands.

    Args:
        scan: The scan.
        paper: The paper of the inventory that it is of, as far as anything says so.
        is_named: A row of the box's list names it.
        has_list: The box has a list: who is not on it is not expected.
        rules: What follows from findings by today's settings.
    """
    case = _Case(scan, paper, is_named, has_list, rules)
    known = scan.known
    if scan.is_arriving and not (known and known.state.is_stored):
        return BoxState.ARRIVING
    if known is None:
        return BoxState.REJECTED if scan.problem else _first(_UNDER_WAY, case, BoxState.NOT_RUN)
    if known.state is DocumentState.ARCHIVED:
        return _first(_OF_ARCHIVED, case, BoxState.WHOLE)
    if known.state in _IN_STATE:
        return _IN_STATE[known.state]
    if known.state is DocumentState.QUARANTINED:
        return _left(case)
    is_new = known.state is DocumentState.ARRIVING
    return _first(_UNDER_WAY, case, BoxState.NOT_RUN if is_new else BoxState.IN_PROGRESS)


def _left(case: _Case) -> BoxState:
    """Where a scan stands that left the line."""
    if not case.scan.lies:
        return BoxState.TAKEN_OUT
    known = case.scan.known
    left = _LEFT.get(known.reason_code if known else "", BoxState.REJECTED)
    if left is BoxState.RESCAN and case.sheets_differ:
        return BoxState.SHEETS_DIFFER
    return left


def _first(cascade: _Cascade, case: _Case, otherwise: BoxState) -> BoxState:
    return next((state for state, is_so in cascade if is_so(case)), otherwise)


def reasons_of(
    scan: SeenScan, state: BoxState, rules: NeedRules
) -> tuple[str, dict[str, str], tuple[Finding, ...]]:
    """Why a scan stands where it does: code and details of an error, and findings."""
    known = scan.known
    if known is None:
        return scan.problem, {"name": scan.file} if scan.problem else {}, ()
    codes = {
        BoxState.ASKED: _ASKING,
        BoxState.DOUBLE: frozenset({_SAME_PAPER}),
        BoxState.SHEETS_DIFFER: frozenset({_MISSING_PAGES}),
        BoxState.RESCAN: rules.codes(Need.RESCAN),
    }.get(state, frozenset[str]())
    found = tuple(one for one in known.findings if one.code in codes)
    return known.reason_code, dict(known.reason_details), found
