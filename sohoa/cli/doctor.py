"""`sohoa doctor`: is everything a run needs there, and how to mend what is not."""

from __future__ import annotations

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _


@click.command("doctor", help=_("Check everything a run needs, and say how to mend it."))
@json_option
def command(as_json: bool) -> int:
    """Print each check; the exit code is 4 if one of them would stop a run."""
    from sohoa.use_cases.doctor import Health, examine

    checks = examine(the_workspace())
    if as_json:
        print_json(checks)
    else:
        signs = {Health.GOOD: "✓", Health.WARNING: "!", Health.FAILURE: "✗"}
        for check in checks:
            click.echo(f"{signs[check.health]} {check.name}: {check.found}")
            if check.mend:
                click.echo(f"    → {check.mend}")
    failed = any(check.health is Health.FAILURE for check in checks)
    return ExitCode.TOOL_MISSING if failed else ExitCode.DONE
