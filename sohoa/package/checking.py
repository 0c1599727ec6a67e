"""Verifies a package by itself: structure, every file against METS, every file of metadata.

Metadata is checked by the schemas that Sohoa ships, not by those in the package: who changes the
one could change the other. Signatures are judged elsewhere (`sohoa.use_cases.packaging`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from sohoa.domain.archival_description import DocumentDescription, FileUnitDescription
from sohoa.package import ead
from sohoa.package.differences import Difference
from sohoa.package.layout import (
    DATA,
    REP_METS,
    REP_PREMIS,
    ROOT_EAD,
    ROOT_METS,
    ROOT_PREMIS,
    folder_name,
    identity_of,
)
from sohoa.package.mets import SOFTWARE
from sohoa.package.mets_reading import MetsContent, NamedFile, read_mets
from sohoa.package.opened import OpenPackage, UnreadableMemberError, content, measure
from sohoa.package.premis import file_digests
from sohoa.package.profiles import Profile
from sohoa.package.reading import described_files, representation_paths
from sohoa.package.rules import KEPT
from sohoa.package.xml import (
    DamagedXmlError,
    Element,
    compiled_schema,
    mets_schema,
    parsed,
    premis_schema,
    schema_errors,
)

_REQUIRED: Final = (ROOT_METS, ROOT_EAD, ROOT_PREMIS, REP_METS, REP_PREMIS)


@dataclass(slots=True)
class Checked:
    """What a check has found.

    Attributes:
        data: The data files that are what METS says, in the order of METS.
        documents: How many data files METS names.
    """

    objid: str = ""
    differences: list[Difference] = field(default_factory=list)
    data: list[NamedFile] = field(default_factory=list)
    documents: int = 0
    files: int = 0


def check_package(package: OpenPackage) -> Checked:
    """Verify a package; it is read through once."""
    checked = Checked(files=len(package.paths))
    note = checked.differences.append
    for path, code in package.odd:
        note(Difference(code, path))
    for path in _REQUIRED:
        if path not in package.paths:
            note(Difference("structure", path))
    root = _read_mets(package, ROOT_METS, note)
    if root is None:
        return checked
    checked.objid = root.objid
    if package.name != folder_name(root.objid):
        note(Difference("name", ROOT_METS, {"found": package.name, "said": root.objid}))
    if root.package_type != "AIP":
        note(Difference("package-type", ROOT_METS, {"found": root.package_type or "–"}))
    parts = [_read_mets(package, path, note) for path in representation_paths(root)]
    contents = [root, *(one for one in parts if one)]
    whole = _check_files(package, contents, note)
    checked.data = [one for part in contents[1:] for one in part.files if _is_whole(one, whole)]
    checked.documents = sum(one.use == "Data" for part in contents[1:] for one in part.files)
    if not checked.documents:
        note(Difference("structure", DATA))
    _check_identity(root, whole, checked)
    _check_descriptions(package, contents[1:], checked)
    _check_premis(package, contents[1:], note)
    return checked


Note = Callable[[Difference], None]


def _is_whole(one: NamedFile, whole: dict[str, str]) -> bool:
    return one.use == "Data" and one.path is not None and whole.get(one.path) == one.sha256


# --- the files ---------------------------------------------------------------------------------


def _check_files(package: OpenPackage, contents: list[MetsContent], note: Note) -> dict[str, str]:
    """Compare every file with METS; path → SHA-256 of those that are what it says."""
    named = [one for part in contents for one in part.files]
    counted = Counter(one.path for one in named)
    whole = dict[str, str]()
    for one in named:
        if one.path is None:
            note(Difference("href", ROOT_METS, {"found": one.href}))
        elif one.path not in package.paths:
            note(Difference("missing", one.path))
        elif found := _file_difference(package, one, one.path):
            note(found)
        else:
            whole[one.path] = one.sha256
    for path, count in counted.items():
        if count > 1 and path is not None:
            note(Difference("named-twice", path))
    for path in sorted(package.paths - set(counted) - {ROOT_METS}):
        note(Difference("unknown", path))
    return whole


def _file_difference(package: OpenPackage, one: NamedFile, path: str) -> Difference | None:
    if one.size is None or not one.sha256:
        return Difference("no-digest", path)
    try:
        found = measure(package, path, most=one.size)
    except UnreadableMemberError:
        return Difference("unreadable", path)
    if found.size != one.size:
        told = str(found.size) if found.size < one.size else f"> {one.size}"
        return Difference("size", path, {"found": told, "said": str(one.size)})
    return None if found.sha256 == one.sha256 else Difference("bytes", path)


def _check_identity(root: MetsContent, whole: dict[str, str], checked: Checked) -> None:
    """Compare the identifier with the content it was made from; asked of our own packages alone.

    Where a file differs, that is told already.
    """
    if root.software != SOFTWARE or checked.differences:
        return
    if not root.objid.endswith(f"uuid-{identity_of(whole.items())}"):
        checked.differences.append(Difference("identity", ROOT_METS))


# --- the metadata ------------------------------------------------------------------------------


def _read_mets(package: OpenPackage, path: str, note: Note) -> MetsContent | None:
    found = _read_xml(package, path, _mets_schema(), note)
    if found is None:
        return None
    base = path.rpartition("/")[0]
    try:
        return read_mets(found, base=f"{base}/" if base else "")
    except ValueError:
        note(Difference("damaged", path, {"found": "METS"}))
        return None


def _read_xml(package: OpenPackage, path: str, schema: Element, note: Note) -> Element | None:
    """Read a file of metadata and check it by its schema; `None` if it cannot be read."""
    if path not in package.paths:
        return None
    try:
        root = parsed(content(package, path))
    except UnreadableMemberError:
        note(Difference("unreadable", path))
        return None
    except DamagedXmlError as error:
        note(Difference("damaged", path, {"found": str(error)}))
        return None
    for found in schema_errors(root, schema):
        note(Difference("schema", path, {"found": found}))
    return root


def _check_descriptions(package: OpenPackage, parts: list[MetsContent], checked: Checked) -> None:
    note = checked.differences.append
    told = _description(package, ROOT_EAD, KEPT.file, _file_schema(), note)
    count = told.get("totalDoc", "")
    if told and count != str(checked.documents):
        note(Difference("count", ROOT_EAD, {"said": count, "found": str(checked.documents)}))
    for part in parts:
        for one, described in described_files(part):
            if not described:
                note(Difference("undescribed", one.path or one.href))
                continue
            _description(package, described, KEPT.document, _document_schema(), note)


def _description(
    package: OpenPackage,
    path: str,
    profile: Profile[DocumentDescription] | Profile[FileUnitDescription],
    schema: Element,
    note: Note,
) -> dict[str, str]:
    root = _read_xml(package, path, schema, note)
    if root is None:
        return {}
    try:
        values = ead.description_values(root)
    except ValueError:
        note(Difference("damaged", path, {"found": "simpledc"}))
        return {}
    if set(values) == {field.name for field in profile.fields}:
        for one in profile.troubles(values, item=path):
            told = {"field": one.field, "said": one.trouble.value, "length": str(one.length)}
            note(Difference("field", path, told))
    return values


def _check_premis(package: OpenPackage, parts: list[MetsContent], note: Note) -> None:
    _read_xml(package, ROOT_PREMIS, _premis_schema(), note)
    root = _read_xml(package, REP_PREMIS, _premis_schema(), note)
    if root is None:
        return
    digests = file_digests(root)
    for one in _data(parts):
        if one.identity not in digests:
            note(Difference("premis-missing", one.path or one.href))
        elif digests[one.identity] != one.sha256:
            note(Difference("premis-bytes", one.path or one.href))


def _data(parts: list[MetsContent]) -> Iterator[NamedFile]:
    for part in parts:
        yield from (one for one in part.files if one.use == "Data")


@cache
def _mets_schema() -> Element:
    return mets_schema()


@cache
def _premis_schema() -> Element:
    return premis_schema()


@cache
def _file_schema() -> Element:
    return compiled_schema(ead.schema_xml(KEPT.file))


@cache
def _document_schema() -> Element:
    return compiled_schema(ead.schema_xml(KEPT.document))
