"""Files of a box that are still arriving: unfinished transfers, and files written just now.

Nobody can be asked whether a scan is whole. What tells is that nothing has changed for a while,
and that no name of an unfinished transfer lies beside it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sohoa.domain.transfers import final_name, is_transfer, is_unfinished
from sohoa.domain.vietnamese import nfc
from sohoa.intake.content import HEAD_BYTES, Content, identify
from sohoa.intake.inbox import Candidate


@dataclass(frozen=True, slots=True)
class Transfer:
    """An unfinished file or folder in a box.

    Attributes:
        name: Its name below the box, as it lies there.
        final: The name that it will have, at the same place.
        is_certain: A program is writing it under another name, not only for itself; or what lies
            there already is a scan, whatever wrote it.
        path: Where it lies.
    """

    name: str
    final: str
    is_certain: bool
    path: Path

    @property
    def folder(self) -> str:
        """The folder it lies in, below the box; empty at the top."""
        place = str(PurePosixPath(self.name).parent)
        return "" if place == "." else place

    def is_for(self, listed: str) -> bool:
        """Say whether it may become the document of that name, given with its ending or without."""
        final, wanted = PurePosixPath(self.final), PurePosixPath(nfc(listed))
        names = {str(final).casefold(), str(final.with_suffix("")).casefold()}
        return str(wanted).casefold() in names or str(wanted.with_suffix("")).casefold() in names


def transfers_in(batch_dir: Path) -> tuple[Transfer, ...]:
    """Find the names of unfinished transfers in a box, in whichever folder.

    Raises:
        OSError: The box cannot be read.
    """
    return tuple(sorted(_transfers(batch_dir), key=lambda transfer: transfer.name))


def _transfers(batch_dir: Path) -> Iterator[Transfer]:
    waiting = [batch_dir]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                name = nfc(os.fsencode(entry.name).decode("utf-8", "backslashreplace"))
                if is_unfinished(name):
                    place = PurePosixPath(os.path.relpath(os.path.dirname(entry.path), batch_dir))  # noqa: PTH120 - a string of any bytes
                    shown = str(place / name)
                    final = str(place / final_name(name))
                    is_certain = is_transfer(name) or _begins_as_scan(entry)
                    yield Transfer(shown, final, is_certain, Path(entry.path))
                elif entry.is_dir(follow_symlinks=False) and not name.startswith("."):
                    waiting.append(Path(entry.path))


def _begins_as_scan(entry: os.DirEntry[str]) -> bool:
    """Say whether a scratch file has a scan's first bytes: `001.jpg.tmp` that nobody renamed."""
    try:
        if not entry.is_file(follow_symlinks=False):
            return False
        descriptor = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return isinstance(identify(os.read(descriptor, HEAD_BYTES)), Content)
        finally:
            os.close(descriptor)
    except OSError:
        return False


def holding(candidate: Candidate, transfers: Sequence[Transfer]) -> Transfer | None:
    """The transfer that a document waits for: one in its folder, or one of its own name."""
    names = candidate.share.names if candidate.share else (candidate.source_name,)
    for transfer in transfers:
        if not {transfer.folder, transfer.final}.isdisjoint(names):
            return transfer
    return None


@dataclass(frozen=True, slots=True)
class Watch:
    """The time for which nothing may have changed, and the present time.

    A time of the file system that lies further ahead than `settling` is another clock's and
    tells nothing: a scanner's date may be years ahead, and its scans must not wait for years.
    """

    settling: dt.timedelta
    now: dt.datetime

    def changed_lately(self, paths: Iterable[Path]) -> dt.datetime | None:
        """Return when one of these was changed last, if that is less than the settling time ago.

        Both times count: the content's may be put back by who copies (`cp -p`, `rsync -t`), the
        entry's is the system's own. Where only times ahead of us are known, see `is_ahead`.
        """
        times = [moment for path in paths for moment in _times(path) if self._is_sane(moment)]
        last = max(times, default=None)
        if last is None or self.now - last >= self.settling:
            return None
        return min(last, self.now)

    def is_ahead(self, paths: Iterable[Path]) -> bool:
        """Say whether the system's own time of change lies ahead: the clocks disagree."""
        entries = [times[-1] for path in paths if (times := _times(path))]
        return bool(self.settling) and any(not self._is_sane(moment) for moment in entries)

    def _is_sane(self, moment: dt.datetime) -> bool:
        return moment <= self.now + self.settling


def what_lies(candidate: Candidate) -> tuple[Path, ...]:
    """The files of a document, and its folders, which change when a page is added."""
    place: tuple[Path, ...] = (candidate.place,) if candidate.place else ()
    if candidate.share:
        place = candidate.share.places
    return tuple(dict.fromkeys((*place, *candidate.paths)))


def box_entries(batch_dir: Path, lists: Iterable[str]) -> tuple[Path, ...]:
    """Give the entries that change when something is added to a box: its folder, and its list."""
    return (batch_dir, *(path for name in lists if (path := batch_dir / name).exists()))


def _times(path: Path) -> tuple[dt.datetime, ...]:
    """Return when content and entry changed, the entry's last; nothing of what is gone."""
    try:
        status = path.lstat()
    except OSError:
        return ()
    moments = (_moment(status.st_mtime), _moment(status.st_ctime))
    return tuple(moment for moment in moments if moment)


def _moment(seconds: float) -> dt.datetime | None:
    """A time of the file system; none where it lies outside all calendars."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None
