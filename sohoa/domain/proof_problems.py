"""What can be wrong with an archived record: the code that is stored, and what it means."""

from __future__ import annotations

from sohoa.domain.failure import N_

#: Code → what is told of it; the names in braces are what the problem was found with.
TEXTS = {
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
