"""Compares archived documents in the catalogue, and their files, with what was recorded."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sohoa.domain.trust import highest_level
from sohoa.domain.vietnam_time import day_of
from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.event_files import trails_of
from sohoa.inspection.paper_check import shown
from sohoa.inspection.recorded import Recorded, beside

_NAMES = (
    "document_id", "state", "record_id", "digitized_since", "archived_at", "year", "room",
    "kept_original", "signatures", "born_digital", "proof_problem", "file_code", "ordinal",
    "sha256", "receipt_sha256", "reading_sha256", "content_sha256", "archive_path", "archive_name",
    "archived_on", "withdrawn_at", "retired_at", "number", "formed", "record_type", "page_count",
    "events_sha256", "trail_kept",
)  # fmt: skip
_DOCUMENTS = f"""SELECT {", ".join(_NAMES)} FROM documents
    WHERE document_id > :after ORDER BY document_id"""  # noqa: S608 - our own names
_ARCHIVED = "archived"
_STORED = frozenset({_ARCHIVED, "replaced", "withdrawn"})
#: Compared, and not shown: it may be a person's.
_UNTOLD = "number"
#: An instant at which it is the same day in Vietnam as in Greenwich.
_MORNING = re.compile(r"\d{4}-\d\d-\d\dT(0\d|1[0-6]):\d\d:\d\d\+00:00", re.ASCII)
#: Where nothing stands, nothing has to stand; and what is true or not, and nothing else.
_MAY_LACK = ("record_id", "digitized_since", "year", "ordinal", "page_count", "archived_at")
_FLAGS = ("born_digital", "kept_original")
_RESERVED = "SELECT file_code, ordinal, document_id FROM reservations"
_FILE, _RECEIPT, _READING, _EVENTS = ".pdf", ".receipt.json", ".reading.pdf", ".events.json"


@dataclass(slots=True)
class DocumentCheck:
    """Goes through the archived documents once, and through their files if `archive` is given.

    Attributes:
        digitized: Papers that a document digitizes: whether that is proven, and never was paper.
        files: How many files were read.
    """

    door: InspectionDoor
    archive: Path | None = None
    digitized: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    files: int = 0
    _places: dict[str, str] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def differences(self) -> Iterator[Difference]:
        """Give what is otherwise than recorded: in the catalogue, at its places, in the archive."""
        for rows, known in beside(self.door, "document", _DOCUMENTS):
            left = dict(known)
            for row in rows:
                stands = dict(zip(_NAMES, row, strict=True))
                identity = str(stands["document_id"])
                one = left.pop(identity, None)
                if one is not None:
                    yield from self._compare(identity, stands, one)
                elif stands["state"] in _STORED:
                    yield Difference("document-added", identity)
            for identity, one in left.items():
                self._note(identity, one)
                yield Difference("document-missing", identity, {"since": one.since})
                yield from self._place(identity, one)
        yield from self._reserved()
        yield from self._unknown_files()

    def _compare(
        self, identity: str, stands: dict[str, Any], one: Recorded
    ) -> Iterator[Difference]:
        for name, (recorded, value) in self._pairs(stands, one).items():
            if recorded != value:
                told = (recorded, value) if name != _UNTOLD else ("…", "…")
                details = {"what": name, "recorded": shown(told[0]), "stands": shown(told[1])}
                yield Difference("document-says", identity, {**details, "since": one.since})
        self._note(identity, one)
        yield from self._place(identity, one)
        if self.archive is not None:
            path = self.archive / str(stands["archive_path"] or "")
            is_kept = stands["trail_kept"] == 1
            events = str(stands["events_sha256"]) if is_kept else ""
            yield from self._file(identity, path, one, events=events)
            if not is_kept:
                yield from self._waiting_events(identity, path, str(stands["archive_name"]))

    def _pairs(self, stands: dict[str, Any], one: Recorded) -> dict[str, tuple[object, object]]:
        """What was recorded of each thing that the row says, and what it says; mostly all agree."""
        said, following = _said_of(stands), _following(stands, one)
        if said.items() <= one.said.items():
            return following
        return {**{name: (one.of(name), value) for name, value in said.items()}, **following}

    def _note(self, identity: str, one: Recorded) -> None:
        if one.of("state") == _ARCHIVED and one.of("signed") and one.of("record"):
            self.digitized[one.of("record")] = (not one.of("problem"), bool(one.of("born_digital")))
        del identity

    def _place(self, identity: str, one: Recorded) -> Iterator[Difference]:
        place = one.of("place")
        other = self._places.setdefault(place, identity)
        if other != identity:
            yield Difference("place-twice", identity, {"place": place, "other": other})

    def _reserved(self) -> Iterator[Difference]:
        left = dict(self._places)
        for code, ordinal, identity in self.door.rows(_RESERVED, {}):
            place = f"{code}/{ordinal}"
            left.pop(place, None)
            held = self._places.get(place, identity)
            if held != identity:
                yield Difference("place-other", held, {"place": place, "other": identity})
        for place, identity in left.items():
            yield Difference("place-free", identity, {"place": place})

    def _file(
        self, identity: str, path: Path, one: Recorded, *, events: str
    ) -> Iterator[Difference]:
        stem = str(path).removesuffix(_FILE)
        for kind, file, digest in (
            ("file", path, one.of("sha256")),
            ("receipt", Path(stem + _RECEIPT), one.of("receipt")),
            ("reading", Path(stem + _READING), one.of("reading")),
            ("events", Path(stem + _EVENTS), events),
        ):
            if not digest:
                continue
            self._known.add(str(file))
            self.files += 1
            found = digest_of(file)
            if not found:
                yield Difference(f"{kind}-away", identity, {"path": str(file)})
            elif found != digest:
                yield Difference(f"{kind}-bytes", identity, {"since": one.since})

    def _waiting_events(self, identity: str, path: Path, name: str) -> Iterator[Difference]:
        """While the file of its events is not written yet, the one of before may lie there."""
        file = Path(str(path).removesuffix(_FILE) + _EVENTS)
        self._known.add(str(file))
        found = digest_of(file)
        if found and found not in trails_of(self.door, identity, name):
            yield Difference("events-bytes", identity, {"since": "–"})

    def _unknown_files(self) -> Iterator[Difference]:
        if self.archive is None:
            return
        for path in sorted(self.archive.rglob("*")):
            named = {"path": path.relative_to(self.archive).as_posix()}
            if (
                path.name.casefold().endswith((_FILE, _RECEIPT, _EVENTS))
                and str(path) not in self._known
            ):
                yield Difference("file-unknown", "", named)
            elif path.is_symlink() and path.is_dir():
                yield Difference("folder-elsewhere", "", named)


def _following(stands: dict[str, Any], one: Recorded) -> dict[str, tuple[object, object]]:
    """Columns of a stored document that follow from others: what should stand there, and does."""
    archived, (code, _slash, ordinal) = stands["archived_at"], one.of("place").partition("/")
    following: dict[str, tuple[object, object]] = {
        "archived_on": (_day_of(archived), stands["archived_on"]),
        "retired_at": (one.of("state") != _ARCHIVED, stands["retired_at"] is not None),
        "withdrawn_at": (None, stands["withdrawn_at"]),
    }
    for name in _MAY_LACK:
        if stands[name] == "":  # nothing at all is no text without letters: queries tell them apart
            following[name] = (None, "''")
    for name in _FLAGS:
        if stands[name] not in {0, 1}:
            following[name] = (bool(stands[name]), stands[name])
    if one.began:
        following["archived_at"] = (one.began, _day_of(archived))
    if code and ordinal.isdecimal():
        name = f"{code}.{int(ordinal):07}{_FILE}"
        path = str(stands["archive_path"] or "")
        following["archive_name"] = (name, stands["archive_name"])
        following["archive_path"] = (f"{path[: len('2023')]}/{code}/{name}", path)
    return following


def _day_of(instant: object) -> str | None:
    """The day in Vietnam; `None` where it is no instant."""
    if isinstance(instant, str) and _MORNING.fullmatch(instant):
        return instant[: len("2023-12-31")]
    try:
        return day_of(dt.datetime.fromisoformat(str(instant))).isoformat()
    except (ValueError, OverflowError):
        return None


def _said_of(stands: dict[str, Any]) -> dict[str, str]:
    """What facts say of a document, made of its row."""
    is_signed = bool(stands["kept_original"]) or stands["signatures"] not in ("[]", "")
    return {
        "state": stands["state"],
        "record": stands["record_id"] or "",
        "digitized": stands["digitized_since"] or stands["archived_at"] or "",
        "year": str(stands["year"] or ""),
        "room": stands["room"],
        "signed": "1" if is_signed else "",
        "level": _level_in(stands["signatures"]),
        "born_digital": "1" if stands["born_digital"] else "",
        "problem": stands["proof_problem"],
        "place": f"{stands['file_code']}/{stands['ordinal']}",
        "sha256": stands["sha256"],
        "receipt": stands["receipt_sha256"],
        "reading": stands["reading_sha256"],
        "master": stands["content_sha256"],
        "number": stands["number"],
        "formed": stands["formed"],
        "record_type": stands["record_type"],
        "pages": str(stands["page_count"] or ""),
    }


def _level_in(signatures: object) -> str:
    """The highest level that stored signatures name; `?` where they cannot be read."""
    if signatures == "[]":
        return ""
    try:
        return highest_level([one.get("level", "") for one in json.loads(str(signatures))])
    except (ValueError, TypeError, AttributeError, RecursionError):
        return "?"


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file; empty where there is none, or a link, or what never ends."""
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):  # the second of a name that no file can have
        return ""
