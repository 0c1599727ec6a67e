"""Layouts of papers as data: how one is recognised, and where its fields stand.

A layout is a TOML file. Those of the law come with the program (`sohoa/describe/layouts/`); an
office adds forms of its own in `config/layouts/` (`docs/layouts.md`), which are asked first.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from sohoa.domain.paper_fields import FieldName
from sohoa.domain.vietnamese import fold

_OF_THE_LAW = Path(__file__).parent / "layouts"
_MOST_LINES = 6
#: What stands for a group; no other braces may stand beside it.
_PLACES = re.compile(r"\{(\w+)\}")
_BRACES = re.compile(r"[{}]")
#: A title or a line tells more than what nearly every paper has: national title, times.
_WEIGHTS = (1, 1, 3, 3)


class NationalTitle(StrEnum):
    """What stands above a paper."""

    STATE = "state"
    PARTY = "party"


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{pattern}: {error}") from error
    return pattern


#: A regular expression, for a text as it is written.
Pattern = Annotated[str, AfterValidator(_compiled)]
#: Words that are printed: not none.
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2)]


class Recognised(BaseModel):
    """What a paper of a layout has, all of it; what is left out is not asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    national_title: NationalTitle | None = None
    #: With one of these its title begins; marks and capitals do not matter.
    titles: tuple[Words, ...] = ()
    #: The head has a line of which this is a part.
    line: Pattern = ""
    #: It was formed on or after, and on or before these days.
    since: dt.date | None = None
    until: dt.date | None = None

    @model_validator(mode="after")
    def _times_are_in_order(self) -> Recognised:
        if self.since and self.until and self.since > self.until:
            raise ValueError("since: after `until`")
        return self

    @property
    def conditions(self) -> int:
        """How much is asked: of several layouts that fit, the one that asks most is taken."""
        asked = (self.national_title, self.since or self.until, self.titles, self.line)
        return sum(weight for weight, one in zip(_WEIGHTS, asked, strict=True) if one)


class NumberForm(BaseModel):
    """How a paper's number is written, where it is not as Decree 30/2020 has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: With the groups `number` and `symbol`, and `year` if there is one.
    pattern: Pattern
    #: How they are joined: `{number}-{symbol}`.
    written: str

    @model_validator(mode="after")
    def _groups_are_there(self) -> NumberForm:
        named = re.compile(self.pattern).groupindex.keys()
        if not {"number", "symbol"} <= named:
            raise ValueError("pattern: the groups `number` and `symbol` are needed")
        is_odd = _BRACES.search(_PLACES.sub("", self.written))
        if is_odd or not set(_PLACES.findall(self.written)) <= named:
            raise ValueError(f"written: {self.written}")
        return self


class Labelled(BaseModel):
    """A field that stands behind a printed label: `Tên doanh nghiệp: …`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: FieldName
    labels: Annotated[tuple[Words, ...], Field(min_length=1)]
    #: What of the text behind the label is the field; all of it, if none is given.
    pattern: Pattern = ""
    #: Over so many lines the text may go.
    lines: Annotated[int, Field(ge=1, le=_MOST_LINES)] = 1

    @cached_property
    def bare_labels(self) -> tuple[str, ...]:
        """The labels without marks and capitals, the longest first."""
        return tuple(sorted(map(fold, self.labels), key=len, reverse=True))

    def rank_of(self, bare: str) -> int:
        """Give the place of a label, without marks and capitals, among those of the field."""
        return list(map(fold, self.labels)).index(bare)


class Layout(BaseModel):
    """One layout; `name` is that of its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    #: What people call it, and what sets it.
    title: str
    basis: str = ""
    recognised: Recognised = Recognised()
    number: NumberForm | None = None
    labelled: tuple[Labelled, ...] = ()

    @model_validator(mode="after")
    def _each_field_once(self) -> Layout:
        fields = [one.field for one in self.labelled]
        if len(set(fields)) < len(fields):
            raise ValueError("labelled: a field is there twice")
        return self


class LayoutError(ValueError):
    """A file that is no layout; the text says which, and what is wrong."""


def read_layouts(folder: Path) -> tuple[Layout, ...]:
    """Read the layouts of a folder, in the order of their names; none if it is not there.

    Raises:
        LayoutError: A file is no layout.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


@cache
def layouts_of_the_law() -> tuple[Layout, ...]:
    """The layouts that come with the program."""
    return read_layouts(_OF_THE_LAW)


def chosen(fitting: Sequence[Layout]) -> Layout:
    """Of the layouts that a paper fits the one that asks most of it; of equals the first.

    Raises:
        ValueError: It fits none.
    """
    return max(fitting, key=lambda layout: layout.recognised.conditions)


def _read(path: Path) -> Layout:
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return Layout(name=path.stem, **told)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise LayoutError(f"{path.name}: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
        )
        raise LayoutError(f"{path.name}: {wrong}") from error
