"""A time-stamp service whose clock is not the machine's: what is archived stays whole for ever."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from audit_samples import SmallOffice, id_of, this_second
from test_renewal import pdf_of, signing, wanting

from sohoa.archive.receipt import encode_receipt, read_receipt, receipt_path
from sohoa.audit import mending
from sohoa.audit.archive import checked_records
from sohoa.audit.problems import Problem
from sohoa.audit.records import RecordStanding
from sohoa.audit.repair import repair_archive
from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.durable import digest_of_bytes
from sohoa.renewal import making
from sohoa.sign.settings import ClockSettings, Level
from sohoa.work.archive_home import keep_trails, require_archive

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


# --- receipts of versions that gave the time of the check for that of the stamp ---------------


def written_before(pki, tmp_path, minutes: int = 0, **lies: object) -> SmallOffice:
    """A record with such a receipt, which catalogue and manifest know; `lies` are told beside.

    `minutes` is how long after the check its time is.
    """
    here = this_second()
    pki.now = here + dt.timedelta(minutes=4)
    office = SmallOffice(tmp_path, here, signing(pki, Level.B_T))
    record = office.archive(1)
    path = receipt_path(record.archive_path)
    told = read_receipt(path)
    stated = told.proof.proven_at + dt.timedelta(minutes=minutes)
    signatures = tuple(replace(one, proven_at=stated, **lies) for one in told.proof.signatures)
    content = encode_receipt(replace(told, proof=replace(told.proof, signatures=signatures)))
    path.chmod(0o644)
    path.write_bytes(content)
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        require_archive(office.office, catalogue)
        digest = digest_of_bytes(content)
        catalogue.note_restored(id_of(1), digest, person="", detail="restored")
        keep_trails(office.office, catalogue)
    return office


def repaired(office: SmallOffice) -> tuple[str, ...]:
    return repair_archive(office.office, office.settings, person="lan").mended


def events(office: SmallOffice) -> list[str]:
    with CatalogueReader.open(office.office.catalogue_url) as reader:
        return [one.detail for one in reader.record_events(id_of(1))]


def problems(office: SmallOffice) -> list[Problem]:
    found = office.verify(deep=True)
    return [one for verdict in (*found.verdicts, *found.units) for one in verdict.problems]


def test_the_remedy_that_verify_names_mends_the_receipt(pki, tmp_path):
    """Said in the message, carried out, kept as an event; asked again, nothing is done."""
    office = written_before(pki, tmp_path)
    assert problems(office)
    assert all("sohoa verify --repair" in one.text for one in problems(office))

    assert repaired(office) == (id_of(1),)

    assert problems(office) == []
    assert events(office) == ["restored", "receipt-mended"]
    proof = read_receipt(receipt_path(pdf_of(office))).proof
    assert {one.proven_at for one in proof.signatures} == {pki.now}
    assert repaired(office) == ()


def test_killed_before_the_receipt_is_written_it_is_finished(pki, tmp_path, monkeypatch):
    """The catalogue knows what was to be written: the same call writes it, and enters it once."""
    office = written_before(pki, tmp_path)

    def killed(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mending, "write_durably", killed)
    with pytest.raises(KeyboardInterrupt):
        repaired(office)
    monkeypatch.undo()
    assert problems(office)

    assert repaired(office) == (id_of(1),)

    assert problems(office) == []
    assert events(office) == ["restored", "receipt-mended"]


def test_any_other_time_is_mended_once_it_was_found(pki, tmp_path):
    """The first verification leaves word of it in the catalogue; the file says which is right."""
    office = written_before(pki, tmp_path, minutes=-1)
    assert repaired(office) == ()
    with Catalogue.open(office.office.catalogue_url) as catalogue:
        found = checked_records(office.verify(), at=office.now)
        catalogue.note_proofs(
            [ProofNote(one.document_id, one.checked_at, one.problems) for one in found]
        )

    assert repaired(office) == (id_of(1),)
    assert problems(office) == []


@pytest.mark.parametrize("lies", [{"signer": "Trần Văn B"}, {"level": Level.B_LT}])
def test_a_receipt_with_another_fault_is_left_as_it_is(pki, tmp_path, lies):
    """Nothing is mended away: who changed more than the time is found as before."""
    office = written_before(pki, tmp_path, **lies)
    before = receipt_path(pdf_of(office)).read_bytes()

    assert repaired(office) == ()
    assert receipt_path(pdf_of(office)).read_bytes() == before


def test_a_changed_file_mends_no_receipt(pki, tmp_path):
    """The file does not prove whole."""
    office = written_before(pki, tmp_path)
    path = pdf_of(office)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\n")

    assert repaired(office) == ()
    assert events(office) == ["restored"]
