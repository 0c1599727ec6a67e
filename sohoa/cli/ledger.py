"""`sohoa ledger`: heads of the ledger, to be kept where nobody of the office can change them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.kept_heads import HeadRow

#: So many heads are shown, unless all are asked for.
_SHOWN = 20
_DIGITS = 16


@click.group("ledger", help=_("The ledger of all that numbers rest on, and its heads."))
def command() -> None:
    """One tree; whoever keeps a head can tell whether it was rewritten."""


@command.command("head", help=_("Make a head of the ledger now, to be kept outside the house."))
@json_option
def head_command(*, as_json: bool) -> None:
    """Print its line; it is in `data/ledger/heads.txt`, too."""
    from sohoa.use_cases.auditing import new_head

    head = new_head(the_workspace())
    if as_json:
        print_json(head)
    else:
        click.echo(head.line)


@command.command("heads", help=_("The heads that are kept, the newest first, and who signed them."))
@click.option(
    "--all", "wants_all", is_flag=True, help=_("All that are kept, not only the newest twenty.")
)
@json_option
def heads_command(*, wants_all: bool, as_json: bool) -> None:
    """Print a table, or one JSON list."""
    from sohoa.use_cases.kept_heads import list_heads

    rows = list_heads(the_workspace(), last=None if wants_all else _SHOWN)
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo(_("There is no head of the ledger yet: sohoa ledger head"))
        return
    headings = (
        _("made at"),
        _("entries"),
        _("root"),
        _("signed by"),
        _("stamped"),
        _("at the witness"),
    )
    print_table(headings, [_row(one) for one in rows])
    if not rows[0].signer:
        click.echo(
            _(
                "The newest head is not signed. Where the key waits for a person, the next sohoa"
                " sign signs it; else sohoa doctor says what is wrong. A signed head vouches for"
                " all before it."
            )
        )


@command.command(
    "proof",
    help=_(
        "Write the short proof that the ledger has entries about a document or paper: a JSON file"
        " that anybody can check (sohoa audit --proof), without the catalogue."
    ),
)
@click.argument("about", metavar="ID")
@click.option(
    "--head",
    metavar="FILE|LINE",
    help=_("A head that the receiver keeps: a file that bears one, or its line."),
)
@click.option(
    "--open",
    "is_open",
    is_flag=True,
    help=_("Add the words of its facts, which the ledger has sealed: they may be personal data."),
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Where it is written; else it is printed."),
)
def proof_command(about: str, *, head: str | None, is_open: bool, output: Path | None) -> None:
    """Print or write it."""
    from sohoa.durable import write_durably
    from sohoa.use_cases.short_proofs import ledger_proof

    text = ledger_proof(the_workspace(), about, head=head, is_open=is_open).text()
    if output is None:
        click.echo(text, nl=False)
    else:
        write_durably(output, text.encode())
        click.echo(str(output))


def _row(one: HeadRow) -> tuple[object, ...]:
    from sohoa.domain.trust import SignatureStanding
    from sohoa.domain.vietnam_time import minute_shown

    signer = one.signer
    if one.standing is not None and one.standing is not SignatureStanding.HOLDS:
        signer = f"✗ {signer}: {_(one.problem)}"
    there = {True: _("yes"), False: _("no"), None: ""}[one.at_witness]
    stamped = minute_shown(one.stamped_at) if one.stamped_at else ""
    return minute_shown(one.at), one.size, one.root[:_DIGITS], signer, stamped, there
