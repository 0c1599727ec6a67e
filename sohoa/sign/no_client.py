"""Leaves out of pyHanko what it imports whatever is wanted of it.

Its own clients of HTTP, which nobody here uses (Sohoa asks services through `sohoa.sign.web`), and
with them aiohttp: a third of what it takes to import, in every process that signs or verifies. And
what signs, where something is only verified.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

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


class _WithoutSigners:
    """Makes the package `pyhanko.sign`, which is but the names of its signers, without them."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where its modules are, as Python finds it."""
        if name != "pyhanko.sign" or (found := PathFinder.find_spec(name, path)) is None:
            return None
        spec = ModuleSpec(name, self, origin=found.origin, is_package=True)  # type: ignore[arg-type]
        spec.submodule_search_locations = found.submodule_search_locations
        return spec

    def create_module(self, _spec: ModuleSpec) -> ModuleType | None:
        """As Python makes one."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Give the names when they are asked for."""
        vars(module)["__getattr__"] = _of_signers


def _of_signers(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(import_module("pyhanko.sign.signers"), name)


def leave_out_signers() -> None:
    """Have `pyhanko.sign` import what signs only where it is asked for."""
    sys.meta_path.insert(0, _WithoutSigners())
