"""A station's memory of a batch: one outcome per item, then the manifest that closes it.

Resuming is running again: an item whose outcome stands and was made from the same input is
not worked on again. There is no other memory of what is done.

An outcome has its step's own part of the result, the document's id, and the digest of the outcome
that it was made from; whoever reads it is given it whole, put together from the journals of the
steps before (ADR 29). Outcomes of `sohoa-result/1` held all of the past, and are read as they are.

Paths inside the workspace are kept as they are seen from it, so that a workspace which is moved
goes on where it was; those that were kept whole before are read as they stand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AliasChoices, Field, TypeAdapter, ValidationError

from sohoa.domain.events import Event, EventOutcome, EventType
from sohoa.domain.formats import RESULT_FORMAT, STATION_FORMAT, refuse_newer
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.own_parts import MADE_FROM, is_whole, left_out, put_on
from sohoa.domain.stations import Station
from sohoa.durable import parts_of, write_durably
from sohoa.workspace import root_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settled(Generic[T]):
    """What became of one item, from what it was made, when, and by which software.

    Exactly one of `result` and `rejection` is set. `item_id` is the document's id. `made_from` is
    the digest of the outcome of the step before (of the first step's: a SHA-256 over its input);
    when the input changes, the outcome no longer counts.
    """

    format: str = field(default=RESULT_FORMAT, kw_only=True)
    item_id: str
    made_from: str
    at: dt.datetime
    agent: str
    settings_sha256: str
    #: `sohoa-result/1` called it a baton.
    result: Annotated[T | None, Field(validation_alias=AliasChoices("result", "baton"))] = None
    rejection: Rejection | None = None

    def stands_for(self, made_from: str) -> bool:
        """Say whether there is nothing to do for this input.

        An outcome of another input does not stand, nor does a rejection that another try may
        lift: running again tries again.
        """
        retry = self.rejection is not None and self.rejection.retryable
        return self.made_from == made_from and not retry

    @property
    def digest(self) -> str:
        """What an outcome of the next step was made from, if it took this one."""
        outcome = self.rejection.code if self.rejection else self.at.isoformat()
        return hashlib.sha256(f"{self.made_from}:{outcome}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A closed station: what it was made from, and each item with its outcome's digest."""

    format: str = field(default=STATION_FORMAT, kw_only=True)
    station: Station
    made_from: str
    closed_at: dt.datetime
    accepted: int
    rejected: int
    items: dict[str, str]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


class Journal(Generic[T]):
    """The outcomes of one station for one batch; `kind` is the type of its stage results.

    The folders of the other stations of the batch lie beside `folder`.
    """

    def __init__(self, folder: Path, station: Station, kind: type[T]) -> None:
        self._folder = folder
        self._station = station
        self._kind: type = kind
        self._root = root_of(folder)

    def last(self, item_id: str) -> Settled[T] | None:
        """The last outcome of an item, its result whole.

        One that cannot be read back counts as not there, and so does one whose earlier result is
        gone or has been made anew since: it is a result of something else.

        Raises:
            NewerFormatError: A later program wrote it, or one that it was made from.
        """
        settled = self._written(item_id)
        return settled and self._with_earlier(settled)

    def outcome_of(self, item_id: str, *, made_from: str, source: Any) -> Settled[T] | None:
        """The outcome of an item if it is that of this input; `source` is the earlier result.

        Raises:
            NewerFormatError: A later program wrote it.
        """
        settled = self._written(item_id)
        if settled is None or settled.made_from != made_from:
            return None
        return self._put_on(settled, source)

    def settle(self, settled: Settled[T]) -> None:
        """Write an outcome, with the result's own part alone: whole or not at all.

        Raises:
            DiskFullError: No room is left.
        """
        adapter = _adapter(Settled[self._kind])  # type: ignore[name-defined]
        left = left_out(self._kind)
        exclude = {"result": left} if left and settled.result is not None else None
        content = adapter.dump_json(settled, indent=1, exclude=exclude)
        write_durably(self._path(settled.item_id), _as_seen_from(content, self._root))

    def close(self, settled: Iterable[Settled[T]], *, made_from: str, at: dt.datetime) -> Manifest:
        """Add the events, then write the manifest: from now on the station is complete.

        An event stays for good: that a document was rejected once can be read after it was lifted.

        Raises:
            DiskFullError: No room is left.
        """
        outcomes = sorted(settled, key=lambda one: one.item_id)
        events = [_event(self._station, one) for one in outcomes if not _is_arriving(one)]
        self._add_events(events, at=at)
        manifest = Manifest(
            station=self._station,
            made_from=made_from,
            closed_at=at,
            accepted=sum(one.result is not None for one in outcomes),
            rejected=sum(one.rejection is not None for one in outcomes),
            items={one.item_id: one.digest for one in outcomes},
        )
        content = _adapter(Manifest).dump_json(manifest, indent=1)
        write_durably(self._folder / "manifest.json", content)
        return manifest

    def has(self, item_id: str, but: Collection[str] = ()) -> bool:
        """Say whether there is an outcome of an item, whole or not, but for rejections of codes."""
        path = self._path(item_id)
        if any(parts_of(path)):
            return True
        if not path.exists():
            return False
        settled = self._written(item_id)
        return settled is None or settled.rejection is None or settled.rejection.code not in but

    def forget(self, item_id: str) -> None:
        """Delete the outcome of an item, and what a killed process has left of one."""
        path = self._path(item_id)
        for one in (*parts_of(path), path):
            one.unlink(missing_ok=True)

    def tell(self, event: Event) -> None:
        """Add an event of an item.

        Raises:
            DiskFullError: No room is left.
        """
        self._add_events([event], at=event.at)

    def manifest(self) -> Manifest | None:
        """The manifest, if the station was closed.

        Raises:
            NewerFormatError: A later program wrote it.
        """
        path = self._folder / "manifest.json"
        try:
            content = path.read_bytes()
            refuse_newer(content, STATION_FORMAT, path=path)
            manifest: Manifest = _adapter(Manifest).validate_json(content)
        except (FileNotFoundError, ValidationError):
            return None
        return manifest

    def _written(self, item_id: str) -> Settled[Any] | None:
        """An outcome as it is written: its result as JSON values, and no more than its own part.

        One that lies under another document's name is nobody's.
        """
        path = self._path(item_id)
        try:
            content = path.read_bytes()
            refuse_newer(content, RESULT_FORMAT, path=path)
            settled: Settled[Any] = _adapter(Settled[Any]).validate_json(
                _made_whole(content, self._root)
            )
        except (FileNotFoundError, ValidationError):
            return None
        return settled if settled.item_id == item_id else None

    def _with_earlier(self, settled: Settled[Any]) -> Settled[T] | None:
        """An outcome with its result whole, from the journals of the steps before."""
        is_own = settled.result is not None and not is_whole(self._kind, settled.result)
        return self._put_on(settled, self._earlier(settled) if is_own else None)

    def _earlier(self, settled: Settled[Any]) -> Any:
        """The result that an outcome was made from; `None` where it is gone.

        It is told by its outcome's digest, and lies with the step before; further back where a
        step was put between since.
        """
        stations = list(Station)
        for station in reversed(stations[: stations.index(self._station)]):
            folder = self._folder.with_name(station.value)
            before: Journal[Any] = Journal(folder, station, MADE_FROM[self._kind][1])
            found = before._written(settled.item_id)
            if found is not None and found.result and found.digest == settled.made_from:
                whole = before._with_earlier(found)
                return whole and whole.result
        return None

    def _put_on(self, settled: Settled[Any], earlier: Any) -> Settled[T] | None:
        """An outcome with its result whole; `None` if the two do not fit."""
        if settled.result is None:
            return settled
        own: dict[str, Any] = settled.result
        if not is_whole(self._kind, own):
            if earlier is None:
                return None
            own = put_on(self._kind, own, earlier)
        try:
            return replace(settled, result=_adapter(self._kind).validate_python(own))
        except ValidationError:
            return None

    def _add_events(self, events: Sequence[Event], *, at: dt.datetime) -> None:
        """Add what each item's last event does not say yet."""
        path = self._folder / "events.jsonl"
        lines = path.read_bytes().splitlines() if path.exists() else []
        last = {event.object_id: event for event in _told(lines)}
        for event in events:
            known = last.get(event.object_id)
            if known is None or not event.says_the_same(known):
                lines.append(_adapter(Event).dump_json(_after(known, event, at)))
        write_durably(path, b"".join(line + b"\n" for line in lines))

    def _path(self, item_id: str) -> Path:
        return self._folder / "outcomes" / f"{item_id}.json"


#: The beginning of a path in an outcome's JSON; in a text its quotation marks would be escaped.
_PATH = rb'"((?:\w+_)?path)": "'


def _as_seen_from(content: bytes, root: Path | None) -> bytes:
    """An outcome whose paths inside the workspace begin there."""
    if root is None:
        return content
    return re.sub(_PATH + re.escape(_inside(root)), rb'"\1": "', content)


def _made_whole(content: bytes, root: Path | None) -> bytes:
    """The same with the paths as they are on this machine; a path that was whole stays."""
    if root is None:
        return content
    return re.sub(_PATH + rb'(?=[^/"])', lambda found: found.group() + _inside(root), content)


def _inside(root: Path) -> bytes:
    """What a path in this workspace begins with, as JSON has it."""
    return json.dumps(f"{root}/", ensure_ascii=False)[1:-1].encode()


def _is_arriving(settled: Settled[Any]) -> bool:
    """What is still arriving has met with nothing yet."""
    rejection = settled.rejection
    return rejection is not None and rejection.state is DocumentState.ARRIVING


def digest_of(*parts: object) -> str:
    """SHA-256 over values that JSON can hold; the digest of an input."""
    content = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _told(lines: Iterable[bytes]) -> Iterator[Event]:
    """The events told before; a line that was harmed tells nothing, and stays."""
    for line in lines:
        try:
            yield _adapter(Event).validate_json(line)
        except ValidationError:
            continue


def _after(known: Event | None, event: Event, at: dt.datetime) -> Event:
    """An outcome that stands again since another was lifted: it does so from now on."""
    return replace(event, at=at) if known and known.at > event.at else event


def _event(station: Station, settled: Settled[Any]) -> Event:
    rejection = settled.rejection
    return Event(
        event_type=EventType.QUARANTINE if rejection else station.event,
        at=settled.at,
        object_id=settled.item_id,
        outcome=EventOutcome.FAILURE if rejection else EventOutcome.SUCCESS,
        agent=settled.agent,
        settings_sha256=settled.settings_sha256,
        detail=rejection.code if rejection else settled.made_from,
    )
