"""How many records are drawn from each stratum."""

from __future__ import annotations

from collections.abc import Sequence


def allocate(sizes: Sequence[int], wanted: int) -> list[int]:
    """Share a sample among strata: one each, and the rest in proportion to what is left of them.

    The rest is shared by the method of largest remainders: each stratum gets the whole part of its
    quota, and those with the largest remainders one more; of equal remainders the larger stratum's
    counts first, then the earlier one's. All that are wanted are given; only where there are more
    strata than records wanted, it is one of each. Never more than a stratum has.

    >>> allocate([900, 90, 9, 1], 20)
    [16, 2, 1, 1]
    """
    total, strata = sum(sizes), len(sizes)
    if any(size < 1 for size in sizes):
        raise ValueError("a stratum is empty")
    if wanted >= total:
        return list(sizes)
    rest, left = max(0, wanted - strata), total - strata
    if not rest:
        return [1] * strata
    parted = [divmod(rest * (size - 1), left) for size in sizes]
    given = [1 + whole for whole, _remainder in parted]
    first = sorted(range(strata), key=lambda at: (-parted[at][1], -sizes[at], at))
    for at in first[: rest - sum(whole for whole, _remainder in parted)]:
        given[at] += 1
    return given
