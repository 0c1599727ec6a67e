"""What is said of a room's inventory: how many papers it declares, and that it is closed."""

from __future__ import annotations

from sqlalchemy import Connection

from sohoa.catalogue.fact_log import record_change, record_facts
from sohoa.catalogue.paper_changes import Saying
from sohoa.domain.two_times import Act, Fact, SubjectKind
from sohoa.domain.vietnam_time import day_of


def declare_papers(connection: Connection, room: str, papers: int, saying: Saying) -> None:
    """Record how many papers a room says it holds."""
    _record(connection, Act.DECLARE, room, {"declared": str(papers)}, saying)


def close_inventory(connection: Connection, room: str, saying: Saying) -> None:
    """Record that a room's inventory is closed: what comes later is a supplement."""
    _record(connection, Act.CLOSE, room, {"closed": "1"}, saying)


def _record(
    connection: Connection, act: Act, room: str, said: dict[str, str], saying: Saying
) -> None:
    change_id = record_change(connection, saying.change(act))
    since = (saying.since or day_of(saying.at)).isoformat()
    record_facts(connection, change_id, SubjectKind.INVENTORY, (Fact(room, said, since),))
