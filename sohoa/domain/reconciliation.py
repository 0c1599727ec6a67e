"""Reconcile a box: papers of the register, rows of its list, and scans, each in one state.

Witnesses are compared as they are now: what the register says lies in the box, what the list
names, what lies in the box's folder, what the catalogue knows, and whether the archive has the
files. Nothing is read, and nothing is changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sohoa.domain.box_states import BRING_NOTHING, BoxState
from sohoa.domain.facts import agree
from sohoa.domain.figures import Standing
from sohoa.domain.holdings import DocumentRow, RegisteredPaper
from sohoa.domain.identifiers import number_key
from sohoa.domain.needs import NeedRules
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.scan_states import SeenScan, reasons_of, state_of_scan
from sohoa.domain.stage_results import Description, Finding

#: Which of several scans of one paper tells where the paper stands: the first of these.
_TELLING = tuple(BoxState)


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row of the batch list; `problem` is why it cannot be used."""

    number: int
    file: str = ""
    said: Description = field(default=Description())
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SeenBox:
    """What all witnesses say of a box.

    Attributes:
        papers: Those of the inventory that lie in the box as the register says, that its list
            names, or that its scans are tied to.
        years: The years of the phases in which the box was run, as a test; `None` if it was not.
        standing: Whether a paper is to be digitized.
    """

    papers: Sequence[RegisteredPaper]
    rows: Sequence[SeenRow]
    scans: Sequence[SeenScan]
    rules: NeedRules
    standing: Callable[[RegisteredPaper], Standing]
    years: Callable[[int], bool] | None = None


@dataclass(frozen=True, slots=True)
class LineWords:
    """What a line is known by; the day in ISO 8601 as far as it is known."""

    number: str = ""
    formed: str = ""
    record_type: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A paper, a row or a scan, where it stands, and what it is known by.

    Attributes:
        row: The number of its row in the list.
        place: Where its paper lies, as the register says.
        other: The document or box that it is double with, or lies in.
        reason_code, reason_details: Why it left the line; see `sohoa.domain.errors.explain`.
        findings: Those that are the reason of the state.
        sheets, pages: As counted, and as scanned.
    """

    state: BoxState
    record_id: str = ""
    row: int | None = None
    document_id: str = ""
    file: str = ""
    words: LineWords = LineWords()
    place: str = ""
    other: str = ""
    reason_code: str = ""
    reason_details: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    sheets: int | None = None
    pages: int | None = None


_NO_ROW = BoxLine(BoxState.MISSING)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A box reconciled: each paper, each row and each scan once."""

    papers: tuple[BoxLine, ...]
    rows: tuple[BoxLine, ...]
    scans: tuple[BoxLine, ...]

    @property
    def totals(self) -> dict[BoxState, tuple[int, int, int]]:
        """State → how many papers, rows and scans stand there; only states that occur."""
        counts = [Counter(one.state for one in part) for part in self.parts]
        papers, rows, scans = counts
        return {
            state: (papers[state], rows[state], scans[state])
            for state in BoxState
            if any(state in one for one in counts)
        }

    @property
    def parts(self) -> tuple[tuple[BoxLine, ...], ...]:
        """Papers, rows, scans."""
        return self.papers, self.rows, self.scans

    def to_do(self, *states: BoxState) -> Iterator[BoxLine]:
        """What a person does about some states, each thing once: scans, then what has none."""
        scans = [one for one in self.scans if one.state in states]
        scanned = {one.document_id for one in scans}
        papers = [one for one in self.papers if one.state in states]
        papers = [one for one in papers if one.document_id not in scanned]
        named = {one.record_id for one in papers}
        rows = [one for one in self.rows if one.state in states and one.record_id not in named]
        yield from scans
        yield from papers
        yield from (one for one in rows if one.document_id not in scanned)


def reconcile(seen: SeenBox) -> Reconciled:
    """Say of each paper, each row and each scan of a box where it stands."""
    tying = _Tying.of(seen)
    scans = tuple(_scan_line(one, seen, tying) for one in seen.scans)
    by_file = _by_file(scans)
    twice = _twice(seen.rows, tying)
    rows = tuple(_row_line(row, by_file, twice, tying) for row in seen.rows)
    bringing = defaultdict[str, list[BoxLine]](list)
    for one in scans:
        if one.record_id and one.state not in BRING_NOTHING:
            bringing[one.record_id].append(one)
    listed = {one.record_id: one for one in rows if one.record_id}
    papers = tuple(
        _paper_line(paper, seen, bringing[paper.record_id], listed) for paper in seen.papers
    )
    return Reconciled(papers, rows, scans)


@dataclass(frozen=True, slots=True)
class _Tying:
    """Which paper a scan is of, and which row names it."""

    papers: Mapping[str, RegisteredPaper]
    rows: Mapping[str, SeenRow]
    meant: Mapping[SeenRow, str]

    @classmethod
    def of(cls, seen: SeenBox) -> _Tying:
        papers = {one.record_id: one for one in seen.papers}
        by_number = defaultdict[str, list[RegisteredPaper]](list)
        for one in seen.papers:
            by_number[number_key(one.number)].append(one)
        meant = {row: _meant(row.said, papers, by_number) for row in seen.rows}
        rows = {row.file: row for row in seen.rows if row.file}
        return cls(papers, rows, meant)

    def row_of(self, scan: SeenScan) -> SeenRow | None:
        return self.rows.get(scan.file)

    def paper_of(self, scan: SeenScan) -> str:
        """By what the catalogue ties it to; else by its row, where that is a paper of the box."""
        if scan.known and scan.known.record_id:
            return scan.known.record_id
        row = self.row_of(scan)
        return self.meant[row] if row else ""


def _meant(
    said: Description,
    papers: Mapping[str, RegisteredPaper],
    by_number: Mapping[str, Sequence[RegisteredPaper]],
) -> str:
    """The paper that a row means, if it can be only one of the box's."""
    if said.record_id:
        return said.record_id if said.record_id in papers else ""
    if not said.number:
        return ""
    alike = [
        one
        for one in by_number.get(number_key(said.number), ())
        if said.formed and agree(said.formed, PartialDate.parse(one.formed))
    ]
    return alike[0].record_id if len(alike) == 1 else ""


def _scan_line(scan: SeenScan, seen: SeenBox, tying: _Tying) -> BoxLine:
    row, identity = tying.row_of(scan), tying.paper_of(scan)
    paper = tying.papers.get(identity)
    state = state_of_scan(
        scan, paper, is_named=row is not None, has_list=bool(seen.rows), rules=seen.rules
    )
    code, details, findings = reasons_of(scan, state, seen.rules)
    return BoxLine(
        state=state,
        record_id=identity,
        row=row.number if row else None,
        document_id=scan.document_id,
        file=scan.file,
        words=_words(scan.known or _said_of(row)),
        place=paper.location if paper else "",
        other=details.get("other", ""),
        reason_code=code,
        reason_details=details,
        findings=findings,
        sheets=next((one for one in _counts(paper, scan, row) if one is not None), None),
        pages=scan.known.page_count if scan.known else None,
    )


def _said_of(row: SeenRow | None) -> Description:
    return row.said if row else Description()


def _words(told: DocumentRow | RegisteredPaper | Description) -> LineWords:
    formed = told.formed
    iso = formed.iso if isinstance(formed, PartialDate) else formed or ""
    return LineWords(told.number, iso, told.record_type, told.subject)


def _counts(
    paper: RegisteredPaper | None, scan: SeenScan, row: SeenRow | None
) -> Iterator[int | None]:
    """How many sheets register, catalogue and list count, the one that counts first."""
    yield paper.sheets if paper else None
    yield scan.known.sheets if scan.known else None
    yield _said_of(row).sheets


def _by_file(scans: Iterable[BoxLine]) -> dict[str, BoxLine]:
    """File → its scan: of several versions, the one that brings a paper, the newest of them."""
    found = dict[str, BoxLine]()
    for one in scans:
        held = found.get(one.file)
        if held is None or held.state in BRING_NOTHING or one.state not in BRING_NOTHING:
            found[one.file] = one
    return found


def _twice(rows: Sequence[SeenRow], tying: _Tying) -> frozenset[SeenRow]:
    """The rows that name a paper which another row names, too."""
    naming = defaultdict[object, list[SeenRow]](list)
    for row in rows:
        said = row.said
        key: object = tying.meant[row] or said.record_id
        if not key and said.number and said.formed and said.formed.day:
            key = (number_key(said.number), said.formed.iso)
        if key and not row.problem:
            naming[key].append(row)
    return frozenset(row for found in naming.values() if len(found) > 1 for row in found)


def _row_line(
    row: SeenRow, by_file: Mapping[str, BoxLine], twice: frozenset[SeenRow], tying: _Tying
) -> BoxLine:
    scan, said = by_file.get(row.file), row.said
    identity = (scan.record_id if scan else "") or tying.meant[row]
    if row.problem:
        state = BoxState.UNUSABLE_ROW
    elif row in twice:
        state = BoxState.TWICE_LISTED
    elif scan is None or scan.state is BoxState.TAKEN_OUT:
        state = BoxState.MISSING
    else:
        state = scan.state
    return BoxLine(
        state=state,
        record_id=identity,
        row=row.number,
        document_id=scan.document_id if scan else "",
        file=row.file,
        words=_words(said),
        other=row.problem,
        sheets=said.sheets,
    )


def _paper_line(
    paper: RegisteredPaper,
    seen: SeenBox,
    scans: Sequence[BoxLine],
    listed: Mapping[str, BoxLine],
) -> BoxLine:
    scan = min(scans, key=lambda one: _TELLING.index(one.state), default=None)
    row = listed.get(paper.record_id, _NO_ROW)
    is_of_phase = seen.years is None or seen.years(paper.year)
    return BoxLine(
        state=scan.state if scan else _unscanned(paper, seen.standing(paper), is_of_phase),
        record_id=paper.record_id,
        row=row.row,
        document_id=scan.document_id if scan else paper.document_id,
        file=scan.file if scan else row.file,
        words=_words(paper),
        place=paper.location,
        other=paper.document_id if scan is None else "",
        sheets=paper.sheets,
    )


def _unscanned(paper: RegisteredPaper, standing: Standing, is_of_phase: bool) -> BoxState:
    """Where a paper stands of which the box has no scan."""
    if paper.document_id:
        return BoxState.OTHER_BOX
    if standing is Standing.EXCLUDED:
        return BoxState.EXCLUDED
    if standing is Standing.LAPSED:
        return BoxState.LAPSED
    return BoxState.MISSING if is_of_phase else BoxState.OTHER_PHASE
