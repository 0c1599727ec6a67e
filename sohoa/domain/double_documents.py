"""Two scans of one paper: the same number, day and issuer, whatever the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sohoa.domain.facts import described
from sohoa.domain.grammar.numbers import NUMBER_WITH_SYMBOL
from sohoa.domain.identifiers import is_bare_key, number_key
from sohoa.domain.stage_results import ReadDocument
from sohoa.domain.vietnamese import fold, squeeze

#: A later version of a document is named by the place of the first, and a number.
_VERSION = re.compile(r"(?P<place>.*\.[0-9a-f]{12})\.\d{1,11}")
#: A whole day, in ISO 8601.
_WHOLE_DAY = 10
#: Two readings of one issuer share at least so many of the shorter one's words.
_LEAST_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class PaperFace:
    """By what a paper is told from another. `record_id` is set where the register knows it."""

    document_id: str
    number_key: str
    formed: str
    issuing_body: str = ""
    record_id: str = ""

    @property
    def tells(self) -> bool:
        """True if it identifies a paper: a number with its symbol, and a whole day."""
        return len(self.formed) == _WHOLE_DAY and bool(NUMBER_WITH_SYMBOL.search(self.number_key))

    @property
    def is_asked(self) -> bool:
        """True if others can be compared with it: also bare figures, where the issuer is known."""
        is_bare = is_bare_key(self.number_key) and bool(self.issuing_body)
        return self.tells or (len(self.formed) == _WHOLE_DAY and is_bare)

    @property
    def figures(self) -> str:
        """The number up to its symbol: what two writings of one number share."""
        return self.number_key.partition("/")[0]

    def may_be(self, other: PaperFace) -> bool:
        """Say if both can be one paper.

        The register's own two records are two papers; versions of one document are no double.
        Figures alone are many papers': they are a whole number's only where both issuers were
        read, and are one.
        """
        if _place_of(self.document_id) == _place_of(other.document_id):
            return False
        if (self.figures, self.formed) != (other.figures, other.formed):
            return False
        if self.record_id and other.record_id and self.record_id != other.record_id:
            return False
        is_same = _same_issuer(self.issuing_body, other.issuing_body)
        if self.number_key == other.number_key:
            return self.tells and is_same
        is_begun = is_bare_key(self.number_key) != is_bare_key(other.number_key)
        is_read = bool(self.issuing_body and other.issuing_body)
        return is_begun and is_read and is_same and (self.tells or other.tells)


def face_of(read: ReadDocument) -> PaperFace:
    """A document's face, by all that is known of it."""
    known = described(read)
    return PaperFace(
        read.scanned.document_id,
        number_key(known.number),
        known.formed.iso if known.formed else "",
        read.header.issuing_body,
        known.record_id,
    )


def pairs(faces: Iterable[PaperFace]) -> Iterator[tuple[PaperFace, PaperFace]]:
    """Every two faces that may be one paper, in the order they come."""
    groups: dict[tuple[str, str], list[PaperFace]] = {}
    for face in faces:
        known = groups.setdefault((face.figures, face.formed), [])
        yield from ((one, face) for one in known if one.may_be(face))
        known.append(face)


def _place_of(document_id: str) -> str:
    found = _VERSION.fullmatch(document_id)
    return found["place"] if found else document_id


def _same_issuer(one: str, other: str) -> bool:
    """Say if two readings can name one issuer; an unread one agrees with any."""
    left, right = (set(squeeze(fold(text)).split()) for text in (one, other))
    if not left or not right:
        return True
    return len(left & right) >= _LEAST_SHARED * min(len(left), len(right))
