"""A short proof: entries about one document or paper, and that they are under a head.

It is one JSON file that can be checked anywhere, without the catalogue, the ledger or the office:
what is needed beside it is a head that somebody has kept.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from sohoa.domain.failure import N_
from sohoa.ledger.entry import BY_TABLE, seal
from sohoa.ledger.head import Head, heads_in
from sohoa.ledger.tree import is_consistent, leaf_hash, root_by_inclusion

#: An entry of a change says when facts were recorded; it is about what its facts are about.
_CHANGES, _FACTS = "changes", "facts"

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
#: More are in no tree of a size that a head can state.
_Digests = Annotated[tuple[Digest, ...], Field(max_length=64)]


class ProvenEntry(BaseModel):
    """An entry of the ledger and the way from it to the root.

    Attributes:
        body: What was hashed.
        path: The digests beside the way (RFC 9162, 2.1.3), from the leaf up.
        salt, sealed: What the entry has sealed, opened for who gets this proof; else unset.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    position: Annotated[int, Field(ge=0)]
    body: str
    path: _Digests
    salt: str | None = None
    sealed: tuple[str | int | None, ...] | None = None

    @property
    def said(self) -> Mapping[str, Any]:
        """What the entry says in clear; nothing where it is none."""
        return _object(self.body)

    @property
    def opened(self) -> Mapping[str, Any]:
        """What the fact has sealed, by attribute; nothing where it is not opened, or no fact."""
        is_fact = self.said.get("table") == _FACTS
        return _object(str(self.sealed[0])) if is_fact and self.sealed else {}


def _object(text: str) -> Mapping[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


class Proof(BaseModel):
    """The proof as it stands in its file.

    Attributes:
        about: The id of the document or paper.
        head: The line of the head that the entries are under.
        entries: By position.
        earlier: The line of an older head, and `consistency` that the ledger has continued it
            (RFC 9162, 2.1.4).
        signature: The head's signature (CMS, DER, in base64), if it has one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["sohoa-ledger-proof-1"] = "sohoa-ledger-proof-1"
    about: str
    head: str
    entries: tuple[ProvenEntry, ...]
    earlier: str | None = None
    consistency: _Digests = ()
    signature: str | None = None

    @property
    def under(self) -> Head:
        """The head that the entries are under."""
        return heads_in(self.head)[0]

    @property
    def older(self) -> Head | None:
        """The older head, if there is one."""
        return heads_in(self.earlier)[0] if self.earlier else None

    @property
    def message(self) -> bytes | None:
        """The signature's bytes."""
        return None if self.signature is None else base64.b64decode(self.signature, validate=True)

    def text(self) -> str:
        """Give the file's text."""
        said = self.model_dump(exclude_none=True)
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


#: Code -> what is told of it.
FLAWS = {
    "proof-entry": N_("entry {position} is not in the ledger that the head stands for"),
    "proof-about": N_("entry {position} is not about {about}"),
    "proof-seal": N_("what entry {position} opens is not what it has sealed"),
    "proof-older": N_(
        "the ledger is not shown to continue that of the older head ({size} entries)"
    ),
    "proof-archive": N_("the head that was kept is of another archive ({other})"),
    "proof-head": N_("the proof does not lead to the head that was kept: {line}"),
    "proof-signature": N_("the signature of the head: {problem}"),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why something is not proven: one of `FLAWS` by its code."""

    code: str
    details: Mapping[str, str | int]


def read_proof(text: str) -> Proof:
    """Read a proof's file.

    Raises:
        ValueError: It is none; the message says why, in English.
    """
    try:
        proof = Proof.model_validate_json(text)
        lines = [proof.head, *([proof.earlier] if proof.earlier is not None else [])]
        signature = proof.message
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{place}: {first['msg']}") from error
    except binascii.Error as error:
        raise ValueError(f"signature: {error}") from error
    if signature is not None and base64.b64encode(signature).decode() != proof.signature:
        raise ValueError("signature: not in the one way of writing it")
    for line in lines:
        if [head.line for head in heads_in(line)] != [line]:
            raise ValueError("head: not the line of a head")
    if not proof.entries:
        raise ValueError("entries: none")
    return proof


def flaws_of(proof: Proof, kept: Sequence[Head]) -> Iterator[Flaw]:
    """Check a proof against heads that somebody has kept; gives what is not proven.

    Each kept head must be one of the two that the proof leads to. Without one, it is proven only
    that the entries are under the head that the proof itself states.
    """
    under = proof.under
    yield from _flaws_of_heads(proof, under, proof.older, kept)
    acts = [
        entry.said.get("change_id") for entry in proof.entries if _subject(entry) == proof.about
    ]
    for entry in proof.entries:
        place = {"position": entry.position}
        path = [bytes.fromhex(one) for one in entry.path]
        leaf = leaf_hash(entry.body.encode())
        if root_by_inclusion(leaf, entry.position, under.size, path) != under.root:
            yield Flaw("proof-entry", place)
        is_act = entry.said.get("table") == _CHANGES and entry.said.get("key") in acts
        if _subject(entry) != proof.about and not is_act:
            yield Flaw("proof-about", {**place, "about": proof.about})
        if not _is_sealed_so(entry):
            yield Flaw("proof-seal", place)


def _is_sealed_so(entry: ProvenEntry) -> bool:
    """Say whether what is opened is what the entry has sealed; what is not opened is."""
    if entry.salt is None or entry.sealed is None:
        return entry.salt is None and entry.sealed is None
    return seal(entry.sealed, entry.salt) == entry.said.get("seal")


def _flaws_of_heads(
    proof: Proof, under: Head, older: Head | None, kept: Sequence[Head]
) -> Iterator[Flaw]:
    if older is None:
        if proof.consistency:
            yield Flaw("proof-older", {"size": 0})
    elif older.archive not in ("", under.archive) or not is_consistent(
        (older.size, older.root),
        (under.size, under.root),
        [bytes.fromhex(one) for one in proof.consistency],
    ):
        yield Flaw("proof-older", {"size": older.size})
    for head in kept:
        if head.archive not in ("", under.archive):
            yield Flaw("proof-archive", {"other": head.archive})
        elif head not in (under, older):
            yield Flaw("proof-head", {"line": head.line})


def recorded_at(proof: Proof, entry: ProvenEntry) -> str:
    """When an entry says that it was recorded; a fact, when its change does; empty if not said."""
    said = entry.said
    if "at" in said or "decided_at" in said:
        return str(said.get("at") or said.get("decided_at"))
    for other in proof.entries:
        act = other.said
        if act.get("table") == _CHANGES and act.get("key") == said.get("change_id"):
            return str(act.get("at", ""))
    return ""


def _subject(entry: ProvenEntry) -> object:
    said = entry.said
    source = BY_TABLE.get(str(said.get("table")))
    return said.get(source.subject) if source and source.subject else None
