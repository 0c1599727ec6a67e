"""Words for what keeps a description from being exported."""

from __future__ import annotations

from typing import Final

from sohoa.domain.failure import N_
from sohoa.language import _
from sohoa.package.profiles import FieldTrouble, Trouble

_TEXTS: Final = {
    Trouble.MISSING: N_("it is missing"),
    Trouble.TOO_LONG: N_("it is longer than {length} characters"),
    Trouble.NOT_IN_TABLE: N_("it is none of the rule's codes"),
    Trouble.NOT_A_DATE: N_("it is no date"),
    Trouble.NOT_A_NUMBER: N_("it is no number"),
    Trouble.SECRET: N_("the page bears a mark of secrecy; the mode of use must be 03"),
}


def trouble_label(trouble: Trouble, *, length: object = None) -> str:
    """Say what is wrong with a value, in the language in force."""
    return _(_TEXTS[trouble]).format(length=length)


def trouble_text(one: FieldTrouble) -> str:
    """Say of which thing and which field it is, too."""
    told = trouble_label(one.trouble, length=one.length)
    return f"{one.item}: {one.field} ({one.label}): {told}"
