"""A number and symbol apart: number, year, letters of the type, agency, unit; each as written.

Decree 30/2020/NĐ-CP, annex I, part II, 3: `15/QĐ-BNV` of a paper with a type, `05/BNV-VP` of a
letter, `154/2024/NĐ-CP` of a rule of law.
"""

from __future__ import annotations

from dataclasses import dataclass

from sohoa.domain.grammar.numbers import NUMBER_PARTS
from sohoa.domain.record_types import known_type
from sohoa.domain.vietnamese import fold

#: Of directions and of contracts; folded they are one, and tell no type (`record_types`).
_OF_TWO_TYPES = "hd"


@dataclass(frozen=True, slots=True)
class SymbolParts:
    """The parts of a number; empty what it does not have."""

    number: str
    year: str = ""
    type_letters: str = ""
    agency: str = ""
    unit: str = ""


def symbol_parts(number: str) -> SymbolParts | None:
    """Part a number as it is written; `None` for what has no figures.

    >>> symbol_parts("576/SVHTTDL-QLDL")
    SymbolParts(number='576', year='', type_letters='', agency='SVHTTDL', unit='QLDL')
    >>> symbol_parts("154/2024/NĐ-CP")
    SymbolParts(number='154', year='2024', type_letters='NĐ', agency='CP', unit='')
    """
    found = NUMBER_PARTS.fullmatch(number.strip())
    if found is None:
        return None
    tokens = [part.strip() for part in (found["symbol"] or "").split("-")]
    first, *others = tokens
    is_type = bool(known_type(first)) or fold(first) == _OF_TWO_TYPES
    letters = first if is_type else ""
    agency, *units = others if is_type and others else [""] if is_type else tokens
    return SymbolParts(found["figures"], found["year"] or "", letters, agency, "-".join(units))
