"""`sohoa verify [ID]`: is the archive as it was when the records were archived."""

from __future__ import annotations

import click

from flows.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _


@click.command(
    "verify", help=_("Check bytes, signatures and PDF/A of all archived records, or one.")
)
@click.argument("identity", metavar="[ID]", required=False)
@json_option
def command(identity: str | None, as_json: bool) -> int:
    """Print what does not hold; exit code 7 if anything does not."""
    from sohoa.audit.archive import verify_archive
    from sohoa.workspace import Workspace

    result = verify_archive(Workspace.find(), identity=identity)
    if as_json:
        print_json({"records": result.verdicts, "strangers": result.strangers})
    else:
        for verdict in result.verdicts:
            sign = "✓" if verdict.is_whole else "✗"
            signers = ", ".join(status.signer for status in verdict.signatures)
            click.echo(
                f"{sign} {verdict.document_id}  {verdict.path.name}  {verdict.pdfa}  {signers}"
            )
            for problem in verdict.problems:
                click.echo(f"    {problem}")
        for stranger in result.strangers:
            click.echo("✗ " + _("not in the catalogue: {path}").format(path=stranger))
        whole = sum(verdict.is_whole for verdict in result.verdicts)
        text = _("{whole} of {count} records are as they were archived.")
        click.echo(text.format(whole=whole, count=len(result.verdicts)))
    return ExitCode.DONE if result.is_whole else ExitCode.TRUST_BROKEN
