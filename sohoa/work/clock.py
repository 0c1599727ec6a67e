"""The one question before anything is signed or archived: can the machine's clock be right?"""

from __future__ import annotations

import datetime as dt

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.plan import Plan
from sohoa.sign.clock import Witnesses, require_plausible_clock
from sohoa.sign.clock_settings import ClockSettings


def require_clock(catalogue: Catalogue, plan: Plan, settings: ClockSettings) -> None:
    """Ask the archive and the plan.

    Raises:
        BatchError: One of SIGN-910, SIGN-912 to SIGN-914.
    """
    newest = catalogue.newest_archived_at(before=settings.archived_ahead_from)
    ends = max((phase.ends for phase in plan.phases), default=None)
    require_plausible_clock(dt.datetime.now(dt.UTC), Witnesses(newest, ends), settings)
