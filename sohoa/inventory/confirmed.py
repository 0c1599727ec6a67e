"""Names of rooms and types that a person confirmed at an import: `config/confirmed_names.toml`.

The office's own file: imports only add to its end, and what stands there may be corrected,
taken out, or moved to `rooms.toml` or `record_types.toml` as a name or an alias.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sohoa.durable import write_durably
from sohoa.inventory.lineage import plain_name

_HEAD = """\
# Tên phòng và loại giấy tờ ngoài rooms.toml, record_types.toml đã được xác nhận khi nhập sổ
# (`sohoa inventory import SỔ --accept-new`). Sửa, xóa được; tên là của phòng, loại đã có thì chuyển
# sang `aliases` trong rooms.toml, record_types.toml rồi xóa ở đây.
"""


class ConfirmedName(BaseModel):
    """One name, the register it was first met in, and the day it was confirmed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1)]
    source: str = ""
    confirmed: dt.date | None = None


class ConfirmedNames(BaseModel):
    """All names that were confirmed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rooms: tuple[ConfirmedName, ...] = ()
    types: tuple[ConfirmedName, ...] = ()

    @cached_property
    def _rooms(self) -> frozenset[str]:
        return frozenset(plain_name(one.name) for one in self.rooms)

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset(plain_name(one.name) for one in self.types)

    def has_room(self, text: str) -> bool:
        """Say whether a name of a room was confirmed, however it is written."""
        return bool(self._rooms) and plain_name(text) in self._rooms

    def has_type(self, text: str) -> bool:
        """Say whether a name of a type was confirmed, however it is written."""
        return bool(self._types) and plain_name(text) in self._types


def confirm(
    path: Path,
    *,
    rooms: Iterable[str],
    types: Iterable[str],
    source: str,
    on: dt.date,
) -> None:
    """Add names to the end of the office's file.

    Raises:
        DiskFullError: No room is left.
        OSError: The file cannot be read.
    """
    held = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    added = [*(_entry("rooms", name, source, on) for name in rooms)]
    added += [*(_entry("types", name, source, on) for name in types)]
    if added:
        content = held.rstrip("\n") + "\n\n" + "\n".join(added)
        write_durably(path, content.encode())


def _entry(table: str, name: str, source: str, on: dt.date) -> str:
    # A JSON string is a TOML string, but for the one letter that JSON leaves as it is.
    quoted = [json.dumps(text, ensure_ascii=False) for text in (name, source)]
    name, source = (text.replace("\x7f", "\\u007f") for text in quoted)
    return f"[[{table}]]\nname = {name}\nsource = {source}\nconfirmed = {on.isoformat()}\n"
