"""When Python looks for rings of garbage: not while many values are made that are none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_to_collect() -> Iterator[None]:
    """Look for no rings of garbage meanwhile, and then as before.

    For what makes very many small values and no rings of them: to look again and again took a third
    of the time of importing 100,000 rows, and an eighth of an audit.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
