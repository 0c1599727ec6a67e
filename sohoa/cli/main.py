"""The door: chooses the language, finds the command, and turns errors into exit codes."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

from sohoa.domain.errors import BatchError, ExitCode, ItemError
from sohoa.durable import keep_to_user_and_group
from sohoa.language import DEFAULT_LANGUAGE, LANGUAGES, _, set_language

#: What is imported is no garbage, and looking for some in it costs a tenth of a short command.
_OBJECTS_BEFORE_COLLECTING = 200_000


def collect_seldom() -> None:
    """Look for garbage as seldom as every command does."""
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)


def main() -> None:
    """Run `sohoa`; the process ends with one of `ExitCode`."""
    collect_seldom()
    signal.signal(signal.SIGTERM, _end)
    keep_to_user_and_group()
    code = run(sys.argv[1:])
    gc.freeze()  # what is left goes with the process: no garbage is looked for in it at the end
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; nothing but a bug ends in a traceback."""
    arguments = _with_language_first(arguments)
    set_language(_wanted_language(arguments))
    from sohoa.cli.commands import build_group

    try:
        code = build_group().main(list(arguments), prog_name="sohoa", standalone_mode=False)
    except (BatchError, ItemError) as error:
        click.echo(error.render(_), err=True)
        return error.exit_code if isinstance(error, BatchError) else ExitCode.FAILED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(
            _("Interrupted. Run the same command again: it goes on where it stopped."), err=True
        )
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has left; what it wanted it has.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    return int(code or ExitCode.DONE)


def _end(number: int, frame: FrameType | None) -> None:
    """A service manager's SIGTERM ends a command as Ctrl-C does; a second changes nothing."""
    del number, frame
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _with_language_first(arguments: Sequence[str]) -> list[str]:
    """`--lang` is of the whole program, and is taken behind the command as well as before it."""
    mine, others, left = list[str](), list[str](), list(arguments)
    while left and left[0] != "--":
        taken = 2 if left[0] == "--lang" else 1
        (mine if left[0].partition("=")[0] == "--lang" else others).extend(left[:taken])
        del left[:taken]
    return [*mine, *others, *left]


def _wanted_language(arguments: Sequence[str]) -> str:
    """The language must be known before the first help text is made, so it is looked up here."""
    wanted = os.environ.get("SOHOA_LANG", DEFAULT_LANGUAGE)
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
        elif argument == "--lang" and position + 1 < len(arguments):
            wanted = arguments[position + 1]
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE


if __name__ == "__main__":
    main()
