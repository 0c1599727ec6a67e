"""The names by which papers are compared and counted: those they bear, or others for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

#: A name → the name that stands for it; itself, where there is no other.
Renamed = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Naming:
    """A way to name rooms and types of paper; without anything said, as each paper has them.

    Papers are told apart by the names only as far as these are functions: whatever the names, the
    counts under them add up to all papers.
    """

    room: Renamed = str
    record_type: Renamed = str


#: Every room and type by the name that it has.
AS_NAMED = Naming()
