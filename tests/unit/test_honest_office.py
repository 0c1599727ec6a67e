"""Whatever an honest office does, an audit calls nothing of it a contradiction."""

from __future__ import annotations

from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st
from living_office import ACTS, Office

from sohoa.catalogue.makers import database_of
from sohoa.catalogue.owner_masking import mask_papers
from sohoa.catalogue.writer import Catalogue
from sohoa.inspection.differences import NOTED
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection

_MASK = st.just(("mask",))


@settings(max_examples=40)
@given(acts=st.lists(st.one_of(ACTS, _MASK), min_size=1, max_size=25))
def test_whatever_is_done_is_whole(acts, tmp_path_factory):
    """Any sequence of acts, words masked in between, and a head after each: all of them hold."""
    folder = tmp_path_factory.mktemp("honest")
    url, heads = f"sqlite:///{folder / 'catalogue.sqlite3'}", []
    with Catalogue.open(url) as catalogue:
        office = Office(catalogue, folder / "archive")
        for act, *said in acts:
            if act == "mask":
                with closing(database_of(url)) as database, database.writing() as connection:
                    mask_papers(connection, 0)
            else:
                office.act(act, *said)
            heads.append(catalogue.head(at=office.now))
    with InspectionDoor.open(url) as door:
        inspection = Inspection(door, heads, office.folder)
        found = [(one.code, one.record, dict(one.details)) for one in inspection.differences()]
    assert [one for one in found if one[0] not in NOTED] == []
    assert len(inspection.proven) == len(heads)
