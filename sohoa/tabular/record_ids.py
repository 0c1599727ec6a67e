"""Which cells of a batch list are ids of this register, and which are the office's own codes.

`Mã hồ sơ` over a column is what every office calls its own file code. Such a heading promises
nothing; what stands below it decides.
"""

from __future__ import annotations

from collections.abc import Collection

from sohoa.domain.identifiers import record_id_of
from sohoa.tabular.columns import plain_heading

#: Headings that can mean nothing but our ids: those our own tables and sheets bear.
_OURS = frozenset({"record id", "register id", "ma trong so", "ma ban ghi"})


def are_record_ids(heading: str, values: Collection[str]) -> bool:
    """Say whether a column holds ids of this register: by its heading, else by most of its cells.

    >>> are_record_ids("Mã hồ sơ", ["SO-000001", "SO-00002x", "so-3"])
    True
    >>> are_record_ids("Mã hồ sơ", ["000.00.12.H09-180305-0007"])
    False
    """
    if plain_heading(heading) in _OURS:
        return True
    told = [value for value in values if value.strip()]
    return 2 * sum(record_id_of(value) is not None for value in told) > len(told)


def record_id_in(text: str, *, is_ours: bool) -> str:
    """The id that a cell gives; in a column that is not ours, only what looks like one.

    What does not look like one in our own column is given back as it is: the register will say
    that it has no such record.
    """
    return record_id_of(text) or (text if is_ours else "")
