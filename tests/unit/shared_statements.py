"""Statements compiled once for all catalogues that a process opens, not once for each of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

#: More than there are in Sohoa; one takes some 20 kB.
_MOST = 2000


class SharedStatements(LRUCache):
    """What several engines of one kind, made with the same options, have compiled.

    A program opens one catalogue or two, the tests thousands: a tenth of what they do in one is
    compiling statements that the engine before has compiled as well.
    """

    def __init__(self) -> None:
        super().__init__(_MOST)

    def get(self, key, default=None):
        return super().get(_of_any_engine(key), default)

    def __setitem__(self, key, compiled) -> None:
        super().__setitem__(_of_any_engine(key), compiled)


def _of_any_engine(key: tuple) -> tuple:
    """An engine's own dialect stands first: its name says as much where the options are equal."""
    dialect, *rest = key
    return (dialect.name, *rest)


def sharing(make: Callable[..., Engine]) -> Callable[..., Engine]:
    """Have all engines that are made this way share what they compile."""
    shared = SharedStatements()

    @wraps(make)
    def made(*arguments, **options) -> Engine:
        engine = make(*arguments, **options)
        engine.update_execution_options(compiled_cache=shared)
        return engine

    return made
