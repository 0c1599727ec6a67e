"""Settings of the inventory."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from sohoa.domain.paper_identity import USUAL_PARTS, IdentityPart


class InventorySettings(BaseModel):
    """The section `[inventory]` of `settings.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: What must be the same beside number, symbol and date for two rows to mean one paper.
    identity: tuple[IdentityPart, ...] = USUAL_PARTS
