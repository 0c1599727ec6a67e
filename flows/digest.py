"""The morning's digest: gathered from the catalogue and the night's summaries, then delivered."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from prefect.artifacts import create_markdown_artifact

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import BatchError, explain
from sohoa.domain.finding_kind import Need
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.plan import Plan
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import write_durably
from sohoa.language import _
from sohoa.ledger.head import Head
from sohoa.line.summary import BatchSummary, RunSummary
from sohoa.mail import send_mail
from sohoa.reports.digest import (
    BoxDigest,
    NightDigest,
    Refused,
    digest_html,
    digest_markdown,
    digest_text,
    digest_title,
)
from sohoa.reports.verdict_words import verdict_line
from sohoa.settings import Settings
from sohoa.use_cases.mailing_heads import mail_head
from sohoa.use_cases.progress import verdict_on
from sohoa.use_cases.reporting import write_report
from sohoa.use_cases.rescanning import write_rescan_slip
from sohoa.work.witness import take_last_head
from sohoa.workspace import Workspace

T = TypeVar("T")
logger = logging.getLogger(__name__)


def deliver_digest(
    workspace: Workspace,
    plan: Plan,
    settings: Settings,
    summaries: Sequence[RunSummary],
    *,
    problems: Sequence[str],
    started_at: dt.datetime,
) -> Path:
    """Write reports, slips and the digest of a night, show it in Prefect, and send it.

    A mail server that does not answer is told in the log and in the file; it fails no night.

    Raises:
        DiskFullError: No room is left for the file.
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be read.
    """
    digest = gather_digest(
        workspace, plan, settings, summaries, problems=problems, started_at=started_at
    )
    head = take_last_head(workspace)
    digest = replace(digest, head=head.line if head else "")
    if head is not None:
        digest = _to_witnesses(workspace, settings, head, digest)
    day = day_of(digest.ended_at)
    path = workspace.reports_dir / f"dem-{day.isoformat()}.html"
    write_durably(path, digest_html(digest).encode())
    create_markdown_artifact(key="nightly-digest", markdown=digest_markdown(digest))
    if settings.mail.is_on:
        try:
            send_mail(
                settings.mail,
                subject=digest_title(digest),
                text=digest_text(digest),
                html=digest_html(digest),
            )
        except BatchError as error:
            logger.warning("the digest was not sent, %s", error.code)
            unsent = digest.with_problem(error.render(_))
            write_durably(path, digest_html(unsent).encode())
    return path


def _to_witnesses(
    workspace: Workspace, settings: Settings, head: Head, digest: NightDigest
) -> NightDigest:
    """Send the head to those who keep it outside; a mail that does not go is told in the digest."""
    try:
        mail_head(workspace, settings, head, office=digest.office)
    except BatchError as error:
        logger.warning("the head of the ledger was not sent, %s", error.code)
        return digest.with_problem(error.render(_))
    except OSError as error:
        return digest.with_problem(str(error))
    return digest


def gather_digest(
    workspace: Workspace,
    plan: Plan,
    settings: Settings,
    summaries: Sequence[RunSummary],
    *,
    problems: Sequence[str],
    started_at: dt.datetime,
) -> NightDigest:
    """Say what came of a night: each box from the catalogue, and the plan's standing."""
    now = dt.datetime.now(dt.UTC)
    today = day_of(now)
    told: dict[str, list[BatchSummary]] = {name: [] for name in workspace.batch_names()}
    for summary in summaries:
        for batch in summary.batches:
            told.setdefault(batch.batch, []).append(batch)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        rows = {name: reader.list_documents(batch=name) for name in told}
        verdict = verdict_on(reader, plan, today=today, now=now)
    unwritten: list[str] = []
    boxes = tuple(
        _box(
            workspace,
            name,
            rows[name],
            told[name],
            rules=settings.ocr.quality.needs,
            started_at=started_at,
            unwritten=unwritten,
        )
        for name in sorted(told)
    )
    written = [
        _written(
            partial(write_report, workspace, phase=summary.phase, as_of=today, is_signed=False),
            unwritten,
        )
        for summary in summaries
    ]
    return NightDigest(
        settings.office.on(today).name,
        started_at,
        now,
        boxes,
        verdict_line(verdict, today),
        (*problems, *unwritten),
        tuple(files.html for files in written if files),
    )


def _box(
    workspace: Workspace,
    name: str,
    rows: Sequence[DocumentRow],
    summaries: Sequence[BatchSummary],
    *,
    rules: NeedRules,
    started_at: dt.datetime,
    unwritten: list[str],
) -> BoxDigest:
    archived = [row for row in rows if row.state is DocumentState.ARCHIVED]
    stopped = [one.stopped for one in summaries if one.stopped and not one.is_arriving]
    slip = None
    if any(Need.RESCAN in row.needs(rules) for row in rows):
        slip = _written(partial(write_rescan_slip, workspace, batch=name, target=None), unwritten)
    return BoxDigest(
        name,
        archived=len(archived),
        archived_now=sum(
            row.archived_at is not None and row.archived_at >= started_at for row in archived
        ),
        refused=tuple(_refused(rows)),
        notes=tuple(_notes(rows, summaries, rules)),
        stopped=" ".join(dict.fromkeys(error.render(_) for error in stopped)),
        slip=slip[0] if slip else None,
    )


def _written(write: Callable[[], T], unwritten: list[str]) -> T | None:
    """Write a report or a slip; one that cannot be written is told and costs no other."""
    try:
        return write()
    except BatchError as error:
        unwritten.append(error.render(_))
    except OSError as error:
        unwritten.append(str(error))
    return None


def _refused(rows: Sequence[DocumentRow]) -> Iterator[Refused]:
    for row in rows:
        if row.state is DocumentState.QUARANTINED:
            reason, advice = explain(row.reason_code, row.reason_details, _)
            yield Refused(row.source_name, row.reason_code, reason, advice)


def _notes(
    rows: Sequence[DocumentRow], summaries: Sequence[BatchSummary], rules: NeedRules
) -> Iterator[str]:
    yield from dict.fromkeys(
        one.stopped.render(_) for one in summaries if one.stopped and one.is_arriving
    )
    waiting = sum(one.waiting for one in summaries)
    if waiting:
        text = _("{count} wait for a signature: sohoa sign")
        yield text.format(count=waiting)
    states = Counter(row.state for row in rows)
    if states[DocumentState.ARRIVING]:
        yield _("{count} are still arriving and wait").format(count=states[DocumentState.ARRIVING])
    if states[DocumentState.CONTESTED]:
        text = _("{count} lie in the archive with other bytes: sohoa list --state contested")
        yield text.format(count=states[DocumentState.CONTESTED])
    if states[DocumentState.ASKED]:
        text = _("{count} wait until a person says which paper they are: sohoa review")
        yield text.format(count=states[DocumentState.ASKED])
    in_progress = states[DocumentState.IN_PROGRESS] - waiting
    if in_progress > 0:
        yield _("{count} are not finished; the next run goes on with them").format(
            count=in_progress
        )
    needs = Counter(need for row in rows for need in row.needs(rules))
    if needs[Need.RESCAN]:
        yield _("{count} to scan again").format(count=needs[Need.RESCAN])
    if needs[Need.REVIEW]:
        yield _("{count} to look at").format(count=needs[Need.REVIEW])
    if needs[Need.RESCAN_IF_CAN]:
        yield _("{count} to scan again if you can").format(count=needs[Need.RESCAN_IF_CAN])
    aside = [row for row in rows if row.state is DocumentState.SET_ASIDE]
    for reason, count in Counter(
        explain(row.reason_code, row.reason_details, _)[0] for row in aside
    ).items():
        yield _("{count} set aside: {reason}").format(count=count, reason=reason)
