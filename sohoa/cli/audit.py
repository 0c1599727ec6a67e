"""`sohoa audit`: does everything that numbers rest on stand as it was recorded."""

from __future__ import annotations

from pathlib import Path

import click

from sohoa.cli.audit_result import result_command
from sohoa.cli.audit_sample import sample_command
from sohoa.cli.place import the_workspace
from sohoa.cli.roots import roots_option
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _


@click.group(
    "audit",
    invoke_without_command=True,
    help=_(
        "Compare the catalogue, the archive's files, plan and settings with the ledger, and the"
        " ledger with heads that were kept. Offline; changes nothing."
    ),
)
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="FILE|LINE",
    help=_("A head that was kept: a file that bears one, or its line. May be given several times."),
)
@roots_option(
    "--trust",
    "roots",
    _(
        "Judge signatures, of heads and of all records, by this root certificate and none of the"
        " office's. May be given several times."
    ),
)
@click.option(
    "--proof",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Check this short proof (sohoa ledger proof), and nothing else: no catalogue is asked."),
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Count the numbers of this report again: its .json file. May be given several times."),
)
@click.option("--no-files", is_flag=True, help=_("Do not read the archive's files."))
@json_option
@click.pass_context
def command(
    context: click.Context,
    *,
    heads: tuple[str, ...],
    roots: tuple[Path, ...],
    proof: Path | None,
    reports: tuple[Path, ...],
    no_files: bool,
    as_json: bool,
) -> int | None:
    """Print a line for each difference; exit code 7 if anything contradicts what was recorded."""
    if context.invoked_subcommand is not None:
        return None
    if proof is not None:
        return _check(proof, heads, roots, as_json=as_json)
    from sohoa.cli.audit_view import print_difference, print_outcome
    from sohoa.use_cases.auditing import audit

    asked = audit(the_workspace(), heads, reports=reports, with_files=not no_files, roots=roots)
    for one in asked.differences():
        if not as_json:
            print_difference(one)
    if as_json:
        print_json(asked.result())
    else:
        print_outcome(asked.result())
    return ExitCode.DONE if asked.is_whole else ExitCode.TRUST_BROKEN


def _check(
    proof: Path, heads: tuple[str, ...], roots: tuple[Path, ...], *, as_json: bool
) -> ExitCode:
    from sohoa.cli.proof_view import print_proof
    from sohoa.use_cases.short_proofs import check_proof

    result = check_proof(proof, heads, roots)
    if as_json:
        print_json(result)
    else:
        print_proof(result)
    if result.flaws:
        return ExitCode.TRUST_BROKEN
    return ExitCode.DONE if result.is_proven else ExitCode.DONE_WITH_REJECTIONS


command.add_command(sample_command)
command.add_command(result_command)
