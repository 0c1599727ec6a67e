"""Match the rows of a register with the papers that are held: one decision for a whole file.

What is sure is taken; what is near is asked about; nothing is guessed (`adr/0032`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sohoa.domain.identifiers import number_key
from sohoa.domain.paper_identity import IdentityRule, is_one_sign_apart, plain, shared
from sohoa.domain.register import RegisterRecord, RegisterRow

#: Of two papers with one number and year, so many of these may differ in one and the same.
_MAY_DIFFER = 2


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper of the catalogue.

    Attributes:
        record_id: Its id; of a paper that was merged into another, that of the other.
        record: What is held of it.
        is_listed: It is in the inventory under this description: neither withdrawn nor merged.
        merged_id: The id that it had of its own before it was merged into the other.
    """

    record_id: str
    record: RegisterRecord
    is_listed: bool = True
    merged_id: str = ""


@dataclass(slots=True)
class Matching:
    """What the rows of a file mean, by their place in it.

    Attributes:
        means: The paper that a row means.
        seems: The paper that a row may mean; a person has to say.
        claimed: The papers that rows of this file mean.
    """

    means: dict[int, HeldPaper] = field(default_factory=dict)
    seems: dict[int, HeldPaper] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)

    def take(self, at: int, paper: HeldPaper) -> None:
        """Settle that a row means a paper."""
        self.means[at] = paper
        self.claimed.add(paper.record_id)

    def ask(self, at: int, paper: HeldPaper) -> None:
        """Leave it to a person whether a row means a paper."""
        self.seems[at] = paper
        self.claimed.add(paper.record_id)

    def is_open(self, at: int) -> bool:
        """Say whether nothing was found for a row yet."""
        return at not in self.means and at not in self.seems


#: What papers are looked up by; one without a number is by its owner and subject.
_Group = tuple[str, int]


def match_rows(
    rows: Sequence[RegisterRow],
    held: Iterable[HeldPaper],
    rule: IdentityRule,
    matching: Matching | None = None,
) -> Matching:
    """Say which of the papers with the number and year of any row each row means.

    In this order: what a person has said by a paper's id; rows that say of a paper what it is known
    by; and of the rest the pairs that are most alike. What is known before (`matching`) stays.
    """
    matching = matching or Matching()
    papers: defaultdict[_Group, list[HeldPaper]] = defaultdict(list)
    for paper in held:
        papers[_group(paper.record)].append(paper)
    asked = {
        at: row.record for at, row in enumerate(rows) if row.record and at not in matching.means
    }
    count = len(asked) + len(matching.means)
    _take_meant(rows, papers, matching)
    asked = {at: one for at, one in asked.items() if at in matching.means or not rows[at].meant}
    _take_known(asked, papers, matching)
    groups: defaultdict[_Group, list[int]] = defaultdict(list)
    for at, record in asked.items():
        if matching.is_open(at) and not rows[at].is_confirmed and _group(record) in papers:
            groups[_group(record)].append(at)
    known, left = len(matching.means), sum(map(len, groups.values()))
    is_again = 2 * (known + left) >= count
    identities = Counter(
        _identity(row.record, rule) for row in rows if row.record and _group(row.record) in groups
    )
    for group, ats in groups.items():
        records = {at: asked[at] for at in ats}
        of_many = {at for at, one in records.items() if identities[_identity(one, rule)] > 1}
        _take_alike(records, papers[group], rule, matching, of_many if is_again else None)
    return matching


def ask_near(
    record_at: Mapping[int, RegisterRecord],
    papers: Iterable[HeldPaper],
    rule: IdentityRule,
    matching: Matching,
) -> None:
    """Ask about rows that no paper was found for, and that are one slip away from one.

    One sign of the number, or the year, is another, and all else is the same, the owner too.
    """
    alike: defaultdict[tuple[str, ...], dict[int, HeldPaper]] = defaultdict(dict)
    for order, paper in enumerate(papers):
        for group in _slips(paper.record, rule):
            alike[group][order] = paper
    if not alike:
        return
    for at, record in record_at.items():
        found = dict[int, HeldPaper]()
        for group in _slips(record, rule):
            found |= alike.get(group, {})
        for _order, paper in sorted(found.items()):
            is_free = paper.is_listed and paper.record_id not in matching.claimed
            if is_free and _is_a_slip(record, paper.record):
                matching.ask(at, paper)
                break


def _identity(record: RegisterRecord, rule: IdentityRule) -> tuple[str, ...]:
    """What several papers share that one rule takes for one."""
    name, year = _group(record)
    return name, str(year), *(rule.part(part, record) for part in rule.parts)


def _group(record: RegisterRecord) -> _Group:
    name = number_key(record.number) or f"{plain(record.owner)}\n{plain(record.subject)}"
    return name, record.formed.year


def _take_meant(
    rows: Sequence[RegisterRow],
    papers: Mapping[_Group, Sequence[HeldPaper]],
    matching: Matching,
) -> None:
    every = [paper for group in papers.values() for paper in group]
    # What others were merged into is held under their descriptions, too: its own goes before.
    by_id = {paper.record_id: paper for paper in sorted(every, key=lambda one: one.is_listed)}
    for at, row in enumerate(rows):
        if row.record and row.meant in by_id:
            matching.take(at, by_id[row.meant])


def _take_known(
    asked: Mapping[int, RegisterRecord],
    papers: Mapping[_Group, Sequence[HeldPaper]],
    matching: Matching,
) -> None:
    """Of two papers that are known by the same, a row takes the one most like it."""
    if not papers:
        return
    known: defaultdict[str, list[HeldPaper]] = defaultdict(list)
    for group in papers.values():
        for paper in group:
            known[paper.record.key].append(paper)
    for at, record in asked.items():
        alike = known.get(record.key, ())
        if not alike or at in matching.means:
            continue
        free = [paper for paper in alike if paper.record_id not in matching.claimed] or alike
        matching.take(at, max(free, key=lambda paper: _likeness(record, paper)))


def _likeness(record: RegisterRecord, paper: HeldPaper) -> tuple[bool, ...]:
    return paper.is_listed, *shared(record, paper.record)


def _take_alike(
    record_at: Mapping[int, RegisterRecord],
    candidates: Sequence[HeldPaper],
    rule: IdentityRule,
    matching: Matching,
    of_many: Collection[int] | None,
) -> None:
    """Rows and papers of one number and year: the pairs most alike first.

    `of_many`: the rows that stand beside others of one identity; there another owner is another
    paper. `None`: the file was not imported before, in an earlier form. Then two descriptions of
    one number may be two papers: a decision may stand in a register once for each whom it is for.
    """
    pairs = sorted(
        (
            (_likeness(record, paper), -at, -order)
            for at, record in record_at.items()
            for order, paper in enumerate(candidates)
            if paper.record_id not in matching.claimed
        ),
        reverse=True,
    )
    for _likeness_of_pair, at, order in ((one, -at, -order) for one, at, order in pairs):
        record, paper = record_at[at], candidates[order]
        if not matching.is_open(at) or paper.record_id in matching.claimed:
            continue
        is_same = rule.is_same(record, paper.record)
        stays = _stays_of_many if of_many and at in of_many else _has_stayed
        if is_same and of_many is not None and stays(record, paper.record):
            matching.take(at, paper)
        elif paper.is_listed and (is_same or _is_near(record, paper.record, rule)):
            matching.ask(at, paper)


def _has_stayed(record: RegisterRecord, held: RegisterRecord) -> bool:
    """Of a paper that has kept its owner or its subject, the rest may have changed."""
    owner, subject, *_rest = shared(record, held)
    return owner or subject


def _stays_of_many(record: RegisterRecord, held: RegisterRecord) -> bool:
    """Of many papers of one decision that have no subject, or one for all, the owner tells."""
    return shared(record, held)[0]


def _is_near(record: RegisterRecord, held: RegisterRecord, rule: IdentityRule) -> bool:
    """One number and year; whose or what for, and little else, is another."""
    owner, subject, *_rest = shared(record, held)
    parts = [rule.part(part, record) == rule.part(part, held) for part in rule.parts]
    same = [owner, subject, record.formed == held.formed, *parts]
    is_said = (owner and bool(record.owner)) or (subject and bool(record.subject))
    return is_said and same.count(False) <= _MAY_DIFFER


def _slips(record: RegisterRecord, rule: IdentityRule) -> Iterator[tuple[str, ...]]:
    """What a paper shares with one that a slip has made of it: its day, or else its number."""
    parts = (rule.part(part, record) for part in rule.parts)
    beside = (plain(record.owner), plain(record.subject), *parts)
    yield "day", record.formed.iso, *beside
    yield "number", number_key(record.number), *beside


def _is_a_slip(record: RegisterRecord, held: RegisterRecord) -> bool:
    number, of_held = number_key(record.number), number_key(held.number)
    if record.formed == held.formed:
        return is_one_sign_apart(number, of_held)
    return number == of_held and record.formed.iso[4:] == held.formed.iso[4:]
