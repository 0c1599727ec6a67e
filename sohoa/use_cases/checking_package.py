"""Verify a package: by itself, with the signatures in it, and against the catalogue."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from sohoa.audit.auditor import Auditor, Request
from sohoa.domain.package_errors import UnknownFileUnitError
from sohoa.durable import raise_if_disk_full
from sohoa.package.checking import check_package
from sohoa.package.differences import Difference, shown
from sohoa.package.layout import ROOT_EAD
from sohoa.package.mets_reading import NamedFile
from sohoa.package.opened import OpenPackage, UnreadableMemberError, copy_to, opened
from sohoa.package.reading import PackagedFile, read_package
from sohoa.package.rules import KEPT
from sohoa.use_cases.packaging import counted_records
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DifferenceResult:
    """One thing that is not as it must be: its code, the file it is of, and in words."""

    code: str
    path: str
    details: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class PackageVerification:
    """What was found of a package.

    Attributes:
        signatures: How many signatures and time stamps were judged.
        compared: Whether it was compared with the catalogue.
    """

    path: Path
    object_id: str
    is_whole: bool
    documents: int
    files: int
    signatures: int
    compared: bool
    differences: tuple[DifferenceResult, ...]


def verify_package(
    workspace: Workspace,
    path: Path,
    *,
    compare: bool = False,
    at: dt.datetime | None = None,
    only_roots: tuple[Path, ...] = (),
) -> PackageVerification:
    """Verify a package, a folder or a ZIP file; offline, and nothing is changed.

    Every file against METS, every file of metadata by its schema, the identifier against the
    content, every signature, as at an instant; with `compare` descriptions and bytes against the
    catalogue.

    Raises:
        NotAPackageError: It is none.
        SettingsError, KeyUnusableError: The configuration, or a trusted root, cannot be used.
        DiskFullError: No room is left to unpack a ZIP file's documents.
    """
    with opened(path) as package:
        checked = check_package(package)
        asked = Request(at=at, only_roots=only_roots)
        count, broken = _signatures(workspace, package, checked.data, asked)
        compared = _against_catalogue(workspace, package) if compare else []
    differences = (*map(_told, checked.differences), *broken, *map(_told, compared))
    return PackageVerification(
        path=path,
        object_id=shown(checked.objid),
        is_whole=not differences,
        documents=checked.documents,
        files=checked.files,
        signatures=count,
        compared=compare,
        differences=differences,
    )


def _told(one: Difference) -> DifferenceResult:
    return _result(one, one.text)


def _result(one: Difference, text: str) -> DifferenceResult:
    """A difference as it may be printed: names and values in a package are anybody's."""
    details = {name: shown(value) for name, value in one.details.items()}
    return DifferenceResult(one.code, shown(one.path), details, shown(text))


# --- signatures --------------------------------------------------------------------------------


def _signatures(
    workspace: Workspace, package: OpenPackage, data: list[NamedFile], asked: Request
) -> tuple[int, list[DifferenceResult]]:
    """Judge the signatures of the documents whose bytes are those that METS names."""
    with _files_of(package, data) as places:
        unread = {one.path or "" for one in data} - set(places.values())
        differences = [_told(Difference("unreadable", path)) for path in sorted(unread)]
        if not places:  # without a name the auditor would go through the archive
            return 0, differences
        request = replace(asked, names=tuple(map(str, places)))
        report = Auditor.of(workspace, request).report()
    differences += [
        _result(Difference(problem.code, places[verdict.path], problem.details), problem.text)
        for verdict in sorted(report.files, key=lambda one: places[one.path])
        for problem in verdict.problems
    ]
    return sum(len(verdict.signatures) for verdict in report.files), differences


@contextmanager
def _files_of(package: OpenPackage, data: list[NamedFile]) -> Iterator[dict[Path, str]]:
    """Give the documents as plain files, by where they lie: copies, each under its own number.

    A copy is what was looked at, whatever becomes of the package meanwhile; no name from the
    package becomes a path.
    """
    with tempfile.TemporaryDirectory(prefix="sohoa-package-") as folder:
        places = dict[Path, str]()
        for number, one in enumerate(data):
            place, path = Path(folder, f"{number:07d}.pdf"), one.path or ""
            try:
                with place.open("xb") as target:
                    copy_to(package, path, target)
            except UnreadableMemberError:
                continue
            except OSError as error:
                raise_if_disk_full(error, place)
                raise
            places[place] = path
        yield places


# --- the catalogue -----------------------------------------------------------------------------


def _against_catalogue(workspace: Workspace, package: OpenPackage) -> list[Difference]:
    """Compare what a package says with what the catalogue would have it say now."""
    try:
        held = read_package(package)
    except (UnreadableMemberError, ValueError):
        return []  # what cannot be read was told by the check
    names = {PurePosixPath(one.path).name: one for one in held.documents}
    try:
        rows, described = counted_records(workspace, _unit_of(held))
    except UnknownFileUnitError:
        return [Difference("catalogue-gone", held.values.get("arcFileCode", ""))]
    found = _fields(ROOT_EAD, held.values, KEPT.file.values(described.file))
    for row, description in zip(rows, described.documents, strict=True):
        name = PurePosixPath(row.archive_path or "").name
        document = names.pop(name, None)
        if document is None:
            found.append(Difference("catalogue-missing", name))
            continue
        if document.sha256 != row.sha256:
            found.append(Difference("catalogue-bytes", document.path))
        found += _fields(document.path, document.values, KEPT.document.values(description))
    return found + [Difference("catalogue-extra", one.path) for one in names.values()]


def _unit_of(held: PackagedFile) -> str:
    """The code under which the archive has the documents: their names without their ordinals."""
    names = sorted(PurePosixPath(one.path).stem for one in held.documents)
    return names[0].rpartition(".")[0] if names else ""


def _fields(path: str, held: dict[str, str], wanted: dict[str, str]) -> list[Difference]:
    return [
        Difference(
            "catalogue-field",
            path,
            {"field": name, "found": held.get(name, ""), "said": wanted.get(name, "")},
        )
        for name in sorted(held.keys() | wanted.keys())
        if held.get(name, "") != wanted.get(name, "")
    ]
