"""Stands in pyHanko where its own clients of HTTP would, which nobody here uses.

Sohoa asks services through `sohoa.sign.web`. pyHanko imports its clients, and with them aiohttp,
whatever is wanted of it: a third of what it takes to import, in every process that signs or
verifies.
"""

from __future__ import annotations

import sys

_CLIENTS = (
    "pyhanko.sign.timestamps.aiohttp_client",
    "pyhanko_certvalidator.fetchers.aiohttp_fetchers",
)


class _Client:
    """Nothing is fetched behind our back: who would, is a bug of ours."""

    def __init__(self, *_args: object, **_named: object) -> None:
        raise NotImplementedError


#: The names that pyHanko imports.
HTTPTimeStamper = AIOHttpFetcherBackend = _Client


def leave_out_clients() -> None:
    """Have pyHanko take this module for its clients; one that was imported before stays."""
    for name in _CLIENTS:
        sys.modules.setdefault(name, sys.modules[__name__])
