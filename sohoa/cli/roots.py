"""Options by which somebody names root certificates to believe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def roots_option(name: str, parameter: str, text: str) -> Callable[[F], F]:
    """Declare an option for the files of root certificates, PEM or DER, given any number of times.

    Args:
        name: As it is typed.
        parameter: What the command gets them as: a tuple of paths.
        text: Its help: what is believed beside them, and what is not.
    """
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option(name, parameter, multiple=True, type=file, help=text)
