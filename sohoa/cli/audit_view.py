"""What an audit finds, as a person reads it."""

from __future__ import annotations

import click

from sohoa.domain.vietnam_time import minute_shown
from sohoa.inspection.differences import TEXTS, Difference
from sohoa.language import _
from sohoa.use_cases.auditing import AuditResult


def print_difference(one: Difference) -> None:
    """Print one difference on one line: what it is about, and what is otherwise."""
    mark = "·" if one.is_noted_only else "✗"
    said = _(TEXTS[one.code]).format_map(one.details)
    about = f"{one.record}: " if one.record else ""
    click.echo(f"{mark} {about}{said} [{one.code}]")


def print_outcome(result: AuditResult) -> None:
    """Print what was compared, and whether it holds."""
    compared = _("{entries} entries of the ledger, {papers} papers, {files} files compared")
    click.echo(compared.format(entries=result.head.size, papers=result.papers, files=result.files))
    if result.numbers:
        counted = _("{numbers} numbers of reports counted again; not counted again: {parts}")
        named = _("{parts} (why: docs/proof.md)").format(parts=", ".join(result.unchecked))
        parts = named if result.unchecked else "–"
        click.echo(counted.format(numbers=result.numbers, parts=parts))
    for head in result.proven:
        click.echo(
            "✓ "
            + _("the head of {at} holds: {line}").format(at=minute_shown(head.at), line=head.line)
        )
    _print_signed(result)
    if not result.given:
        click.echo(
            _(
                "No head from outside the house was given (--head): whoever has the whole machine"
                " to himself can rewrite ledger and list of heads alike."
            )
        )
    if result.is_whole:
        click.echo("✓ " + _("Everything stands as it was recorded."))
    else:
        count = sum(not one.is_noted_only for one in result.differences)
        click.echo("✗ " + _("Not as it was recorded: {count}").format(count=count))
    click.echo(_("The ledger is now at: {line}").format(line=result.head.line))


def _print_signed(result: AuditResult) -> None:
    """Print which heads are signed, and what the witness keeps."""
    if result.signed:
        newest = result.signed[-1]
        text = _("{count} heads bear signatures that hold; the newest is that of {at}, by {signer}")
        at = minute_shown(newest.head.at)
        click.echo("✓ " + text.format(count=len(result.signed), at=at, signer=newest.signer))
    else:
        click.echo(_("No head bears a signature that holds."))
    if result.witness_away:
        text = _("! The witness's folder cannot be read [{code}]: what it keeps was not compared.")
        click.echo(text.format(code=result.witness_away))
    elif result.from_witness:
        text = _("Heads from the witness's folder: {count}")
        click.echo(text.format(count=result.from_witness))
