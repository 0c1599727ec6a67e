"""A time-stamp service whose clock is not the machine's: what is archived stays whole for ever."""

from __future__ import annotations

import datetime as dt

import pytest
from audit_samples import SmallOffice, this_second
from test_renewal import pdf_of, signing, wanting

from sohoa.archive.receipt import read_receipt, receipt_path
from sohoa.audit.records import RecordStanding
from sohoa.renewal import making
from sohoa.sign.settings import ClockSettings, Level

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _asked_anew():
    making._opened.cache_clear()  # what servers answered in another test


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LT, Level.B_LTA])
@pytest.mark.parametrize("minutes", [-4, 0, 4])
def test_a_record_archived_by_two_clocks_is_whole_later(pki, tmp_path, minutes, level):
    """What the receipt says of its signatures is found again, however soon they were proven.

    At 0 minutes the stamp is of the very second in which the file is proven, but not its begin.
    """
    here = this_second()
    pki.now = here + dt.timedelta(minutes=minutes, milliseconds=400)
    office = SmallOffice(tmp_path, here, signing(pki, level))
    office.archive(1)

    for at in (here, here + HOUR, here + 300 * 24 * HOUR):
        found = office.verify(at=at, deep=at == here)
        assert found.is_whole, [one.problems for one in found.verdicts]
    proof = read_receipt(receipt_path(pdf_of(office))).proof
    assert {one.proven_at for one in proof.signatures if one.level} == {pki.now}


def test_it_can_be_raised_and_stays_whole(pki, tmp_path):
    """The later form's stamp is of the service's clock too."""
    here = this_second()
    pki.now = here + dt.timedelta(minutes=4)
    office = SmallOffice(tmp_path, here, signing(pki, Level.B_T))
    office.archive(1)
    office = wanting(office, pki, Level.B_LTA)

    assert office.renew(at=here).upgraded
    assert office.verify(at=here + HOUR, deep=True).is_whole


@pytest.mark.parametrize(("minutes", "is_whole"), [(40, True), (2 * 24 * 60, False)])
def test_what_the_office_allowed_is_no_fault_later(pki, tmp_path, minutes, is_whole):
    """`[clock] tolerance_minutes` may have been up to a day; nothing is further apart."""
    here = this_second()
    settings = signing(pki, Level.B_LTA)
    allowed = settings.model_copy(update={"clock": ClockSettings(tolerance_minutes=60)})
    office = SmallOffice(tmp_path, here - dt.timedelta(minutes=minutes), allowed)
    office.archive(1)

    (verdict,) = office.verify(at=here + HOUR).verdicts
    assert (verdict.standing is RecordStanding.WHOLE) is is_whole
    assert is_whole or {one.code for one in verdict.problems} == {"times"}
