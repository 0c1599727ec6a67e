"""`sohoa audit`: what an auditor checks without trusting anyone."""

from __future__ import annotations

import click

from sohoa.cli.audit_result import result_command
from sohoa.cli.audit_sample import sample_command
from sohoa.language import _


@click.group("audit", help=_("What an auditor checks: a sample of papers, and what it proves."))
def command() -> None:
    """A sample is drawn, its papers are compared, and the filled sheet tells the rate of errors."""


command.add_command(sample_command)
command.add_command(result_command)
