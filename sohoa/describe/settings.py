"""Settings of station 3, the `[describe]` section of `config/settings.toml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class DescribeSettings(BaseModel):
    """How papers are described."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: What is archived is described anew, too, when lists have changed; else it stays as it is.
    lists_for_archived: bool = False
