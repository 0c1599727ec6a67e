"""What the review sheet says of a document: why it is asked, what was read, what is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sohoa.domain.owner_numbers import masked
from sohoa.domain.paper_fields import FieldName
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnam_time import day_of, day_shown
from sohoa.domain.vietnamese import squeeze
from sohoa.language import _
from sohoa.review.asked import AskedPaper, AskedRecord

#: What was read is shown in this order.
_READ = (
    FieldName.NUMBER,
    FieldName.FORMED,
    FieldName.RECORD_TYPE,
    FieldName.SUBJECT,
    FieldName.OWNER,
    FieldName.SIGNER,
    FieldName.ISSUING_BODY,
)
#: A field whose least sure word is below this is marked. Of a subject one word of twenty may be
#: unsure (`sohoa.describe.doubts`).
_SURE = 80.0
_SURE_OF: Mapping[FieldName, float] = {FieldName.SUBJECT: 30.0}
#: Longer values are cut: a cell is no page.
_LONGEST, _LONGEST_OPTION = 400, 90


def source(record: AskedRecord) -> str:
    """Say in which box it lies under which name, and since when it waits."""
    since = _("waits since {day}").format(day=day_shown(day_of(record.since)))
    return f"{record.batch}\n{record.source_name}\n({since})"


def as_read(record: AskedRecord) -> Iterator[tuple[str, str]]:
    """Give what was read, a line each, and beside it a mark if it is not sure."""
    for name in _READ:
        field = record.of(name)
        if field is None or not field.value:
            if name in {FieldName.NUMBER, FieldName.FORMED}:
                yield _("{what}: not found").format(what=_capital(_(name.called))), ""
            continue
        value = day_as_shown(field.value) if name.is_date else field.value
        said = f"{_capital(_(name.called))}: {clipped(value)}"
        is_sure = field.confidence >= _SURE_OF.get(name, _SURE)
        yield (
            said,
            "" if is_sure else _("not sure: {percent} %").format(percent=int(field.confidence)),
        )


def of_paper(paper: AskedPaper) -> Iterator[tuple[str, bool]]:
    """Give a proposed paper line by line; true for what speaks against it."""
    yield clipped(paper.number) or _("(no number)"), False
    kind = (_("of {day}").format(day=day_as_shown(paper.formed)), paper.record_type)
    yield " · ".join(filter(None, map(clipped, kind))), False
    if paper.subject:
        yield clipped(paper.subject), False
    if paper.owner:
        yield f"{_capital(_(FieldName.OWNER.called))}: {clipped(paper.owner)}", False
    yield f"({paper.record_id})", False
    if paper.agree:
        yield _capital(_("agree: {what}").format(what=", ".join(paper.agree))), False
    for sentence in paper.against:
        yield f"≠ {clipped(sentence)}", True
    if paper.held_by:
        yield _("≠ has a document already: {document}").format(document=paper.held_by), True


def option(number: int, paper: AskedPaper) -> str:
    """Name a proposed paper in the list of what may be chosen: `1: 145/QĐ-SVH of 05/03/2018`."""
    named = clipped(paper.number) or clipped(paper.subject) or paper.record_id
    text = _("{number}: {paper} of {day}").format(
        number=number, paper=named[:_LONGEST_OPTION], day=day_as_shown(paper.formed)
    )
    return squeeze(text)


def options(record: AskedRecord) -> list[str]:
    """All that may be chosen, as the drop-down shows it."""
    papers = [option(number, one) for number, one in enumerate(record.papers, start=1)]
    return [*papers, none_of_the_register(), later()]


def none_of_the_register() -> str:
    """The choice for a document whose paper the register does not have."""
    return _("None of the register")


def later() -> str:
    """The choice for a document that stays open."""
    return _("Later")


def clipped(text: str) -> str:
    """A text on one line, without numbers of owners, and not too long."""
    plain = masked(squeeze(text))
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def day_as_shown(iso: str) -> str:
    """A day in ISO 8601 as people write it; what is none stays as it is."""
    try:
        return str(PartialDate.parse(iso))
    except ValueError:
        return iso


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
