"""The agency itself: its name and code, and those that it had before."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from sohoa.domain.partial_date import PartialDate
from sohoa.inventory.lineage import Lineage, Named
from sohoa.language import _


class Agency(Named):
    """One name of the agency, as Decree 30/2020 wants it in the signature, and its identifier."""

    #: Agency identifier (QCVN 102:2016, or QĐ 20/2020: at most 35 characters).
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$", max_length=35)]


class OfficeSettings(Agency):
    """The office whose records these are, and what it was called before.

    On every day it has one name: which one an act or a paper gets is in `docs/adr/0032`.

    Raises:
        ValidationError: The names do not follow one another day by day.
    """

    #: What it was called before, each with its days.
    earlier: tuple[Agency, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> OfficeSettings:
        if self.valid_to:
            raise ValueError(_("{code}: of today's name no end is known").format(code=self.code))
        chain = self._chain
        left_out = [one.name for one in self.earlier if one not in chain]
        if left_out:
            text = _("nothing says what took the place of {names}: give `predecessor`")
            raise ValueError(text.format(names=", ".join(left_out)))
        for one in chain[:-1]:
            if not one.valid_from:
                text = _("{code}: from which day? The name before it needs an end: give valid_from")
                raise ValueError(text.format(code=one.code))
        return self

    @cached_property
    def lineage(self) -> Lineage[Agency]:
        """All names of the agency, with those that took their place."""
        return Lineage((self, *self.earlier))

    @cached_property
    def _chain(self) -> tuple[Agency, ...]:
        """The names, the last first; each took the place of one."""
        chain: list[Agency] = [self]
        while found := [*self.lineage.before(chain[-1])]:
            if len(found) > 1:
                text = _("{code}: an agency has one name before it, not several")
                raise ValueError(text.format(code=chain[-1].code))
            chain += found
        return tuple(chain)

    def on(self, day: dt.date) -> Agency:
        """The agency as it is called on a day; before its first day, by its first name."""
        chain = self._chain
        return next(
            (one for one in chain[:-1] if one.valid_from and one.valid_from <= day), chain[-1]
        )

    def that_formed(self, formed: PartialDate) -> Agency:
        """The agency whose fonds a paper is of: as it was called when the paper was formed.

        Where month or day are not known, the first that it can be counts.
        """
        return self.on(dt.date(formed.year, formed.month or 1, formed.day or 1))
