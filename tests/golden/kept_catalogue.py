"""Keep a catalogue as this version makes it, in `tests/golden/catalogues/`, by its revision.

    PYTHONPATH=$PWD:$PWD/tests/unit python tests/golden/kept_catalogue.py

Run once for each released revision of the schema, by that version's own code and samples; the file
is committed and never changed again. `tests/unit/test_kept_catalogues.py` brings each to today's
schema. Those of before this script was written were made by the code of the commits 658027b
(0001), 4346b74 (0003), 6b68ae9 (0004), 8b3c4e8 (0005), f1a0521 (0006), 7b00774 (0007), 20b4707
(0008), 870a0f0 (0009) and 756e550 (0010). 0002 never left its branch.
"""

from __future__ import annotations

import lzma
import sqlite3
import tempfile
from pathlib import Path

from catalogue_samples import NOON, accepted, archive, in_error, note, paper, register, store

from sohoa.catalogue.notes import Importing
from sohoa.catalogue.version import HEAD
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Description

KEPT = Path(__file__).parent / "catalogues"


def fill(catalogue: Catalogue, folder: Path) -> None:
    """A register of three papers, another with a row in error, two records, one in quarantine."""
    store(
        catalogue,
        paper("1/QĐ-SVHTTDL"),
        paper("2/GP-SVHTTDL", owner="Đỗ Thị Sương"),
        paper("3/GP-SVHTTDL", owner="Ông Tám", subject="Khác"),
    )
    late = accepted(paper("9/TB", owner="X", subject="Y"), 5)
    second = register(in_error(4), late, name="so-2.xlsx")
    catalogue.store_import(second, imported_at=NOON, importing=Importing())
    described = catalogue.link(Description(record_id="SO-000002"))
    text = "Điều 1. Quyết định hoà bình"
    archive(catalogue, folder, "hop-01.a", text=text, description=described)
    archive(catalogue, folder, "hop-01.b", text="Người bán hàng rong")
    refused = note("hop-01.c", DocumentState.QUARANTINED, reason_code="INTAKE-001")
    catalogue.note_states(batch="Hộp 01", phase=2, states=[refused])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        with Catalogue.open(f"sqlite:///{folder}/catalogue.sqlite3") as made:
            fill(made, folder)
        with sqlite3.connect(folder / "catalogue.sqlite3") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content = (folder / "catalogue.sqlite3").read_bytes()
        (KEPT / f"{HEAD}.sqlite3.xz").write_bytes(lzma.compress(content, preset=9))
