"""What a file bears stays on record where the catalogue says otherwise by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sohoa.domain import paper_findings
from sohoa.domain.facts import agree
from sohoa.domain.identifiers import number_key
from sohoa.domain.partial_date import PartialDate

#: The findings that keep what the file bears, by the column that now says something else.
_CORRECTED = {
    paper_findings.NUMBER_CORRECTED: "number",
    paper_findings.DATE_CORRECTED: "formed",
}


def findings_with_corrected(
    row: Mapping[str, Any], values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Give a document's findings, with the number and the day that its file bears if those differ.

    `row` has number and day as they were before, or as the file bears them, `values` all as it is
    now.
    """
    codes = {kind.code for kind in _CORRECTED}
    told = {one["code"]: one["value"] for one in values["findings"] if one["code"] in codes}
    corrected = [one for one in values["findings"] if one["code"] not in codes]
    for kind, name in _CORRECTED.items():
        borne, now = told.get(kind.code, row[name]), values[name]
        if borne and not _is_same(name, borne, now):
            corrected.append(asdict(kind.of(borne)))
    return corrected


def _is_same(name: str, borne: str, now: str) -> bool:
    if name == "number":
        return number_key(borne) == number_key(now)
    return not now or agree(PartialDate.parse(borne), PartialDate.parse(now))
