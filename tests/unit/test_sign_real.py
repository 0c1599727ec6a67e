"""Verification on real signed documents of Vietnamese offices, and on attacks."""

from __future__ import annotations

import time

import pytest

from sohoa.sign.verification import verify_signatures

pytestmark = pytest.mark.real


def test_real_signatures_are_read(shared_data):
    """The last signature of every signed document is intact and covers the file."""
    found = {
        path.name: verify_signatures(path, trusted=(), at=None)
        for path in sorted((shared_data / "real_vi").glob("*.pdf"))
    }
    signed = {name: statuses for name, statuses in found.items() if statuses}

    assert len(signed) > 10
    for name, statuses in signed.items():
        assert (statuses[-1].intact, statuses[-1].covers_whole_file) == (True, True), name
        assert all(status.signer for status in statuses if status.intact), name


def test_attacks_are_not_believed(shared_data):
    """Overlapping ranges, an uncovered tail, loops, altered bytes: never all is well."""
    for path in sorted((shared_data / "torture").glob("*.pdf")):
        started = time.monotonic()
        statuses = verify_signatures(path, trusted=(), at=None)
        assert time.monotonic() - started < 20, path.name
        sound = [status.intact and status.covers_whole_file for status in statuses]
        assert not sound or not all(sound), path.name
