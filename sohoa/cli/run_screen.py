"""What a run shows: all of it and its present step as two bars, and a table at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from sohoa.cli.day import today
from sohoa.cli.needs_view import held_lines, needs_lines
from sohoa.cli.progress_view import left_text, overall_text, step_label
from sohoa.cli.screen import print_json, print_table, with_comma
from sohoa.domain.errors import explain
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.verdict import PlanVerdict
from sohoa.language import _
from sohoa.line.summary import BatchSummary, RunSummary
from sohoa.reports.verdict_words import verdict_line
from sohoa.runs.live import LiveRun
from sohoa.use_cases.running import BatchResult, LeftResult, RunResult
from sohoa.work.watching import Watcher, watched_by


class _CountColumn(ProgressColumn):
    """Pages or documents done and in all, and how many a second."""

    def render(self, task: Task) -> Text:
        """Show them for a step; the run as a whole counts in other things."""
        if task.total is None or not task.fields["is_step"]:
            return Text("")
        speed = task.finished_speed or task.speed
        rate = f"  {with_comma(f'{speed:.1f}/s')}" if speed else ""
        return Text(f"{int(task.completed)}/{int(task.total)}{rate}")


class RunScreen(Watcher):
    """A watcher that draws what the run has counted; if `quiet`, it tells only of rejections.

    It stands behind the run among the watchers: what is drawn is counted already.
    """

    def __init__(self, run: LiveRun, progress: Progress, *, quiet: bool) -> None:
        self._run = run
        self._progress = progress
        self._quiet = quiet
        self._whole = progress.add_task("", total=None, is_step=False, left="")
        self._step = progress.add_task("", total=None, is_step=True, left="", visible=False)
        self._begun: set[str] = set()
        self._said: set[str] = set()

    def begin(self, boxes: Mapping[str, int | None]) -> None:
        """Say which run this is and what lies ahead of it, while Prefect still starts."""
        documents = [count for count in boxes.values() if count is not None]
        text = _("{run}: {boxes} boxes, about {documents} documents to do")
        run = self._run.run_id or "?"
        self._print(text.format(run=run, boxes=len(boxes), documents=sum(documents)))
        self._progress.update(self._whole, description=_("Starting Prefect …"))

    def step_started(self, box: str, step: str, *, documents: int, total: int) -> None:
        """A fresh bar; a line for what a box begins with."""
        label = f"{box} · {step_label(step)}"
        self._progress.reset(self._step, total=total, description=label, visible=True)
        if documents and box not in self._begun:
            self._begun.add(box)
            self._print(_("{label}: {count} documents").format(label=label, count=documents))
        self._draw_whole()

    def advanced(self, count: int = 1) -> None:
        """Move the bars."""
        self._progress.advance(self._step, count)
        self._draw_whole()

    def step_closed(self, box: str, step: str, *, accepted: int) -> None:
        """Leave a line behind for what is complete."""
        line = _("{batch}: {station} done, {count} documents go on")
        self._print(line.format(batch=box, station=step_label(step), count=accepted))

    def rejected(self, box: str, rejection: Rejection) -> None:
        """Say at once which document leaves the line, and why."""
        what, _remedy = explain(rejection.code, rejection.details, _)
        self._say(f"  [{rejection.code}] {box}/{rejection.source_name}: {what}")

    def _draw_whole(self) -> None:
        if self._quiet:
            return
        now = self._run.meter.progress()
        self._progress.update(
            self._whole,
            total=None if now.share is None else 1.0,
            completed=now.share or 0.0,
            description=overall_text(now),
            left=left_text(now.seconds_left),
        )

    def _print(self, text: str) -> None:
        if not self._quiet:
            self._say(text)

    def _say(self, text: str) -> None:
        """Leave a line behind, once: a step that is looked at again tells the same again."""
        if text not in self._said:
            self._said.add(text)
            self._progress.console.print(text, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def run_screen(run: LiveRun, *, quiet: bool) -> Iterator[RunScreen]:
    """Draw a run on standard error, so that standard output holds the result alone."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        _CountColumn(),
        TextColumn("{task.fields[left]}"),
        console=Console(stderr=True),
        transient=True,
        disable=quiet,
    )
    screen = RunScreen(run, progress, quiet=quiet)
    with progress, watched_by(screen):
        yield screen


def print_summary(summary: RunSummary, verdict: PlanVerdict, *, as_json: bool) -> None:
    """Print the table a run ends with, what to do about rejections, and how the plan stands."""
    if as_json:
        print_json(_result(summary, verdict))
        return
    _print_table(summary)
    click.echo(verdict_line(verdict, today()))


def _print_table(summary: RunSummary) -> None:
    headings = [
        _("batch"),
        _("archived in all"),
        _("pages in all"),
        _("quarantined"),
        _("set aside"),
        _("to rescan"),
        _("to look at"),
        _("rescan if you can"),
        _("note"),
    ]
    print_table(headings, [_row(batch) for batch in summary.batches])
    if asked := next((one.stopped for one in summary.batches if one.was_stopped), None):
        click.echo(asked.render(_), err=True)
    for batch in summary.batches:
        if batch.stopped and not batch.busy and not batch.was_stopped:
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


def print_summaries(
    summaries: Sequence[RunSummary], verdict: PlanVerdict, *, as_json: bool
) -> None:
    """Print what several phases came to, and how the plan stands."""
    if as_json:
        print_json([_result(summary, verdict) for summary in summaries])
        return
    for summary in summaries:
        _print_table(summary)
    click.echo(verdict_line(verdict, today()))


def _row(batch: BatchSummary) -> list[object]:
    states = batch.states
    note = ""
    if asked := states[DocumentState.ASKED]:
        note = _("{count} wait for a decision").format(count=asked)
    if batch.stopped:
        note = f"[{batch.stopped.code}]"
    if batch.waiting:
        note = _("{count} wait for signing").format(count=batch.waiting)
    if batch.busy:
        note = _("another run is working on this batch")
    if batch.is_arriving:
        note = _("still arriving")
    if batch.was_stopped:
        note = _("stopped, goes on with the next run")
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


def _result(summary: RunSummary, verdict: PlanVerdict) -> RunResult:
    batches = tuple(_batch_result(batch) for batch in summary.batches)
    return RunResult(summary.phase, summary.exit_code, batches, verdict)


def _batch_result(batch: BatchSummary) -> BatchResult:
    return BatchResult(
        batch=batch.batch,
        archived=batch.archived,
        pages=batch.pages,
        quarantined=batch.states[DocumentState.QUARANTINED],
        set_aside=batch.states[DocumentState.SET_ASIDE],
        arriving=_left(batch, DocumentState.ARRIVING),
        contested=_left(batch, DocumentState.CONTESTED),
        asked=_left(batch, DocumentState.ASKED),
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
