"""Turn the end of a run into Prefect's state: its colour is the truth.

| state | type | when |
|---|---|---|
| `Completed` | completed | everything that was open is done |
| `CompletedWithRejections` | completed | the same, and the message names what was quarantined |
| `NothingToDo` | cancelled | nothing was open: Prefect shows it grey, not green |
| `Stopped` | cancelled | somebody asked for the end (`sohoa stop`); the next run goes on |
| `Failed` | failed | some batch could not be worked on; the message says which and why |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from prefect import State
from prefect.client.schemas.objects import StateType

from sohoa.domain.outcome import DocumentState
from sohoa.language import _
from sohoa.line.summary import BatchSummary, RunSummary

T = TypeVar("T")

#: So many rejected documents are named in a state's message; the digest names all.
_NAMED = 20


def summary_of(state: State[Any]) -> RunSummary:
    """The summary that a run's state bears.

    Raises:
        BaseException: What ended the run before it had one.
    """
    result = state.result(raise_on_failure=False)
    if isinstance(result, RunSummary):
        return result
    if isinstance(result, BaseException):
        raise result
    raise TypeError(type(result).__name__)


def state_of(summary: RunSummary) -> State[RunSummary]:
    """The state that a run of one phase ends in; it bears the summary.

    A box that is still arriving waits as it should: that is no failure.
    """
    return _state(summary.batches, data=summary)


def state_of_night(summaries: Sequence[RunSummary], *, problems: Sequence[str]) -> State[None]:
    """The state that a night ends in; `problems` are what kept whole phases from being run."""
    batches = [batch for summary in summaries for batch in summary.batches]
    return _state(batches, data=None, problems=problems)


def _state(batches: Sequence[BatchSummary], *, data: T, problems: Sequence[str] = ()) -> State[T]:
    stopped = [
        f"{one.batch} [{one.stopped.code}]"
        for one in batches
        if one.stopped and not one.is_arriving and not one.was_stopped
    ]
    if stopped or problems:
        message = _("Not worked on: {batches}").format(batches=", ".join([*stopped, *problems]))
        return State(type=StateType.FAILED, message=message, data=data)
    if asked := next((one.stopped for one in batches if one.stopped and one.was_stopped), None):
        return State(type=StateType.CANCELLED, name="Stopped", message=asked.message(_), data=data)
    if not any(one.worked for one in batches):
        message = _("Nothing was to be done.")
        return State(type=StateType.CANCELLED, name="NothingToDo", message=message, data=data)
    rejected = [
        f"{batch.batch}/{one.source_name} [{one.code}]"
        for batch in batches
        for one in batch.rejections
        if one.state is DocumentState.QUARANTINED
    ]
    if rejected:
        named = ", ".join(rejected[:_NAMED]) + (" …" if len(rejected) > _NAMED else "")
        message = _("{count} rejected: {names}").format(count=len(rejected), names=named)
        return State(
            type=StateType.COMPLETED, name="CompletedWithRejections", message=message, data=data
        )
    return State(type=StateType.COMPLETED, data=data)
