# mypy: allow-untyped-calls
"""METS of a package and of its representation: METS 1.12 in the profile E-ARK CSIP.

Circular 05/2025/TT-BNV, annex I; where the circular's examples contradict its tables, the published
profile counts. What is named by METS is named with size, SHA-256 and the time it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from lxml import etree

from sohoa import __version__
from sohoa.package.layout import (
    REP_METS,
    REPRESENTATION,
    Member,
    description_path,
    file_id,
    xml_id,
)
from sohoa.package.xml import CSIP, METS, XLINK, XSI, Element, child, encoded

SOFTWARE: Final = "Sohoa"
_PROFILE: Final = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"
_REPRESENTED: Final = "Representations/rep1"


@dataclass(frozen=True, slots=True)
class Header:
    """What both METS of a package say of it.

    Attributes:
        office, code: Who hands it over, and the fonds' code.
        label: The title of the file unit.
        at: The moment of the newest thing that is recorded in it.
    """

    office: str
    code: str
    label: str
    at: str


def root_mets(
    objid: str, header: Header, *, described: Member, preserved: Member, members: Sequence[Member]
) -> bytes:
    """Write the METS of a package; `members` are its schemas, documentation and representation."""
    root = _mets(objid, header, schemas="schemas")
    descriptive = _descriptive(root, described, "", header)
    administrative = _administrative(root, preserved, "")
    groups = {
        "Schemas": [one for one in members if one.path.startswith("schemas/")],
        "Documentation": [one for one in members if one.path.startswith("documentation/")],
        _REPRESENTED: [one for one in members if one.path == REP_METS],
    }
    ids = _files(root, groups, "")
    top = _structure(root, objid, objid)
    _metadata(top, objid, [descriptive], administrative)
    for use in ("Documentation", "Schemas"):
        child(_division(top, use, objid), "fptr", FILEID=ids[use])
    # The rules of E-ARK ask for a division of this name, too, whatever its divisions are.
    child(_division(top, "Representations", objid), "fptr", FILEID=ids[_REPRESENTED])
    pointer = child(_division(top, _REPRESENTED, objid), "mptr", LOCTYPE="URL")
    pointer.set(f"{{{XLINK}}}type", "simple")
    pointer.set(f"{{{XLINK}}}href", REP_METS)
    pointer.set(f"{{{XLINK}}}title", ids[_REPRESENTED])
    return encoded(root)


def representation_mets(
    header: Header,
    *,
    descriptions: Sequence[Member],
    preserved: Member,
    data: Sequence[Member],
) -> bytes:
    """Write the METS of the representation: each document with its description, in their order."""
    base = f"{REPRESENTATION}/"
    root = _mets("rep1", header, schemas="../../schemas")
    described = [_descriptive(root, one, base, header) for one in descriptions]
    administrative = _administrative(root, preserved, base)
    ids = _files(root, {"Data": data}, base)
    top = _structure(root, "rep1", "rep1")
    top.set("TYPE", "NORMALIZED")
    _metadata(top, "rep1", described, administrative)
    child(_division(top, "Data", "rep1"), "fptr", FILEID=ids["Data"])
    links = _division(top, "MetadataLink", "rep1")
    by_path = dict(zip((one.path for one in descriptions), described, strict=True))
    for one in data:
        about = by_path[description_path(PurePosixPath(one.path).name)]
        link = child(
            links,
            "div",
            ID=xml_id("div", "link", one.path),
            LABEL="MetadataLink/File",
            DMDID=about,
            ADMID=administrative,
        )
        child(link, "fptr", FILEID=file_id(one.path))
    return encoded(root)


def _mets(objid: str, header: Header, *, schemas: str) -> Element:
    root = etree.Element(
        f"{{{METS}}}mets", nsmap={None: METS, "xlink": XLINK, "csip": CSIP, "xsi": XSI}
    )
    root.set("OBJID", objid)
    root.set("LABEL", header.label)
    root.set("TYPE", "Mixed")
    root.set("PROFILE", _PROFILE)
    root.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
    places = {METS: "METS.xsd", XLINK: "xlink.xsd", CSIP: "DILCISExtensionMETS.xsd"}
    where = " ".join(f"{space} {schemas}/{name}" for space, name in places.items())
    root.set(f"{{{XSI}}}schemaLocation", where)
    top = child(root, "metsHdr", CREATEDATE=header.at, LASTMODDATE=header.at, RECORDSTATUS="NEW")
    top.set(f"{{{CSIP}}}OAISPACKAGETYPE", "AIP")
    software = child(top, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    child(software, "name", SOFTWARE)
    child(software, "note", __version__).set(f"{{{CSIP}}}NOTETYPE", "SOFTWARE VERSION")
    office = child(top, "agent", ROLE="ARCHIVIST", TYPE="ORGANIZATION")
    child(office, "name", header.office)
    child(office, "note", header.code).set(f"{{{CSIP}}}NOTETYPE", "IDENTIFICATIONCODE")
    return root


def _descriptive(root: Element, member: Member, base: str, header: Header) -> str:
    identity = xml_id("dmd", member.path)
    section = child(root, "dmdSec", ID=identity, CREATED=header.at, STATUS="CURRENT")
    reference = child(section, "mdRef", MDTYPE="OTHER", OTHERMDTYPE="EAD", MDTYPEVERSION="1.0")
    _refer(reference, member, base)
    return identity


def _administrative(root: Element, member: Member, base: str) -> str:
    identity = xml_id("digiprov", member.path)
    section = child(root, "amdSec", ID=xml_id("amd", member.path))
    entry = child(section, "digiprovMD", ID=identity, STATUS="CURRENT")
    _refer(child(entry, "mdRef", MDTYPE="PREMIS", MDTYPEVERSION="3.0"), member, base)
    # METS names the entry, the circular the section that holds it.
    return f"{section.get('ID')} {identity}"


def _refer(reference: Element, member: Member, base: str) -> None:
    reference.set("ID", xml_id("mdref", member.path))
    reference.set("LOCTYPE", "URL")
    _measured(reference, member)
    _located(reference, member, base)


def _measured(element: Element, member: Member) -> None:
    element.set("MIMETYPE", member.mime)
    element.set("SIZE", str(member.size))
    element.set("CREATED", member.created)
    element.set("CHECKSUM", member.sha256.upper())
    element.set("CHECKSUMTYPE", "SHA-256")


def _located(element: Element, member: Member, base: str) -> None:
    element.set(f"{{{XLINK}}}type", "simple")
    element.set(f"{{{XLINK}}}href", member.path.removeprefix(base))


def _files(root: Element, groups: Mapping[str, Sequence[Member]], base: str) -> dict[str, str]:
    """Add the file section; the identifier of each group."""
    section = child(root, "fileSec", ID=xml_id("fileSec", base))
    ids = {}
    for use, members in groups.items():
        ids[use] = xml_id("fileGrp", base, use)
        group = child(section, "fileGrp", ID=ids[use], USE=use)
        if use == _REPRESENTED:
            group.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
        for one in members:
            file = child(group, "file", ID=file_id(one.path))
            _measured(file, one)
            _located(child(file, "FLocat", LOCTYPE="URL"), one, base)
    return ids


def _structure(root: Element, label: str, name: str) -> Element:
    made = child(root, "structMap", ID=xml_id("map", name), TYPE="PHYSICAL", LABEL="CSIP")
    return child(made, "div", ID=xml_id("div", name), LABEL=label)


def _division(top: Element, label: str, name: str) -> Element:
    return child(top, "div", ID=xml_id("div", name, label), LABEL=label)


def _metadata(top: Element, name: str, descriptive: Iterable[str], administrative: str) -> None:
    division = _division(top, "Metadata", name)
    division.set("DMDID", " ".join(descriptive))
    division.set("ADMID", administrative)
