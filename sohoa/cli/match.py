"""`sohoa match`: find which papers archived documents are of, and tie what is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.likely_papers_view import print_paper
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import boxes_option, json_option, print_json, print_table
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.matching import MatchedDocument, MatchResult


@click.command(
    "match", help=_("Find which papers archived documents are of; tie what is sure, show the rest.")
)
@boxes_option
@click.option(
    "--learn", is_flag=True, help=_("Learn what matching weighs from what people have decided.")
)
@click.option("--dry-run", is_flag=True, help=_("Only show what it would change."))
@json_option
def command(batches: tuple[str, ...], learn: bool, dry_run: bool, as_json: bool) -> None:
    """What was read decides; nothing is read again, and no file is changed."""
    if learn:
        if batches:
            raise click.UsageError(_("--learn goes by all boxes: leave --batch out."))
        _learn(dry_run=dry_run, as_json=as_json)
        return
    from sohoa.use_cases.matching import match_documents

    result = match_documents(the_workspace(), batches, rehearse=dry_run)
    if as_json:
        print_json(result)
    else:
        _print(result)


def _learn(*, dry_run: bool, as_json: bool) -> None:
    from sohoa.matching.reasons import level_words
    from sohoa.use_cases.learning_weights import learn_weights

    learnt = learn_weights(the_workspace(), rehearse=dry_run)
    if as_json:
        print_json(learnt)
        return
    headings = [
        _("witness"), _("level"), _("its paper"), _("beside it"), _("bits before"), _("bits now"),
    ]  # fmt: skip
    rows = [
        [
            *level_words(one.witness, one.level, _),
            one.same,
            one.beside,
            one.before,
            one.after,
        ]
        for one in learnt.levels
    ]
    print_table(headings, rows)
    text = (
        _("{count} decided pairs would teach this: {path}")
        if dry_run
        else _("{count} decided pairs have taught this: {path}")
    )
    click.echo(text.format(count=learnt.pairs, path=learnt.path))


def _print(result: MatchResult) -> None:
    from sohoa.cli.changes_view import print_effect

    for document in result.documents:
        _print_document(document)
    left = len(result.documents) - result.tied
    if not result.documents:
        click.echo(_("Every archived document is tied to a paper."))
        return
    tied = (
        _("{count} documents would be tied to their papers.")
        if result.rehearsed
        else _("{count} documents were tied to their papers.")
    )
    click.echo(tied.format(count=result.tied))
    if left:
        click.echo(
            _("{count} are left to a person: look at the paper, then {command}").format(
                count=left, command=f'sohoa link {_("DOCUMENT")} {_("PAPER")} --reason "…"'
            )
        )
    print_effect(result.effect, rehearsed=result.rehearsed)


def _print_document(document: MatchedDocument) -> None:
    outcomes = {
        "matched": _("matched"),
        "confirmed": _("matched, and the batch list says so too"),
        "ambiguous": _("several are likely, or it has a document already"),
        "contradicted": _("page and register, or batch list, contradict one another"),
        "unsure": _("not sure"),
        "unknown": _("no paper of the register is like it"),
    }
    said = _("untied by a person before") if document.untied else outcomes[document.outcome]
    if document.changed:
        said = _("changed while it was looked at: ask again")
    click.echo(f"{document.document_id} ({document.source_name}): {said}")
    shown = document.papers[:1] if document.tied else document.papers
    for paper in shown:
        print_paper(paper)
