"""What help shows in the place of a value: click's own words and ours, in the reader's language."""

from __future__ import annotations

import click

from sohoa.domain.errors import N_
from sohoa.language import _

#: In the place of an option's or argument's value; what has to be typed as it is stays.
_PLACES = {
    "ADDRESS": N_("ADDRESS"),
    "BATCH": N_("BOX"),
    "FIGURE": N_("FIGURE"),
    "FILE": N_("FILE"),
    "FILE...": N_("FILE..."),
    "FILE|LINE": N_("FILE|LINE"),
    "FOLDER": N_("FOLDER"),
    "ID": N_("ID"),
    "MODEL": N_("MODEL"),
    "NAME": N_("NAME"),
    "NUMBER|FILE": N_("NUMBER|FILE"),
    "PHASE": N_("PHASE"),
    "WORDS": N_("WORDS..."),
    "[ID]...": N_("[ID]..."),
    "[ID|FILE.pdf]...": N_("[ID|FILE.pdf]..."),
}
_TYPES = {
    "integer": N_("whole number"),
    "integer range": N_("whole number"),
    "text": N_("text"),
    "file": N_("file"),
    "directory": N_("directory"),
}


def in_our_language(command: click.Command) -> click.Command:
    """Put our words in the place of click's, in a command and those below it."""
    command.options_metavar = _("[OPTIONS]")
    for parameter in command.params:
        _name_place(parameter)
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
        for one in command.commands.values():
            in_our_language(one)
    return command


def _name_place(parameter: click.Parameter) -> None:
    kind = parameter.type
    if isinstance(kind, click.types.IntParamType | click.types.StringParamType | click.Path):
        kind.name = _(_TYPES.get(kind.name, kind.name))
    wanted = parameter.metavar
    if wanted is None and isinstance(parameter, click.Argument) and parameter.name:
        wanted = parameter.name.upper()
        if wanted in _PLACES and not parameter.required:
            parameter.metavar = f"[{_(_PLACES[wanted])}]"
            return
    if wanted in _PLACES:
        parameter.metavar = _(_PLACES[wanted])
