"""The SQL of looking up what is held of an owner, for both doors; see `queries`."""
# ruff: noqa: S608 - put together from constants of this package alone

from __future__ import annotations

from sohoa.catalogue.instants import as_text
from sohoa.catalogue.postgres.signs import storable
from sohoa.catalogue.queries import DIGITIZING, PAPER_COLUMNS
from sohoa.domain.lookups import Lookup
from sohoa.domain.vietnam_time import day_of

#: The listed papers of an owner, the newest first, each with its owner's name. One that is another
#: one now is that one.
PAPERS_OF_OWNER = f"""SELECT {", ".join(PAPER_COLUMNS.values())}, r.owner
    FROM register_records r {DIGITIZING}
    WHERE r.listing = 'listed' AND r.record_id IN (
        SELECT CASE WHEN m.merged_into = '' THEN m.record_id ELSE m.merged_into END
        FROM paper_owners o CROSS JOIN register_records m
        WHERE o.locked = :locked AND m.serial = o.serial)
    ORDER BY r.formed DESC, r.serial"""
OWNER_CHECK = "SELECT value FROM office_facts WHERE name = 'owner_check'"
HAS_OWNERS = "SELECT 1 FROM paper_owners LIMIT 1"

ENTER = """INSERT INTO lookups
    (serial, at, day, person, purpose, locked, record_type, found, apart)
    SELECT coalesce(max(serial), 0) + 1, :at, :day, :person, :purpose, :locked, :record_type,
    :found, :apart FROM lookups"""

#: What was asked between two days, both included. Put twice on a day it is one question, and
#: answered if it was once: figure and list are made of this.
QUESTIONS = """FROM lookups WHERE day >= :since AND day <= :until AND at < :before
    GROUP BY day, person, locked, record_type, purpose"""
REUSE = f"""SELECT count(*), coalesce(sum(CASE WHEN q.found > 0 THEN 1 ELSE 0 END), 0)
    FROM (SELECT max(found) AS found {QUESTIONS}) q"""
QUESTIONS_LISTED = f"""SELECT min(at), person, purpose, record_type, max(found), max(apart)
    {QUESTIONS} ORDER BY min(serial)"""


def values_of(asked: Lookup) -> dict[str, object]:
    """A question as `ENTER` takes it."""
    return {
        "at": as_text(asked.at),
        "day": day_of(asked.at).isoformat(),
        "person": storable(asked.person),
        "purpose": storable(asked.purpose),
        "locked": asked.locked,
        "record_type": asked.record_type,
        "found": asked.found,
        "apart": asked.apart,
    }
