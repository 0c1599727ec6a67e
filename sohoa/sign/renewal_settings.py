"""Settings of renewal: `[renewal]` of `config/signing.toml`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Sunset(BaseModel):
    """The end of an algorithm, by its name in certificates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: `sha1`, `sha256`, `rsa-2048`, `ec-256` …
    algorithm: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[0-9]+)?$")]
    #: From this day on it proves nothing.
    ends: dt.date


#: SHA-1 has been broken in public since that day (SHAttered).
SHA1_ENDED = Sunset(algorithm="sha1", ends=dt.date(2017, 2, 23))


class RenewalSettings(BaseModel):
    """When the proof of an archived record is renewed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: A proof that ends within so many days gets a new time stamp.
    margin_days: Annotated[int, Field(ge=1, le=3650)] = 365
    #: When algorithms cease to prove anything: what they prove is renewed before.
    sunsets: tuple[Sunset, ...] = (SHA1_ENDED,)

    @property
    def margin(self) -> dt.timedelta:
        """The margin as a span of time."""
        return dt.timedelta(days=self.margin_days)

    @property
    def ends(self) -> tuple[tuple[str, dt.datetime], ...]:
        """The sunsets as moments, in a form that travels."""
        return tuple(
            (one.algorithm, dt.datetime.combine(one.ends, dt.time(), dt.UTC))
            for one in self.sunsets
        )
