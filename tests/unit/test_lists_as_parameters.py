"""Many values that are asked for as one, and many that are written as one: on both databases."""

from __future__ import annotations

from enum import StrEnum

import pytest
from sqlalchemy import insert, select

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.schema import office_facts
from sohoa.catalogue.writing_many import write_many

#: What either database could take for a sign of its own.
ODD = (
    "", " ", "a,b", '"', '""', "\\", '\\"', "{}", "{a,b}", "NULL", "null", "'", "[1]", "%s", ":x",
    "a\nb", "điều", "日本", "\\u0041", "\ud7ff",
)  # fmt: skip


class _Kind(StrEnum):
    """A kind of text that is none to a driver."""

    ONE = "one of a kind"


@pytest.fixture
def kept(catalogue):
    """A catalogue in which each odd text is the name of a fact."""
    with catalogue._write() as connection:
        write_many(connection, insert(office_facts), ({"name": one, "value": "x"} for one in ODD))
    return catalogue


@pytest.mark.parametrize("asked", [[], ["none"], [ODD[3]], list(ODD), ["none", *ODD, ODD[4]]])
def test_of_many_values_each_is_asked_for_as_it_is(kept, asked):
    """However it is written; none where none is asked for."""
    column = office_facts.c.name
    with kept.looked_at() as connection:
        found = connection.execute(select(column).where(is_among(column, asked))).scalars().all()
    assert sorted(found) == sorted({*asked} & {*ODD})


def test_many_are_written_as_one_by_one(catalogue):
    """Also what a server cannot keep, NUL, and values of an enumeration."""
    rows = [{"name": one, "value": one} for one in ("a\0b", _Kind.ONE, "c")]
    column = office_facts.c.value
    with catalogue._write() as connection:
        write_many(connection, insert(office_facts), rows)
        found = connection.execute(select(column).order_by(column)).scalars().all()
        named = connection.execute(select(column).where(is_among(column, [_Kind.ONE]))).scalar()
    assert [one.replace("\0", "\ufffd") for one in found] == ["a\ufffdb", "c", "one of a kind"]
    assert named == "one of a kind"
