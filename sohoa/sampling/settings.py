"""Settings of the auditor's sample."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class AuditSettings(BaseModel):
    """The section `[audit]` of `settings.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Whether operators are named, and errors are told apart by them.
    by_operator: bool = False
