"""Verification on real signed documents of Vietnamese offices, and on attacks."""

from __future__ import annotations

import time

import pytest
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
)

from sohoa.sign.hostile import HOSTILE
from sohoa.sign.reading import embedded_signatures, open_reader
from sohoa.sign.unsigned_parts import is_packed_by_the_book
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


def test_time_stamps_of_the_state_are_packed_by_the_book(shared_data):
    """What we ask of time stamps beyond their signature holds for all of the state's own."""
    packed = [
        is_packed_by_the_book(token, extract_certs_for_validation(token).signer_cert)
        for path in sorted((shared_data / "real_vi").glob("*.pdf"))
        for token in tokens_of(path)
    ]

    assert len(packed) > 30
    assert all(packed)


def tokens_of(path):
    """All the time stamps of a file."""
    with path.open("rb") as stream:
        for _name, signature in embedded_signatures(open_reader(path, stream), skipping=HOSTILE):
            if signature is None:
                continue
            if signature.sig_object_type == "/DocTimeStamp":
                yield signature.signed_data
            else:
                yield from extract_tst_data_iter(signature.signer_info, signed=False)
