"""Settings of station 4, the `[review]` section of `config/settings.toml`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class ReviewSettings(BaseModel):
    """What a person is asked before it is signed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: A scan that no paper of the register is like: "archive" it untied (`sohoa match` and `sohoa
    #: link` can tie it later), or "ask" a person first.
    unknown: Literal["archive", "ask"] = "archive"
    #: A scan of which nothing tells the paper that its list names from others: "ask" a person, or
    #: "archive" it by the list alone, with the finding `list-alone`.
    unsupported: Literal["ask", "archive"] = "ask"
