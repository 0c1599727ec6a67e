"""A clock that lies stops signing with a code, and every way out that the message names works."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from catalogue_samples import archive
from sign_samples import make_archival, sign_with

from sohoa.domain.errors import (
    BatchError,
    ClockAheadOfFilesError,
    ClockBehindArchiveError,
    ClockOffStampError,
)
from sohoa.plan_file import load_plan
from sohoa.sign.keys import load_key
from sohoa.sign.settings import (
    DECREE_30,
    ClockSettings,
    KeySettings,
    Role,
    SignSettings,
    TimeSettings,
)
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.timestamps import require_near_stamp, try_time_stamp
from sohoa.work.clock import Witnesses, require_clock, require_plausible_clock

pytestmark = pytest.mark.usefixtures("english")

NOON = dt.datetime(2026, 11, 28, 5, 0, tzinfo=dt.UTC)
MINUTE, DAY, YEAR = dt.timedelta(minutes=1), dt.timedelta(days=1), dt.timedelta(days=366)
ENDS = dt.date(2025, 12, 31)


def code_at(now: dt.datetime, *, newest=None, ends=None, file=None, **settings) -> str:
    """The code that stops signing at a time, or nothing."""
    try:
        require_plausible_clock(now, Witnesses(newest, file, ends), ClockSettings(**settings))
    except BatchError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (NOON, ""),
        (NOON - 4 * MINUTE, ""),
        (NOON - 6 * MINUTE, "SIGN-910"),
        (NOON - 40 * DAY, "SIGN-910"),
        (NOON + 390 * DAY, ""),
        (NOON + 410 * DAY, "SIGN-912"),
        (NOON + 20 * YEAR, "SIGN-912"),
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), "SIGN-914"),
        (dt.datetime(2000, 1, 1, 0, 5, tzinfo=dt.UTC), "SIGN-914"),
    ],
)
def test_the_archive_is_a_witness(now, code):
    """Nothing is signed before its newest record, nor years after it."""
    assert code_at(now, newest=NOON, ends=ENDS) == code


@pytest.mark.parametrize(
    ("years", "code"), [(1, ""), (4.9, ""), (5.5, "SIGN-913"), (70, "SIGN-913")]
)
def test_the_plan_is_a_witness_for_an_empty_archive(years, code):
    """Where nothing is archived yet, a clock that is years ahead is told by the plan."""
    now = dt.datetime.combine(ENDS, dt.time(), dt.UTC) + years * dt.timedelta(days=365.25)

    assert code_at(now, ends=ENDS) == code


def test_the_settings_that_the_messages_name_open_the_way():
    """A real pause, a plan that goes on."""
    assert code_at(NOON + 2 * YEAR, newest=NOON) == "SIGN-912"
    assert not code_at(NOON + 2 * YEAR, newest=NOON, longest_pause_days=800)
    assert code_at(NOON + 6 * YEAR, ends=ENDS) == "SIGN-913"
    assert not code_at(NOON + 6 * YEAR, ends=ENDS, years_after_plan=10)
    assert not code_at(NOON + 6 * YEAR, ends=dt.date(2031, 12, 31))


def test_what_a_clock_ahead_has_archived_can_be_passed_over(catalogue, tmp_path, office):
    """Once the clock is right again, its records do not stop the office for years."""
    now, plan = dt.datetime.now(dt.UTC), load_plan(office.plan_path)
    archive(catalogue, tmp_path, "hop.1", archived_at=now - 2 * DAY)
    require_clock(office, catalogue, plan, ClockSettings())
    archive(catalogue, tmp_path, "hop.2", archived_at=now + 2 * YEAR)

    with pytest.raises(ClockBehindArchiveError, match="archived_ahead_from"):
        require_clock(office, catalogue, plan, ClockSettings())
    require_clock(office, catalogue, plan, ClockSettings(archived_ahead_from=(now + YEAR).date()))


def test_files_are_witnesses_while_nothing_is_archived(catalogue, tmp_path, office):
    """A first run years after everything that was ever written here; a pause can be real."""
    assert code_at(NOON + 3 * YEAR, file=NOON) == "SIGN-915"
    assert not code_at(NOON + 3 * YEAR, file=NOON, longest_pause_days=1200)
    assert not code_at(NOON + 3 * YEAR, file=NOON, newest=NOON + 3 * YEAR)
    assert not code_at(NOON, file=NOON + YEAR)

    plan, long_ago = load_plan(office.plan_path), (NOON - 3 * YEAR).timestamp()
    require_clock(office, catalogue, plan, ClockSettings())
    os.utime(office.plan_path, (long_ago, long_ago))
    with pytest.raises(ClockAheadOfFilesError, match="longest_pause_days"):
        require_clock(office, catalogue, plan, ClockSettings())
    (office.inbox_dir / "hop").mkdir(parents=True)
    require_clock(office, catalogue, plan, ClockSettings())


def test_the_time_stamp_service_is_a_witness():
    """Ahead or behind, beyond the tolerance."""
    settings = ClockSettings(tolerance_minutes=10)
    require_near_stamp(NOON, NOON + 9 * MINUTE, settings, service="tsa")
    for now in (NOON + 11 * MINUTE, NOON - 11 * MINUTE):
        with pytest.raises(ClockOffStampError, match="11 minutes apart"):
            require_near_stamp(NOON, now, settings, service="tsa")


def test_nothing_is_signed_by_a_clock_that_the_service_contradicts(pki, tmp_path):
    """The first stamp tells; no file stands under the target, and `doctor` tells before."""
    settings = SignSettings(
        key=KeySettings(kind="pkcs12", path=pki.key_file("agency")),
        profiles=(DECREE_30,),
        time=TimeSettings(level="PAdES-B-T", tsa_url=pki.tsa_url),
    )
    key = load_key(settings, default_path=tmp_path)
    now, target = dt.datetime.now(dt.UTC), tmp_path / "signed.pdf"
    archival = make_archival(tmp_path / "a")
    pki.now = now + 3 * 60 * MINUTE

    with SigningSession(settings, {Role.AGENCY: key}) as session:
        with pytest.raises(ClockOffStampError, match="SIGN-911"):
            sign_with(archival, target, session, signed_at=now)
        with pytest.raises(ClockOffStampError):
            try_time_stamp(settings.time, settings.clock)
        assert not list(tmp_path.glob("signed*"))
        pki.now = None
        assert sign_with(archival, target, session, signed_at=now).signatures[0].level.endswith("T")
