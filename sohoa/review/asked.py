"""What is asked of a document whose paper is not sure: all that a person decides by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sohoa.domain.paper_fields import Box, FieldName


class PictureKind(StrEnum):
    """What a picture for a decision shows; the value is the beginning of its file's name."""

    NUMBER = "number"
    #: Place and day.
    DATE = "date"
    #: Type and subject.
    HEADING = "heading"
    SIGNATURE = "signature"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field as it was read.

    Attributes:
        confidence: That of the least sure word of it, 0 to 100.
        page: Counts from 1.
    """

    name: FieldName
    value: str
    confidence: float
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A paper that the document may be of.

    Attributes:
        number, formed, record_type, subject, owner: As the register has them; the day in ISO 8601.
        held_by: The document that has this paper already; empty if none.
        agree: What page and register say alike, in words.
        against: What speaks against it, a sentence each; and what is not sure.
    """

    record_id: str
    number: str
    formed: str
    record_type: str
    subject: str
    owner: str
    held_by: str = ""
    agree: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedRecord:
    """A document that waits for a person to say which paper it is.

    Attributes:
        why: Why it is asked, a sentence in the language in force.
        version: Names what is proposed: a decision carries the version that it saw.
        since: When it began to wait, with its zone.
        papers: The likeliest first; at most three.
        pictures: By what they show; one that could not be made is left out.
    """

    document_id: str
    batch: str
    source_name: str
    why: str
    version: str
    since: dt.datetime
    fields: tuple[AskedField, ...] = ()
    papers: tuple[AskedPaper, ...] = ()
    pictures: Mapping[PictureKind, Path] = field(default_factory=dict)

    def of(self, name: FieldName) -> AskedField | None:
        """Give a field; `None` if the pages do not say it."""
        return next((one for one in self.fields if one.name is name), None)
