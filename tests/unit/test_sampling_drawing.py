"""Which records are drawn: the same by the same seed, and each with the same chance."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.sampling.allocation import allocate
from sohoa.sampling.drawing import (
    StratumKey,
    Unit,
    draw,
    in_order,
    numbered_operators,
    population_of,
    rank_of,
    seed_of,
)

ROOMS, PHASES, PEOPLE = ("", "A", "B"), (None, 2, 3), ("", "An", "Bình")


def unit(number: int, room: str = "A", phase: int | None = 2, operator: str = "An") -> Unit:
    return Unit(f"hop.{number:06d}", hashlib.sha256(b"%d" % number).hexdigest(), phase, room,
                operator)  # fmt: skip


def drawn_of(units: list[Unit], seed: str, wanted: int) -> list[str]:
    population = population_of(units, seed)
    keys = in_order(population, seed)
    given_ = allocate([len(population.ranked[key]) for key in keys], wanted)
    return [one.document_id for one in draw(population, keys, given_)]


units = st.lists(
    st.tuples(st.sampled_from(ROOMS), st.sampled_from(PHASES), st.sampled_from(PEOPLE)),
    min_size=1,
    max_size=60,
).map(lambda kinds: [unit(number, *kind) for number, kind in enumerate(kinds)])
seeds = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")


@given(units, seeds, st.integers(1, 80))
def test_the_same_seed_draws_the_same_and_covers_every_stratum(some, seed, wanted):
    """None twice, and never more than there are."""
    drawn = drawn_of(some, seed, wanted)
    by_id = {one.document_id: one[2:] for one in some}

    assert drawn == drawn_of(some, seed, wanted)
    assert len(set(drawn)) == len(drawn) <= len(some)
    assert {by_id[one] for one in drawn} == set(by_id.values())


@given(units, seeds)
def test_a_record_of_another_stratum_changes_nothing_in_this_one(some, seed):
    """Its place follows from its id and the seed alone: nobody moves it by adding others."""
    before, after = population_of(some, seed), population_of([*some, unit(999, "Z")], seed)

    for key, ranked in before.ranked.items():
        assert after.ranked[key] == ranked
    assert before.digest != after.digest


@given(units, seeds, st.integers(1, 30))
def test_a_larger_share_holds_the_smaller_one(some, seed, most):
    """Of each stratum the first are drawn."""
    population = population_of(some, seed)
    keys = in_order(population, seed)
    sizes = [len(population.ranked[key]) for key in keys]
    few = {one.document_id for one in draw(population, keys, [min(most, n) for n in sizes])}
    more = {one.document_id for one in draw(population, keys, [min(most + 3, n) for n in sizes])}

    assert few <= more


def test_each_record_of_a_stratum_has_the_same_chance():
    """Over 4,000 heads each of 40 records is drawn as often as the others: chi-square over 40
    cells, below the value that chance exceeds once in 10,000."""
    some = [unit(number) for number in range(40)]
    counts: Counter[str] = Counter()
    times, wanted = 4_000, 10
    for number in range(times):
        counts.update(drawn_of(some, seed_of(hashlib.sha256(b"%d" % number).hexdigest()), wanted))
    expected = times * wanted / len(some)
    # Drawn without return: the counts vary less than those of a multinomial, by 1 - 10/40.
    chi = sum((counts[one.document_id] - expected) ** 2 for one in some) / (expected * 0.75)

    assert chi * (39 / 40) < 83
    assert chi > 10


def test_a_seed_is_the_head_or_the_head_and_a_word():
    """As the ADR says it, to be redone by `sha256sum`."""
    root = "AB" * 32
    assert seed_of(root) == root.lower()
    assert seed_of(root, "mưa") == hashlib.sha256(f"{root.lower()}:mưa".encode()).hexdigest()
    assert rank_of("ab", "x.1") == hashlib.sha256(b"ab:x.1").digest()


def test_the_digest_of_a_population_can_be_redone():
    """A line for each record, in the order of their ids."""
    some = [unit(1), unit(2, "", None, "")]
    lines = "".join(
        f"{one.document_id}\t{one.content_sha256}\t{one.phase or 0}\t{one.operator}\t{one.room}\n"
        for one in some
    )
    assert population_of(some, "s").digest == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("some", [[unit(2), unit(1)], [unit(1), unit(1)]])
def test_records_come_once_and_in_their_order(some):
    """A record that came twice would have two chances."""
    with pytest.raises(ValueError, match="out of order"):
        population_of(some, "s")


def test_operators_are_numbered_and_not_by_their_names():
    """Other heads, other numbers; who is not known has none."""
    people = [StratumKey("", None, name) for name in ("", "An", "Bình", "Cường", "Dũng")]
    numbers = [tuple(numbered_operators(people, f"{n:064x}").items()) for n in range(20)]

    assert all(sorted(number for _name, number in one) == [1, 2, 3, 4] for one in numbers)
    assert len({tuple(sorted(one)) for one in numbers}) > 5
