"""Words for the facts of a paper."""

from __future__ import annotations

from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import Validity
from sohoa.language import _
from sohoa.tabular.columns import Column, column_title


def validity_label(validity: Validity) -> str:
    """Validity as people say it."""
    return {
        Validity.IN_FORCE: _("in force"),
        Validity.EXPIRED: _("expired"),
        Validity.REPLACED: _("replaced"),
        Validity.REVOKED: _("revoked"),
        Validity.USED: _("used"),
        Validity.UNKNOWN: _("unknown validity"),
    }[validity]


def field_title(name: str) -> str:
    """The name of a field of the register."""
    return column_title(Column.DATE if name == "formed" else Column(name))


def field_text(name: str, value: str) -> str:
    """A value as it is shown: a state in words, a day as Vietnam has it, no owner's number."""
    if name == "validity":
        return validity_label(Validity(value))
    if name == "owner_id":
        from sohoa.domain.owner_numbers import as_told  # noqa: PLC0415 - few show any

        return as_told(value)
    if name in ("valid_until", "formed") and value:
        return str(PartialDate.parse(value))
    return value
