# mypy: allow-untyped-calls
"""Reads METS: which files it names, with what size and digest, and what belongs together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sohoa.package.opened import resolved
from sohoa.package.xml import CSIP, METS, XLINK, Element

_SHA256: Final = "SHA-256"
_LINK: Final = "MetadataLink/File"


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as METS names it.

    Attributes:
        href: As it stands there; `path` is what it means, `None` if it leads outside.
        size, sha256: As it says; `None` and empty where it does not, or by another algorithm.
        use: The group it is in; empty for a file of metadata.
    """

    identity: str
    href: str
    path: str | None
    size: int | None
    sha256: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class MetsContent:
    """What one METS says.

    Attributes:
        descriptions: Identifier of a descriptive section → the file it names.
        links: Identifier of a data file → those of the sections that describe it.
    """

    objid: str
    package_type: str
    software: str
    files: tuple[NamedFile, ...]
    descriptions: dict[str, NamedFile]
    links: dict[str, tuple[str, ...]]


def read_mets(root: Element, *, base: str) -> MetsContent:
    """Read a METS; `base` is the folder it lies in, below the package's, ending with a stroke.

    Raises:
        ValueError: It is no METS.
    """
    if root.tag != f"{{{METS}}}mets":
        raise ValueError("not METS")
    sections = {
        one.get("ID", ""): _reference(one.find(f"{{{METS}}}mdRef"), base)
        for one in root.iterchildren(f"{{{METS}}}dmdSec")
    }
    described = {identity: named for identity, named in sections.items() if named}
    header = root.find(f"{{{METS}}}metsHdr")
    return MetsContent(
        objid=root.get("OBJID", ""),
        package_type="" if header is None else header.get(f"{{{CSIP}}}OAISPACKAGETYPE", ""),
        software="" if header is None else header.findtext(f"{{{METS}}}agent/{{{METS}}}name", ""),
        files=(*described.values(), *_preserved(root, base), *_files(root, base)),
        descriptions=described,
        links=dict(_links(root)),
    )


def _preserved(root: Element, base: str) -> Iterator[NamedFile]:
    for section in root.iterchildren(f"{{{METS}}}amdSec"):
        for reference in section.iter(f"{{{METS}}}mdRef"):
            named = _reference(reference, base)
            if named:
                yield named


def _reference(reference: Element | None, base: str) -> NamedFile | None:
    if reference is None:
        return None
    return _named(reference, reference.get(f"{{{XLINK}}}href", ""), base, use="")


def _files(root: Element, base: str) -> Iterator[NamedFile]:
    for group in root.iter(f"{{{METS}}}fileGrp"):
        for one in group.iterchildren(f"{{{METS}}}file"):
            place = one.find(f"{{{METS}}}FLocat")
            href = "" if place is None else place.get(f"{{{XLINK}}}href", "")
            yield _named(one, href, base, use=group.get("USE", ""))


def _named(element: Element, href: str, base: str, *, use: str) -> NamedFile:
    size = element.get("SIZE", "")
    is_ours = element.get("CHECKSUMTYPE") == _SHA256
    return NamedFile(
        identity=element.get("ID", ""),
        href=href,
        path=resolved(base, href),
        size=int(size) if size.isascii() and size.isdecimal() else None,
        sha256=element.get("CHECKSUM", "").lower() if is_ours else "",
        use=use,
    )


def _links(root: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    for division in root.iter(f"{{{METS}}}div"):
        if division.get("LABEL") == _LINK:
            for pointer in division.iterchildren(f"{{{METS}}}fptr"):
                yield pointer.get("FILEID", ""), tuple(division.get("DMDID", "").split())
