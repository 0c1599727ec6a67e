"""What decided records teach of the names that an office's papers bear."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from sohoa.describe.fitting import SURE
from sohoa.describe.lists import KINDS, LONGEST, MENDED, ListLine, plain
from sohoa.describe.names import SURNAMES
from sohoa.describe.titles import LETTER
from sohoa.domain.paper_fields import FieldName, FieldRead, PaperDescription
from sohoa.domain.syllable import legal_share
from sohoa.domain.vietnamese import squeeze

#: A value is seen in so many records before it is one of a list: one reading may be wrong, and the
#: same word is seldom damaged in the same way again.
LEAST_SEEN = 3
#: Somebody's title and body are kept with their name when they were seen so often together.
_LEAST_SIGNED = 2
#: Of two values one letter apart the one that was seen so many times as often is right, and the
#: other a slip; else both are.
_FAR_COMMONER = 10
_LINE = " | "


@dataclass
class _Seen:
    """How often something was seen, and in records of which days."""

    count: int = 0
    first: str = ""
    last: str = ""

    def add(self, formed: str) -> None:
        self.count += 1
        if formed:
            self.first = min(self.first or formed, formed)
            self.last = max(self.last, formed)


@dataclass
class Learning:
    """Counts what descriptions of decided records say, one after the other."""

    records: int = 0
    _values: dict[FieldName, dict[str, _Seen]] = field(
        default_factory=lambda: {kind: {} for kind in KINDS}
    )
    _signed: dict[tuple[str, str, str], _Seen] = field(default_factory=dict)

    def add(self, paper: PaperDescription) -> None:
        """Count one record in: what was read of it for sure, each value once."""
        self.records += 1
        formed = paper.value(FieldName.FORMED)
        told = {
            (MENDED[one.name], value)
            for one in paper.fields
            if one.name in MENDED and is_teaching(one)
            for value in _values_of(one)
        }
        for kind, value in told:
            self._values[kind].setdefault(value, _Seen()).add(formed)
        signer = paper.of(FieldName.SIGNER)
        if signer is not None and is_teaching(signer):
            signed = (squeeze(signer.value), _sure(paper, FieldName.SIGNED_AS), _body(paper))
            self._signed.setdefault(signed, _Seen()).add(formed)

    def lines(self) -> Mapping[FieldName, tuple[ListLine, ...]]:
        """Give the lines of each list, in the order of their values."""
        return {kind: tuple(self._lines(kind)) for kind in KINDS}

    def _lines(self, kind: FieldName) -> Iterator[ListLine]:
        often = {
            value: seen for value, seen in self._values[kind].items() if seen.count >= LEAST_SEEN
        }
        counts = Counter({value: seen.count for value, seen in often.items()})
        slips = set(_slips(counts))
        for value in sorted(often, key=plain):
            if value in slips:
                continue
            seen = often[value]
            signed = list(self._signed_by(value)) if kind is FieldName.SIGNER else []
            yield from signed or [_line(value, seen)]

    def _signed_by(self, name: str) -> Iterator[ListLine]:
        for (signer, title, body), seen in sorted(self._signed.items()):
            if signer == name and body and seen.count >= _LEAST_SIGNED:
                yield _line(name, seen, title=title, body=body)


def is_teaching(read: FieldRead) -> bool:
    """Say whether a field was read for sure, and as it stands: what a list gave teaches no list."""
    if read.read_as or read.confidence < SURE:
        return False
    words = read.value.split()
    if read.name is FieldName.SIGNER:
        return not read.choices and words[0] in SURNAMES and legal_share(words) == 1.0
    return any(map(str.isalpha, read.value))


def _values_of(read: FieldRead) -> Iterator[str]:
    """The values that a field teaches: of authority and titles each line.

    A letter bears no title, so that its type is no word of the page.
    """
    lines = read.value.split(_LINE) if read.name is FieldName.SIGNED_AS else [read.value]
    if read.name is FieldName.RECORD_TYPE:
        lines = [name for name in lines if name != LETTER]
    yield from (value for line in lines if 1 < len(value := squeeze(line)) <= LONGEST)


def _sure(paper: PaperDescription, name: FieldName) -> str:
    """The title under which somebody signed, the last line; empty if it was not read for sure."""
    read = paper.of(name)
    title = squeeze(read.value.split(_LINE)[-1]) if read and is_teaching(read) else ""
    return title if len(title) <= LONGEST else ""


def _body(paper: PaperDescription) -> str:
    read = paper.of(FieldName.ISSUING_BODY)
    body = squeeze(read.value) if read and is_teaching(read) else ""
    return body if len(body) <= LONGEST else ""


def _line(value: str, seen: _Seen, *, title: str = "", body: str = "") -> ListLine:
    return ListLine(
        value=value, title=title, body=body, seen=seen.count, first=seen.first, last=seen.last
    )


def _slips(counts: Mapping[str, int]) -> Iterator[str]:
    """Values that are one letter away from one that was seen far more often.

    Compared by what is left when one letter is taken out, so that a long list costs no more than
    its letters.
    """
    around: dict[str, list[str]] = {}
    for value in counts:
        for key in _with_one_out(plain(value)):
            around.setdefault(key, []).append(value)
    for alike in around.values():
        most = max(alike, key=lambda value: counts[value])
        for value in alike:
            is_near = Levenshtein.distance(plain(value), plain(most)) == 1
            if is_near and counts[most] >= _FAR_COMMONER * counts[value]:
                yield value


def _with_one_out(text: str) -> Iterator[str]:
    yield text
    yield from {text[:place] + text[place + 1 :] for place in range(len(text))}


@dataclass(frozen=True, slots=True)
class LearntLine:
    """A line that is learnt: how often it was seen before (0: it is new), and now (0: it goes)."""

    kind: str
    value: str
    title: str
    body: str
    before: int
    now: int


def differences(
    before: Mapping[FieldName, Iterable[ListLine]], now: Mapping[FieldName, Iterable[ListLine]]
) -> Iterator[LearntLine]:
    """Give what is new, has grown or goes, list by list."""
    for kind in KINDS:
        held = {one.key: one for one in before.get(kind, ())}
        learnt = {one.key: one for one in now.get(kind, ())}
        for key in sorted(held.keys() | learnt.keys()):
            old, new = held.get(key), learnt.get(key)
            told = new or held[key]
            counts = (old.seen if old else 0, new.seen if new else 0)
            if counts[0] != counts[1]:
                yield LearntLine(kind.value, told.value, told.title, told.body, *counts)


def as_toml(lines: Mapping[FieldName, Sequence[ListLine]], *, records: int) -> str:
    """Give lines as a file of lists."""
    told = [
        f"# Learnt from {records} decided records by `sohoa lists --learn`, which writes this file",
        "# anew. What you know better goes into a file of your own beside it (docs/lists.md).",
    ]
    for kind, own in lines.items():
        for line in own:
            said = line.model_dump(exclude_defaults=True)
            told += ["", f"[[{kind.value}]]"]
            told += [f"{key} = {_toml(value)}" for key, value in said.items()]
    return "\n".join((*told, ""))


def _toml(value: str | int) -> str:
    """A text or a number as TOML has it; its texts are written as those of JSON are."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
