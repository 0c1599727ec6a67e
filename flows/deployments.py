"""Prefect's deployments, made from the plan: one per phase, the night, and renewal.

Entry points are modules of the installed package; nothing is pulled. No deployment has a
concurrency limit: Prefect kills a run whose lease it cannot renew (docs/adr/0004-prefect.md). That
two runs never work on one batch is the lock of the batch folder's business.
"""

from __future__ import annotations

from typing import Any

import yaml

from sohoa.domain.plan import Phase, Plan
from sohoa.language import _

_POOL = "sohoa"
_TIME_ZONE = "Asia/Ho_Chi_Minh"


def prefect_file(plan: Plan) -> str:
    """Write the content of a `prefect.yaml` with every deployment of a plan.

    The same plan and language give the same text.
    """
    nightly = _("Every night: all batches that wait, for the phases that have begun")
    renewal = _("Every night: raise signatures, and renew time stamps before their proof ends")
    deployments = [
        *map(_of_phase, plan.phases),
        _every_night("nightly", "flows.nightly:nightly", nightly, hour=20),
        _every_night("renew", "flows.renewal:renew", renewal, hour=3),
    ]
    content = {"name": "sohoa", "pull": [], "deployments": deployments}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)


def _of_phase(phase: Phase) -> dict[str, Any]:
    text = _("Phase {number}: {name}").format(number=phase.number, name=phase.name)
    if phase.is_inventory:
        name = f"phase-{phase.number}-inventory"
        return _deployment(name, "flows.inventory:import_register", text)
    return {
        **_deployment(f"phase-{phase.number}", "flows.digitize:digitize_phase", text),
        "parameters": {"phase": phase.number},
    }


def _every_night(name: str, entrypoint: str, text: str, *, hour: int) -> dict[str, Any]:
    schedule = {"cron": f"0 {hour} * * *", "timezone": _TIME_ZONE, "slug": "every-night"}
    return {**_deployment(name, entrypoint, text), "schedules": [{**schedule, "active": True}]}


def _deployment(name: str, entrypoint: str, text: str) -> dict[str, Any]:
    return {
        "name": name,
        "description": text,
        "entrypoint": entrypoint,
        "work_pool": {"name": _POOL, "work_queue_name": "default"},
    }
