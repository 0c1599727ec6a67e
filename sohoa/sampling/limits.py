"""How many records can be in error, at most and at least, by what was found in a sample.

All limits are conservative: they are missed no more often than is said, whatever the truth is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

#: What floating point may take from a whole number of records.
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Counted:
    """A stratum: how many records it has, how many of them were looked at, how many are in error.

    While a sample is planned, errors may be a fraction.
    """

    size: int
    drawn: int
    errors: float

    @property
    def turned(self) -> Counted:
        """The same, counting what is right instead of what is in error."""
        return replace(self, errors=self.drawn - self.errors)


def most_errors(strata: Sequence[Counted], risk: float) -> int:
    """Tell how many records are in error at most; more with a chance of `risk` at most.

    What was looked at whole is known. One stratum beside it is judged by the hypergeometric
    distribution, exactly. Several are counted together: a sum of independent draws of different
    chances strays less than one of equal chances (Hoeffding 1956), so that the limit of
    Clopper and Pearson holds for the rate as it is weighed by what was drawn. As strata are not
    drawn in exact proportion, what this rate leaves open is given to the strata of which least was
    drawn for their size.
    """
    known = sum(round(one.errors) for one in strata if one.drawn == one.size)
    open_ = [one for one in strata if one.drawn < one.size]
    if not open_:
        return known
    found = sum(one.errors for one in open_)
    unseen = sum(one.size - one.drawn for one in open_)
    if len(open_) == 1:
        return known + _most_of_one(open_[0], risk)
    drawn = sum(one.drawn for one in open_)
    most = _placed_worst(open_, clopper_pearson(found, drawn, risk))
    return known + max(math.ceil(found), min(math.floor(most + _SLACK), math.floor(found) + unseen))


def least_errors(strata: Sequence[Counted], risk: float) -> int:
    """Tell how many records are in error at least; fewer with a chance of `risk` at most."""
    return sum(one.size for one in strata) - most_errors([one.turned for one in strata], risk)


def clopper_pearson(errors: float, drawn: int, risk: float) -> float:
    """Give the largest rate at which so few errors, or fewer, are found with more than this chance.

    >>> round(clopper_pearson(0, 59, 0.05), 4)
    0.0495
    """
    from scipy.special import betaincinv  # noqa: PLC0415 - half a second, and only audits need it

    return 1.0 if errors >= drawn else float(betaincinv(errors + 1, drawn - errors, 1 - risk))


def _placed_worst(strata: Sequence[Counted], rate: float) -> float:
    """The most errors that strata can have, if so large a share of what was drawn is in error."""
    drawn = sum(one.drawn for one in strata)
    left, errors = rate * drawn, 0.0
    for one in sorted(strata, key=lambda one: one.drawn / one.size):
        taken = min(left, float(one.drawn))
        errors += one.size * taken / one.drawn
        left -= taken
    return errors


def _most_of_one(stratum: Counted, risk: float) -> int:
    """The largest number of errors at which so few are found with more than the chance `risk`."""
    found = round(stratum.errors)
    low, high = found, stratum.size - stratum.drawn + found
    while low < high:
        middle = (low + high + 1) // 2
        if chance_of_at_most(found, stratum.size, middle, stratum.drawn) > risk:
            low = middle
        else:
            high = middle - 1
    return low


def chance_of_at_most(found: int, size: int, errors: int, drawn: int) -> float:
    """Give the chance to find so few errors or fewer in a sample of records that hold so many.

    >>> round(chance_of_at_most(0, 10, 5, 3), 6)  # 5/10 · 4/9 · 3/8
    0.083333
    """
    import numpy as np  # noqa: PLC0415 - as scipy
    from scipy.special import gammaln  # noqa: PLC0415 - as above

    least, most = max(0, drawn - (size - errors)), min(found, errors, drawn)
    if found >= min(errors, drawn):
        return 1.0
    if most < least:
        return 0.0

    def ways(all_of: object, some: object) -> object:
        of, taken = np.asarray(all_of, float), np.asarray(some, float)
        return gammaln(of + 1) - gammaln(taken + 1) - gammaln(of - taken + 1)

    hits = np.arange(least, most + 1)
    logs = ways(errors, hits) + ways(size - errors, drawn - hits) - ways(size, drawn)  # type: ignore[operator]
    return float(min(1.0, np.exp(logs).sum()))
