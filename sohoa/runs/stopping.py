"""Asking a run to end after the document it has in hand: a file in its folder."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

from sohoa.domain.errors import RunOverError
from sohoa.durable import part_of
from sohoa.runs.record import STOP_FILE, run_dir, see_run
from sohoa.workspace import Workspace


def stop_run(workspace: Workspace, run_id: str, *, who: str) -> None:
    """Ask a run to end after the present document; asked twice, the first who asked stands.

    Raises:
        UnknownRunError: There is no such run.
        RunOverError: It is over.
        OSError: The request cannot be written.
    """
    if see_run(workspace, run_id).state.is_over:
        raise RunOverError(name=run_id)
    said = {"version": 1, "who": who, "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
    path = run_dir(workspace, run_id) / STOP_FILE
    part = part_of(path)
    part.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    try:
        os.link(part, path)
    except FileExistsError:
        return
    finally:
        part.unlink()


def stop_asked_by(folder: Path) -> str:
    """Name who has asked the run of this folder to end; empty if nobody has."""
    try:
        return str(json.loads((folder / STOP_FILE).read_bytes())["who"]) or "?"
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError):
        return "?"
