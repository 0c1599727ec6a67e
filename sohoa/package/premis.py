# mypy: allow-untyped-calls
"""The preservation metadata of a package: PREMIS 3.0, objects, events and agents.

Digitization is an event `transfer`, the agent a software with its version (Circular 05/2025/TT-BNV,
annex I). The other events are those that Sohoa's receipts and trails keep. The category of an
object stands in `xsi:type`: the published schema has no element `objectCategory`.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final

from lxml import etree

from sohoa.archive.receipt import Generation
from sohoa.domain.archival_description import plain
from sohoa.domain.events import EventOutcome
from sohoa.domain.trust import SignatureKind, SignatureStanding, SignatureStatus
from sohoa.package.layout import data_path, file_id, xml_id
from sohoa.package.sources import PackedRecord, time_text
from sohoa.package.xml import PREMIS, XSI, Element, Fill, child, encoded_in_parts

_LOCAL: Final = "local"
_PROGRAM: Final = "executing program"
#: PRONOM's numbers of the levels of PDF/A-2.
_PRONOM: Final = {"PDF/A-2a": "fmt/476", "PDF/A-2b": "fmt/477", "PDF/A-2u": "fmt/478"}
#: A kept original owes no PDF/A, and was not judged.
_VALIDATED: Final = {"valid", "too-large"}
_VERSION_AT_END = re.compile(r"(?P<name>.+?) (?P<version>\d[\w.+-]*)")


@dataclass(frozen=True, slots=True)
class PremisEvent:
    """One event as it is written.

    Attributes:
        of: Identifiers of the objects that came of it.
        agents: Software or people, with the part they had in it.
    """

    kind: str
    at: str
    of: tuple[str, ...]
    agents: tuple[tuple[str, str], ...]
    detail: str = ""
    note: str = ""
    outcome: EventOutcome = EventOutcome.SUCCESS


def package_premis(objid: str, code: str, records: Sequence[PackedRecord]) -> bytes:
    """Write the metadata of the package as a whole."""

    def whole(root: Element) -> None:
        made = _object(root, "intellectualEntity", objid, (("arcFileCode", code),))
        _part(made, "representation", f"{code}/rep1")

    first = min(one.archived_at for one in records)
    last = max(one.archived_at for one in records)
    kind, what = _arrival(records)
    span = f"{what}, {time_text(first)} to {time_text(last)}"
    programs = sorted({one.receipt.agent for one in records})
    agents = tuple((name, _PROGRAM) for name in programs)
    events = [PremisEvent(kind, time_text(last), (objid,), agents, span)]
    return encoded_in_parts(_root, chain([whole], _closing(events)))


def representation_premis(code: str, records: Sequence[PackedRecord]) -> bytes:
    """Write the metadata of the representation: every file, and all that is recorded of it."""

    def whole(root: Element) -> None:
        made = _object(root, "representation", f"{code}/rep1")
        for one in records:
            _part(made, "file", file_id(data_path(one.name)))

    objects = (partial(_file, record=one) for one in records)
    events = (event for one in records for event in _events(one))
    return encoded_in_parts(_root, chain([whole], objects, _closing(events)))


def file_digests(root: Element) -> dict[str, str]:
    """Read the digests that PREMIS gives of files: identifier → SHA-256, in small letters."""
    found = {}
    for one in root.iterchildren(f"{{{PREMIS}}}object"):
        identity = one.findtext(f"{{{PREMIS}}}objectIdentifier/{{{PREMIS}}}objectIdentifierValue")
        digest = one.findtext(f".//{{{PREMIS}}}messageDigest")
        if identity and digest:
            found[identity] = digest.lower()
    return found


# --- objects -----------------------------------------------------------------------------------


def _root() -> Element:
    return etree.Element(f"{{{PREMIS}}}premis", nsmap={None: PREMIS, "xsi": XSI}, version="3.0")


def _object(
    root: Element, category: str, identity: str, others: Iterable[tuple[str, str]] = ()
) -> Element:
    made = child(root, "object", xmlID=xml_id("object", identity))
    made.set(f"{{{XSI}}}type", category)
    for kind, value in ((_LOCAL, identity), *others):
        holder = child(made, "objectIdentifier")
        child(holder, "objectIdentifierType", kind)
        child(holder, "objectIdentifierValue", value)
    return made


def _part(whole: Element, kind: str, identity: str) -> None:
    relation = child(whole, "relationship")
    child(relation, "relationshipType", "structural")
    child(relation, "relationshipSubType", "has part" if kind == "file" else "is represented by")
    related = child(relation, "relatedObjectIdentifier")
    child(related, "relatedObjectIdentifierType", _LOCAL)
    child(related, "relatedObjectIdentifierValue", identity)


def _file(root: Element, record: PackedRecord) -> None:
    others = (("docCode", record.description.code), ("document", record.row.document_id))
    made = _object(root, "file", file_id(data_path(record.name)), others)
    traits = child(made, "objectCharacteristics")
    child(traits, "compositionLevel", "0")
    fixity = child(traits, "fixity")
    child(fixity, "messageDigestAlgorithm", "SHA-256")
    child(fixity, "messageDigest", record.receipt.sha256.upper())
    child(traits, "size", str(record.receipt.proof.size_bytes))
    _format(traits, record.receipt.proof.pdfa.claim)
    child(made, "originalName", plain(record.row.source_name))
    store = child(child(made, "storage"), "contentLocation")
    child(store, "contentLocationType", "relative path")
    child(store, "contentLocationValue", data_path(record.name))
    for status in record.receipt.proof.signatures:
        _signature(made, record, status)


def _format(traits: Element, claim: str) -> None:
    made = child(traits, "format")
    designation = child(made, "formatDesignation")
    name, _dash, version = claim.partition("-")
    is_known = claim in _PRONOM
    child(designation, "formatName", name if is_known else "application/pdf")
    if is_known:
        child(designation, "formatVersion", version)
        registry = child(made, "formatRegistry")
        child(registry, "formatRegistryName", "PRONOM")
        child(registry, "formatRegistryKey", _PRONOM[claim])


def _signature(made: Element, record: PackedRecord, status: SignatureStatus) -> None:
    """What a signature is; nothing of one whose value cannot be read: its event says it all."""
    value = record.values.get(status.field_name)
    if value is None:
        return
    signature = child(child(made, "signatureInformation"), "signature")
    child(signature, "signatureEncoding", "base64")
    child(signature, "signer", plain(status.signer))
    child(signature, "signatureMethod", value.method)
    child(signature, "signatureValue", base64.b64encode(value.value).decode())
    child(signature, "signatureValidationRules", "ETSI EN 319 142-1 (PAdES)")
    said = {
        "field": status.field_name,
        "kind": status.kind.value,
        "level": status.level.value if status.level else "",
        "signed": time_text(status.signed_at) if status.signed_at else "",
        "issuer": status.issuer,
        "organization": status.organization,
    }
    for name, text in said.items():
        if text:
            child(signature, "signatureProperties", f"{name}: {plain(text)}")


# --- events and agents -------------------------------------------------------------------------


def _arrival(records: Sequence[PackedRecord]) -> tuple[str, str]:
    """How the event is called by which records came into being: paper was digitized."""
    if all(one.row.born_digital for one in records):
        return "accession", "digital originals"
    return "transfer", "digitization"


def _events(record: PackedRecord) -> list[PremisEvent]:
    """All that is recorded of one file, as it came."""
    of = (file_id(data_path(record.name)),)
    receipt, proof = record.receipt, record.receipt.proof
    program = ((receipt.agent, _PROGRAM),)
    masters = ", ".join(receipt.origin.masters)
    kind, what = _arrival([record])
    found = [
        PremisEvent(
            kind, time_text(record.archived_at), of, program, what,
            f"masters (SHA-256): {masters}" if masters else "",
        ),
        *(_signing(one, of) for one in proof.signatures if one.signed_at),
        *(_change(one, of, program) for one in receipt.generations[1:]),
        *_checks(record, of, program),
    ]  # fmt: skip
    for event in record.events:
        agents = ((event.agent, _PROGRAM), (event.person, "authorizer"))
        moment = time_text(dt.datetime.fromisoformat(event.at))
        named = tuple(one for one in agents if one[0])
        found.append(
            PremisEvent(event.event_type.value, moment, of, named, event.detail, event.reason)
        )
    return sorted(found, key=lambda one: one.at)


def _checks(
    record: PackedRecord, of: tuple[str, ...], program: tuple[tuple[str, str], ...]
) -> Iterator[PremisEvent]:
    """What was proven of the file: its signatures, and its form where it claims one."""
    proof, moment = record.receipt.proof, time_text(record.receipt.proof.proven_at)
    if proof.signatures:
        holds = all(one.standing is SignatureStanding.HOLDS for one in proof.signatures)
        told = "; ".join(f"{one.field_name}: {one.standing.value}" for one in proof.signatures)
        outcome = EventOutcome.SUCCESS if holds else EventOutcome.FAILURE
        yield PremisEvent("digital signature validation", moment, of, program, "", told, outcome)
    if proof.pdfa.result in _VALIDATED:
        what = f"{proof.pdfa.claim}, {proof.pdfa.validator}"
        yield PremisEvent("validation", moment, of, program, what, proof.pdfa.result)


def _signing(status: SignatureStatus, of: tuple[str, ...]) -> PremisEvent:
    is_stamp = status.kind is SignatureKind.TIMESTAMP
    what = "document time stamp" if is_stamp else "signature"
    level = f", {status.level.value}" if status.level else ""
    moment = time_text(status.signed_at) if status.signed_at else ""
    return PremisEvent(
        "digital signature generation", moment, of, ((status.signer, "implementer"),),
        f"{what} {status.field_name}{level}",
    )  # fmt: skip


def _change(
    form: Generation, of: tuple[str, ...], program: tuple[tuple[str, str], ...]
) -> PremisEvent:
    note = f"SHA-256: {form.sha256}"
    return PremisEvent(
        "modification", time_text(form.made_at), of, program, form.reason.value, note
    )


def _closing(events: Iterable[PremisEvent]) -> Iterator[Fill]:
    """Give the events, then the agents that they name: the order of the schema."""
    programs = dict[str, bool]()
    for number, event in enumerate(events, start=1):
        yield partial(_event, event=event, number=number)
        for name, role in event.agents:
            programs[plain(name)] = programs.get(plain(name), False) or role == _PROGRAM
    for name, is_program in sorted(programs.items()):
        yield partial(_agent, name=name, is_program=is_program)


def _event(root: Element, event: PremisEvent, number: int) -> None:
    identity = xml_id("event", str(number), *event.of)
    made = child(root, "event", xmlID=identity)
    holder = child(made, "eventIdentifier")
    child(holder, "eventIdentifierType", _LOCAL)
    child(holder, "eventIdentifierValue", identity)
    child(made, "eventType", event.kind)
    child(made, "eventDateTime", event.at)
    if event.detail:
        child(child(made, "eventDetailInformation"), "eventDetail", plain(event.detail))
    outcome = child(made, "eventOutcomeInformation")
    child(outcome, "eventOutcome", event.outcome.value)
    if event.note:
        note = child(outcome, "eventOutcomeDetail")
        child(note, "eventOutcomeDetailNote", plain(event.note))
    for name, role in event.agents:
        agent = child(made, "linkingAgentIdentifier")
        child(agent, "linkingAgentIdentifierType", _LOCAL)
        child(agent, "linkingAgentIdentifierValue", plain(name))
        child(agent, "linkingAgentRole", role)
    for one in event.of:
        linked = child(made, "linkingObjectIdentifier")
        child(linked, "linkingObjectIdentifierType", _LOCAL)
        child(linked, "linkingObjectIdentifierValue", one)
        child(linked, "linkingObjectRole", "outcome")


def _agent(root: Element, name: str, *, is_program: bool) -> None:
    """A program with its version, or who signed or decided, as certificates and trails say."""
    program = _VERSION_AT_END.fullmatch(name) if is_program else None
    made = child(root, "agent", xmlID=xml_id("agent", name))
    holder = child(made, "agentIdentifier")
    child(holder, "agentIdentifierType", _LOCAL)
    child(holder, "agentIdentifierValue", name)
    child(made, "agentName", program["name"] if program else name)
    if is_program:
        child(made, "agentType", "software")
    if program:
        child(made, "agentVersion", program["version"])
