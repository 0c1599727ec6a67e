"""Needs of a document: judged when asked, by the settings of that day.

Only findings are stored. A setting that changes, changes every list, figure and slip alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sohoa.domain.facts import DIFFERENCES
from sohoa.domain.failure import N_
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import KINDS, finding_labels, finding_text
from sohoa.domain.stage_results import Finding

#: Under these codes earlier versions stored their judgments among the findings.
JUDGMENTS = frozenset(need.value for need in Need)
#: What a person has to look at, whatever the settings say.
FIXED = frozenset(kind.code for kind in KINDS.values() if kind.is_fixed)
_TEXTS = {
    Need.RESCAN: N_("to be scanned again ({value})"),
    Need.REVIEW: N_("to be looked at ({value})"),
    Need.RESCAN_IF_CAN: N_("to be scanned again if you can ({value})"),
}


@dataclass(frozen=True, slots=True)
class Workload:
    """The count of documents that wait for the same hand, and of the pages that are the reason."""

    documents: int = 0
    pages: int = 0


def declared(need: Need) -> tuple[str, ...]:
    """List the findings that have a need as long as the settings say nothing else."""
    return tuple(sorted(k.code for k in KINDS.values() if k.need is need and not k.is_fixed))


def declared_hold() -> tuple[str, ...]:
    """List the findings that hold a document as long as the settings say nothing else."""
    return tuple(sorted(kind.code for kind in KINDS.values() if kind.holds))


@dataclass(frozen=True, slots=True)
class NeedRules:
    """The settings' rules for findings, by their codes; a document is judged by nothing else.

    What holds a document waits until it was scanned again, so `hold` is a part of the others.
    """

    rescan: frozenset[str]
    rescan_if_can: frozenset[str]
    review: frozenset[str]
    hold: frozenset[str]

    @classmethod
    def of(cls, named: Mapping[str, Iterable[str]]) -> NeedRules:
        """Take the rules from settings that may leave any of them out."""
        return cls(
            rescan=frozenset(named.get("rescan", declared(Need.RESCAN))),
            rescan_if_can=frozenset(named.get("rescan_if_can", declared(Need.RESCAN_IF_CAN))),
            review=frozenset(named.get("review", declared(Need.REVIEW))),
            hold=frozenset(named.get("hold", declared_hold())),
        )

    def problem(self, translate: Callable[[str], str]) -> str:
        """Say what of these rules cannot be; empty if they can be used."""
        named = self.rescan | self.rescan_if_can | self.review | self.hold
        mistakes = (
            (N_("no finding is called {names}"), named - KINDS.keys()),
            (
                N_("what becomes of these findings is not for the settings: {names}"),
                {code for code in named & KINDS.keys() if not KINDS[code].may_be_named},
            ),
            (
                N_("hold names what rescan does not: {names}"),
                self.hold - self.rescan - self.rescan_if_can,
            ),
        )
        for text, codes in mistakes:
            if codes:
                return translate(text).format(names=", ".join(sorted(codes)))
        return ""

    def codes(self, need: Need) -> frozenset[str]:
        """The findings that are a reason for a need."""
        by_need = {
            Need.RESCAN: self.rescan | self.hold,
            Need.REVIEW: self.review | FIXED,
            Need.RESCAN_IF_CAN: self.rescan_if_can,
        }
        return by_need[need]

    def reasons(self, findings: Iterable[Finding], need: Need) -> frozenset[str]:
        """Return those of a document's findings that are a reason for a need."""
        return frozenset(one.code for one in findings) & self.codes(need)

    def needs_of(self, findings: Collection[Finding]) -> frozenset[Need]:
        """All that has to be done: a better scan does not make a number read for sure."""
        if not findings:  # as with most of a million
            return frozenset()
        needs = frozenset(need for need in Need if self.reasons(findings, need))
        return needs - {Need.RESCAN_IF_CAN} if Need.RESCAN in needs else needs

    def need_of(self, findings: Collection[Finding]) -> Need | None:
        """Return the most urgent need; `None` if nothing has to be done.

        Before a new scan comes which paper it is at all: how many sheets it should have is the
        paper's.
        """
        if any(finding.code in DIFFERENCES for finding in findings):
            return Need.REVIEW
        needs = self.needs_of(findings)
        return next((need for need in Need if need in needs), None)

    def has_to_be_looked_at(self, findings: Collection[Finding]) -> bool:
        """Say whether a person has to look before anyone relies on the document's text."""
        return self.need_of(findings) in (Need.RESCAN, Need.REVIEW)

    def said(
        self,
        findings: Sequence[Finding],
        translate: Callable[[str], str],
        *,
        needs: Iterable[Need] = tuple(Need),
    ) -> Iterator[str]:
        """Say what has to be done and why, in the language of `translate`.

        What no setting can change speaks for itself; what the settings name is named.
        """
        yield from (finding_text(one, translate) for one in findings if one.code in FIXED)
        for need in needs:
            if reasons := sorted(self.reasons(findings, need) - FIXED):
                yield translate(_TEXTS[need]).format(value=finding_labels(reasons, translate))

    def workload(self, documents: Iterable[Collection[Finding]], need: Need) -> Workload:
        """Count the documents with a need, each given by its findings, and the pages it is from."""
        return self.workload_of(((findings, 1) for findings in documents), need)

    def workload_of(
        self, counted: Iterable[tuple[Collection[Finding], int]], need: Need
    ) -> Workload:
        """The same of findings that several documents share, each with how many they are."""
        needy = [(found, count) for found, count in counted if need in self.needs_of(found)]
        return Workload(
            sum(count for _found, count in needy),
            sum(len(self._pages(found, need)) * count for found, count in needy),
        )

    def _pages(self, findings: Collection[Finding], need: Need) -> set[int]:
        """The pages with a finding that is a reason; 0 is the whole document, and no page."""
        reasons = self.codes(need)
        return {finding.page for finding in findings if finding.page and finding.code in reasons}


def known_facts(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Leave out the judgments that earlier versions stored among the findings."""
    return tuple(one for one in findings if one.code not in JUDGMENTS)
