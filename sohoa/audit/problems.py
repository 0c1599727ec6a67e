"""Problems of an archived record: a stable code, the file it is in, and the words."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from sohoa.domain.errors import N_
from sohoa.domain.grammar.dates import ISO_DAY, ISO_MOMENT
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


_TEXTS = {
    "missing": N_("the file is missing"),
    "link": N_("the file is a link to somewhere else"),
    "bytes": N_("the bytes differ from those archived (SHA-256)"),
    "unreadable": N_("the file could not be examined: {reason}"),
    "no-signature": N_("there is no signature"),
    "signature": N_("{field}: {problem}"),
    "unprovable": N_("{field}: {problem}"),
    "pdfa": N_("it is not valid PDF/A-2b: {rule}"),
    "receipt-missing": N_("the receipt is missing"),
    "receipt-newer": N_("a later Sohoa wrote the receipt, and this one cannot read it"),
    "receipt-unreadable": N_("the receipt is damaged: it cannot be read as one"),
    "receipt-bytes": N_("the receipt was changed: the catalogue knows another (SHA-256)"),
    "receipt-says": N_("the receipt says {receipt} where the catalogue says {catalogue} ({what})"),
    "catalogue-says": N_("the catalogue was changed: file, receipt and manifest agree against it"),
    "events-missing": N_("the file of its later events is missing; `verify --repair` writes it"),
    "events-bytes": N_("the file of its later events was changed: the catalogue knows another"),
    "manifest-missing": N_("the manifest is missing"),
    "manifest-line": N_("line {line} of the manifest is not what the catalogue says"),
    "manifest-file": N_("the manifest does not list these bytes"),
    "unknown-file": N_("neither the catalogue nor a manifest knows this file"),
    "unlisted": N_("the catalogue does not know this file, though the manifest lists it"),
    "place": N_("it lies at {place}, but year, file code and ordinal mean {expected}"),
    "origin": N_("the record was not made from {source} of box {batch}, as the catalogue says"),
    "scan-digest": N_("the scan's digest is not that of the masters the receipt names"),
    "file-says": N_("the file itself says {file} where the catalogue says {catalogue} ({what})"),
    "paper-says": N_(
        "the register's paper {record_id} is {register}, the catalogue says {catalogue}"
    ),
    "claim": N_("the receipt claims {receipt}, found was {found} ({what})"),
    "kept-other": N_("the receipt does not name a kept original: its one master, byte for byte"),
    "kept-unsigned": N_(
        "no signature in it is intact and covers the whole file: it counts as a scan"
    ),
    "signature-missing": N_("the signature {field} is missing, which the rule {rule} demands"),
    "signature-says": N_("{field}: {said} is stated, the file shows {found} ({what})"),
    "times": N_("the times do not belong together ({what}): {said} and {found}"),
    "first-bytes": N_("the file does not begin with the form the receipt names ({form})"),
    "text": N_("the text that is searched is not that of the file: {count} letters differ"),
    "twice": N_("the same file is archived as record {other} too"),
    "reservation": N_("its ordinal in the file unit was given to {other}"),
    "taken-away": N_("ordinal {ordinal} was given to document {other}, which is gone"),
    "gap": N_("ordinal {ordinal} is missing: every one was given to a document once"),
    "role": N_("{signer} signs for the agency here, and elsewhere as the one who scanned"),
    "reading-missing": N_("the reading copy is missing; the original it was made of is kept"),
    "reading-bytes": N_(
        "the reading copy was changed: it is not the one made here (SHA-256). `sohoa verify "
        "--repair` sets it aside and puts the right one in its place, while the working files "
        "have it; else take it from a backup"
    ),
    "reading-other": N_("it is not the reading copy of this original but of {other}"),
    "reading-pages": N_("the reading copy has {pages} pages, the original {original}"),
    "reading-signed": N_("somebody signed the reading copy: only the original bears signatures"),
    "reading-alone": N_(
        "it is a reading copy and bears no signature; what counts is the original with SHA-256 "
        "{original}"
    ),
    "master-missing": N_(
        "the scan as it was delivered is not there any more. Put it back into its box, or, if it "
        "was taken away for good: sohoa release {document} --reason …"
    ),
    "master-bytes": N_("the scan that lies in the inbox is not the one this record was made from"),
    "unfinished": N_("a renewal was interrupted; `sohoa renew` finishes it"),
}

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
        said = _(_TEXTS[self.code]).format_map(shown)
        if self.is_time_of_stamp:
            return said + ". " + _("If nothing else is wrong with it: sohoa verify --repair")
        return said
