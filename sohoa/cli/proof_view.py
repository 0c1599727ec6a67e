"""What a short proof proves, as a person reads it."""

from __future__ import annotations

import datetime as dt

import click

from sohoa.domain.vietnam_time import minute_shown
from sohoa.language import _
from sohoa.use_cases.short_proofs import ProvenEntryResult, ShortProofResult

#: What an opened fact says of a document's bytes.
_BYTES = ("sha256", "receipt", "reading", "master")


def print_proof(result: ShortProofResult) -> None:
    """Print what is proven, entry by entry, to which head, and what is not."""
    for entry in result.entries:
        click.echo(f"· {_entry(result.about, entry)}")
    head = result.head
    when = minute_shown(head.at)
    if result.is_proven:
        text = _("All of this was in the ledger before {at} ({size} entries).")
        click.echo("✓ " + text.format(at=when, size=head.size))
    if result.older is not None and result.is_proven:
        later = [one for one in result.entries if one.position >= result.older.size]
        text = _(
            "The ledger continues that of {at} ({size} entries); after it came {count} of these"
        )
        at = minute_shown(result.older.at)
        click.echo("✓ " + text.format(at=at, size=result.older.size, count=len(later)))
    click.echo(
        _("That nothing else was recorded of it, no short proof can show; sohoa audit does.")
    )
    for flaw in result.flaws:
        click.echo(f"✗ {flaw}")
    _print_signer(result)
    if not result.is_kept and not result.flaws:
        _print_unkept(result)


def _print_unkept(result: ShortProofResult) -> None:
    """Say that no head from outside was compared, and what that leaves."""
    if not result.is_proven:
        click.echo(
            "✗ "
            + _(
                "It fits together, and proves nothing yet: such a file anybody can make. Give a"
                " head that was kept (--head), or a root by which its signature is judged"
                " (--trust)."
            )
        )
    text = _("Its head, to be compared with one that was kept outside: {line}")
    click.echo(text.format(line=result.head.line))


def _print_signer(result: ShortProofResult) -> None:
    if not result.signer:
        click.echo(_("The head is not signed: its time is the word of the machine that made it."))
        return
    if result.is_signer_believed:
        click.echo("✓ " + _("The head is signed by {signer}.").format(signer=result.signer))
    else:
        text = _("The head bears a signature by {signer}; whether it is theirs, --trust ROOT says.")
        click.echo(text.format(signer=result.signer))
    if result.stamped_at is not None:
        text = _("A time stamp says {at}.")
        click.echo(text.format(at=minute_shown(result.stamped_at)))


def _entry(about: str, entry: ProvenEntryResult) -> str:
    """What an entry says, and when it was recorded by its own word."""
    said = {"position": entry.position, "at": _time(entry.at), "about": about}
    if entry.kind == "changes":
        return _("entry {position}: the act {what}, recorded {at}").format(
            **said, what=entry.says.get("act")
        )
    if entry.kind != "facts":
        what = ", ".join(
            f"{name} {value}"
            for name, value in entry.says.items()
            if name not in {"seal", "key", "at"} and value not in {None, "", about}
        )
        return _("entry {position} ({kind}), {at}: {what}").format(
            **said, kind=entry.kind, what=what
        )
    if not entry.opened:
        return _("entry {position}: a fact about {about}, sealed, recorded {at}").format(**said)
    if entry.opened.get("state") == "archived" and entry.opened.get("sha256"):
        text = _("entry {position}: {about} was archived, its file has the SHA-256 {digest}; {at}")
        first = text.format(**said, digest=entry.opened["sha256"])
        return "\n    ".join([first, *_digests(entry)])
    what = ", ".join(f"{name} = {value or '–'}" for name, value in entry.opened.items())
    return _("entry {position}: recorded {at} of {about}: {what}").format(**said, what=what)


def _time(at: str) -> str:
    """A time as it is shown; one that is written otherwise stays as it is."""
    try:
        return minute_shown(dt.datetime.fromisoformat(at))
    except ValueError:
        return at or "–"


def _digests(entry: ProvenEntryResult) -> list[str]:
    others = [name for name in entry.opened if name != "sha256" and entry.opened[name]]
    return [
        f"{name} {entry.opened[name]}"
        for name in sorted(others, key=lambda name: (name not in _BYTES, name))
    ]
