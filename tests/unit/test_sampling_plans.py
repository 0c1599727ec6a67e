"""How many are drawn, from which stratum, by which tables: against figures published elsewhere."""

from __future__ import annotations

import itertools
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sohoa.domain.sampling_errors import PlanImpossibleError
from sohoa.sampling.allocation import allocate
from sohoa.sampling.goals import Goal, GoalKind, Size, size_for
from sohoa.sampling.limits import chance_of_at_most
from sohoa.sampling.lot_tables import code_letter, levels, plan_at, quality_limits

SIZES = st.lists(st.integers(1, 5000), min_size=1, max_size=40)

# --- ISO 2859-1 --------------------------------------------------------------------------------

#: MIL-STD-105E, tables I and II-A joined for level II, as the National Institute of Building
#: Sciences publishes them (AC-TABLE.ASC): lot, letter, size, and from how many on it is rejected,
#: for AQL 0.65, 1.0, 1.5, 2.5, 4.0, 6.5 and 10; v and ^ are arrows.
PUBLISHED = """
8 A 2 v v v v v 1 .
15 B 3 v v v v 1 ^ v
25 C 5 v v v 1 ^ v 2
50 D 8 v v 1 ^ v 2 3
90 E 13 v 1 ^ v 2 3 4
150 F 20 1 ^ v 2 3 4 6
280 G 32 ^ v 2 3 4 6 8
500 H 50 v 2 3 4 6 8 11
1200 J 80 2 3 4 6 8 11 15
3200 K 125 3 4 6 8 11 15 22
10000 L 200 4 6 8 11 15 22 ^
35000 M 315 6 8 11 15 22 ^ ^
150000 N 500 8 11 15 22 ^ ^ ^
500000 P 800 11 15 22 ^ ^ ^ ^
500001 Q 1250 15 22 ^ ^ ^ ^ ^
"""
ROWS = [line.split() for line in PUBLISHED.split("\n") if line]
AQLS = ("0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_the_tables_are_the_published_ones(row):
    """Where there is a figure, size and figure; where there is an arrow, the plan it leads to."""
    lot, letter, size, *rejects = row
    at = ROWS.index(row)
    assert code_letter(int(lot), "II") == letter
    for column, (aql, reject) in enumerate(zip(AQLS, rejects, strict=True)):
        plan = plan_at(letter, aql)
        if reject.isdecimal():
            assert (plan.letter, plan.size, plan.reject) == (letter, int(size), int(reject))
            continue
        rows = ROWS[at:] if reject in "v." else reversed(ROWS[:at])
        led = next(one for one in rows if one[3 + column].isdecimal())
        assert (plan.letter, plan.size, plan.reject) == (
            led[1], int(led[2]), int(led[3 + column])
        ), aql  # fmt: skip


@pytest.mark.parametrize(
    ("lot", "letters"),
    [
        (2, "AAAAAAB"), (9, "AAAAABC"), (26, "ABBCCDE"), (91, "BBCDDFG"), (280, "BCDEEGH"),
        (501, "CCEFGJK"), (3201, "CDFGJLM"), (35000, "CDFHKMN"), (150001, "DEGJMPQ"),
        (1_000_000, "DEHKNQR"),
    ],
)  # fmt: skip
def test_code_letters_of_all_levels(lot, letters):
    """Table 1 at the ends of its ranges, as a published chart of it has them."""
    assert "".join(code_letter(lot, level) for level in levels()) == letters


def test_every_letter_and_limit_leads_to_a_plan():
    """No arrow leads out of the table; a row to the right never accepts fewer."""
    for letter in "ABCDEFGHJKLMNPQR":
        plans = [plan_at(letter, aql) for aql in quality_limits()]
        rates = [plan.accept / plan.size for plan in plans]
        assert all(one <= other for one, other in itertools.pairwise(rates))


def test_no_more_than_there_are_and_one_of_each_stratum():
    """A sample as large as its lot is the lot; more strata than a plan draws take a larger one."""
    iso = Goal(GoalKind.ISO, aql="0.65", level="II")
    assert size_for(iso, [5]) == Size(5, "F", 0)
    assert size_for(iso, [1]) == Size(1, "F", 0)
    assert size_for(iso, [10] * 60) == Size(80, "J", 1)
    assert size_for(iso, [10] * 90) == Size(125, "K", 2)
    with pytest.raises(PlanImpossibleError):
        size_for(iso, [1] * 2001)


# --- by confidence ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "rate", "records"),
    [(95, 5.0, 59), (95, 1.0, 299), (99, 1.0, 459), (90, 10.0, 22), (95, 2.0, 149)],
)
def test_the_usual_sizes_of_discovery_sampling(confidence, rate, records):
    """Published tables of the smallest sample without an error, for very many records."""
    goal = Goal(GoalKind.TOLERABLE, confidence, tolerable=rate)
    assert size_for(goal, [10_000_000]).records == records


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 300), st.sampled_from([75.0, 90.0, 95.0, 99.0]), st.sampled_from([1.0, 2.5, 7.0])
)
def test_a_tolerable_rate_takes_the_smallest_sample_of_one_stratum(records, confidence, rate):
    """By exact counting: one fewer would not prove it."""
    risk = 1 - confidence / 100
    wrong = int(rate * records // 100) + 1

    def chance(drawn):
        return comb(records - wrong, drawn) / comb(records, drawn)

    size = size_for(Goal(GoalKind.TOLERABLE, confidence, tolerable=rate), [records]).records
    assert 1 <= size <= records
    assert chance(size) <= risk + 1e-9
    assert size == 1 or chance(size - 1) > risk - 1e-9


def test_a_margin_takes_the_usual_sizes():
    """The normal approximation says 2401 and 457; the exact interval some more."""
    worst = size_for(Goal(GoalKind.MARGIN, 95, margin=2), [10_000_000]).records
    likely = size_for(Goal(GoalKind.MARGIN, 95, margin=2, expected=5), [10_000_000]).records
    assert 2401 < worst < 2401 * 1.03
    assert 457 < likely < 457 * 1.5


@settings(deadline=None, max_examples=80)
@given(SIZES, st.sampled_from([0.5, 2.0, 10.0]))
def test_more_confidence_and_less_tolerance_never_take_fewer(sizes, rate):
    """And never more than there are."""
    asked = [Goal(GoalKind.TOLERABLE, sure, tolerable=rate) for sure in (80, 90, 95, 99)]
    stricter = Goal(GoalKind.TOLERABLE, 95, tolerable=rate / 2)
    found = [size_for(goal, sizes[:1]).records for goal in asked]
    assert found == sorted(found)
    assert size_for(stricter, sizes[:1]).records >= found[2]
    assert all(len(sizes) <= size_for(goal, sizes).records <= sum(sizes) for goal in asked)


@settings(deadline=None)
@given(st.integers(1, 60), st.data())
def test_the_hypergeometric_chance_is_counted_right(size, data):
    """Against whole numbers."""
    errors, drawn = data.draw(st.integers(0, size)), data.draw(st.integers(0, size))
    found = data.draw(st.integers(0, drawn))
    ways = sum(
        comb(errors, hits) * comb(size - errors, drawn - hits) for hits in range(found + 1)
    )  # fmt: skip
    assert chance_of_at_most(found, size, errors, drawn) == pytest.approx(
        ways / comb(size, drawn), abs=1e-9
    )


# --- strata -------------------------------------------------------------------------------------


@given(SIZES, st.integers(0, 200_000))
def test_every_stratum_is_covered_and_none_overdrawn(sizes, wanted):
    """All that are wanted are given, as far as there are some."""
    given_ = allocate(sizes, wanted)
    assert all(1 <= one <= size for one, size in zip(given_, sizes, strict=True))
    assert sum(given_) == min(sum(sizes), max(wanted, len(sizes)))


@given(SIZES, st.integers(0, 5000))
def test_a_share_is_its_quota_up_to_one(sizes, wanted):
    """What is left after one each goes by size, rounded to a whole number next to it."""
    total, strata = sum(sizes), len(sizes)
    if not strata < wanted < total:
        return
    for size, one in zip(sizes, allocate(sizes, wanted), strict=True):
        quota = (wanted - strata) * (size - 1) / (total - strata)
        assert abs(one - 1 - quota) < 1 + 1e-9


def test_an_empty_stratum_is_a_mistake():
    """A stratum is made of what is in it."""
    with pytest.raises(ValueError, match="empty"):
        allocate([3, 0], 2)
