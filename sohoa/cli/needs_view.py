"""What waits for a person, and the commands that show it: the same words for every command."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from sohoa.domain.errors import explain
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import RULES
from sohoa.domain.needs import Workload
from sohoa.domain.outcome import DocumentState
from sohoa.language import _
from sohoa.line.summary import BatchSummary


def needs_lines(
    to_rescan: Workload,
    to_review: Workload,
    *,
    if_can: Workload | None = None,
    batch: str = "",
) -> Iterator[str]:
    """A line each about what has to be scanned again, be looked at, or be scanned if one can."""
    name = shlex.quote(batch)
    narrowed = f" --batch {name}" if batch else ""
    if to_rescan.documents:
        slip = name if batch else _("BOX")
        yield _(
            "{counted} to scan again; slip for the scanner: sohoa rescan-slip {batch};"
            " which ones: {command}"
        ).format(
            counted=_counted(to_rescan),
            batch=slip,
            command=f"sohoa list{narrowed} --needs {Need.RESCAN.value}",
        )
    if to_review.documents:
        yield _("{counted} to look at: {command}").format(
            counted=_counted(to_review),
            command=f"sohoa list{narrowed} --needs {Need.REVIEW.value}",
        )
    if if_can and if_can.documents:
        yield _("{counted} to scan again if you can (read well, below the rule): {command}").format(
            counted=_counted(if_can),
            command=f"sohoa list{narrowed} --needs {Need.RESCAN_IF_CAN.value}",
        )


def rule_lines(below: Mapping[str, int]) -> Iterator[str]:
    """A line for each rule that documents are below."""
    for code, documents in below.items():
        text = _("below the rule: {documents} documents ({rule}): {command}")
        command = f"sohoa list --below {code}"
        yield text.format(documents=documents, rule=_(RULES[code]), command=command)


def _counted(work: Workload) -> str:
    """Documents, and pages where it is pages that are the reason."""
    if not work.pages:
        return _("{documents} documents").format(documents=work.documents)
    text = _("{documents} documents ({pages} pages)")
    return text.format(documents=work.documents, pages=work.pages)


def held_lines(batch: BatchSummary) -> Iterator[str]:
    """What of a box waits by itself, and what waits for a person's word; each with its reason."""
    for rejection in batch.left_in(DocumentState.ARRIVING):
        what, _remedy = explain(rejection.code, rejection.details, _)
        text = _("{file} is still arriving and waits: {reason}")
        yield text.format(file=rejection.source_name, reason=what)
    for rejection in batch.left_in(DocumentState.CONTESTED):
        what, remedy = explain(rejection.code, rejection.details, _)
        text = _("{file} waits for a decision: {reason}")
        yield text.format(file=rejection.source_name, reason=f"{what} {remedy}")
    if asked := len(batch.left_in(DocumentState.ASKED)):
        command = f"sohoa review --batch {shlex.quote(batch.batch)}"
        yield _asked().format(count=asked, command=command)


def standing_lines(states: Mapping[DocumentState, int]) -> Iterator[str]:
    """How many documents wait by themselves or for a person's word, in all boxes."""
    texts = {
        DocumentState.CONTESTED: _("{count} documents wait for a decision: {command}"),
        DocumentState.ARRIVING: _("{count} documents are still arriving: {command}"),
    }
    for state, text in texts.items():
        if count := states.get(state, 0):
            yield text.format(count=count, command=f"sohoa list --state {state.value}")
    if asked := states.get(DocumentState.ASKED, 0):
        yield _asked().format(count=asked, command="sohoa review")


def _asked() -> str:
    return _("{count} documents wait until a person says which paper they are: {command}")
