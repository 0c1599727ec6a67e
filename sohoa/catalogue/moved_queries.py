"""The SQL of what moved between two days (`moved_papers`)."""
# ruff: noqa: S608 - put together from constants of the catalogue alone

from __future__ import annotations

from sohoa.catalogue.asked import among
from sohoa.domain.two_times import Act

#: Of every document an upgrade has entered what stood in its row only (revisions 0020, 0021):
#: nothing that moves a figure. Of papers one has entered all that was known of them (0010).
_MOVES = f"c.id = f.change_id AND (c.act <> '{Act.UPGRADE.value}' OR f.kind <> 'document')"
#: Of what anything was recorded after a change.
CHANGED = f"""SELECT DISTINCT f.subject FROM facts f CROSS JOIN changes c
    WHERE {_MOVES} AND f.kind = :kind AND f.change_id > :base"""
#: Papers that were formed, or whose last day passed, between two days: those of which nothing was
#: recorded since bear today what they bore then.
DATED = """SELECT record_id FROM register_records
    WHERE (valid_until >= :first AND valid_until < :second)
    OR (formed > :first AND formed <= :second)"""
#: The documents that are tied to some papers today.
HOLDING = f"SELECT document_id FROM documents WHERE record_id {among('papers')}"
FACTS = f"""SELECT subject, said, true_from, change_id FROM facts
    WHERE kind = :kind AND change_id <= :last AND subject {among("subjects")}
    ORDER BY subject, serial"""
#: All that was said of the subjects of a kind up to a change, and when, if it moves a figure.
SAID = f"""SELECT f.subject, f.said, f.true_from, c.at FROM facts f
    CROSS JOIN changes c WHERE {_MOVES}
    AND f.kind = :kind AND f.change_id <= :last ORDER BY f.subject, f.serial"""
