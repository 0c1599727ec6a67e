"""What an inspection may find: each difference one line, with what stands where."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sohoa.domain.failure import N_

#: Code -> what is told of it; the names in braces are what the difference was found with.
TEXTS = {
    "head-other": N_("this head is not of this archive's ledger but of {other}"),
    "head-longer": N_(
        "on {at} the ledger had {size} entries, now it has {now}: the last ones were taken away"
    ),
    "head-root": N_(
        "what was entered before {at} ({size} entries) was rewritten; {since} still holds"
    ),
    "head-signature": N_("the signature of the head of {at} ({size} entries): {problem}"),
    "head-unprovable": N_(
        "the signature of the head of {at} ({size} entries) proves nothing any more: {problem}"
    ),
    "head-unsigned": N_("no head is signed by a key that the given roots vouch for"),
    "head-stamp": N_(
        "the head of {at} ({size} entries) was stamped on {stamped}: the machine's clock was wrong,"
        " or the head is dated otherwise than it was made"
    ),
    "head-back": N_(
        "the head of {at} ({size} entries) bears witness to more than one of {before}, and says"
        " that it was made before it: the clock was put back, or its stamp lies"
    ),
    "head-forgotten": N_(
        "the witness keeps the head of {at} ({size} entries), and the house's list does not"
    ),
    "witness-none": N_("the witness's folder {folder} keeps no head of this archive"),
    "settings-unread": N_(
        "signatures of heads were not judged by the office's settings: {problem}"
    ),
    "head-gone": N_("the signature {file} is kept, and the head that it signs is not any more"),
    "record-proof": "{problem}",
    "entry-gap": N_("entry {position} is missing, or stands there twice"),
    "peaks": N_("the kept roots of the tree are not those of its entries"),
    "entry-early": N_(
        "entry {position} says that it was made on {said}; it was entered after the head of {at}:"
        " it is dated back"
    ),
    "entry-late": N_(
        "entry {position} says that it was made on {said}, and stands before the head of {at}: the"
        " clock was ahead"
    ),
    "fact-early": N_(
        "entry {position} is a fact that is put to change {change}, which was entered long before:"
        " it would have been known ever since; it is dated back"
    ),
    "clock-back": N_(
        "entry {position} is dated {said}, before the one ahead of it ({before}): the clock was"
        " put back, or the entry was put in"
    ),
    "row-changed": N_("{what} was changed since it was entered ({table} {key}, entry {position})"),
    "row-missing": N_("{table} {key} was taken out; it is entry {position} of the ledger"),
    "row-forgotten": N_(
        "{table} {key} was let go of with a scan that may be secret; it is entry {position} of the"
        " ledger"
    ),
    "row-added": N_("{table} {key} is not in the ledger"),
    "row-late": N_(
        "{table} {key} was entered behind rows that came later (entry {position}): it was put in"
        " between"
    ),
    "row-again": N_(
        "the words of {table} {key} were written over and sealed anew (entry {position}): what"
        " they were before nobody can prove any more"
    ),
    "paper-says": N_(
        "the register's {what} is not what was recorded last; recorded is {recorded}, it says"
        " {stands} (since {since})"
    ),
    "paper-keys": N_(
        "the keys by which it is found ({what}) are not those that follow from what the register"
        " says of it"
    ),
    "owner-of-none": N_("the owners' hashes name a paper that is not there (serial {serial})"),
    "paper-missing": N_("it was recorded ({since}) and is not in the register any more"),
    "paper-added": N_("it is in the register, and nobody recorded it"),
    "paper-unformed": N_("what was recorded of it cannot be read as a paper"),
    "document-says": N_(
        "the catalogue's {what} is not what was recorded last; recorded is {recorded}, it says"
        " {stands} (since {since})"
    ),
    "document-words": N_("the catalogue's {what} is not what was sealed last (since {since})"),
    "document-unsealed": N_("what the catalogue says of it was never sealed"),
    "document-again": N_(
        "words of it were deleted, and what it says now was sealed anew on {at}: what they were"
        " before nobody can prove any more"
    ),
    "document-missing": N_("it was archived ({since}) and is not in the catalogue any more"),
    "document-added": N_("it counts as archived, and nobody recorded that"),
    "tally": N_("kept counts: {kept} papers, counted {counted} ({what})"),
    "tally-other": N_("it is kept among other papers than those that it is counted with"),
    "row-room": N_(
        "register row {key}, which was in error, is one of {stands}; recorded is {recorded}"
    ),
    "row-state": N_(
        "register row {key} is {stands}; recorded is {recorded} (a row in error is part of the"
        " headline's range)"
    ),
    "place-twice": N_("place {place} is that of {other} too"),
    "place-other": N_("place {place} was reserved for {other}"),
    "place-free": N_("place {place} is its, and reserved for nobody: it can be given away again"),
    "file-away": N_("its file is not at {path}"),
    "file-bytes": N_("its file has other bytes than were recorded (SHA-256, since {since})"),
    "receipt-away": N_("its receipt is not there"),
    "receipt-bytes": N_("its receipt has other bytes than were recorded (since {since})"),
    "reading-away": N_("its reading copy is not there"),
    "reading-bytes": N_("its reading copy has other bytes than were recorded (since {since})"),
    "file-unknown": N_("no record of the ledger lies at {path}"),
    "events-away": N_("the file of its events is not there"),
    "events-bytes": N_("the file of its events has other bytes than were recorded (since {since})"),
    "folder-elsewhere": N_(
        "{path} is a link to another place: its files are compared as all are, and can be"
        " exchanged without touching the archive"
    ),
    "issued-unknown": N_("{path} lies among the issued reports and was never issued"),
    "issued-away": N_("{name} of the issued report {number} is not there"),
    "issued-bytes": N_("{name} of the issued report {number} has other bytes than were issued"),
    "rule-changed": N_(
        "{what} is another than was recorded last ({since}); who changed it in good faith records"
        " it with `sohoa ledger head`"
    ),
    "rule-recorded": N_("{what} was changed; that was recorded on {at} (entry {position})"),
    "report-form": N_("the machine part of the report cannot be read ({form})"),
    "report-plan": N_("the plan by which the report counts ({digest}…) was never recorded"),
    "report-settings": N_("the settings by which the report was made were never recorded"),
    "report-rules": N_(
        "the plan that stands in the report is not the one whose digest it bears ({digest}…)"
    ),
    "report-known": N_(
        "the report counts what was recorded up to change {last}, which is not the last one that"
        " was known on {known}"
    ),
    "report-known-beside": N_(
        "the report counts {what} up to number {last}, which is not the last one that was known on"
        " {known}"
    ),
    "report-disagrees": N_("{what}: the report says {says}, and {elsewhere} elsewhere"),
    "report-added": N_(
        "behind what was issued there are {bytes} bytes that were not entered when it was issued or"
        " signed: what a reader shows may be other than what was issued"
    ),
    "report-figure": N_("{what}: the report says {says}, counted again it is {counted}"),
    "schema-extra": N_(
        "the database has something that no version of this program makes, and that may change what"
        " is read from it: {what}"
    ),
    "schema-path": N_(
        "another search path is set, by which another schema may be read than the one compared:"
        " {what}"
    ),
    "schema-missing": N_("the database lacks something that belongs to it: {what}"),
    "schema-other": N_("{what} of the database is defined otherwise than this program makes it"),
    "schema-index": N_("the database's file contradicts itself: {what}"),
    "rules-unrecorded": N_("plan and settings were never recorded in the ledger"),
}
#: Controls, what turns the direction of writing, ends of lines, halves of letters.
_UNSHOWN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
#: Of these the numbers hold all the same; they are told, and the ledger is whole.
NOTED = frozenset({
    "row-again", "row-forgotten", "document-again", "schema-path", "folder-elsewhere",
    "issued-unknown", "rule-recorded",
    "rules-unrecorded", "head-unprovable", "head-forgotten", "witness-none",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was recorded; `record` is an id, empty for the ledger itself.

    Attributes:
        code: Which of `TEXTS`.
    """

    code: str
    record: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Whoever wrote it, it can be shown: half of a letter is none, and a sign that moves the
        terminal's pen, or begins a line, could write a verdict of its own."""
        object.__setattr__(self, "record", _readable(self.record))
        told = {name: _readable(value) for name, value in self.details.items()}
        object.__setattr__(self, "details", told)

    @property
    def is_noted_only(self) -> bool:
        """Say whether it is told without being a contradiction."""
        return self.code in NOTED


def _readable(value: Any) -> Any:
    return _UNSHOWN.sub("\ufffd", value) if isinstance(value, str) else value


def shown_time(at: dt.datetime) -> str:
    """A time as differences show it."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
