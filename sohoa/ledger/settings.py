"""Where heads of the ledger go, beside the list in the house."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from sohoa.language import _
from sohoa.mail import Address


def _from_root(value: object) -> object:
    if not value:
        return None
    path = Path(str(value)).expanduser()
    if not path.is_absolute():
        raise ValueError(_("give the whole path, from / or ~"))
    return path


class LedgerSettings(BaseModel):
    """The second witnesses of the ledger; without one its heads are in reports and mails only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: A folder of another machine (a share), to which heads are added; empty for none.
    witness: Annotated[Path | None, BeforeValidator(_from_root)] = None
    #: Addresses outside the office's own house that get the head at the end of each night.
    witness_mail: tuple[Address, ...] = ()
