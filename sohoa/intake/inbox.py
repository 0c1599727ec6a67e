"""Looks into a batch's folder of the inbox and says which documents lie there."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sohoa.domain.errors import HostileNameError, ItemError, NoPagesError, SameNameError
from sohoa.domain.natural_order import natural_key
from sohoa.domain.transfers import is_unfinished
from sohoa.domain.vietnamese import nfc
from sohoa.intake.page_order import in_page_order

#: The batch list is no document; it stands at the top of the batch folder only.
_BATCH_LISTS = {"batch.csv", "batch.xlsx"}
#: What systems and programs leave behind; what is still being written: `sohoa.domain.transfers`.
_LITTER = {"thumbs.db", "desktop.ini"}
_LITTER_STARTS = (".", "~$")


@dataclass(frozen=True, slots=True)
class Share:
    """What of files and folders a document is: a part of one, or several joined.

    Attributes:
        names: The files and folders, as they are named below the batch folder.
        places: Where they lie.
        pages: Of each path of the candidate, which of its pages; empty for all of them.
        left_out: Separator sheets of the file before this part of it, and behind its last part.
        doubtful: Pages of the document that bear a separator's code and something else.
        of_pages: How many pages the folders have of which it is a part; 0 if it is of none.
    """

    names: tuple[str, ...]
    places: tuple[Path, ...]
    pages: tuple[tuple[int, ...], ...]
    left_out: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()
    of_pages: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something in the inbox that may be a document.

    Attributes:
        source_name: Its place below the batch folder: NFC, with `/` between folders; no two
            candidates of a batch have the same. Pages of a file, or several files that are one
            document, have theirs by `sohoa.domain.places`.
        paths: The master, or the page images of a folder in page order. Empty when they must
            not be touched.
        problem: Why it is refused before it is opened.
        place: The file or folder itself; `None` where nothing lies.
        share: What of files and folders it is, where it is not the whole of one.
    """

    source_name: str
    paths: tuple[Path, ...]
    problem: ItemError | None = None
    place: Path | None = None
    share: Share | None = None

    @property
    def is_folder(self) -> bool:
        """Say whether its pages are files of their own."""
        return len(self.paths) > 1 or (self.place is not None and self.place not in self.paths)

    @property
    def is_joined(self) -> bool:
        """Say whether several files or folders are one document."""
        return self.share is not None and len(self.share.places) > 1

    def pages_of(self, place: int) -> tuple[int, ...]:
        """Which pages of a path are the document, by the path's place; empty for all of them."""
        return self.share.pages[place] if self.share else ()


def list_candidates(batch_dir: Path) -> tuple[Candidate, ...]:
    """Find the documents of a batch, in natural order of their names.

    A file at the top is a document; so is each folder below it that holds files directly, its
    files being the pages (`sohoa.intake.page_order`). A folder with nothing in it is a document
    that lost its pages, and refused. Links are never followed.

    Raises:
        OSError: The batch folder cannot be read.
    """
    found = [
        _file_at_top(entry, batch_dir)
        for entry in _entries(batch_dir)
        if entry.name not in _BATCH_LISTS and not entry.is_dir(follow_symlinks=False)
    ]
    found += _folders_below(batch_dir)
    found.sort(key=lambda candidate: natural_key(candidate.source_name))
    return tuple(told_apart(found))


def candidate_at(path: Path) -> Candidate:
    """One document anywhere: a file, or a folder whose files are its pages in natural order.

    Named by a person and not found in a box, a link is followed.

    Raises:
        OSError: There is no such file or folder, or it cannot be looked into.
    """
    place = path.resolve(strict=True)
    if not place.is_dir():
        return Candidate(nfc(_utf8(path.name)), (place,))
    pages = [page for page in _entries(place) if not page.is_dir(follow_symlinks=False)]
    with os.scandir(place.parent) as beside:
        folder = next((entry for entry in beside if entry.name == place.name), None)
    if folder is None or not pages:
        return Candidate(nfc(_utf8(place.name)), (), NoPagesError())
    return _document_of(folder, pages, place.parent)


def fingerprint(candidates: Iterable[Candidate]) -> str:
    """Digest what lies in the inbox: SHA-256 over names, sizes and times of change.

    It changes when a master is added, removed, renamed or written; also when it was written by a
    program that puts the old time back (`cp -p`): the time of the last change of its entry counts.
    """
    digest = hashlib.sha256()
    for candidate in candidates:
        entries = [candidate.source_name]
        entries += [f"{path.name}\x1f{_state_of(path)}" for path in candidate.paths]
        if candidate.share:
            entries += [f"left out {page}" for page in candidate.share.left_out]
            entries += [f"doubtful {page}" for page in candidate.share.doubtful]
        digest.update("\x1e".join(entries).encode("utf-8", "surrogateescape") + b"\x1d")
    return digest.hexdigest()


def _file_at_top(entry: os.DirEntry[str], batch_dir: Path) -> Candidate:
    problem = _problem_of(entry, batch_dir)
    path = Path(entry.path)
    return Candidate(_shown(entry, batch_dir), () if problem else (path,), problem, path)


def _folders_below(batch_dir: Path) -> Iterator[Candidate]:
    waiting = [batch_dir]
    while waiting:  # a stack and no recursion: folders may be nested deeper than calls may
        for entry in _entries(waiting.pop()):
            if not entry.is_dir(follow_symlinks=False):
                continue
            if problem := _problem_of(entry, batch_dir):
                yield Candidate(_shown(entry, batch_dir), (), problem, Path(entry.path))
                continue
            waiting.append(Path(entry.path))
            inside = _entries(waiting[-1])
            if pages := [page for page in inside if not page.is_dir(follow_symlinks=False)]:
                yield _document_of(entry, pages, batch_dir)
            elif not inside:
                yield Candidate(_shown(entry, batch_dir), (), NoPagesError(), waiting[-1])


def _document_of(
    folder: os.DirEntry[str], pages: Sequence[os.DirEntry[str]], batch_dir: Path
) -> Candidate:
    """A folder of page images as one document; one bad name among them spoils it."""
    name, place = _shown(folder, batch_dir), Path(folder.path)
    problems = [problem for page in pages if (problem := _problem_of(page, batch_dir))]
    if problems:
        return Candidate(name, (), problems[0], place)
    composed: dict[str, str] = {}
    for page in pages:
        if nfc(page.name) in composed:
            return Candidate(name, (), SameNameError(name=_escaped(page.name)), place)
        composed[nfc(page.name)] = page.name
    ordered = in_page_order([page.name for page in pages]).names
    return Candidate(name, tuple(place / page for page in ordered), place=place)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """List the entries of a folder that count, in an order of their own: composed names first."""
    with os.scandir(folder) as found:
        entries = [entry for entry in found if not _is_litter(entry.name)]
    return sorted(entries, key=lambda entry: (nfc(entry.name) != entry.name, entry.name))


def _is_litter(name: str) -> bool:
    plain = name.casefold()
    return plain in _LITTER or plain.startswith(_LITTER_STARTS) or is_unfinished(name)


def _problem_of(entry: os.DirEntry[str], batch_dir: Path) -> ItemError | None:
    plain = entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)
    if plain and not _is_hostile(entry.name):
        return None
    return HostileNameError(name=_shown(entry, batch_dir))


def _is_hostile(name: str) -> bool:
    r"""Say whether a name is not UTF-8, steers a terminal, or climbs where `\` parts folders."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name):
        return True
    return ".." in name.replace("\\", "/").split("/")


def _shown(entry: os.DirEntry[str], batch_dir: Path) -> str:
    place = os.path.relpath(entry.path, batch_dir)
    return _escaped(place) if _is_hostile(entry.name) else nfc(_utf8(place))


def _utf8(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _escaped(name: str) -> str:
    r"""A name in which nothing is hidden: `a\xff.pdf`, `Ho\u0302\u0300 so.pdf`."""
    shown = (
        letter
        if letter.isprintable() and not unicodedata.combining(letter)
        else ascii(letter)[1:-1]
        for letter in _utf8(name)
    )
    return "".join(shown)


def told_apart(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Refuse the second of two equal names, under a name of its own."""
    taken: set[str] = set()
    for candidate in candidates:
        name, again = candidate.source_name, 1
        while name in taken:
            again += 1
            name = f"{candidate.source_name} ({again})"
        taken.add(name)
        if again == 1:
            yield candidate
        else:
            problem = candidate.problem or SameNameError(name=candidate.source_name)
            yield replace(candidate, source_name=name, paths=(), problem=problem)


def _state_of(path: Path) -> str:
    try:
        status = path.lstat()
    except OSError:
        return "gone"
    return f"{status.st_size}\x1f{status.st_mtime_ns}\x1f{status.st_ctime_ns}"
