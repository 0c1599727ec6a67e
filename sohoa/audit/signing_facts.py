"""Compares what is said of a record's signatures, and of times, with the signatures themselves."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Mapping

from sohoa.archive.receipt import Generation, Receipt
from sohoa.audit.asked import ArchivedFile, Question
from sohoa.audit.problems import Part, Problem
from sohoa.domain.identifiers import receipt_name
from sohoa.domain.trust import SignatureKind, SignatureStanding, SignatureStatus
from sohoa.domain.vietnam_time import day_of, in_vietnam
from sohoa.pdfa.own_words import OwnWords
from sohoa.sign.field_names import FIELDS
from sohoa.sign.settings import MOST_MINUTES, ProfileSettings

#: A file is archived, and a renewal put in place, soon after what it bears was signed: in minutes,
#: after a stopped night or a holiday in days. What lies further apart was not done together.
LONGEST_APART = dt.timedelta(days=31)
#: The clocks of the machine and of a time-stamp service were never allowed to differ by more, and
#: nobody knows today what was allowed when a record was made.
_CLOCKS = dt.timedelta(minutes=MOST_MINUTES)
#: What is true of a signature whenever it is looked at; and what is, as long as all of them hold.
_LASTING = ("kind", "signer", "issuer", "organization", "signed_at", "valid_from", "valid_until")
_HOLDING = ("standing", "intact", "covers_whole_file", "trusted", "proven_at")


def signing_problems(
    file: ArchivedFile,
    receipt: Receipt,
    signatures: tuple[SignatureStatus, ...],
    words: OwnWords,
    question: Question,
) -> Iterator[Problem]:
    """Report claims about signatures and times that the signatures contradict."""
    if file.row.kept_original:
        if not any(one.intact and one.covers_whole_file for one in signatures):
            yield Problem("kept-unsigned", Part.SIGNATURE, file.path.name)
    else:
        yield from _demanded(file, receipt, signatures, question.rules)
        yield from _noted(file, receipt, signatures)
    yield from _receipted(file, receipt, signatures, question.sunsets)
    yield from _times(file, receipt, signatures, words)


def _demanded(
    file: ArchivedFile,
    receipt: Receipt,
    signatures: tuple[SignatureStatus, ...],
    rules: tuple[ProfileSettings, ...],
) -> Iterator[Problem]:
    """Every signature that the rule demands by which the record was made is there.

    That is the rule the receipt names, if it had begun by then; else the one in force on the day
    of signing.
    """
    present = {one.field_name for one in signatures if one.kind is SignatureKind.SIGNATURE}
    days = [one.signed_at for one in signatures if one.signed_at and one.field_name in present]
    if not days:
        return  # "no-signature" says it
    day = day_of(max(days))
    begun = [rule for rule in rules if rule.valid_from <= day]
    named = [rule for rule in begun if (rule.name,) == receipt.origin.rules]
    for rule in named or sorted(begun, key=lambda rule: rule.valid_from)[-1:]:
        for role in rule.signatures:
            if FIELDS[role] not in present:
                details = {"field": FIELDS[role], "rule": rule.name}
                yield Problem("signature-missing", Part.SIGNATURE, file.path.name, details)


def _noted(
    file: ArchivedFile, receipt: Receipt, signatures: tuple[SignatureStatus, ...]
) -> Iterator[Problem]:
    """Compare the catalogue's notes of each signature: signer, time, level, rule."""
    found = {one.field_name: one for one in signatures if one.kind is SignatureKind.SIGNATURE}
    noted = {one.get("field_name", ""): one for one in file.row.signatures}
    for name in sorted(found.keys() | noted.keys()):
        status, note = found.get(name), noted.get(name)
        if status is None or note is None:
            yield _differs(
                file, Part.CATALOGUE, name, "field", values=(note is not None, status is not None)
            )
            continue
        pairs = {
            "time": (_moment(note.get("signed_at", "")), _whole(status.signed_at)),
            "level": (note.get("level", ""), _level(status, note.get("level", ""))),
            "rule": ((note.get("profile", ""),), receipt.origin.rules),
        }
        for what, (said, shown) in pairs.items():
            if said != shown:
                yield _differs(file, Part.CATALOGUE, name, what, values=(said, shown))


def _level(status: SignatureStatus, noted: str) -> str:
    """The level the file shows; of a signature that does not hold now none can be told."""
    if status.level is None or status.standing is not SignatureStanding.HOLDS:
        return noted
    return status.level.value


def _receipted(
    file: ArchivedFile,
    receipt: Receipt,
    signatures: tuple[SignatureStatus, ...],
    ends: Collection[dt.datetime],
) -> Iterator[Problem]:
    """Compare the receipt's account of each signature and time stamp."""
    said = {one.field_name: one for one in receipt.proof.signatures}
    found = {one.field_name: one for one in signatures}
    is_judged = _all_hold(signatures) and not file.row.kept_original
    for name in sorted(said.keys() | found.keys()):
        claimed, shown = said.get(name), found.get(name)
        if claimed is None or shown is None:
            yield _differs(
                file, Part.RECEIPT, name, "field", values=(claimed is not None, shown is not None)
            )
            continue
        for what in _compared(shown, is_judged=is_judged):
            one, other = getattr(claimed, what), getattr(shown, what)
            if one != other and (one or what not in _LASTING):
                yield _differs(file, Part.RECEIPT, name, what, values=(one, other))
        level = claimed.level.value if claimed.level else ""
        if level != _level(shown, level):
            values = level, _level(shown, level)
            yield _differs(file, Part.RECEIPT, name, "level", values=values)
    yield from _ends_of_proof(file, receipt, signatures, ends)


def _compared(status: SignatureStatus, *, is_judged: bool) -> tuple[str, ...]:
    """A time stamp's certificate is asked about as of today, a signature's as of its own time."""
    if not is_judged:
        return _LASTING
    is_signature = status.kind is SignatureKind.SIGNATURE
    return (*_LASTING, *_HOLDING, *(["revocation"] if is_signature else []))


def _all_hold(signatures: tuple[SignatureStatus, ...]) -> bool:
    return all(one.standing is SignatureStanding.HOLDS for one in signatures)


def _ends_of_proof(
    file: ArchivedFile,
    receipt: Receipt,
    signatures: tuple[SignatureStatus, ...],
    ends: Collection[dt.datetime],
) -> Iterator[Problem]:
    """Nobody proves longer than the file; a day the office has brought forward is no claim."""
    claimed = receipt.proof.provable_until
    shown = [
        one.provable_until
        for one in signatures
        if one.kind is SignatureKind.SIGNATURE and one.provable_until
    ]
    if claimed is None or not shown or not _all_hold(signatures):
        return
    if claimed > min(shown) and min(shown) not in ends:
        yield _differs(file, Part.RECEIPT, "-", "provable until", values=(claimed, min(shown)))


def _times(
    file: ArchivedFile,
    receipt: Receipt,
    signatures: tuple[SignatureStatus, ...],
    words: OwnWords,
) -> Iterator[Problem]:
    """The day a record counts from: catalogue, receipt and signatures must mean the same one."""
    forms, archived = receipt.generations, file.row.archived_at
    first, last = forms[0].made_at, forms[-1].made_at
    if archived != first:
        yield _odd_times(file, "archived", archived, first)
    for before, after in itertools.pairwise(forms):
        if after.made_at < before.made_at:
            yield _odd_times(file, "generations", before.made_at, after.made_at)
    if receipt.proof.proven_at < last - LONGEST_APART:  # later, where a lost receipt was made anew
        yield _odd_times(file, "proven", receipt.proof.proven_at, last)
    if file.row.kept_original:
        return
    ends = [end for _, end in words.signed]
    if len(ends) != len(signatures):
        yield _odd_times(file, "forms", None, last)
        return
    for one, end in zip(signatures, ends, strict=True):
        form = _form_of(one, end, forms)
        if form is None:
            yield _odd_times(file, "forms", one.signed_at, None)
        elif one.signed_at is not None and not _belongs(one, form):
            yield _odd_times(file, one.kind.value, one.signed_at, form.made_at)


def _form_of(status: SignatureStatus, end: int, forms: tuple[Generation, ...]) -> Generation | None:
    """The form of the file that a signature was made for; every time stamp closes one.

    The office signs before the file is archived, so its signatures are in the first form.
    """
    if status.kind is SignatureKind.SIGNATURE:
        return forms[0] if end <= forms[0].size_bytes else None
    return next((form for form in forms if form.size_bytes == end), None)


def _belongs(status: SignatureStatus, form: Generation) -> bool:
    """Say if a signature or time stamp is of its form's time.

    The first form is archived after it was signed; a later one is dated when its renewal began,
    before the stamp was asked for.
    """
    if status.signed_at is None:
        return True
    earlier, later = sorted((status.signed_at, form.made_at))
    is_first = form.number == 1 and status.signed_at > form.made_at
    return later - earlier <= (_CLOCKS if is_first else LONGEST_APART)


def _odd_times(
    file: ArchivedFile, what: str, said: dt.datetime | None, found: dt.datetime | None
) -> Problem:
    details = {"what": what, "said": _shown(said), "found": _shown(found)}
    return Problem("times", Part.RECEIPT, receipt_name(file.path.name), details)


def _differs(
    file: ArchivedFile, part: Part, field: str, what: str, *, values: tuple[object, object]
) -> Problem:
    said, found = values
    details: Mapping[str, object] = {"field": field, "what": what, "said": said, "found": found}
    name = receipt_name(file.path.name) if part is Part.RECEIPT else file.path.name
    plain = {key: _shown(value) for key, value in details.items()}
    return Problem("signature-says", part, name, plain)


def _shown(value: object) -> str:
    if isinstance(value, dt.datetime):
        return in_vietnam(value).isoformat(timespec="seconds")
    return "-" if value in {None, "", False} else str(value)


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _whole(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.replace(microsecond=0) if moment else None
