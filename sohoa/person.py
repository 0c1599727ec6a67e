"""The person at the keyboard."""

from __future__ import annotations

import getpass
import os

from sohoa.domain.vietnamese import nfc, squeeze

USER_VARIABLE = "SOHOA_USER"


def person() -> str:
    """Name the person: `SOHOA_USER`, where several share an account, else the system's user."""
    return nfc(squeeze(os.environ.get(USER_VARIABLE, ""))) or getpass.getuser()
