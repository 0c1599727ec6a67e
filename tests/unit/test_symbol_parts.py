"""Number, year, letters of the type, agency and unit of a paper's number, apart."""

from __future__ import annotations

import pytest

from sohoa.domain.symbol_parts import SymbolParts, symbol_parts


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("15/QĐ-BNV", SymbolParts("15", "", "QĐ", "BNV")),
        ("05/BNV-VP", SymbolParts("05", "", "", "BNV", "VP")),
        ("154/2024/NĐ-CP", SymbolParts("154", "2024", "NĐ", "CP")),
        ("23/TTr-SVHTTDL", SymbolParts("23", "", "TTr", "SVHTTDL")),
        ("12/HD-BTC-TCT", SymbolParts("12", "", "HD", "BTC", "TCT")),
        ("12A/GP", SymbolParts("12A", "", "GP")), ("107", SymbolParts("107")),
        ("1113/UBND", SymbolParts("1113", "", "", "UBND")),
        ("76/2015/QH13", SymbolParts("76", "2015", "", "QH13")),
        ("không số", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_comes_apart_as_it_is_written(number, parts):
    """The first letters name a type where they stand for one; else they are the agency's."""
    assert symbol_parts(number) == parts
