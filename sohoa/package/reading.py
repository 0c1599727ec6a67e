"""Reads a package back: the descriptions in it, and the files that they describe."""

from __future__ import annotations

from dataclasses import dataclass, field

from sohoa.package.ead import description_values
from sohoa.package.layout import ROOT_EAD, ROOT_METS
from sohoa.package.mets_reading import MetsContent, NamedFile, read_mets
from sohoa.package.opened import OpenPackage, content
from sohoa.package.xml import DamagedXmlError, Element, parsed


@dataclass(frozen=True, slots=True)
class PackagedDocument:
    """A document as its package has it: its description, and its file.

    Attributes:
        values: The fields, by the circular's names; empty where nothing describes it.
    """

    path: str
    sha256: str
    size: int | None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file unit as its package has it."""

    objid: str
    values: dict[str, str]
    documents: tuple[PackagedDocument, ...]


def read_package(package: OpenPackage) -> PackagedFile:
    """Read what a package describes; whether it is whole is another question (`checking`).

    Raises:
        UnreadableMemberError: Something in it cannot be read.
        ValueError: Something in it is not what it should be.
    """
    root = mets_of(package, ROOT_METS)
    documents = [
        PackagedDocument(
            one.path, one.sha256, one.size, _values(package, described) if described else {}
        )
        for part in representations(package, root)
        for one, described in described_files(part)
        if one.path
    ]
    return PackagedFile(root.objid, _values(package, ROOT_EAD), tuple(documents))


def representations(package: OpenPackage, root: MetsContent) -> list[MetsContent]:
    """Read the METS of each representation that a package's METS names.

    Raises:
        UnreadableMemberError, ValueError: One of them cannot be read, or is none.
    """
    return [mets_of(package, path) for path in representation_paths(root)]


def representation_paths(root: MetsContent) -> list[str]:
    """Where the METS of the representations lie."""
    return [
        one.path
        for one in root.files
        if one.path and one.use.startswith("Representations") and one.path.endswith("/METS.xml")
    ]


def described_files(part: MetsContent) -> list[tuple[NamedFile, str | None]]:
    """The data files of a representation, in their order, each with where its description lies."""
    found = list[tuple[NamedFile, str | None]]()
    for one in part.files:
        if one.use == "Data":
            sections = part.links.get(one.identity, ())
            described = [part.descriptions[name] for name in sections if name in part.descriptions]
            found.append((one, described[0].path if described else None))
    return found


def mets_of(package: OpenPackage, path: str) -> MetsContent:
    """Read one METS of a package."""
    base = path.rpartition("/")[0]
    return read_mets(xml_of(package, path), base=f"{base}/" if base else "")


def xml_of(package: OpenPackage, path: str) -> Element:
    """Read a file of metadata.

    Raises:
        DamagedXmlError: It is no XML, or not there.
        UnreadableMemberError: It cannot be read.
    """
    if path not in package.paths:
        raise DamagedXmlError("missing")
    return parsed(content(package, path))


def _values(package: OpenPackage, path: str) -> dict[str, str]:
    return description_values(xml_of(package, path))
