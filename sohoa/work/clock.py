"""The one question before anything is signed or archived: can the machine's clock be right?"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.plan import Plan
from sohoa.sign.clock import Witnesses, require_plausible_clock
from sohoa.sign.clock_settings import ClockSettings
from sohoa.workspace import Workspace


def require_clock(
    workspace: Workspace, catalogue: Catalogue, plan: Plan, settings: ClockSettings
) -> None:
    """Ask the archive, the plan and, while nothing is archived, the files of the workspace.

    Raises:
        BatchError: One of SIGN-910, SIGN-912 to SIGN-915.
    """
    newest = catalogue.newest_archived_at(before=settings.archived_ahead_from)
    witnesses = Witnesses(
        newest_archived=newest,
        newest_file=_newest_file(workspace) if newest is None else None,
        plan_ends=max((phase.ends for phase in plan.phases), default=None),
    )
    require_plausible_clock(dt.datetime.now(dt.UTC), witnesses, settings)


def _newest_file(workspace: Workspace) -> dt.datetime | None:
    """When the newest of plan, settings, boxes and what lies in them was written."""
    moments = []
    for path in _files(workspace):
        with suppress(OSError):  # it may just be taken away
            moments.append(path.stat().st_mtime)
    return dt.datetime.fromtimestamp(max(moments), dt.UTC) if moments else None


def _files(workspace: Workspace) -> Iterator[Path]:
    yield workspace.plan_path
    for folder, pattern in (
        (workspace.config_dir, "*"),
        (workspace.inbox_dir, "*"),
        (workspace.inbox_dir, "*/*"),
    ):
        if folder.is_dir():
            yield from itertools.islice(folder.glob(pattern), 10_000)
