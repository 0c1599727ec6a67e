"""Lists of any length: what is printed is the same, and a page costs no more than a page."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from catalogue_samples import note, sha

from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.cli.screen import print_json, print_json_array, print_long_table, print_table
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Finding
from sohoa.use_cases.documents import DocumentsWanted, each_document, list_documents
from sohoa.workspace import Workspace

pytestmark = pytest.mark.usefixtures("english")
COUNT = 3_000


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Workspace:
    """An office with three thousand documents in thirty boxes."""
    workspace = Workspace(tmp_path_factory.mktemp("office"))
    workspace.data_dir.mkdir()
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        for box in range(30):
            notes = [
                note(
                    f"hop-{box:02d}.{number:03d}",
                    DocumentState.QUARANTINED if number % 10 == 0 else DocumentState.IN_PROGRESS,
                    content_sha256=sha(f"{box}/{number}"),
                    source_name=f"{number:03d}.pdf",
                    findings=(Finding("blur", 1, "20"),) if number % 50 == 0 else (),
                )
                for number in range(COUNT // 30)
            ]
            catalogue.note_states(batch=f"Hộp {box:02d}", phase=2, states=notes)
    return workspace


@pytest.mark.parametrize("values", [[], [1], [{"a": "x\ny"}, {"b": [1, {"c": None}]}]])
def test_an_array_is_printed_alike_piece_by_piece(capsys, values):
    """To the byte."""
    print_json(values)
    whole = capsys.readouterr().out
    print_json_array(iter(values))
    assert capsys.readouterr().out == whole


def test_a_long_table_is_that_of_all_rows(capsys):
    """As far as its first rows show how wide it is; then no cell is cut."""
    rows = [[f"hộp {number}", "x"] for number in range(1_000)]
    print_table(["a", "b"], rows)
    whole = capsys.readouterr().out
    print_long_table(["a", "b"], iter(rows))
    assert capsys.readouterr().out == whole
    print_long_table(["a", "b"], iter([*rows, ["wider than all others", "y"], ["z", "w"]]))
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "wider than all others  y",
        "z" + 22 * " " + "w",
    ]


def test_a_list_takes_the_memory_of_a_page(office):
    """Ten times the documents are not ten times the memory."""

    def peak(wanted: DocumentsWanted) -> tuple[int, int]:
        tracemalloc.start()
        count = sum(1 for _row in each_document(office, wanted, NeedRules.of({})))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return count, most

    peak(DocumentsWanted())
    some, small = peak(DocumentsWanted(state=DocumentState.QUARANTINED))
    every, large = peak(DocumentsWanted())
    assert (some, every) == (COUNT // 10, COUNT)
    assert large < 3 * small


def test_a_list_is_whole_and_in_order(office):
    """No document is left out between two pages, none comes twice; narrowed or not."""
    rules = NeedRules.of({})
    rows = list_documents(office, DocumentsWanted(), rules)
    keys = [(row.batch, row.source_name, row.document_id) for row in rows]
    assert len(set(keys)) == COUNT
    assert keys == sorted(keys)
    needy = list_documents(office, DocumentsWanted(needs=Need.RESCAN), rules)
    assert needy == tuple(row for row in rows if Need.RESCAN in row.needs(rules))
    assert len(needy) == COUNT // 50


def test_the_first_of_a_list(office, capsys):
    """`--limit` gives the first ones, in both forms."""
    assert run(["--home", str(office.root), "list", "--limit", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told] == ["hop-00.000", "hop-00.001", "hop-00.002"]
    assert run(["--home", str(office.root), "list", "--limit", "3"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2 + 3
