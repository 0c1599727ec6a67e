"""Findings about which paper it is, whole or not, and about its signatures.

One declaration a finding; `sohoa.domain.findings` gathers them. `docs/findings.md` shows them.
"""

from __future__ import annotations

from sohoa.domain.failure import N_
from sohoa.domain.finding_kind import FindingKind, Need
from sohoa.domain.trust import Integrity

_CORRECT = N_(
    "Look at the paper and correct the list or the register; if the page was misread, say so in a "
    "column `confirmed` of the row (what stood there before does not count). Then run again."
)
_TAKE_OUT = N_(
    "Look at the paper. If the archive is right, correct the list; if the list is right, take "
    "the document out with `sohoa withdraw` and deliver it again."
)
_LOOK_AT_NUMBER = N_("Look at the number on the paper and write it into the batch list.")
_LOOK_AT_DATE = N_("Look at the date on the paper and write it into the batch list.")

ASKED_AFTER = FindingKind(
    "asked-after",
    N_("what stood in the row before the question, “{value}”, confirms nothing"),
    label=N_("what stood in the row before the question confirms nothing"),
    may_be_named=False,
)
BEFORE_FORMED = FindingKind(
    "before-formed",
    N_("archived before it was formed ({value}): its date is wrong"),
    label=N_("archived before it was formed"),
    advice=N_("Look at the paper and correct its date in the list or the register."),
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
BODY_UNSURE = FindingKind(
    "body-unsure",
    N_("who issued it is not read for sure ({value})"),
    label=N_("issuing body not read for sure"),
    advice=N_("Compare the name of the issuing body with the paper."),
)
CERTIFICATE_STATUS_UNKNOWN = FindingKind(
    "certificate-status-unknown",
    N_("signed although nobody says whether the key is revoked"),
    may_be_named=False,
)
CORRECTED_BY_LIST = FindingKind(
    "corrected-by-list",
    N_("read otherwise, and corrected by a list of the office ({value})"),
    label=N_("name corrected by a list of the office"),
    advice=N_(
        "Compare the name with the paper. If the list is wrong, mark the value as excluded in a "
        "file of your own in config/lists."
    ),
)
DATE_CONFIRMED = FindingKind(
    "date-confirmed",
    N_("date by page | list | register: {value}; a person has looked at it"),
    label=N_("date looked at by a person"),
    may_be_named=False,
)
DATE_CORRECTED = FindingKind(
    "date-corrected",
    N_("its day was corrected after it was archived; the file bears the one before ({value})"),
    may_be_named=False,
)
DATE_DIFFERS = FindingKind(
    "date-differs",
    N_("date by page | list | register: {value}"),
    label=N_("page, list and register give different dates"),
    advice=_CORRECT,
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
DATE_ILLEGIBLE = FindingKind(
    "date-illegible",
    N_("a date line of which nothing could be made ({value})"),
    advice=_LOOK_AT_DATE,
    need=Need.REVIEW,
)
DATE_IMPOSSIBLE = FindingKind(
    "date-impossible",
    N_("the date read is no day of the calendar ({value})"),
    advice=_LOOK_AT_DATE,
    need=Need.REVIEW,
)
DATE_IN_FUTURE = FindingKind(
    "date-in-future",
    N_("the date read is still to come ({value})"),
    advice=_LOOK_AT_DATE,
    need=Need.REVIEW,
)
DATE_INCOMPLETE = FindingKind(
    "date-incomplete",
    N_("day or month of the date could not be read ({value})"),
    advice=_LOOK_AT_DATE,
    need=Need.REVIEW,
)
DATE_MISSING = FindingKind(
    "date-missing",
    N_("no date of the paper's own was found"),
    advice=_LOOK_AT_DATE,
    need=Need.REVIEW,
)
DATE_UNSURE = FindingKind(
    "date-unsure",
    N_("the date is not read for sure ({value})"),
    advice=_LOOK_AT_DATE,
    need=Need.REVIEW,
)
HEAD_ELSEWHERE = FindingKind(
    "head-elsewhere",
    N_("number or date were taken from the end of the paper ({value})"),
    advice=N_("Compare number and date with the paper; write them into the batch list."),
    need=Need.REVIEW,
)
HEAD_MISSING = FindingKind(
    "head-missing",
    N_("nothing of a head was read: no title, no number, no date"),
    advice=N_("Look at the first page; write number and date into the batch list."),
    need=Need.REVIEW,
)
LIST_ALONE = FindingKind(
    "list-alone",
    N_("which paper it is only the list says: nothing read on its pages tells it from others"),
    advice=N_("Compare number, date and subject with the paper that the list names."),
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
LIST_OTHER_RECORD = FindingKind(
    "list-other-record",
    N_("the list now names another paper than it was archived as ({value}): not entered"),
    label=N_("the list now names another paper"),
    advice=_TAKE_OUT,
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
LIST_OTHER_YEAR = FindingKind(
    "list-other-year",
    N_("the list now says another year than it was archived under ({value}): not entered"),
    label=N_("the list now says another year"),
    advice=_TAKE_OUT,
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
LIST_RECORD_TAKEN = FindingKind(
    "list-record-taken",
    N_("the list now names a paper that document {value} was archived as: not entered"),
    label=N_("the list names a paper that is archived already"),
    advice=_TAKE_OUT,
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
LIST_UNUSABLE = FindingKind(
    "list-unusable",
    N_("what the list now says of it cannot be used ({value}): not entered"),
    label=N_("what the list now says of it cannot be used"),
    advice=N_("Correct the row of the list and run the batch again."),
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
MISSING_PAGES = FindingKind(
    "missing-pages",
    N_("fewer written pages than the register counts sheets ({value})"),
    advice=N_("Look for the missing sheets and scan the whole document again."),
    need=Need.RESCAN,
    holds=True,
)
NUMBER_AGAINST_DATE = FindingKind(
    "number-against-date",
    N_("the year in the number is not that of the date ({value})"),
    advice=_LOOK_AT_NUMBER,
    need=Need.REVIEW,
)
NUMBER_AGAINST_TYPE = FindingKind(
    "number-against-type",
    N_("the letters in the number are not those of the type ({value})"),
    advice=_LOOK_AT_NUMBER,
    need=Need.REVIEW,
)
NUMBER_CONFIRMED = FindingKind(
    "number-confirmed",
    N_("number by page | list | register: {value}; a person has looked at it"),
    label=N_("number looked at by a person"),
    may_be_named=False,
)
NUMBER_CORRECTED = FindingKind(
    "number-corrected",
    N_("its number was corrected after it was archived; the file bears the one before ({value})"),
    label=N_("its number was corrected after it was archived"),
    may_be_named=False,
)
NUMBER_DIFFERS = FindingKind(
    "number-differs",
    N_("number by page | list | register: {value}"),
    label=N_("page, list and register give different numbers"),
    advice=_CORRECT,
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
NUMBER_ILLEGIBLE = FindingKind(
    "number-illegible",
    N_("a number line of which nothing could be made ({value})"),
    advice=_LOOK_AT_NUMBER,
    need=Need.REVIEW,
)
NUMBER_MISSING = FindingKind(
    "number-missing",
    N_("no number of the paper's own was found"),
    advice=_LOOK_AT_NUMBER,
    need=Need.REVIEW,
)
NUMBER_UNSURE = FindingKind(
    "number-unsure",
    N_("the number is not read for sure ({value})"),
    advice=_LOOK_AT_NUMBER,
    need=Need.REVIEW,
)
RSA_PKCS1 = FindingKind(
    "rsa-pkcs1",
    N_("signed with RSA PKCS#1 v1.5, as the key can do nothing better"),
    may_be_named=False,
)
SAME_PAPER = FindingKind(
    "same-paper",
    N_("number and date are also those of document {value}"),
    label=N_("number and date are also those of another document"),
    advice=N_("Look at both: is it one paper, scanned twice?"),
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
SAME_PAPER_CONFIRMED = FindingKind(
    "same-paper-confirmed",
    N_("number and date are also those of document {value}; a person says they are two papers"),
    label=N_("two papers with one number and date, as a person says"),
    may_be_named=False,
)
NEW_HEAD_INSIDE = FindingKind(
    "new-head-inside",
    N_("another document may begin on it (number {value})"),
    label=N_("another document may begin inside"),
    advice=N_(
        "Look where each document of the file begins, and give each a row with its pages in the "
        "list of the box. If it is one document, nothing has to be done."
    ),
    need=Need.REVIEW,
)
SECRECY_MARK = FindingKind(
    "secrecy-mark",
    N_("it bears a mark of secrecy ({value})"),
    label=N_("a mark of secrecy"),
    advice=N_(
        "Look at the paper at once. What is secret must not be digitized here: take its scan out "
        "of the box, and what was archived out of the count with `sohoa withdraw`."
    ),
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
SECRECY_BESIDE = FindingKind(
    "secrecy-beside",
    N_("another part of its file bears a mark of secrecy ({value})"),
    label=N_("a mark of secrecy in another part of its file"),
    advice=N_(
        "Look at the paper that bears the mark: if it goes for the whole file, take that out of "
        "the box, and what was archived of it out of the count with `sohoa withdraw`."
    ),
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
SECRECY_ASKED_AFTER = FindingKind(
    "secrecy-asked-after",
    N_("what stood in the row before a mark of secrecy was read, “{value}”, confirms nothing"),
    label=N_("a confirmation from before a mark of secrecy was read"),
    may_be_named=False,
)
SECRECY_UNSEEN = FindingKind(
    "secrecy-unseen",
    N_("could not be looked at for marks of secrecy"),
    advice=N_(
        "Look at the paper: if it bears a mark of secrecy, take its scan out of the box, and what "
        "was archived out of the count with `sohoa withdraw`."
    ),
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
SECRECY_SETTLED = FindingKind(
    "secrecy-settled",
    N_("a mark of secrecy was read, and a person says that it is none ({value})"),
    label=N_("a mark of secrecy that is none, as a person says"),
    may_be_named=False,
)
SIGNATURE_BROKEN = FindingKind(
    "signature-broken",
    N_("its signature is broken: what was signed was changed ({value})"),
    advice=N_("Ask whoever sent the file for it as it was signed."),
    need=Need.REVIEW,
    is_fixed=True,
)
SIGNATURE_INTACT = FindingKind(
    "signature-intact",
    N_("it came signed, and the signature is intact ({value})"),
)
SIGNATURE_LEVEL_BELOW_SETTINGS = FindingKind(
    "signature-level-below-settings",
    N_("signed below the level of the settings ({value})"),
    may_be_named=False,
)
SIGNATURE_UNJUDGED = FindingKind(
    "signature-unjudged",
    N_("what was added to the file after it was signed could not be judged ({value})"),
    advice=N_("Look at the pages: is what was added after signing as it has to be?"),
    need=Need.REVIEW,
    is_fixed=True,
)
SIGNATURE_VOID = FindingKind(
    "signature-void",
    N_("it came signed, but no signature covers the file as it is: taken as an unsigned scan"),
    advice=N_("Ask whoever sent the file for it as it was signed."),
    need=Need.REVIEW,
    is_fixed=True,
)
SIGNER_UNSURE = FindingKind(
    "signer-unsure",
    N_("the signer's name is not read for sure ({value})"),
    label=N_("signer not read for sure"),
    advice=N_("Compare the name with the paper."),
)
SUBJECT_UNSURE = FindingKind(
    "subject-unsure",
    N_("what it is about is not read for sure ({value})"),
    label=N_("subject not read for sure"),
    advice=N_("Compare the subject with the paper."),
)
TYPE_CONFIRMED = FindingKind(
    "type-confirmed",
    N_("type by page | list | register: {value}; a person has looked at it"),
    label=N_("type looked at by a person"),
    may_be_named=False,
)
TYPE_DIFFERS = FindingKind(
    "type-differs",
    N_("type by page | list | register: {value}"),
    label=N_("page, list and register give different types"),
    advice=_CORRECT,
    need=Need.REVIEW,
    is_fixed=True,
    may_be_named=False,
)
UNDESCRIBED = FindingKind(
    "undescribed",
    N_("its fields could not be read off its pages ({value})"),
    label=N_("fields could not be read off the pages"),
    advice=N_("Nothing of the record is lost. Tell whoever maintains Sohoa, with the id."),
    may_be_named=False,
)
UNSURE_FIGURES = FindingKind(
    "unsure-figures",
    N_("figures by hand are not read for sure ({value})"),
    need=Need.REVIEW,
)

#: Why a list's word about an archived document was not entered, beside what its page contradicts.
LIST_REFUSED = (LIST_OTHER_RECORD, LIST_OTHER_YEAR, LIST_RECORD_TAKEN, LIST_UNUSABLE)

#: What a signature that a file brought along is worth, by its integrity.
ARRIVED_SIGNATURES = {
    Integrity.INTACT: SIGNATURE_INTACT,
    Integrity.BROKEN: SIGNATURE_BROKEN,
    Integrity.UNJUDGED: SIGNATURE_UNJUDGED,
}

#: What describing finds; it stands beside what reading and comparing have found.
DESCRIBED = frozenset(
    kind.code
    for kind in (
        BODY_UNSURE, CORRECTED_BY_LIST, NEW_HEAD_INSIDE, SECRECY_ASKED_AFTER, SECRECY_BESIDE,
        SECRECY_MARK, SECRECY_SETTLED, SECRECY_UNSEEN, SIGNER_UNSURE, SUBJECT_UNSURE, UNDESCRIBED,
    )
)  # fmt: skip
#: What was found and said of secrecy: it stands, whatever is read anew, until it is described anew.
OF_SECRECY = frozenset(kind.code for kind in (SECRECY_ASKED_AFTER, SECRECY_MARK, SECRECY_SETTLED))
