"""Signatures have the level of their day: a renewal raises it from then on, and not before."""

from __future__ import annotations

import datetime as dt
import json

from catalogue_samples import archive, paper, reading, store
from test_inspection import alone_with, cheat, inspect, now

from sohoa.catalogue.notes import RenewedRecord
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.stage_results import Description
from sohoa.domain.two_times import Knowledge
from sohoa.domain.vietnam_time import day_of

ARCHIVED = dt.datetime(2024, 3, 1, 3, tzinfo=dt.UTC)
RENEWED = dt.datetime(2025, 6, 1, 3, tzinfo=dt.UTC)


def office(url, folder) -> None:
    """Two records, one of which is renewed a year later."""
    with Catalogue.open(url) as catalogue:
        store(catalogue, paper("1/QĐ"), paper("2/QĐ"))
        for number in (1, 2):
            tied = catalogue.link(Description(record_id=f"SO-00000{number}"))
            archive(catalogue, folder, f"hop.{number}", description=tied, archived_at=ARCHIVED)
    with alone_with(url) as connection:
        ((before, signatures),) = connection.execute(
            "SELECT sha256, signatures FROM documents WHERE document_id = 'hop.1'"
        ).fetchall()
    (signature,) = json.loads(signatures)
    levels = {signature["field_name"]: "PAdES-B-LTA"}
    with Catalogue.open(url) as catalogue:
        renewed = RenewedRecord(before, "e" * 64, 9, "f" * 64, 2, None, RENEWED, levels)
        catalogue.renew("hop.1", renewed)


def levels(folder, as_of: dt.date, known: dt.date) -> dict[str, str]:
    """Of each record that was archived on a day, as known on a day."""
    with reading(folder) as reader:
        past = reader.past(Knowledge(as_of, known))
        rows = [*reader.report_rows(past).archived]
    return {
        name: level
        for some in rows
        for name, level in zip(some.document_id, some.level, strict=True)
    }


def test_a_report_of_a_past_day_says_the_level_of_that_day(catalogue_at, tmp_path):
    """Before the renewal, on its day, and as known before it."""
    url = catalogue_at(tmp_path)
    office(url, tmp_path)
    today, before, on = day_of(now()), dt.date(2025, 5, 31), dt.date(2025, 6, 1)
    first = levels(tmp_path, before, today)
    assert first["hop.1"] == first["hop.2"] != "PAdES-B-LTA"
    assert levels(tmp_path, on, today) == {**first, "hop.1": "PAdES-B-LTA"}
    with Catalogue.open(url) as catalogue:
        head = catalogue.head(at=now())
    assert inspect(url, head) == []


def test_a_level_that_was_raised_by_hand_is_found(catalogue_at, tmp_path):
    """It is compared with what was recorded, and with the seal."""
    url = catalogue_at(tmp_path)
    office(url, tmp_path)
    with Catalogue.open(url) as catalogue:
        head = catalogue.head(at=now())
    cheat(
        url,
        "UPDATE documents SET signatures = replace(signatures, 'PAdES-B-B\"', 'PAdES-B-LTA\"')"
        " WHERE document_id = 'hop.2'",
    )
    assert inspect(url, head) == ["document-says", "document-words"]


def test_what_was_known_before_there_were_facts_of_levels(catalogue_at, tmp_path):
    """Of who was never renewed it was always this level; of others, since the last renewal."""
    url = catalogue_at(tmp_path)
    office(url, tmp_path)
    with alone_with(url) as connection:
        rows = connection.execute("SELECT serial, said FROM facts WHERE kind = 'document'")
        for serial, said in rows.fetchall():
            kept = {name: word for name, word in json.loads(said).items() if name != "level"}
            written = json.dumps(kept, separators=(",", ":"))
            connection.execute(f"UPDATE facts SET said = '{written}' WHERE serial = {serial}")  # noqa: S608
    cheat(
        url,
        "DROP TABLE document_seals",
        "DELETE FROM ledger_entries",
        "DELETE FROM ledger_peaks",
        "UPDATE alembic_version SET version_num = '0020'",
    )
    Catalogue.open(url).close()
    today, before = day_of(now()), dt.date(2025, 5, 31)
    assert levels(tmp_path, before, today)["hop.1"] == "PAdES-B-LTA", "nobody knows another one"
    with alone_with(url) as connection:
        facts = connection.execute(
            "SELECT subject, said, true_from FROM facts WHERE said LIKE '{\"level\"%'"
            " ORDER BY subject"
        ).fetchall()
    assert [(name, since) for name, _said, since in facts] == [
        ("hop.1", "2025-06-01"), ("hop.2", ""),
    ]  # fmt: skip
    with Catalogue.open(url) as catalogue:
        head = catalogue.head(at=now())
    assert inspect(url, head) == []
