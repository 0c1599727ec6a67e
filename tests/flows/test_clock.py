"""A clock that lies stops the line and the session; what the message says opens the way again."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sqlite3

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_an_archive_from_the_future_stops_signing(new_office, prefect):
    """The newest record is of next year: nothing is signed until somebody says what that was."""
    office = new_office(is_read=True)
    boxes = sorted((office.root / "data" / "inbox").iterdir())
    away = office.root / "away"
    away.mkdir()
    for box in boxes[1:]:
        shutil.move(box, away / box.name)
    office.sohoa("run", "2", "--quiet", code=5)
    archived = len(office.archived_files)
    assert archived
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
    with sqlite3.connect(office.root / "data" / "catalogue.sqlite3") as catalogue:
        catalogue.execute(
            "UPDATE documents SET archived_at = ? WHERE archive_name IN"
            " (SELECT max(archive_name) FROM documents)",
            (ahead.isoformat(timespec="seconds"),),
        )
    for box in boxes[1:]:
        shutil.move(away / box.name, box)

    stopped = office.refused("--lang", "en", "run", "2", "--quiet", code=3)
    assert "SIGN-910" in stopped
    assert "SIGN-910" in office.refused("--lang", "en", "sign", "--quiet", code=3)
    assert "clock" in office.sohoa("--lang", "en", "doctor", code=4)
    assert len(office.archived_files) == archived

    settings = office.root / "config" / "signing.toml"
    day = (ahead - dt.timedelta(days=1)).date()
    told = settings.read_text(encoding="utf-8")
    told, count = re.subn(r"# archived_ahead_from = .*", f"archived_ahead_from = {day}", told)
    assert count == 1
    settings.write_text(told, encoding="utf-8")
    office.sohoa("run", "2", "--quiet", code=5)
    assert len(office.archived_files) > archived
