"""Says which figures count a paper on a day: each notion, written down a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sohoa.inspection.holdings import Held
from sohoa.inspection.plan_rules import CountedPhase, Rules

_YEAR = len("2023")
#: How a paper ends otherwise than by its last day.
_ENDED = frozenset({"replaced", "revoked", "used"})


class _Case(NamedTuple):
    """All that decides which figures count a paper on a day.

    `is_over`: its last day has passed. `is_whole` and `is_born_digital` are of the document that
    digitizes it; `when` is how that lies to the window of the paper's phase.
    """

    validity: str
    is_excluded: bool
    is_formed: bool
    is_over: bool
    is_archived: bool
    is_whole: bool
    is_born_digital: bool
    is_rescan: bool
    when: str


class Judging:
    """Says which figures count a paper at the end of a day; what is alike is judged once."""

    def __init__(self, rules: Rules, day: str) -> None:
        self.rules, self._day = rules, day
        self._known = dict[_Case, frozenset[str]]()
        self._phases = dict[str, CountedPhase | None]()

    def of(self, said: Mapping[str, str], held: Held | None) -> frozenset[str]:
        """Give the figures, by what is said of the paper and the document that digitizes it."""
        formed, until = said["formed"], said.get("valid_until", "")
        case = _Case(
            said.get("validity", "") or "unknown",
            bool(said.get("exclusion")),
            formed <= self._day,
            bool(until) and until < self._day,
            held is not None,
            held is not None and held.is_whole,
            held is not None and held.is_born_digital,
            held is not None and held.document.is_rescan,
            "" if held is None else self._when(formed[:_YEAR], held.digitized),
        )
        known = self._known.get(case)
        if known is None:
            known = self._known[case] = frozenset(_figures(case, self.rules))
        return known

    def _when(self, year: str, digitized: str) -> str:
        if year not in self._phases:
            self._phases[year] = self.rules.phase_of(int(year))
        phase = self._phases[year]
        if phase is None:
            return ""
        return (
            "early" if digitized < phase.starts else "late" if digitized > phase.ends else "in_time"
        )


def _standing(case: _Case) -> tuple[str, str]:
    """How a paper stands, and by what it ended if it did."""
    if case.is_excluded:
        return "excluded", ""
    if not case.is_formed:
        return "unformed", ""
    if case.is_over:
        # What the register says of its end goes before the day that has passed.
        return "lapsed", case.validity if case.validity in _ENDED else "expired"
    if case.validity in {"in_force", "unknown"}:
        return case.validity, ""
    return "lapsed", case.validity


def _figures(case: _Case, rules: Rules) -> Iterator[str]:
    """Every figure that counts a paper."""
    standing, ended = _standing(case)
    is_archived, is_whole = case.is_archived, case.is_whole
    is_left_out = case.is_born_digital and not rules.counts_born_digital
    would_count = standing == "in_force" or (standing == "unknown" and rules.counts_unknown)
    counts = would_count and not is_left_out
    answers = {
        "registered": True,
        standing: True,
        ended: bool(ended),
        "archived": is_archived,
        "denominator": counts,
        "digitized": counts and is_whole,
        "unproven": counts and is_archived and not is_whole,
        "missing": counts and not is_archived,
        "digitized_uncounted": is_archived and not counts,
        "born_digital": case.is_born_digital,
        "rescanned": case.is_rescan,
        "unknown_digitized": standing == "unknown" and not is_left_out and is_whole,
        "unknown_missing": standing == "unknown" and not is_left_out and not is_whole,
        "signed": standing == "in_force" and is_archived,
        "reusable": standing == "in_force" and is_whole,
        case.when: bool(case.when) and counts and is_whole,
    }
    yield from (name for name, is_so in answers.items() if is_so)
