"""Problems of an archived record: a stable code, the file it is in, and the words."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from sohoa.domain.errors import N_
from sohoa.domain.grammar.dates import ISO_DAY, ISO_MOMENT
from sohoa.domain.proof_problems import TEXTS
from sohoa.domain.vietnam_time import day_shown, moment_shown
from sohoa.language import _


class Part(StrEnum):
    """The part of a record that a problem is in."""

    CONTENT = "content"
    SIGNATURE = "signature"
    RECEIPT = "receipt"
    MANIFEST = "manifest"
    CATALOGUE = "catalogue"
    MASTER = "master"
    READING = "reading copy"


#: What is compared, as the code names it → as a person is told.
_THINGS = {
    "document": N_("document"),
    "batch": N_("box"),
    "scan": N_("scan"),
    "file unit": N_("file unit"),
    "ordinal": N_("ordinal"),
    "name": N_("name"),
    "SHA-256": "SHA-256",
    "size": N_("size"),
    "generation": N_("form of the file"),
    "provable until": N_("provable until"),
    "kept original": N_("kept original"),
    "reading copy": N_("reading copy"),
    "signatures": N_("signatures"),
    "identifier": N_("document"),
    "pages": N_("pages"),
    "year": N_("year"),
    "date": N_("date"),
    "number": N_("number"),
    "PDF/A": "PDF/A",
    "validator": N_("validator"),
    "text": N_("letters"),
    "field": N_("signature there"),
    "time": N_("signing time"),
    "level": N_("level"),
    "rule": N_("signing rule"),
    "kind": N_("kind"),
    "signer": N_("signer"),
    "issuer": N_("issuer"),
    "organization": N_("managing unit"),
    "signed_at": N_("signing time"),
    "valid_from": N_("certificate valid from"),
    "valid_until": N_("certificate valid until"),
    "standing": N_("result"),
    "intact": N_("integrity"),
    "covers_whole_file": N_("covers the whole file"),
    "trusted": N_("trusted"),
    "proven_at": N_("existed at, by time stamp"),
    "revocation": N_("status when used"),
    "archived": N_("archived in catalogue and receipt"),
    "generations": N_("one form after the other"),
    "proven": N_("proven and put in place"),
    "forms": N_("signature and form of the file"),
    "signature": N_("signed and archived"),
    "timestamp": N_("time stamp and form of the file"),
}

#: What a signature or receipt states in one word → as a person is told.
_VALUES = {
    "True": N_("yes"),
    "holds": N_("VALID"),
    "broken": N_("NOT VALID"),
    "untrusted": N_("NOT TRUSTED"),
    "no-longer-provable": N_("NO LONGER PROVABLE"),
    "good": N_("not revoked (embedded answer)"),
    "revoked": N_("REVOKED"),
    "unknown": N_("unknown (no embedded answer)"),
    "signature": N_("signature"),
    "timestamp": N_("time stamp"),
}


#: Under which names the values lie that are compared.
_TOLD = ("said", "found", "receipt", "catalogue", "register", "file")


def _value_shown(value: str) -> str:
    """A value as a person reads it; the details keep it as the record has it."""
    if ISO_MOMENT.fullmatch(value):
        return moment_shown(dt.datetime.fromisoformat(value))
    if ISO_DAY.fullmatch(value):
        with suppress(ValueError):
            return day_shown(dt.date.fromisoformat(value))
    return _(_VALUES[value]) if value in _VALUES else value


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold: in which part, which file, and what."""

    code: str
    part: Part
    file: str
    details: dict[str, str] = field(default_factory=dict)

    @property
    def is_time_of_stamp(self) -> bool:
        """Say whether a receipt states another time than the time stamps of its file prove."""
        is_time = self.details.get("what") == "proven_at" and self.details.get("found") != "-"
        return is_time and (self.code, self.part) == ("signature-says", Part.RECEIPT)

    @property
    def text(self) -> str:
        """Describe the problem in the language in force."""
        what = self.details.get("what", "")
        values = {name: self.details[name] for name in _TOLD if name in self.details}
        shown = {
            **self.details,
            **{name: _value_shown(value) for name, value in values.items()},
            "problem": _(self.details.get("problem", "")),
            "reason": _(self.details.get("reason", "")),
            "what": _(_THINGS.get(what, what)),
        }
        said = _(TEXTS[self.code]).format_map(shown)
        if self.is_time_of_stamp:
            return said + ". " + _("If nothing else is wrong with it: sohoa verify --repair")
        return said
