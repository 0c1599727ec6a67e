"""How changes of papers are shown: values before and after, what they do to figures, histories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from sohoa.catalogue.rows import SaidBefore
from sohoa.cli.papers import figure_labels
from sohoa.cli.screen import print_table
from sohoa.domain.paper_facts import LISTING, Listing
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.two_times import Act
from sohoa.domain.vietnam_time import minute_shown
from sohoa.inventory.wording import field_text, field_title
from sohoa.language import _
from sohoa.reports.numbers_and_dates import rate_text

if TYPE_CHECKING:
    from sohoa.use_cases.effects import Effect
    from sohoa.use_cases.paper_changes import PaperChanges, ValueChange


def changes_shown(values: Iterable[ValueChange]) -> str:
    """Each value before and after."""
    return "; ".join(
        f"{_title(one.field)}: {_shown(one.field, one.before)} → {_shown(one.field, one.after)}"
        for one in values
    )


def _title(field: str) -> str:
    own = {
        "listing": _("inventory"),
        "merged_into": _("merged into"),
        "document": _("document"),
        "state": _("state"),
        "record": _("register id"),
        "digitized": _("archived at"),
        "signed": _("signed"),
        "born_digital": _("born digital"),
        "problem": _("verification"),
        "place": _("place in the archive"),
        "sha256": _("file (SHA-256)"),
        "receipt": _("receipt (SHA-256)"),
        "reading": _("reading copy (SHA-256)"),
        "master": _("master (SHA-256)"),
        "pages": _("pages"),
        "level": _("signature level"),
        "declared": _("declared papers"),
        "closed": _("closed"),
    }
    return own.get(field) or field_title(field)


def _shown(field: str, value: str) -> str:
    if field == "listing":
        listing, _space, into = value.partition(" ")
        return listing_label(listing, into)
    if field in ("signed", "born_digital", "closed"):
        return _("yes") if value else _("no")
    return field_text(field, value) if value else "–"


def listing_label(listing: str, into: str) -> str:
    """Say whether a paper is in the inventory."""
    return {
        "": "–",
        Listing.LISTED: _("in the inventory"),
        Listing.WITHDRAWN: _("withdrawn"),
        Listing.MERGED: _("merged into {record}").format(record=into),
    }[listing]


def print_effect(effect: Effect, *, rehearsed: bool) -> None:
    """Every figure of the plan that is another now."""
    if not effect.figures:
        click.echo(_("No figure of the plan changes."))
    labels = figure_labels()
    rows: list[list[object]] = [
        [labels[one.figure], one.before, one.after] for one in effect.figures
    ]
    if effect.rate_before != effect.rate_after:
        rows.append([_("rate"), rate_text(effect.rate_before), rate_text(effect.rate_after)])
    if rows:
        print_table([_("figure"), _("before"), _("after")], rows)
    if rehearsed:
        click.echo(_("Rehearsed only: nothing was stored."))


def print_paper_changes(changes: PaperChanges) -> None:
    """What is otherwise of each paper, and what that does to the figures."""
    for paper in changes.papers:
        sign = "+" if paper.new else "↻"
        click.echo(f"{sign} {paper.record_id} · {changes_shown(paper.values) or _('unchanged')}")
    print_effect(changes.effect, rehearsed=changes.rehearsed)


def print_history(history: Sequence[SaidBefore]) -> None:
    """All that was ever said, the oldest first: when, by whom, why, and since when it holds."""
    for one in history:
        since = _("ever since")
        if one.since:
            since = _("from {day}").format(day=PartialDate.parse(one.since))
        origin = " · ".join(part for part in (one.file_name, one.source) if part)
        head = [minute_shown(one.at), act_label(one.act), one.person, origin, one.reason]
        click.echo(" · ".join(part for part in head if part))
        told = "; ".join(f"{_title(name)}: {_value(name, one.said)}" for name in sorted(one.said))
        click.echo(f"    {since} · {told}")


def _value(name: str, said: Mapping[str, str]) -> str:
    if name == LISTING:
        return listing_label(said[name], said.get("merged_into", ""))
    return _shown(name, said[name])


def act_label(act: Act) -> str:
    """An act by which something was recorded, in a word."""
    return {
        Act.IMPORT: _("register imported"),
        Act.EDIT: _("corrected"),
        Act.WITHDRAW: _("withdrawn"),
        Act.RESTORE: _("brought back"),
        Act.MERGE: _("merged"),
        Act.SPLIT: _("split"),
        Act.LINK: _("tied to a document"),
        Act.UNLINK: _("untied from a document"),
        Act.MATCH: _("tied to a document by its pages"),
        Act.DECIDE: _("decided which paper it is"),
        Act.TAKE_BACK: _("decision taken back"),
        Act.LAPSE: _("no longer tied by its pages"),
        Act.DECLARE: _("declared"),
        Act.CLOSE: _("inventory closed"),
        Act.ARCHIVE: _("archived"),
        Act.RETIRE: _("taken out of the count"),
        Act.COMPLETE: _("description completed"),
        Act.VERIFY: _("verified"),
        Act.RENEW: _("proof renewed"),
        Act.MEND: _("put right"),
        Act.UPGRADE: _("known before histories were kept"),
    }[act]
