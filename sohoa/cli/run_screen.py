"""What a run shows: a bar per station with rate and time left, and a table at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from sohoa.cli.needs_view import held_lines, needs_lines
from sohoa.cli.screen import print_json, print_table, with_comma
from sohoa.domain.errors import explain
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.stations import Station
from sohoa.language import _
from sohoa.line.summary import BatchSummary, RunSummary
from sohoa.use_cases.running import BatchResult, LeftResult, RunResult


class _RateColumn(ProgressColumn):
    """Pages or documents per second."""

    def render(self, task: Task) -> Text:
        """Show the measured speed, once there is one."""
        speed = task.finished_speed or task.speed
        return Text(with_comma(f"{speed:.1f}/s") if speed else "")


class RunScreen:
    """A watcher that draws; with `quiet` it only says what stops a document."""

    def __init__(self, progress: Progress, *, quiet: bool) -> None:
        self._progress = progress
        self._quiet = quiet
        self._bar = progress.add_task("", total=None)

    def say(self, text: str) -> None:
        """Show what is being waited for."""
        self._progress.update(self._bar, description=text)

    def station_started(self, batch: str, station: Station, *, total: int) -> None:
        """A fresh bar."""
        label = f"{batch} · {station_label(station)}"
        self._progress.reset(self._bar, total=total, description=label)

    def advanced(self, count: int = 1) -> None:
        """Move the bar."""
        self._progress.advance(self._bar, count)

    def station_closed(self, batch: str, station: Station, *, accepted: int) -> None:
        """Leave a line behind for what is complete."""
        if not self._quiet:
            line = _("{batch}: {station} done, {count} documents go on")
            text = line.format(batch=batch, station=station_label(station), count=accepted)
            self._progress.console.print(text, highlight=False, markup=False, soft_wrap=True)

    def rejected(self, batch: str, rejection: Rejection) -> None:
        """Say at once which document leaves the line, and why."""
        what, _remedy = explain(rejection.code, rejection.details, _)
        text = f"  [{rejection.code}] {batch}/{rejection.source_name}: {what}"
        self._progress.console.print(text, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def run_screen(*, quiet: bool) -> Iterator[RunScreen]:
    """Draw on standard error, so that standard output holds the result alone."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TextColumn(_("left")),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=quiet,
    )
    with progress:
        yield RunScreen(progress, quiet=quiet)


def station_label(station: Station) -> str:
    """A station's name as people say it."""
    return _(station.doing)


def print_summary(summary: RunSummary, *, as_json: bool) -> None:
    """Print the table a run ends with, and what to do about rejections."""
    if as_json:
        print_json(_result(summary))
        return
    headings = [
        _("batch"),
        _("archived"),
        _("pages"),
        _("quarantined"),
        _("set aside"),
        _("to rescan"),
        _("to look at"),
        _("rescan if you can"),
        _("note"),
    ]
    print_table(headings, [_row(batch) for batch in summary.batches])
    for batch in summary.batches:
        if batch.stopped and not batch.busy:
            named = "" if batch.stopped.item == batch.batch else f"{batch.batch}: "
            click.echo(named + batch.stopped.render(_), err=True)
    quarantined = sum(batch.states[DocumentState.QUARANTINED] for batch in summary.batches)
    if quarantined:
        click.echo(_("See what to do about rejected documents: sohoa list --state quarantined"))
    for batch in summary.batches:
        for line in held_lines(batch):
            click.echo(f"{batch.batch}: {line}")
        for line in needs_lines(
            batch.to_rescan, batch.to_review, if_can=batch.to_rescan_if_can, batch=batch.batch
        ):
            click.echo(f"{batch.batch}: {line}")
        for code, count in batch.findings:
            click.echo(f"{batch.batch}: {_finding_text(code).format(count=count)}")
    if any(batch.waiting for batch in summary.batches):
        click.echo(_("Documents wait for your signature; sign them in one sitting: sohoa sign"))


def _finding_text(code: str) -> str:
    texts = {
        "signature-level-below-settings": _(
            "{count} documents signed below the level of the settings; `sohoa renew` raises it."
        ),
        "certificate-status-unknown": _(
            "{count} documents signed although nobody said whether the certificate is revoked."
        ),
        "rsa-pkcs1": _(
            "{count} documents signed with RSA PKCS#1 v1.5: the key can do nothing better."
        ),
    }
    return texts.get(code, f"{code}: {{count}}")


def print_summaries(summaries: Sequence[RunSummary], *, as_json: bool) -> None:
    """Print what several phases came to."""
    if as_json:
        print_json([_result(summary) for summary in summaries])
        return
    for summary in summaries:
        print_summary(summary, as_json=False)


def _row(batch: BatchSummary) -> list[object]:
    states = batch.states
    note = f"[{batch.stopped.code}]" if batch.stopped else ""
    if batch.waiting:
        note = _("{count} wait for signing").format(count=batch.waiting)
    if batch.busy:
        note = _("another run is working on this batch")
    if batch.is_arriving:
        note = _("still arriving")
    return [
        batch.batch,
        batch.archived,
        batch.pages,
        states[DocumentState.QUARANTINED],
        states[DocumentState.SET_ASIDE],
        batch.to_rescan.documents,
        batch.to_review.documents,
        batch.to_rescan_if_can.documents,
        note,
    ]


def _result(summary: RunSummary) -> RunResult:
    batches = tuple(_batch_result(batch) for batch in summary.batches)
    return RunResult(summary.phase, summary.exit_code, batches)


def _batch_result(batch: BatchSummary) -> BatchResult:
    return BatchResult(
        batch=batch.batch,
        archived=batch.archived,
        pages=batch.pages,
        quarantined=batch.states[DocumentState.QUARANTINED],
        set_aside=batch.states[DocumentState.SET_ASIDE],
        arriving=_left(batch, DocumentState.ARRIVING),
        contested=_left(batch, DocumentState.CONTESTED),
        is_arriving=batch.is_arriving,
        to_rescan=batch.to_rescan,
        to_review=batch.to_review,
        to_rescan_if_can=batch.to_rescan_if_can,
        waiting=batch.waiting,
        signing_findings=dict(batch.findings),
        busy=batch.busy,
        stopped=batch.stopped.render(_) if batch.stopped else None,
    )


def _left(batch: BatchSummary, state: DocumentState) -> tuple[LeftResult, ...]:
    """The documents left in a state, each with its reason."""
    return tuple(
        LeftResult(one.item_id, one.source_name, one.code, explain(one.code, one.details, _)[0])
        for one in batch.left_in(state)
    )
