"""`sohoa deploy`: the plan's phases, the night and renewal, made known to a Prefect server."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from sohoa.domain.errors import ExitCode
from sohoa.language import _


@click.command(
    "deploy",
    help=_("Make the phases of the plan, the night and the renewal known to a Prefect server."),
)
@click.option("--dry-run", is_flag=True, help=_("Only show what would be deployed."))
def command(dry_run: bool) -> int:
    """Write `data/prefect.yaml` from the plan and have Prefect read it; exit code 6 if not."""
    from flows.deployments import prefect_file
    from flows.server import ENVIRONMENT
    from sohoa.durable import write_durably
    from sohoa.plan_file import load_plan
    from sohoa.workspace import Workspace

    workspace = Workspace.find()
    content = prefect_file(load_plan(workspace.plan_path))
    if dry_run:
        click.echo(content, nl=False)
        return ExitCode.DONE
    if not os.environ.get("PREFECT_API_URL"):
        text = _("PREFECT_API_URL names no server; docs/operations.md says how to start one")
        raise click.UsageError(text)
    path = workspace.data_dir / "prefect.yaml"
    write_durably(path, content.encode())
    prefect = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    done = subprocess.run(  # noqa: S603 - a fixed command
        [*prefect, "--prefect-file", str(path)], env={**ENVIRONMENT, **os.environ}, check=False
    )
    return ExitCode.FAILED if done.returncode else ExitCode.DONE
