"""How the states of a reconciled box are called, and what is to be done about each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sohoa.domain.box_states import BoxState
from sohoa.domain.errors import explain
from sohoa.domain.failure import N_
from sohoa.domain.findings import finding_text
from sohoa.domain.places import page_of_file
from sohoa.domain.reconciliation import BoxLine
from sohoa.language import _
from sohoa.reports.page_words import page_text


@dataclass(frozen=True, slots=True)
class BoxSection:
    """States about which the same is done: how they are called together, and what that is."""

    title: str
    advice: str
    states: tuple[BoxState, ...]


#: Every state about which somebody has to do something, in the order in which it is done.
SECTIONS = (
    BoxSection(
        N_("To be found in the box"),
        N_("Register or list name them, and no scan of them is there: find the paper and scan it."),
        (BoxState.MISSING,),
    ),
    BoxSection(
        N_("To be scanned again"),
        N_("Put the new scan into the box under the same name."),
        (BoxState.RESCAN,),
    ),
    BoxSection(
        N_("Sheets differ"),
        N_("Count the sheets of the paper: scan what is missing, or correct the register."),
        (BoxState.SHEETS_DIFFER,),
    ),
    BoxSection(
        N_("Extra, or not known what of"),
        N_("Tie each to its paper, enter its row, or take it out of the box."),
        (BoxState.EXTRA, BoxState.UNTIED),
    ),
    BoxSection(
        N_("Double"),
        N_("Look at both: take out one, or say that they are two papers."),
        (BoxState.DOUBLE, BoxState.TWICE_LISTED),
    ),
    BoxSection(
        N_("Of a year of another phase"),
        N_("Leave them for their phase, or correct the year."),
        (BoxState.OTHER_PHASE,),
    ),
    BoxSection(
        N_("Scanned, though not to be digitized"),
        N_("See why the register excludes them: take the scan out, or correct the register."),
        (BoxState.OUT_OF_SCOPE,),
    ),
    BoxSection(
        N_("Waiting for a person"),
        N_("Look at the paper and decide."),
        (BoxState.ASKED,),
    ),
    BoxSection(
        N_("Left the line"),
        N_("Mend what is said of each, and run the phase again."),
        (BoxState.REJECTED,),
    ),
    BoxSection(
        N_("Rows of the list that cannot be used"),
        N_("Correct each row in the box's list."),
        (BoxState.UNUSABLE_ROW,),
    ),
    BoxSection(
        N_("Scans that are no longer in the box"),
        N_("Put each scan back, or say with “sohoa release” that it may be gone."),
        (BoxState.TAKEN_OUT, BoxState.MASTER_GONE),
    ),
    BoxSection(
        N_("Files that the archive lacks"),
        N_("Have them verified with “sohoa verify”, and restore them from the backup."),
        (BoxState.FILE_MISSING, BoxState.FILE_DIFFERS),
    ),
)


def box_state_label(state: BoxState) -> str:
    """Name a state in the language in force."""
    labels = {
        BoxState.WHOLE: _("archived, nothing to do"),
        BoxState.MASTER_GONE: _("archived; its scan is no longer in the box"),
        BoxState.FILE_MISSING: _("its file is missing in the archive"),
        BoxState.FILE_DIFFERS: _("its file in the archive has another size"),
        BoxState.ASKED: _("waits for a person"),
        BoxState.DOUBLE: _("scanned twice"),
        BoxState.OUT_OF_SCOPE: _("scanned, though not to be digitized"),
        BoxState.SHEETS_DIFFER: _("sheets differ"),
        BoxState.RESCAN: _("to be scanned again"),
        BoxState.UNTIED: _("archived, tied to no paper of the register"),
        BoxState.EXTRA: _("no row of it in list or register"),
        BoxState.WAITS_FOR_SIGNATURE: _("waits for a signature"),
        BoxState.IN_PROGRESS: _("in progress"),
        BoxState.NOT_RUN: _("not run yet"),
        BoxState.ARRIVING: _("still arriving"),
        BoxState.REJECTED: _("rejected"),
        BoxState.OTHER_PHASE: _("of a year of another phase"),
        BoxState.REPLACED: _("replaced"),
        BoxState.WITHDRAWN: _("withdrawn"),
        BoxState.TAKEN_OUT: _("taken out of the box before it was archived"),
        BoxState.UNUSABLE_ROW: _("row that cannot be used"),
        BoxState.TWICE_LISTED: _("twice in the list"),
        BoxState.MISSING: _("no scan of it"),
        BoxState.OTHER_BOX: _("archived with another box"),
        BoxState.EXCLUDED: _("not to be digitized"),
        BoxState.LAPSED: _("no longer in force"),
    }
    return labels[state]


def line_text(line: BoxLine) -> str:
    """Say what is the matter with one paper, row or scan; empty where its state says all."""
    return " · ".join(dict.fromkeys(_said(line)))


def _said(line: BoxLine) -> Iterator[str]:
    if line.state is BoxState.UNUSABLE_ROW:
        yield line.other
        return
    if line.state is BoxState.SHEETS_DIFFER:
        text = _("pages scanned: {pages}; sheets counted: {sheets}")
        yield text.format(pages=line.pages, sheets=line.sheets)
        return
    if line.reason_code and not line.findings:
        yield " ".join(explain(line.reason_code, dict(line.reason_details), _))
    for finding in line.findings:
        said = finding_text(replace(finding, page=0), _)
        in_file = page_of_file(line.file, finding.page, pages=line.pages)
        page = page_text(finding.page, in_file)
        yield f"{page}: {said}" if finding.page else said
    if line.state in _BY_THEMSELVES:
        yield box_state_label(line.state)
    if line.state is BoxState.MISSING and line.place:
        yield _("kept at: {place}").format(place=line.place)


#: States that share a section with others, and are told apart in it.
_BY_THEMSELVES = frozenset(
    {
        BoxState.EXTRA, BoxState.UNTIED, BoxState.TWICE_LISTED, BoxState.TAKEN_OUT,
        BoxState.MASTER_GONE, BoxState.FILE_MISSING, BoxState.FILE_DIFFERS,
    }
)  # fmt: skip
