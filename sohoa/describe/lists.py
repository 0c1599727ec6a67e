"""Lists of an office: names that its papers bear, by which a damaged reading is mended.

Lists are files in `config/lists/`: `learnt.toml` is written by `sohoa lists --learn` from decided
records; every other file is a person's own, which no program writes. What a person's file says of
a value goes before what was learnt of it (`docs/lists.md`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sohoa.domain.paper_fields import FieldName
from sohoa.domain.vietnamese import fold, squeeze

#: What a rule, a seal or a comma leaves at the ends of a word.
DIRT = " .,:;'\"`´~^_-*“”‘’()[]|/\\"
#: The file that is learnt; others are a person's own.
LEARNT = "learnt"
#: A year, a month or a day, as ISO 8601 writes it.
_Day = Annotated[str, StringConstraints(pattern=r"^(?:\d{4}(?:-\d\d){0,2})?$")]
#: Letters of the longest value that a list has.
LONGEST = 300
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)]
_Value = Annotated[_Text, StringConstraints(min_length=2)]
#: What a list can mend, and under which field its values stand: both bodies are bodies.
MENDED: Mapping[FieldName, FieldName] = {
    FieldName.ISSUING_BODY: FieldName.ISSUING_BODY,
    FieldName.PARENT_BODY: FieldName.ISSUING_BODY,
    FieldName.SIGNER: FieldName.SIGNER,
    FieldName.SIGNED_AS: FieldName.SIGNED_AS,
    FieldName.DRAFTING_ROOM: FieldName.DRAFTING_ROOM,
    FieldName.PLACE: FieldName.PLACE,
    FieldName.RECORD_TYPE: FieldName.RECORD_TYPE,
    FieldName.STREET: FieldName.STREET,
}
#: The lists that there are, in the order in which they are shown.
KINDS = tuple(dict.fromkeys(MENDED.values()))


class ListLine(BaseModel):
    """One line of a list: a value in its proper spelling, and how it is known.

    Attributes:
        title, body: As what somebody signs, and at which body; only of signers. A person who
            signs as several things has a line for each.
        seen: In how many decided records it was read, sure and whole; 0 where a person says it.
        first, last: When those records were formed; or since when, until when it is so.
        excluded: A person says that this is no value of the list, whatever is learnt.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: _Value
    title: _Text = ""
    body: _Text = ""
    seen: Annotated[int, Field(ge=0)] = 0
    first: _Day = ""
    last: _Day = ""
    excluded: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What two lines say alike that are one."""
        return (plain(self.value), plain(self.title), plain(self.body))


class ValueList(BaseModel):
    """One file of lists; `name` is that of the file. A list stands under its field's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    issuing_body: tuple[ListLine, ...] = ()
    signer: tuple[ListLine, ...] = ()
    signed_as: tuple[ListLine, ...] = ()
    drafting_room: tuple[ListLine, ...] = ()
    place: tuple[ListLine, ...] = ()
    record_type: tuple[ListLine, ...] = ()
    street: tuple[ListLine, ...] = ()

    @model_validator(mode="after")
    def _only_signers_sign(self) -> ValueList:
        for kind in KINDS:
            if kind is not FieldName.SIGNER and any(one.title or one.body for one in self.of(kind)):
                raise ValueError(f"{kind.value}: only a signer has title and body")
        return self

    def of(self, kind: FieldName) -> tuple[ListLine, ...]:
        """Give the lines of one list."""
        lines: tuple[ListLine, ...] = getattr(self, kind.value)
        return lines


@dataclass(frozen=True)
class KnownValue:
    """A value of a list, as readings are compared with it; `of_list` names the file it is from."""

    value: str
    title: str
    body: str
    first: str
    last: str
    of_list: str

    @cached_property
    def words(self) -> list[str]:
        """Its words in small letters, as readings have them."""
        return words_of(self.value)

    @cached_property
    def bare_body(self) -> str:
        """The body as bodies are compared."""
        return bare(self.body)


class KnownValues:
    """All lists of an office at once."""

    def __init__(self, by_kind: Mapping[FieldName, Sequence[KnownValue]]) -> None:
        self._by_kind = by_kind

    def of(self, kind: FieldName) -> Sequence[KnownValue]:
        """Give the values of one list."""
        return self._by_kind.get(kind, ())

    def has(self, kind: FieldName, value: str) -> bool:
        """Say whether a value stands in a list as it is written, whatever its capitals."""
        return bool(self.spelled(kind, value))

    def spelled(self, kind: FieldName, value: str) -> str:
        """Give a value as its list spells it, whatever its capitals; empty if it is none of it."""
        return self._written.get(kind, {}).get(squeeze(value).casefold(), "")

    @cached_property
    def _written(self) -> Mapping[FieldName, Mapping[str, str]]:
        return {
            kind: {squeeze(one.value).casefold(): one.value for one in values}
            for kind, values in self._by_kind.items()
        }


#: Of an office that has no lists.
NOTHING_KNOWN = KnownValues({})


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without what stands at their ends."""
    words = (word.strip(DIRT) for word in text.casefold().split())
    return [word for word in words if any(map(str.isalnum, word))]


def plain(text: str) -> str:
    """A text as two are compared: small letters with their marks, words parted by one space."""
    return " ".join(re.findall(r"\w+", squeeze(text).casefold()))


def lines_in_force(lists: Sequence[ValueList], kind: FieldName) -> Iterator[tuple[str, ListLine]]:
    """Give the lines that count, each with its file: a person's own before what was learnt.

    What a person excludes is left out of what was learnt, whatever title and body it has there.
    """
    own = [(one.name, line) for one in lists if one.name != LEARNT for line in one.of(kind)]
    excluded = {plain(line.value) for _name, line in own if line.excluded}
    said = {line.key for _name, line in own}
    yield from ((name, line) for name, line in own if not line.excluded)
    for one in lists:
        for line in one.of(kind) if one.name == LEARNT else ():
            if plain(line.value) not in excluded and line.key not in said:
                yield one.name, line


@dataclass(frozen=True, slots=True)
class ListsTold:
    """Lists as they are told to a worker: bytes that it takes apart once, and their SHA-256."""

    told: bytes = b""
    digest: str = ""

    @property
    def known(self) -> KnownValues:
        """What they say."""
        return _known(self.told)


def lists_told(lists: Sequence[ValueList]) -> ListsTold:
    """Write the lines in force in one way; the same lines give the same bytes, none give none."""
    told: dict[str, list[tuple[str, ...]]] = {}
    for kind in KINDS:
        for name, line in lines_in_force(lists, kind):
            row = (line.value, line.title, line.body, line.first, line.last, name)
            told.setdefault(kind.value, []).append(row)
    if not told:
        return ListsTold()
    written = json.dumps(told, ensure_ascii=False).encode()
    return ListsTold(written, hashlib.sha256(written).hexdigest())


@lru_cache(maxsize=4)
def _known(told: bytes) -> KnownValues:
    rows: dict[str, list[list[Any]]] = json.loads(told) if told else {}
    return KnownValues(
        {kind: [KnownValue(*row) for row in rows.get(kind.value, ())] for kind in KINDS}
    )


def bare(text: str) -> str:
    """A text without marks, capitals and whatever is no letter or figure, `UBND` written out."""
    words = re.findall(r"[^\W_]+", fold(text))
    return " ".join("uy ban nhan dan" if word == "ubnd" else word for word in words)
