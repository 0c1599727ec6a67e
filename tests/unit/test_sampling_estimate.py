"""What a sample proves: the limits hold as often as is said, whatever the truth is."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sohoa.sampling.allocation import allocate
from sohoa.sampling.estimate import Decision, decide, estimate
from sohoa.sampling.goals import Goal, GoalKind, Size, size_for
from sohoa.sampling.limits import Counted, clopper_pearson, least_errors, most_errors


@st.composite
def counted(draw) -> list[Counted]:
    """Strata with what was found in them."""
    found = []
    for _ in range(draw(st.integers(1, 8))):
        size = draw(st.integers(1, 2000))
        drawn = draw(st.integers(1, min(size, 60)))
        found.append(Counted(size, drawn, draw(st.integers(0, drawn))))
    return found


@given(counted(), st.sampled_from([0.2, 0.05, 0.005]))
def test_limits_are_around_the_estimate_and_within_what_is_possible(strata, risk):
    """At least what was found, at most all but what was found right."""
    fewest, most = least_errors(strata, risk), most_errors(strata, risk)
    found = sum(one.errors for one in strata)
    right = sum(one.drawn - one.errors for one in strata)
    total = sum(one.size for one in strata)
    rate = estimate(strata, 95).rate

    assert found <= fewest <= most <= total - right
    assert 0 <= rate <= 100
    if risk <= 0.05:
        assert fewest - 1 <= total * rate / 100 <= most + 1


@given(counted())
def test_less_risk_is_never_a_narrower_interval(strata):
    """And one error more never lowers a limit."""
    assert most_errors(strata, 0.01) >= most_errors(strata, 0.1)
    assert least_errors(strata, 0.01) <= least_errors(strata, 0.1)
    at = next((at for at, one in enumerate(strata) if one.errors < one.drawn), None)
    if at is not None:
        worse = list(strata)
        worse[at] = Counted(strata[at].size, strata[at].drawn, strata[at].errors + 1)
        assert most_errors(worse, 0.05) >= most_errors(strata, 0.05)
        assert least_errors(worse, 0.05) >= least_errors(strata, 0.05)


def test_all_looked_at_is_known():
    """No interval is left."""
    strata = [Counted(3, 3, 1), Counted(2, 2, 0)]
    assert (least_errors(strata, 0.025), most_errors(strata, 0.025)) == (1, 1)
    assert estimate(strata, 95).rate == 20


def test_one_stratum_is_judged_exactly():
    """Of 20 records 10, one in error: by counting all ways (hypergeometric, 2.5 % each side)."""
    one = [Counted(20, 10, 1)]
    assert (least_errors(one, 0.025), most_errors(one, 0.025)) == (1, 7)


@pytest.mark.parametrize(
    ("errors", "drawn", "risk", "rate"),
    [(0, 10, 0.025, 0.30850), (1, 10, 0.025, 0.44502), (5, 10, 0.025, 0.81291), (10, 10, 0.025, 1)],
)
def test_clopper_and_pearsons_limits_are_the_published_ones(errors, drawn, risk, rate):
    """Tables of exact binomial limits, 95 % both sides."""
    assert clopper_pearson(errors, drawn, risk) == pytest.approx(rate, abs=1e-5)


def _found(truth: Sequence[tuple[int, int]], given_: Sequence[int], chance: random.Random):
    """Draw from strata of which is known how many are in error."""
    return [
        Counted(size, drawn, sum(one < errors for one in chance.sample(range(size), drawn)))
        for (size, errors), drawn in zip(truth, given_, strict=True)
    ]


@pytest.mark.parametrize(
    ("truth", "wanted"),
    [
        ([(1000, 30)], 100),
        ([(60, 20)], 40),
        ([(500, 5), (300, 30), (50, 25), (3, 3)], 120),
        ([(800, 0), (40, 40)], 60),
        ([(400, 8), (400, 8), (400, 8)], 90),
        ([(2000, 1)] + [(5, 2)] * 10, 80),
        ([(300, 150), (200, 20), (100, 99)], 75),
    ],
)
@pytest.mark.parametrize("confidence", [80, 95])
def test_the_truth_lies_in_the_interval_as_often_as_is_said(truth, wanted, confidence):
    """2,000 draws by fixed seeds; each side by itself misses no more often than half the risk, but
    for what chance does to 2,000 draws (four standard deviations)."""
    chance, times, half = random.Random(19), 2_000, (1 - confidence / 100) / 2
    given_ = allocate([size for size, _errors in truth], wanted)
    errors = sum(errors for _size, errors in truth)
    above = below = 0
    known: dict[tuple[float, ...], tuple[int, int]] = {}
    for _ in range(times):
        found = _found(truth, given_, chance)
        key = tuple(one.errors for one in found)
        if key not in known:
            known[key] = least_errors(found, half), most_errors(found, half)
        fewest, most = known[key]
        above += errors > most
        below += errors < fewest
    allowed = times * half + 4 * (times * half * (1 - half)) ** 0.5
    assert above <= allowed
    assert below <= allowed


def test_the_estimate_is_right_in_the_mean():
    """Although small strata are drawn from more often than their size."""
    truth = [(500, 10), (300, 60), (20, 15), (2, 2)]
    given_ = allocate([size for size, _errors in truth], 60)
    chance = random.Random(7)
    rates = [estimate(_found(truth, given_, chance), 95).rate for _ in range(1500)]
    assert sum(rates) / len(rates) == pytest.approx(100 * 87 / 822, abs=0.5)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=25), st.sampled_from([1.0, 5.0]))
def test_no_error_found_is_enough_for_what_the_size_was_chosen_for(sizes, rate):
    """Of any strata: the decision is what the drawing promised."""
    goal = Goal(GoalKind.TOLERABLE, 95, tolerable=rate)
    size = size_for(goal, sizes)
    given_ = allocate(sizes, size.records)
    clean = [Counted(one, drawn, 0) for one, drawn in zip(sizes, given_, strict=True)]
    wrong = [Counted(one, drawn, drawn) for one, drawn in zip(sizes, given_, strict=True)]

    assert decide(goal, size, clean) is Decision.ACCEPTED
    assert decide(goal, size, wrong) is Decision.REJECTED


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(50, 3000), min_size=2, max_size=10), st.sampled_from([5.0, 10.0]))
def test_a_margin_is_kept_at_the_expected_rate(sizes, margin):
    """Both limits are no further away, where half is in error."""
    size = size_for(Goal(GoalKind.MARGIN, 95, margin=margin), sizes)
    given_ = allocate(sizes, size.records)
    half = [Counted(one, drawn, drawn / 2) for one, drawn in zip(sizes, given_, strict=True)]
    total = sum(sizes)
    assert most_errors(half, 0.025) / total <= 0.5 + margin / 100 + 1e-9
    assert least_errors(half, 0.025) / total >= 0.5 - margin / 100 - 1e-9


def test_between_proven_and_disproven_nothing_is_decided():
    """One error in 149 of very many: 2 % is neither kept nor broken for sure."""
    goal = Goal(GoalKind.TOLERABLE, 95, tolerable=2)
    assert decide(goal, Size(149), [Counted(10**6, 149, 1)]) is Decision.NOT_PROVEN
    assert decide(goal, Size(149), [Counted(10**6, 149, 15)]) is Decision.REJECTED
    margin = Goal(GoalKind.MARGIN, 95, margin=5)
    assert decide(margin, Size(149), [Counted(10**6, 149, 149)]) is Decision.TOLD
