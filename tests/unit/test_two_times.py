"""Facts with two times: whatever is said of papers, what was answered once is answered for ever."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from catalogue_samples import accepted, archive, in_error, paper, reading, register, sha
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from sohoa.catalogue import record_store
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.past import Holdings
from sohoa.catalogue.schema import changes, facts
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import BatchError, ItemError
from sohoa.domain.figures import Figure
from sohoa.domain.paper_facts import record_of, said_of
from sohoa.domain.plan import UnknownRule
from sohoa.domain.progress import Measure, Share, Tally, shares_by
from sohoa.domain.register import Validity
from sohoa.domain.two_times import Fact, Knowledge, state_of

BEGIN = dt.datetime(2024, 1, 1, 3, tzinfo=dt.UTC)
ROOMS = ("Quản lý văn hóa", "Quản lý du lịch", "Thanh tra")
#: The third room's work is the second's today.
TODAY = {ROOMS[2]: ROOMS[1]}
STANDINGS = (Figure.IN_FORCE, Figure.UNKNOWN, Figure.LAPSED, Figure.EXCLUDED, Figure.UNFORMED)

_numbers = st.sampled_from(["1/QĐ", "2/QĐ", "3/GP", "4/GP"])
_papers = st.builds(
    lambda number, formed, owner, validity, room, exclusion: paper(
        number, formed=formed, owner=owner, validity=validity, room=room, exclusion=exclusion
    ),
    _numbers,
    # Long past, or a few days after the first act.
    st.sampled_from(["05/03/2018", "05/01/2024"]),
    st.sampled_from(["A", "B"]),
    st.sampled_from(Validity),
    st.sampled_from(ROOMS),
    st.sampled_from(["", "mật"]),
)
_who = st.integers(1, 8)
_since = st.one_of(st.none(), st.integers(0, 40))
_acts = st.one_of(
    st.tuples(st.just("import"), st.lists(st.one_of(_papers, st.none()), max_size=4)),
    st.tuples(st.just("edit"), _who, st.sampled_from(Validity), _since),
    st.tuples(st.just("withdraw"), _who, _since),
    st.tuples(st.just("restore"), _who, _since),
    st.tuples(st.just("merge"), _who, _who, _since),
    st.tuples(st.just("split"), _who),
    st.tuples(st.just("archive"), _who),
    st.tuples(st.just("unlink"), _who),
    st.tuples(st.just("link"), _who, _who),
    st.tuples(st.just("retire"), _who),
)


@dataclass
class Office:
    """A catalogue in which a day passes after each act."""

    catalogue: Catalogue
    folder: Path
    now: dt.datetime = BEGIN
    imports: int = 0
    scans: int = 0
    done: Counter[str] = field(default_factory=Counter)

    def act(self, kind, *said) -> None:
        """Do it; what is refused by a named error changes nothing."""
        try:
            getattr(self, f"_{kind}")(*said)
            self.done[kind] += 1
        except (BatchError, ItemError):
            self.done["refused"] += 1
        self.now += dt.timedelta(days=1)

    def _saying(self, since=None) -> Saying:
        day = None if since is None else min(BEGIN + dt.timedelta(since), self.now).date()
        return Saying(self.now, "lan", "vì", day)

    def _import(self, papers) -> None:
        rows = [
            in_error(line) if one is None else accepted(one, line)
            for line, one in enumerate(papers, start=2)
        ]
        self.imports += 1
        file = replace(register(*rows), sha256=sha(f"so {self.imports}"))
        self.catalogue.store_import(file, imported_at=self.now)

    def _edit(self, who, validity, since) -> None:
        said = {_id(who): {"validity": validity.value}}
        self.catalogue.edit_papers(said, self._saying(since))

    def _withdraw(self, who, since) -> None:
        self.catalogue.withdraw_papers([_id(who)], self._saying(since))

    def _restore(self, who, since) -> None:
        self.catalogue.restore_papers([_id(who)], self._saying(since))

    def _merge(self, who, into, since) -> None:
        self.catalogue.merge_papers([_id(who)], _id(into), self._saying(since))

    def _split(self, who) -> None:
        held = self.catalogue.listed_papers([_id(who)])[_id(who)]
        second = replace(held, owner=f"C{self.now.day}")
        said = {"owner": second.owner}
        self.catalogue.split_paper(_id(who), said, second, self._saying())

    def _archive(self, who) -> None:
        self.scans += 1
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(record_store, "_now", lambda: self.now)
            archive(
                self.catalogue,
                self.folder,
                f"d{self.scans}",
                archived_at=self.now,
            )
        self.catalogue.link_document(f"d{self.scans}", _id(who), self._saying())

    def _unlink(self, which) -> None:
        self.catalogue.unlink_document(f"d{which}", self._saying())

    def _link(self, which, who) -> None:
        self.catalogue.link_document(f"d{which}", _id(who), self._saying())

    def _retire(self, which) -> None:
        self.catalogue.withdraw(f"d{which}", person="lan", reason="vì", at=self.now)


def _id(number: int) -> str:
    return f"SO-{number:06d}"


def holdings(folder: Path, as_of: int, known: int) -> Holdings:
    """What was so on a day as known on a day, both counted from the beginning."""
    with reading(folder) as reader:
        return reader.holdings_at(_knowledge(as_of, known))


def _knowledge(as_of: int, known: int) -> Knowledge:
    day = BEGIN.date()
    return Knowledge(day + dt.timedelta(as_of), day + dt.timedelta(known))


def answers(folder: Path, asked: Iterable[tuple[int, int]]) -> dict[tuple[int, int], object]:
    """All that could be told, for days as known on days, through one door: a server opens it in
    the time of three answers."""
    with reading(folder) as reader:
        return {days: answer(reader.holdings_at(_knowledge(*days))) for days in asked}


def share_of(found: Holdings, as_of: int, rooms=None) -> dict[str, Share]:
    """The figures of each room."""
    measure = Measure(BEGIN.date() + dt.timedelta(as_of), UnknownRule.EXCLUDED)
    tallies = [one.line.tally for one in found.papers]
    counted = [(one, measure.judge(one)) for one in tallies]
    return shares_by(counted, lambda one: (rooms or {}).get(one.room, one.room))


def answer(found: Holdings) -> object:
    """All that could be told of holdings, to be compared; digests are those of today's files."""
    papers = [replace(one, sha256="", archive_path="") for one in found.papers]
    return papers, sorted(found.documents.items())


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(_acts, min_size=1, max_size=12), data=st.data())
def test_what_was_answered_is_answered_for_ever(acts, data, catalogue_at, tmp_path_factory):
    """Any sequence of acts: answers stand, figures add up, and the plain tables say today's."""
    folder = tmp_path_factory.mktemp("office")
    given_answers: dict[tuple[int, int], object] = {}
    with Catalogue.open(catalogue_at(folder)) as catalogue:
        office = Office(catalogue, folder)
        for day, act in enumerate(acts):
            office.act(*act)
            given_answers |= answers(folder, {(as_of, day) for as_of in (0, day // 2, day)})
        last = len(acts)
        assert answers(folder, given_answers) == given_answers
        as_of = data.draw(st.integers(0, last), label="as of")
        known = data.draw(st.integers(0, last), label="known")
        _adds_up(holdings(folder, as_of, known), as_of)
        _is_as_the_tables_say(folder, last)
        _is_the_same_replayed(catalogue, folder, catalogue_at, as_of, known)
    shutil.rmtree(folder)  # its database is for the next example


def _adds_up(found: Holdings, as_of: int) -> None:
    """States part the inventory; rooms add up in old and in new names; nothing is above 100 %."""
    then, now = share_of(found, as_of), share_of(found, as_of, TODAY)
    total = sum(then.values(), Share())
    assert sum(now.values(), Share()) == total
    assert sum(total.of_figure(one) for one in STANDINGS) == total.registered == len(found.papers)
    assert total.digitized + total.unproven + total.missing == total.denominator
    assert total.rate is None or 0 <= total.rate <= 100
    documents = [one.document_id for one in found.papers if one.document_id]
    assert len(documents) == len(set(documents))
    assert len(documents) + len(found.unlinked) == len(found.documents)


def _is_as_the_tables_say(folder: Path, last: int) -> None:
    """Today is answered by plain tables: they say what the facts say."""
    past = holdings(folder, last + 60, last + 60)
    long_ago = dt.date(1900, 1, 1)
    with reading(folder) as reader:
        papers, unlinked = reader.papers(), reader.unlinked(as_of=long_ago)
        assert reader.has_true_tallies()
        for day in (long_ago, BEGIN.date() + dt.timedelta(last // 2), dt.date(2999, 1, 1)):
            measure = Measure(day, UnknownRule.INCLUDED)
            told, single = reader.tallies(as_of=day), [one.line.tally for one in papers]
            assert _counted(told, measure) == _counted(single, measure)
            assert sum(one.count for one in reader.unlinked(as_of=day)) == len(past.unlinked)
    assert list(papers) == list(past.papers)
    one_by_one = [replace(one, count=1) for one in unlinked for _turn in range(one.count)]
    assert Counter(one_by_one) == Counter(past.unlinked)


def _counted(tallies: Iterable[Tally], measure: Measure) -> dict[object, Share]:
    counted = [(one, measure.judge(one)) for one in tallies]
    return shares_by(counted, lambda one: (one.year, one.room, one.record_type, one.valid_until))


def _is_the_same_replayed(
    catalogue: Catalogue,
    folder: Path,
    catalogue_at: Callable[[Path], str],
    as_of: int,
    known: int,
) -> None:
    """Facts recorded in an empty catalogue give the same answers, without anything else."""
    other = folder / "again"
    other.mkdir()
    with catalogue.tried(rehearse=True) as trial:
        rows = {
            table: [dict(row) for row in trial.connection.execute(select(table)).mappings()]
            for table in (changes, facts)
        }
    with (
        Catalogue.open(catalogue_at(other)) as empty,
        empty.tried(rehearse=False) as trial,
    ):
        for table, held in rows.items():
            told = [row | ({"import_id": None} if table is changes else {}) for row in held]
            if told:
                trial.connection.execute(insert(table), told)
    assert answer(holdings(other, as_of, known)) == answer(holdings(folder, as_of, known))


@given(_papers)
def test_a_record_comes_back_from_its_facts(record):
    """What is kept of a paper as facts is all that a register says of it."""
    assert record_of(said_of(record)) == record


def test_the_last_word_about_a_day_counts():
    """A correction goes over all; a change from a day leaves the days before as they were."""
    said = [
        Fact("p", {"owner": "A", "validity": "in_force"}),
        Fact("p", {"validity": "revoked"}, "2023-05-01"),
        Fact("p", {"owner": "B"}),
        Fact("p", {"validity": "used"}, "2022-01-01"),
    ]

    assert state_of(said, dt.date(2021, 12, 31)) == {"owner": "B", "validity": "in_force"}
    assert state_of(said[:3], dt.date(2023, 5, 1)) == {"owner": "B", "validity": "revoked"}
    assert state_of(said, dt.date(2023, 5, 1)) == {"owner": "B", "validity": "used"}


def test_a_clock_set_back_changes_no_answer(catalogue, tmp_path):
    """What is recorded by a clock of last year is known from now on only."""
    office = Office(catalogue, tmp_path, now=BEGIN + dt.timedelta(10))
    office.act("import", [paper("1/QĐ")])
    before = answer(holdings(tmp_path, 5, 5)), answer(holdings(tmp_path, 10, 10))

    office.now = BEGIN
    office.act("withdraw", 1, None)

    after = answer(holdings(tmp_path, 5, 5)), answer(holdings(tmp_path, 9, 9))
    assert after == (before[0], before[0])
    assert len(holdings(tmp_path, 11, 11).papers) == 0


def test_a_paper_is_digitized_by_one_document(catalogue, tmp_path):
    """On the day on which one takes another's place both were archived; only one is held then."""
    office = Office(catalogue, tmp_path)
    office.act("import", [paper("1/QĐ")])
    office.act("archive", 1)
    with catalogue.tried(rehearse=False) as trial:
        told = trial.connection.execute(select(facts).where(facts.c.kind == "document"))
        later = [dict(row) | {"serial": 100 + row["serial"]} for row in told.mappings()]
        trial.connection.execute(insert(facts), [row | {"subject": "d2"} for row in later])

    found = holdings(tmp_path, 5, 5)

    assert [one.document_id for one in found.papers] == ["d2"]
    assert found.documents.keys() == {"d2"}
    _adds_up(found, 5)
