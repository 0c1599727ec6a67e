"""The list of commands; each has a module of its own, imported when it is asked for."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import click

from sohoa import __version__
from sohoa.cli.metavars import in_our_language
from sohoa.language import LANGUAGES, _
from sohoa.workspace import HOME_VARIABLE

#: Command → its module in `sohoa.cli`, in the order an office meets them.
COMMANDS = {
    "init": "init",
    "doctor": "doctor",
    "demo": "demo",
    "sample": "sample",
    "read": "read",
    "inventory": "inventory",
    "run": "run",
    "runs": "runs",
    "stop": "stop",
    "sign": "sign",
    "list": "list_documents",
    "show": "show",
    "search": "search",
    "lookup": "lookup",
    "lookups": "lookups",
    "owner-key": "owner_key",
    "status": "status",
    "papers": "papers",
    "report": "report",
    "verify": "verify",
    "ledger": "ledger",
    "audit": "audit",
    "renew": "renew",
    "deploy": "deploy",
    "rescan-slip": "rescan_slip",
    "reconcile": "reconcile",
    "separators": "separators",
    "handover": "handover",
    "package": "package",
    "tidy": "tidy",
    "replace": "replace",
    "withdraw": "withdraw",
    "review": "review",
    "decide": "decide",
    "match": "match",
    "lists": "lists",
    "link": "link",
    "unlink": "unlink",
    "release": "release",
    "catalogue": "catalogue",
}


#: Commands that make a workspace or need none.
_MAKERS = {"init", "demo", "sample"}


class LazyGroup(click.Group):
    """A group that imports a command only when it is run or its help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of `COMMANDS`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command and take its `command`."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sohoa.cli.{COMMANDS[cmd_name]}")
        return in_our_language(module.command)


def build_group() -> click.Group:
    """The root command; built after the language is chosen, as its texts are in that language."""

    @click.group(
        cls=LazyGroup,
        help=_("Sohoa: digitize an office's paper records, phase by phase."),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    @click.option(
        "--home",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help=_("The workspace (default: SOHOA_HOME, else this checkout)."),
    )
    @click.option("--lang", type=click.Choice(LANGUAGES), help=_("Language of all texts."))
    @click.version_option(__version__, prog_name="sohoa", help=_("Show the version and exit."))
    @click.pass_context
    def sohoa(ctx: click.Context, home: Path | None, lang: str | None) -> None:
        del lang  # chosen before the command line is parsed: `sohoa.cli.main`
        named = os.environ.get(HOME_VARIABLE) if home is None else None
        if named and ctx.invoked_subcommand not in _MAKERS and not Path(named).is_dir():
            text = _(
                "{variable} names no folder: {path}. Make the workspace with: sohoa init {path}"
            )
            raise click.UsageError(text.format(variable=HOME_VARIABLE, path=named))

    in_our_language(sohoa)
    return sohoa
