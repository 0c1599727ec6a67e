"""Compares the files of issued reports, which are kept for good, with what was recorded of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from sohoa.inspection.differences import Difference
from sohoa.inspection.document_check import digest_of
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.recorded import read_event

_EVENTS = "SELECT kind, said FROM office_events WHERE kind IN ('report', 'report-signed')"
_REPORT = "report"
#: What a PDF is called that waits for its signature: it is signed under the name without this.
_WAITS, _PDF = ".chua-ky.pdf", ".pdf"
#: In the name of what was begun and never issued.
_ASIDE = ".not-issued-"


def check_issued(door: InspectionDoor, folder: Path) -> Iterator[Difference]:
    """Give the files of issued reports that are gone, or have other bytes than were issued."""
    known = {folder / ".lock"}
    events = [(kind, read_event(said)) for kind, said in door.rows(_EVENTS, {})]
    signed = defaultdict[str, set[str]](set)
    for kind, said in events:
        if kind != _REPORT:
            signed[str(said.get("number"))].add(str(said.get("sha256")))
    for kind, said in events:
        files = said.get("files")
        if kind != _REPORT or not isinstance(files, dict):
            continue
        of_report = folder / str(said.get("number"))
        known |= {of_report, *(of_report / name for name in files)}
        known |= _signed_files(of_report, files, signed[of_report.name])
        for name, digest in sorted(files.items()):
            yield from _file(of_report, name, {str(digest)}, signed[of_report.name])
    yield from _unknown(folder, known)


def _unknown(folder: Path, known: set[Path]) -> Iterator[Difference]:
    """Give what lies among issued reports and was not issued; what was set aside says so itself."""
    for path in sorted(folder.glob("*")):
        if _ASIDE in path.name:
            continue
        beside = [path, *sorted(path.glob("*"))] if path in known else [path]
        for one in beside:
            if one not in known:
                yield Difference("issued-unknown", "", {"path": str(one.relative_to(folder))})


def _signed_files(folder: Path, names: Iterable[str], signed: set[str]) -> set[Path]:
    """Files that were signed later; beside one that still waits only what was entered is one."""
    found = ((folder / name, folder / _signed_name(name)) for name in names)
    return {path for waits, path in found if not digest_of(waits) or digest_of(path) in signed}


def _signed_name(name: str) -> str:
    """What a file is called once it is signed; its own name, if it does not wait for that."""
    return name.removesuffix(_WAITS) + _PDF if name.endswith(_WAITS) else name


def _file(folder: Path, name: str, issued: set[str], signed: set[str]) -> Iterator[Difference]:
    path = folder / name
    if name.endswith(_WAITS) and not digest_of(path):
        path, issued = path.with_name(_signed_name(name)), signed
    found = digest_of(path)
    if found not in issued:
        code = "issued-bytes" if found else "issued-away"
        yield Difference(code, "", {"number": folder.name, "name": path.name})
