"""How far a run is, in words: the same for its own screen and for who watches it from outside."""

from __future__ import annotations

from collections.abc import Iterator

from sohoa.domain.stations import Station
from sohoa.language import _
from sohoa.runs.progress import PAGE_STEP, RunProgress
from sohoa.runs.record import RunKind, RunState

_MINUTE, _HOUR = 60, 3600


def step_label(step: str) -> str:
    """A step's name as people say it."""
    doing = {station.value: station.doing for station in Station}
    if step in doing:
        return _(doing[step])
    return _("renewing") if step == RunKind.RENEW else step


def kind_label(kind: RunKind) -> str:
    """What a run does, in a word."""
    labels = {
        RunKind.RUN: _("digitizing"),
        RunKind.SIGN: _("signing"),
        RunKind.NIGHT: _("the night"),
        RunKind.RENEW: _("renewing"),
    }
    return labels[kind]


def state_label(state: RunState) -> str:
    """How a run stands, in a word."""
    labels = {
        RunState.PREPARING: _("preparing"),
        RunState.RUNNING: _("at work"),
        RunState.STOPPING: _("stopping"),
        RunState.DONE: _("done"),
        RunState.DONE_WITH_REJECTIONS: _("done, with rejections"),
        RunState.STOPPED: _("stopped"),
        RunState.FAILED: _("failed"),
        RunState.LOST: _("lost: its process is gone; run it again"),
        RunState.ELSEWHERE: _("on another machine"),
    }
    return labels[state]


def left_text(seconds: int | None) -> str:
    """How long the rest takes, as roughly as it is known."""
    if seconds is None:
        return _("time left: unknown yet")
    if seconds < _MINUTE:
        return _("less than a minute left")
    if seconds < _HOUR:
        return _("about {minutes} min left").format(minutes=round(seconds / _MINUTE))
    hours, rest = divmod(seconds, _HOUR)
    text = _("about {hours} h {minutes} min left")
    return text.format(hours=hours, minutes=rest // _MINUTE)


def overall_text(progress: RunProgress) -> str:
    """The run over all its boxes: which box, and what was refused; the time left stands apart."""
    parts = []
    if progress.box_number:
        text = _("box {number} of {boxes}")
        parts.append(text.format(number=progress.box_number, boxes=progress.boxes))
    if progress.pages and progress.step != PAGE_STEP:
        text = _("{done} of {total} pages read")
        parts.append(text.format(done=progress.pages.done, total=progress.pages.total))
    if progress.rejects:
        parts.append(_("{count} rejected").format(count=progress.rejects))
    return " · ".join(parts)


def progress_line(progress: RunProgress) -> str:
    """All of it in one line."""
    return " · ".join(part for part in _parts(progress) if part)


def _parts(progress: RunProgress) -> Iterator[str]:
    if progress.step:
        yield progress.box or ""
        count = progress.steps.get(progress.step)
        yield step_label(progress.step) + (f" {count.done}/{count.total}" if count else "")
    yield overall_text(progress)
    yield left_text(progress.seconds_left)
