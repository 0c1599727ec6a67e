"""Renewal with real servers: upgrades, time stamps in time, kills in between, and ten years."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
from audit_samples import SmallOffice, id_of, this_second
from pki import Fault

from sohoa.archive.receipt import Reason, read_receipt, receipt_path
from sohoa.audit.archive import Choice
from sohoa.audit.records import RecordStanding
from sohoa.domain.proof_errors import NoTimestamperError, RenewalBusyError
from sohoa.renewal import keeping, making
from sohoa.renewal.archive import due_rows, order_of
from sohoa.renewal.calendar import deadlines
from sohoa.renewal.keeping import Keeper
from sohoa.sign.settings import (
    CIRCULAR_01,
    KeySettings,
    Level,
    SignSettings,
    TimeSettings,
    TrustSettings,
)

pytestmark = pytest.mark.usefixtures("english")


def signing(pki, level: Level, *, url: str | None = None) -> SignSettings:
    """Both sign, at a level, with the test PKI."""
    tsa_url = pki.tsa_url if url is None else url
    return SignSettings(
        key=KeySettings(kind="pkcs12", path=pki.key_file("agency")),
        operator_key=KeySettings(kind="pkcs12", path=pki.key_file("operator")),
        profiles=(CIRCULAR_01,),
        time=TimeSettings(level=level, tsa_url=tsa_url, timeout_seconds=3, pause_seconds=0),
        trust=TrustSettings(roots=(pki.root_file,)),
    )


@pytest.fixture(scope="module")
def signed_once(tmp_path_factory) -> dict[Level, SmallOffice]:
    """Offices with one record signed at a level, in the present; made when first asked for."""
    return {}


@pytest.fixture
def new_office(pki, signed_once, tmp_path, tmp_path_factory):
    """Make an office with one record signed at a level, in the present."""

    def make(level: Level) -> SmallOffice:
        if level not in signed_once:
            root = tmp_path_factory.mktemp("signed")
            signed_once[level] = SmallOffice(root, this_second(), signing(pki, level))
            signed_once[level].archive(1)
        shutil.copytree(signed_once[level].root, tmp_path / level.value)
        return SmallOffice(tmp_path / level.value, this_second(), signing(pki, level))

    making._opened.cache_clear()  # what servers answered in another test
    return make


def wanting(office: SmallOffice, pki, level: Level, url: str | None = None) -> SmallOffice:
    """The same office, after its settings have changed."""
    return SmallOffice(office.root, office.now, signing(pki, level, url=url))


def pdf_of(office: SmallOffice):
    """The archived file of the first record."""
    return min(office.archive_dir.rglob("*.pdf"))


def levels_of(office: SmallOffice) -> set[str]:
    """The levels of all signatures, as the auditor finds them."""
    statuses = [one for verdict in office.verify().verdicts for one in verdict.signatures]
    return {str(one.level) for one in statuses if one.level}


@pytest.mark.parametrize("before", [Level.B_B, Level.B_T, Level.B_LT])
def test_a_record_is_raised_to_the_level_wanted(new_office, pki, before):
    """What a night could not reach, a later run does; the bytes before lead the new file."""
    office = new_office(before)
    earlier = pdf_of(office).read_bytes()
    assert levels_of(office) == {before.value}

    office = wanting(office, pki, Level.B_LTA)
    assert office.renew(at=office.now).upgraded == (id_of(1),)

    assert pdf_of(office).read_bytes().startswith(earlier)
    assert levels_of(office) == {"PAdES-B-LTA"}
    assert office.verify(deep=True).is_whole
    receipt = read_receipt(receipt_path(pdf_of(office)))
    assert [one.reason for one in receipt.generations] == [Reason.ARCHIVED, Reason.UPGRADED]
    assert office.renew(at=office.now).upgraded == ()


@pytest.mark.parametrize("wanted", [Level.B_T, Level.B_LT])
def test_a_bare_signature_is_raised_by_one_step_too(new_office, pki, wanted):
    """From B-B to B-T and to B-LT."""
    office = wanting(new_office(Level.B_B), pki, wanted)
    office.renew(at=office.now)

    assert office.verify().is_whole
    assert all(Level(level).reaches(wanted) for level in levels_of(office))


@pytest.mark.parametrize("service", ["tsa", "ocsp"])
def test_a_dead_server_changes_nothing(new_office, pki, service):
    """The record stays as it was and is whole; the next run raises it."""
    office = wanting(new_office(Level.B_T), pki, Level.B_LTA)
    earlier = pdf_of(office).read_bytes()
    pki.tsa.fault = Fault.DOWN if service == "tsa" else Fault.NONE
    pki.ocsp.fault = pki.crls.fault = Fault.DOWN if service == "ocsp" else Fault.NONE
    (failure,) = office.renew(at=office.now).failures
    assert failure.code == "RENEW-002"
    assert pdf_of(office).read_bytes() == earlier
    assert office.verify().is_whole
    assert [path.name for path in office.office.renewals_dir.iterdir()] == [".lock"]

    pki.reset()
    assert office.renew(at=office.now).upgraded


def test_without_a_time_stamp_service_it_says_so(new_office, pki):
    """Only if something is due."""
    office = new_office(Level.B_B)
    office = SmallOffice(office.root, office.now, signing(pki, Level.B_B, url=""))
    assert office.renew(at=office.now).untouched == 0

    with pytest.raises(NoTimestamperError):
        office.renew(at=dt.datetime(2028, 6, 1, tzinfo=dt.UTC))


def test_a_changed_record_is_not_renewed(new_office, pki):
    """A new time stamp would make the change look sound."""
    office = wanting(new_office(Level.B_T), pki, Level.B_LTA)
    path = pdf_of(office)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b" ")

    (failure,) = office.renew(at=office.now).failures
    assert failure.code == "FIXITY-001"
    assert not office.verify().is_whole


def test_two_renewals_do_not_meet(new_office, pki):
    """The second leaves everything as it is."""
    office = wanting(new_office(Level.B_T), pki, Level.B_LTA)
    with Keeper(office.office).hold(), pytest.raises(RenewalBusyError):
        office.renew(at=office.now)


def test_a_revoked_signer_is_not_raised(new_office, pki):
    """Whoever was revoked before the time stamp was made cannot be proven by more of them."""
    office = wanting(new_office(Level.B_T), pki, Level.B_LTA)
    earlier = pdf_of(office).read_bytes()
    pki.revoke("agency", since=office.now - dt.timedelta(days=3))

    (failure,) = office.renew(at=office.now).failures
    assert failure.code == "RENEW-004"
    assert pdf_of(office).read_bytes() == earlier


class StopError(Exception):
    """The machine stops here."""


@pytest.mark.parametrize("step", range(6))
def test_a_kill_between_any_two_steps_loses_nothing(new_office, pki, monkeypatch, step):
    """Stopped before each step of the exchange: reported as unfinished, and finished next time."""
    office = wanting(new_office(Level.B_T), pki, Level.B_LTA)
    earlier = pdf_of(office).read_bytes()
    steps = ["write_durably", "write_durably", "_replace", "_replace", "renew", "manifest"]
    counted = {"calls": 0}

    def stop_at(name, original):
        def stopping(*arguments, **options):
            if name == steps[step]:
                counted["calls"] += 1
                if counted["calls"] == steps[: step + 1].count(name):
                    raise StopError
            return original(*arguments, **options)

        return stopping

    with monkeypatch.context() as patch:
        for name, target in (
            ("write_durably", "write_durably"),
            ("_replace", "_replace"),
            ("manifest", "list_file_unit"),
        ):
            patch.setattr(keeping, target, stop_at(name, getattr(keeping, target)))
        patch.setattr(keeping.Catalogue, "renew", stop_at("renew", keeping.Catalogue.renew))
        with pytest.raises(StopError):
            office.renew(at=office.now)

    standings = {verdict.standing for verdict in office.verify().verdicts}
    assert standings <= {RecordStanding.WHOLE, RecordStanding.UNFINISHED}
    done = office.renew(at=office.now)
    assert done.finished == (0 if step < 2 else 1)
    assert office.verify(deep=True).is_whole
    assert levels_of(office) == {"PAdES-B-LTA"}
    assert pdf_of(office).read_bytes().startswith(earlier)
    assert len(read_receipt(receipt_path(pdf_of(office))).generations) == 2


def test_the_calendar_says_what_expires_when(new_office, pki):
    """By day, with the day from which it is renewed; the first to end comes first."""
    office = new_office(Level.B_LTA)
    order = order_of(office.office, office.settings, now=office.now)
    rows = due_rows(office.office, Choice(), order)
    assert rows == ()

    (deadline,) = deadlines(_rows(office), now=office.now, margin=order.margin)
    assert deadline.provable_until == dt.date(2030, 1, 1)
    assert (deadline.state, deadline.levels) == ("later", ("PAdES-B-LTA",))
    later = dt.datetime(2029, 2, 1, tzinfo=dt.UTC)
    assert deadlines(_rows(office), now=later, margin=order.margin)[0].state == "due"
    assert deadlines(_rows(office), now=later.replace(year=2031), margin=order.margin)[0].state == (
        "ended"
    )


def _rows(office):
    from sohoa.audit.archive import archived_rows

    return archived_rows(office.office, Choice())


def test_ten_years(new_office, pki, tmp_path):
    """Signers, then their TSA expire: yearly renewal keeps the proof; without, it is lost.

    The signers' certificates end in 2029, the TSA's in 2030; the one that follows lasts to 2050.
    """
    kept = new_office(Level.B_LTA)
    shutil.copytree(kept.root, tmp_path / "forgotten")
    forgotten = SmallOffice(tmp_path / "forgotten", kept.now, kept.signing)
    renewals = []
    for year in range(2027, 2038):
        day = dt.datetime(year, 6, 1, tzinfo=dt.UTC)
        pki.now = day
        url = pki.tsa_url if year < 2029 else pki.tsa2_url
        kept = wanting(kept, pki, Level.B_LTA, url)
        done = kept.renew(at=day)
        assert done.failures == ()
        renewals += [year] * len(done.renewed)

        found = kept.verify(at=day, deep=True)
        assert found.is_whole, (year, found.verdicts)
        (lost,) = forgotten.verify(at=day).verdicts
        expected = RecordStanding.WHOLE if year < 2030 else RecordStanding.UNPROVABLE
        assert lost.standing is expected, year
    assert renewals == [2029]
    (verdict,) = found.verdicts
    assert verdict.provable_until.year == 2050
    stamps = [one for one in verdict.signatures if one.kind == "timestamp"]
    assert len(stamps) == 2
    assert {one.revocation for one in verdict.signatures if one.kind == "signature"} == {"good"}


def test_a_record_whose_proof_has_ended_is_not_renewed(new_office, pki):
    """Too late is too late: a new time stamp would claim what nothing proves."""
    office = new_office(Level.B_LTA)
    pki.now = day = dt.datetime(2031, 6, 1, tzinfo=dt.UTC)
    office = wanting(office, pki, Level.B_LTA, pki.tsa2_url)

    (failure,) = office.renew(at=day).failures
    assert failure.code == "RENEW-001"


def test_a_stamp_that_gains_nothing_is_not_added(new_office, pki):
    """The old service's certificate ends when it ended before: the file stays, and it is said."""
    office = new_office(Level.B_LTA)
    pki.now = day = dt.datetime(2029, 6, 1, tzinfo=dt.UTC)

    (failure,) = office.renew(at=day).failures
    assert failure.code == "RENEW-003"
    found = office.verify(at=day)
    told = [(one.standing, one.problems) for one in found.verdicts]
    assert found.is_whole, (told, found.unknown_files)
