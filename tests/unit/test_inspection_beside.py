# ruff: noqa: S608 - the statements are the cheats
"""What people rely on beside the figures: descriptions, texts, signatures, keys of the search.

Each cheat has the whole database to himself, as in `test_inspection`, from whose tests these take
their ways.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from catalogue_samples import accepted, archive, note, paper, register, sha, store
from everything_samples import SIGNER, fill
from test_inspection import alone_with, cheat, cheated, inspect, now, sealed_office, told

from sohoa.catalogue.copying import copy_catalogue
from sohoa.catalogue.notes import RenewedRecord
from sohoa.catalogue.schema import metadata
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.stage_results import Description, Finding
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.ledger.head import Head

#: Columns of an archived document → what a difference calls them; a value that it can be given.
EDITS = {
    "subject": ("subject", "'Giấy phép khác'"),
    "owner": ("owner", "'Bà Tư'"),
    "sheets": ("sheets", "77"),
    "number_key": ("number_key", "'9/x'"),
    "number_joined": ("number_key", "'9x'"),
    "signers": ("signatures", '\'[["S","Ông Ba"]]\''),
    "generation": ("signatures", "9"),
    "provable_until": ("signatures", "'2099-01-01T00:00:00+00:00'"),
    "kept_original": ("signatures", "NOT kept_original"),
    "findings": ("findings", '\'[{"code":"x","page":1,"value":""}]\''),
    "confidence": ("findings", "0.5"),
    "page_says": ("witnesses", '\'{"number":"9/QĐ"}\''),
    "list_says": ("witnesses", '\'{"number":"9/QĐ"}\''),
    "register_says": ("witnesses", '\'{"number":"9/QĐ"}\''),
    "batch": ("batch", "'Hộp 99'"),
    "phase": ("batch", "4"),
    "source_name": ("batch", "'khac.pdf'"),
    "source_paths": ("batch", "'[\"khac.pdf\"]'"),
    "size_bytes": ("size", "size_bytes + 1"),
    "reading_bytes": ("size", "5"),
    "predecessor_id": ("custody", "'hop.99'"),
    "successor_id": ("custody", "'hop.99'"),
    "retired_by": ("custody", "'Ông Ba'"),
    "retired_reason": ("custody", "'mất'"),
    "reason_code": ("custody", "'X-1'"),
    "reason_details": ("custody", '\'{"a":"b"}\''),
    "events_sha256": ("custody", f"'{sha('other')}'"),
}
#: What is compared by other means, or moves whenever somebody looks (`docs/proof.md`).
ELSEWHERE = {
    "document_id", "state", "record_id", "archived_at", "archived_on", "year", "room", "number",
    "formed", "record_type", "page_count", "born_digital", "proof_problem", "file_code", "ordinal",
    "sha256", "receipt_sha256", "reading_sha256", "content_sha256", "digitized_since", "signatures",
    "archive_path", "archive_name", "withdrawn_at", "retired_at",
}  # fmt: skip
MOVING = {"updated_at", "proof_checked_at", "trail_kept", "is_listed"}


@pytest.fixture(scope="module")
def beside(catalogue_at, tmp_path_factory) -> tuple[str, Head]:
    """An office in which everything happened once, with page fields of an archived document."""
    folder: Path = tmp_path_factory.mktemp("beside")
    url = catalogue_at(folder)
    sealed_office(url, folder)
    described = note("hop.2", paper=PaperDescription("decree-30", (SIGNER,)))
    with Catalogue.open(url) as catalogue:
        catalogue.note_states(batch="Hộp 01", phase=2, states=[described])
        return url, catalogue.head(at=now())


def test_every_column_of_a_document_is_compared_or_named():
    """None was forgotten: who adds one says where it is compared."""
    columns = set(metadata.tables["documents"].c.keys())
    assert columns == {*EDITS, *ELSEWHERE, *MOVING}


def test_what_stands_beside_facts_is_compared(beside):
    """Each column, in a record that counts and in one that was replaced; words are not shown."""
    url, head = beside
    for name, (part, value) in EDITS.items():
        for identity in ("hop.2", "hop.1"):
            edit = f"UPDATE documents SET {name} = {value} WHERE document_id = '{identity}'"
            with cheated(url, "documents", edit):
                found = told(url, head)
            assert [(one["code"], one["record"], one["what"]) for one in found] == [
                ("document-words", identity, part)
            ], name
            assert "Bà Tư" not in str(found)
    assert inspect(url, head) == []


def test_texts_and_page_fields_are_compared(beside):
    """Changed, deleted, and given to another document."""
    url, head = beside
    for table, edit, parts in (
        ("document_texts", "UPDATE document_texts SET text = text || ' x'", {"text"}),
        ("document_texts", "DELETE FROM document_texts", {"text"}),
        ("page_descriptions", "UPDATE page_descriptions SET layout = 'x'", {"fields"}),
        ("page_descriptions", "UPDATE page_descriptions SET fields = '[]'", {"fields"}),
        ("page_descriptions", "DELETE FROM page_descriptions", {"fields"}),
    ):
        with cheated(url, table, edit):
            found = [one for one in told(url, head) if one["code"] == "document-words"]
        assert {one["what"] for one in found} == parts, edit
    assert inspect(url, head) == []


def test_two_documents_change_what_is_said_of_them(beside):
    """Owners, texts and fields of one stand at the other, each whole in itself."""
    url, head = beside
    swapped = "CASE document_id WHEN 'hop.2' THEN 'hop.1' WHEN 'hop.1' THEN 'hop.2' END"
    for table, columns in (
        ("documents", ("subject", "owner")),
        ("document_texts", ("text",)),
        ("document_seals", ("salt", "digest", "marks")),
    ):
        values = ", ".join(
            f"{name} = (SELECT {name} FROM {table} o WHERE o.document_id ="
            f" {swapped.replace('document_id', f'{table}.document_id')}"
            f" ORDER BY {'serial' if table != 'documents' else 'batch'} DESC LIMIT 1)"
            for name in columns
        )
        edit = f"UPDATE {table} SET {values} WHERE document_id IN ('hop.2', 'hop.1')"
        with cheated(url, table, edit):
            assert {"document-words", "row-changed"} & set(inspect(url, head)), table


def test_seals_are_rewritten_with_what_they_seal(beside):
    """With another salt, without any, and without their rows: each is told by its entry."""
    url, head = beside
    for edit, code in (
        ("UPDATE document_seals SET salt = '00'", "document-words"),
        ("UPDATE document_seals SET salt = ''", "document-words"),
        ("DELETE FROM document_seals", "document-unsealed"),
        ("DELETE FROM document_seals", "row-missing"),
    ):
        with cheated(url, "document_seals", edit):
            assert code in inspect(url, head), edit


def test_the_keys_of_the_search_are_derived_again(beside):
    """Whose a paper is, by its hashes; and the numbers by which it is matched."""
    url, head = beside
    with alone_with(url) as connection:
        ((serial,),) = connection.execute(
            "SELECT serial FROM register_records WHERE record_id = 'SO-000003'"
        ).fetchall()
    for table, edit, code, what in (
        ("paper_owners", "DELETE FROM paper_owners", "paper-keys", "owner_id"),
        ("paper_owners", f"UPDATE paper_owners SET locked = '{'ee' * 16}' WHERE locked ="
         f" '{'ab' * 16}'", "paper-keys", "owner_id"),
        ("paper_owners", f"INSERT INTO paper_owners VALUES ('{'ee' * 16}', {serial})",
         "paper-keys", "owner_id"),
        ("paper_owners", "UPDATE paper_owners SET serial = 1", "paper-keys", "owner_id"),
        ("paper_owners", "UPDATE paper_owners SET serial = 9999", "owner-of-none", None),
        ("register_records", "UPDATE register_records SET number_key = 'x' WHERE record_id ="
         " 'SO-000003'", "paper-keys", "number_key"),
        ("register_records", "UPDATE register_records SET number_joined = 'x' WHERE record_id ="
         " 'SO-000003'", "paper-keys", "number_key"),
        ("register_records", "UPDATE register_records SET owner_key = 'x' WHERE record_id ="
         " 'SO-000003'", "paper-keys", "owner_key"),
    ):  # fmt: skip
        with cheated(url, table, edit):
            found = told(url, head)
        assert (code, what) in {(one["code"], one.get("what")) for one in found}, edit
    assert inspect(url, head) == []


def test_what_is_completed_is_sealed_anew(catalogue_at, tmp_path):
    """By a batch list, a register, a renewal, a withdrawal: an honest office stays whole."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        fill(catalogue, tmp_path)
        heads = [catalogue.head(at=now())]
        catalogue.complete("hop.2", Description(owner="Bà Tư", subject="Khác"))
        heads.append(catalogue.head(at=now()))
        renewed = RenewedRecord(
            sha("hop.2"), sha("renewed"), 9, sha("receipt"), 2, None, now(), {"S": "PAdES-B-LTA"}
        )
        with alone_with(url) as connection:
            ((before,),) = connection.execute(
                "SELECT sha256 FROM documents WHERE document_id = 'hop.2'"
            ).fetchall()
        catalogue.renew("hop.2", RenewedRecord(before, *_rest(renewed)))
        doubted = note("hop.2", doubts=(Finding("unsure", 1, "x"),))
        catalogue.note_states(batch="Hộp 01", phase=2, states=[doubted])
        file = register(accepted(paper("77/QĐ")), name="so-77.xlsx")
        catalogue.store_import(file, imported_at=now())
        catalogue.withdraw("hop.2", person="lan", reason="nhầm", at=now())
        heads.append(catalogue.head(at=now()))
    assert inspect(url, *heads) == []
    with alone_with(url) as connection:
        rows = connection.execute(
            "SELECT count(*) FROM document_seals WHERE document_id = 'hop.2'"
        ).fetchall()
    assert rows[0][0] >= 5, "each change was sealed"


def _rest(renewed: RenewedRecord) -> tuple[object, ...]:
    return (
        renewed.sha256, renewed.size_bytes, renewed.receipt_sha256, renewed.generation,
        renewed.provable_until, renewed.renewed_at, renewed.levels,
    )  # fmt: skip


def test_words_that_the_law_has_deleted_are_told_and_break_nothing(catalogue_at, tmp_path):
    """Salts of before are gone with the words; the ledger holds, and the audit says so once."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/QĐ"))
        archive(catalogue, tmp_path, "hop.1", text="Điều 1")
        head = catalogue.head(at=now())
    spoken = "UPDATE documents SET owner = 'Ông A, CMND số 281234567'"
    with alone_with(url) as connection:
        connection.execute(spoken)
    assert inspect(url, head) == ["document-words"]
    with Catalogue.open(url) as catalogue:
        catalogue.mask_documents()
    with InspectionDoor.open(url) as door:
        found = [*Inspection(door, [head]).differences()]
    assert [(one.code, one.record, one.is_noted_only) for one in found] == [
        ("document-again", "hop.1", True)
    ]
    with alone_with(url) as connection:
        salts = connection.execute("SELECT salt FROM document_seals ORDER BY serial").fetchall()
    assert not salts[0][0]
    assert salts[1][0]


def test_an_office_of_before_is_sealed_when_it_is_upgraded(catalogue_at, tmp_path):
    """What there is then is sealed as it is; of before nothing can be said."""
    url = catalogue_at(tmp_path)
    with Catalogue.open(url) as catalogue:
        fill(catalogue, tmp_path)
    cheat(
        url,
        "DROP TABLE document_seals",
        "DELETE FROM ledger_entries",
        "DELETE FROM ledger_peaks",
        "UPDATE alembic_version SET version_num = '0020'",
    )
    with Catalogue.open(url) as catalogue:
        head = catalogue.head(at=now() + dt.timedelta(seconds=1))
    assert inspect(url, head) == []
    cheat(url, "UPDATE documents SET owner = 'Bà Tư' WHERE document_id = 'hop.2'")
    assert inspect(url, head) == ["document-words"]


def test_what_was_sealed_holds_in_the_other_database(postgres, tmp_path):
    """A catalogue that was copied to a server, and back: heads and seals are of both."""
    url, back = f"sqlite:///{tmp_path}/catalogue.sqlite3", f"sqlite:///{tmp_path}/back.sqlite3"
    head = sealed_office(url, tmp_path)
    server = postgres.empty_catalogue()
    for source, target in ((url, server), (server, back)):
        copy_catalogue(source, target, tell=lambda _table, _rows: None)
        assert inspect(target, head) == []


def test_what_was_decided_of_a_secret_scan_goes_and_is_told(catalogue_at, tmp_path):
    """The program lets go of it, and enters that; without that, it was taken out."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    with Catalogue.open(url) as catalogue:
        catalogue.forget_documents(["hop.5"])
        later = catalogue.head(at=now())
    with InspectionDoor.open(url) as door:
        found = [*Inspection(door, [head, later]).differences()]
    assert [(one.code, one.is_noted_only) for one in found] == [("row-forgotten", True)]
    cheat(url, "UPDATE documents SET state = 'archived' WHERE document_id = 'hop.5'")
    assert "row-missing" in inspect(url, head, later), "of what is archived none may go"


def test_nothing_else_can_be_called_forgotten(catalogue_at, tmp_path):
    """Whoever enters such an event himself, and takes facts out, is found all the same."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    said = {"table": "facts", "keys": [2, 3]}
    event = OfficeEvent(OfficeEventKind.FORGOTTEN, now(), said, "lan")
    with Catalogue.open(url) as catalogue:
        catalogue.note_event(event)
    cheat(url, "DELETE FROM facts WHERE serial IN (2, 3)")
    assert "row-missing" in inspect(url, head)
