"""Write what a catalogue is made of, for the audit to compare with: both databases.

    PYTHONPATH=$PWD:$PWD/tests/unit python tests/schema_as_made.py

Run with each revision of the schema; `tests/unit/test_inspection_schema.py` says where it was not.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from postgres_server import running_server

from sohoa.catalogue.writer import Catalogue
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.schema_check import schema_of
from sohoa.workspace import CHECKOUT

MADE = CHECKOUT / "sohoa" / "inspection" / "schemas"


def write(url: str, path: Path) -> None:
    """Write what a new catalogue at an address is made of."""
    Catalogue.open(url).close()
    with InspectionDoor.open(url) as door:
        made = schema_of(door)
    path.write_text(json.dumps(made, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write(f"sqlite:///{folder}/catalogue.sqlite3", MADE / "sqlite.json")
    with running_server() as server:
        write(server.new_database(), MADE / "postgres.json")
