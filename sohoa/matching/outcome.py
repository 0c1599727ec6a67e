"""What is decided of each scan of a batch: matched, or why a person has to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sohoa.matching.assignment import assign
from sohoa.matching.evidence import Evidence, Level, Witness
from sohoa.matching.weights import Floors

_READ_OTHERWISE = frozenset({Level.SECOND, Level.CHOICE, Level.UNSURE_SLIP})
#: So many others with the same words make a series.
_A_SERIES = 2
#: So many papers are shown to a person.
SHOWN = 3


class Outcome(StrEnum):
    """What is known of a scan; the value stands in results and in `--json`."""

    #: It is this paper, by its pages.
    MATCHED = "matched"
    #: It is this paper, by its pages and by the list.
    CONFIRMED = "confirmed"
    #: Two papers, or two scans, are too near to one another.
    AMBIGUOUS = "ambiguous"
    #: The list names a paper, and the page another, or the page contradicts what the register says.
    CONTRADICTED = "contradicted"
    #: A paper is likely, and not enough speaks for it.
    UNSURE = "unsure"
    #: No paper of the register is like it.
    UNKNOWN = "unknown"

    @property
    def is_settled(self) -> bool:
        """Say whether nobody has to be asked."""
        return self in {Outcome.MATCHED, Outcome.CONFIRMED}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What matching says of one scan.

    Attributes:
        record_id: The paper it is, or would be; empty if none is likely.
        ranked: The papers that are likeliest, the likeliest first; at most three.
    """

    document_id: str
    outcome: Outcome
    record_id: str
    ranked: tuple[Evidence, ...]


def decide(
    documents: Sequence[str], evidence: Iterable[Evidence], floors: Floors
) -> Iterator[Proposal]:
    """Decide of all scans of a batch together; each gets one proposal.

    An absolute floor first, then a margin: the danger is not the wrong neighbour, but a neighbour
    taken while the paper's own row is missing.
    """
    plausible = [one for one in evidence if one.bits >= floors.plausible]
    chosen = assign(plausible)
    of_scan, of_paper = _grouped(plausible)
    owners = {one.record_id: one for one in chosen.values()}
    for document in documents:
        ranked = sorted(of_scan[document], key=lambda one: -one.bits)
        best = chosen.get(document) or (ranked[0] if ranked else None)
        if best is None:
            yield Proposal(document, Outcome.UNKNOWN, "", ())
            continue
        outcome = _outcome(best, ranked, of_paper[best.record_id], owners, floors)
        shown = (
            [best, *(one for one in ranked if one is not best)] if outcome.is_settled else ranked
        )
        yield Proposal(document, outcome, shown[0].record_id, tuple(shown[:SHOWN]))


def _grouped(
    evidence: Iterable[Evidence],
) -> tuple[Mapping[str, list[Evidence]], Mapping[str, list[Evidence]]]:
    of_scan: defaultdict[str, list[Evidence]] = defaultdict(list)
    of_paper: defaultdict[str, list[Evidence]] = defaultdict(list)
    for one in evidence:
        of_scan[one.document_id].append(one)
        of_paper[one.record_id].append(one)
    return of_scan, of_paper


def _outcome(
    best: Evidence,
    of_scan: Sequence[Evidence],
    of_paper: Sequence[Evidence],
    owners: Mapping[str, Evidence],
    floors: Floors,
) -> Outcome:
    is_listed = best.by(Witness.LIST).level
    if best.is_contradicted or any(
        one.by(Witness.LIST).level is Level.SAME for one in of_scan if one is not best
    ):
        is_told = is_listed is not Level.SILENT or best.bits >= floors.accept
        return Outcome.CONTRADICTED if is_told else Outcome.UNSURE
    enough = floors.accept + _shared_words(best, of_scan)
    if best.bits_to_accept < enough or not (best.is_named and best.is_vouched_for):
        return Outcome.UNSURE
    others = [one for one in of_scan if one is not best and not _is_anothers(one, owners, floors)]
    rivals = [*others, *(one for one in of_paper if one is not best)]
    if any(_is_near(one, best, floors) for one in rivals):
        return Outcome.AMBIGUOUS
    return Outcome.CONFIRMED if is_listed is Level.SAME else Outcome.MATCHED


def _shared_words(best: Evidence, of_scan: Sequence[Evidence]) -> float:
    """How much words weigh that name a series, not a paper, where its number is doubted.

    What two others of the day and the symbol say as well tells none of them from the next.
    """
    if best.by(Witness.NUMBER).level in {Level.SAME, Level.CHOICE}:
        return 0.0
    alike = [one for one in of_scan if one is not best and one.has_its_words and one.is_beside]
    words = (best.by(Witness.SUBJECT).bits, best.by(Witness.OWNER).bits)
    return sum(max(0.0, bits) for bits in words) if len(alike) >= _A_SERIES else 0.0


def _is_anothers(one: Evidence, owners: Mapping[str, Evidence], floors: Floors) -> bool:
    """Say whether the paper is surely another scan's."""
    owner = owners.get(one.record_id)
    if owner is None or owner.document_id == one.document_id:
        return False
    return owner.bits >= max(floors.accept, one.bits + floors.margin)


def _is_near(one: Evidence, best: Evidence, floors: Floors) -> bool:
    margin = floors.before(is_contradicted=one.is_contradicted or one.has_anothers_words)
    if one.bits > best.bits - margin or _is_as_another_read(one, best):
        return True
    return one.is_it_if_misread and one.has_its_words and not best.has_its_words


def _is_as_another_read(one: Evidence, best: Evidence) -> bool:
    """Say whether it is this paper if its number is read otherwise, and by all else as much.

    That is: a reader saw its number, or the number is doubted and one figure away from its own.
    """
    doubted = {Level.SLIP} if best.by(Witness.NUMBER).level is Level.UNSURE_SAME else set()
    pairs = zip(one.compared, best.compared, strict=True)
    return all(
        mine.level in _READ_OTHERWISE | doubted
        if mine.witness is Witness.NUMBER
        else mine.bits >= other.bits
        for mine, other in pairs
    )
