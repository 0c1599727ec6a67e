"""What every test stands on: no calls home, and where the real scans lie, if they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
# A unit test that reaches for Prefect's engine by accident fails instead of starting a server.
os.environ.setdefault("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "false")

SHARED_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real scans and torture files; a test that needs them is skipped, and says so, without."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real scans at {SHARED_DATA}")
    return SHARED_DATA
