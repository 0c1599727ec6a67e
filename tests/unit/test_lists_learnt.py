"""`sohoa lists`: what decided records teach of names, and what people say of them."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace

import pytest
from catalogue_samples import archive, note, paper, store

from sohoa.catalogue.decided_descriptions import decided_descriptions
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.describe.learning_lists import Learning, as_toml
from sohoa.describe.lists import ValueList
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.stage_results import Description
from sohoa.settings import load_settings
from sohoa.use_cases.lists import learn_lists, show_lists
from sohoa.workspace import CHECKOUT

BODY = "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"


def read(name: FieldName, value: str, confidence: float = 97.0, **more) -> FieldRead:
    """A field of a page."""
    box = Box(1, 2, 3, 4)
    return FieldRead(name, value, 1, box, confidence, "network", "decree-30/x", **more)


def told(
    signer: str = "Lê Tấn Dũng", *, title: str = "PHÓ GIÁM ĐỐC", formed: str = "2021-03-05", **more
) -> PaperDescription:
    """A paper that somebody signed at this body; `more` is of the field of the signer."""
    fields = (
        read(FieldName.ISSUING_BODY, BODY),
        read(FieldName.FORMED, formed),
        read(FieldName.SIGNED_AS, f"KT. GIÁM ĐỐC | {title}"),
        read(FieldName.SIGNER, signer, **more),
    )
    return PaperDescription("decree-30", fields)


def learnt(*papers: PaperDescription) -> dict[FieldName, list[tuple]]:
    """What papers teach, list by list."""
    learning = Learning()
    for one in papers:
        learning.add(one)
    return {
        kind: [(one.value, one.title, one.seen) for one in lines]
        for kind, lines in learning.lines().items()
    }


def test_a_value_enters_when_several_records_say_it_for_sure():
    """With as what and where somebody signs, and from when to when that was seen."""
    papers = [told(formed=f"2021-0{month}-05") for month in (3, 5, 4)]
    assert learnt(*papers[:2])[FieldName.SIGNER] == []

    learning = Learning()
    for one in papers:
        learning.add(one)
    (line,) = learning.lines()[FieldName.SIGNER]
    assert line.model_dump() == {
        "value": "Lê Tấn Dũng", "title": "PHÓ GIÁM ĐỐC", "body": BODY, "seen": 3,
        "first": "2021-03-05", "last": "2021-05-05", "excluded": False,
    }  # fmt: skip
    assert learnt(*papers)[FieldName.ISSUING_BODY] == [(BODY, "", 3)]
    assert learnt(*papers)[FieldName.SIGNED_AS] == [
        ("KT. GIÁM ĐỐC", "", 3), ("PHÓ GIÁM ĐỐC", "", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "doubt",
    [
        {"confidence": 89.0},
        {"choices": ("Lê Văn Dũng",)},
        {"read_as": "Le ấn Dũng", "corrected_by": "learnt"},
    ],
    ids=["not-sure", "may-be-another", "corrected-by-a-list"],
)
def test_a_doubtful_reading_teaches_nothing(doubt):
    """However often: what a list gave least of all, or it would teach itself."""
    assert learnt(*[told(**doubt)] * 9)[FieldName.SIGNER] == []


@pytest.mark.parametrize("name", ["Hã Thị Lê Vân", "Lê Tấnq Dũng", "MạnEZñi Tuyết Mai"])
def test_what_can_be_no_name_teaches_nothing(name):
    """Sure as a reader may be of it: a surname that is none, a syllable that cannot be."""
    assert learnt(*[told(name)] * 9)[FieldName.SIGNER] == []


def test_of_two_spellings_one_letter_apart_the_far_commoner_stays():
    """Else both do: they are two persons."""
    both = [*[told("Lê Văn An")] * 29, *[told("Lê Văn Ân")] * 3]
    assert [one[0] for one in learnt(*both)[FieldName.SIGNER]] == ["Lê Văn An", "Lê Văn Ân"]

    slip = [*both, told("Lê Văn An")]
    assert [one[0] for one in learnt(*slip)[FieldName.SIGNER]] == ["Lê Văn An"]

    added = [*[told("Lê Văn Toàn")] * 30, *[told("Lê Văn Toà")] * 3]
    assert [one[0] for one in learnt(*added)[FieldName.SIGNER]] == ["Lê Văn Toàn"]


def test_a_title_seen_once_is_not_kept_with_a_name():
    """It may have been misread; the name counts all its papers."""
    papers = [told(), told(), told(title="FẤƯ GIÁM ĐỐC")]
    assert learnt(*papers)[FieldName.SIGNER] == [("Lê Tấn Dũng", "PHÓ GIÁM ĐỐC", 2)]
    apart = [told(title=one) for one in ("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")]
    assert learnt(*apart)[FieldName.SIGNER] == [("Lê Tấn Dũng", "", 3)]


def test_the_file_that_is_written_says_what_was_learnt():
    """Whatever stands in a value: it is read back as it was."""
    odd = 'SỞ "A" \\ B\x7f'
    papers = [replace(told(), fields=(read(FieldName.ISSUING_BODY, odd),))] * 3
    learning = Learning()
    for one in papers:
        learning.add(one)
    lines = learning.lines()
    again = ValueList(name="learnt", **tomllib.loads(as_toml(lines, records=3)))

    assert {kind: again.of(kind) for kind in lines} == lines
    assert [one.value for one in again.issuing_body] == [odd]


def test_only_decided_records_teach(catalogue_at, tmp_path):
    """Archived, counted, and tied to a paper; on both databases."""
    with Catalogue.open(str(catalogue_at(tmp_path))) as catalogue:
        store(catalogue, *(paper(f"{number}/QĐ-SVHTTDL") for number in (1, 2, 3)))
        for number, one in ((1, "hop.1"), (2, "hop.2")):
            said = Description(record_id=f"SO-{number:06d}", number=f"{number}/QĐ-SVHTTDL")
            archive(catalogue, tmp_path, one, description=said)
        archive(catalogue, tmp_path, "hop.3")
        names = {"hop.1": "Lê Tấn Dũng", "hop.3": "Lê Văn Ba", "hop.4": "Lê Văn Tư"}
        notes = [note(one, paper=told(name)) for one, name in names.items()]
        catalogue.note_states(batch="Hộp 01", phase=2, states=notes)
        with catalogue.looked_at() as connection:
            found = list(decided_descriptions(connection))

    assert found == [told("Lê Tấn Dũng")]


@pytest.fixture
def taught(office):
    """An office with three decided records of one signer."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    with Catalogue.open(office.catalogue_url) as catalogue:
        rows = [paper(f"{number}/QĐ-SVHTTDL", "05/03/2021") for number in (1, 2, 3)]
        store(catalogue, *rows)
        for number, row in enumerate(rows, 1):
            said = Description(record_id=f"SO-{number:06d}", number=row.number, formed=row.formed)
            archive(catalogue, office.data_dir, f"hop.{number}", description=said)
            states = [note(f"hop.{number}", paper=told())]
            catalogue.note_states(batch="Hộp 01", phase=2, states=states)
    return office


def test_lists_are_learnt_shown_and_used(taught):
    """A rehearsal writes nothing; what is learnt again changes nothing; a person's file stays."""
    folder = taught.config_dir / "lists"
    tried = learn_lists(taught, rehearse=True)
    assert not folder.exists()
    done = learn_lists(taught, rehearse=False)
    assert replace(tried, rehearsed=False) == done
    assert (done.records, done.values["signer"]) == (3, 1)
    assert ("signer", "Lê Tấn Dũng", 0, 3) in {
        (one.kind, one.value, one.before, one.now) for one in done.lines
    }
    own = '# của tôi\n[[signer]]\nvalue = "Lê Tấn Dũng"\nexcluded = true\n'
    (folder / "rieng.toml").write_text(own, encoding="utf-8")

    assert learn_lists(taught, rehearse=False).lines == ()
    assert (folder / "rieng.toml").read_text(encoding="utf-8") == own
    assert "signer" not in {one.kind for one in show_lists(taught)}
    known = load_settings(taught.config_dir).lists_told.known
    assert [one.value for one in known.of(FieldName.ISSUING_BODY)] == [BODY]
    assert known.of(FieldName.SIGNER) == []


def test_what_is_no_longer_said_goes_and_is_shown(taught):
    """A record that is untied, or withdrawn, teaches nothing any more."""
    learn_lists(taught, rehearse=False)
    with Catalogue.open(taught.catalogue_url) as catalogue:
        states = [note("hop.1", paper=told("Lê Văn Phúc"))]
        catalogue.note_states(batch="Hộp 01", phase=2, states=states)
    again = learn_lists(taught, rehearse=False)

    assert [(one.value, one.before, one.now) for one in again.lines] == [("Lê Tấn Dũng", 3, 0)]


def test_the_command_says_what_it_learns(taught, capsys):
    assert run(["lists"]) == 0
    assert "sohoa lists --learn" in capsys.readouterr().out
    assert run(["lists", "--dry-run"]) == 2
    capsys.readouterr()
    assert run(["lists", "--learn"]) == 0
    shown = capsys.readouterr().out
    assert "Lê Tấn Dũng" in shown
    assert "3 văn bản" in shown
    assert run(["lists", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert {
        "kind": "signer", "value": "Lê Tấn Dũng", "title": "PHÓ GIÁM ĐỐC", "body": BODY, "seen": 3,
        "first": "2021-03-05", "last": "2021-03-05", "file": "learnt",
    } in values  # fmt: skip
    assert run(["lists"]) == 0
    assert "PHÓ GIÁM ĐỐC" in capsys.readouterr().out


def test_without_decided_records_nothing_is_learnt_and_nothing_lost(office, capsys):
    """The file that is there stays."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    kept = office.config_dir / "lists" / "learnt.toml"
    kept.parent.mkdir()
    kept.write_text('[[place]]\nvalue = "Bình Dương"\nseen = 3\n', encoding="utf-8")

    assert run(["lists", "--learn"]) == 2
    assert "[LISTS-901]" in capsys.readouterr().err
    assert "Bình Dương" in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "wrong",
    [
        '[[signer]]\nvalue = ""',
        '[[colour]]\nvalue = "đỏ"',
        '[[place]]\nvalue = "Bình Dương"\nbody = "SỞ Y TẾ"',
        '[[signer]]\nvalue = "Lê Văn Ba"\nfirst = "năm ngoái"',
    ],
)
def test_a_file_that_is_no_list_stops_with_its_name(office, wrong, capsys):
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    (office.config_dir / "lists").mkdir()
    (office.config_dir / "lists" / "rieng.toml").write_text(wrong, encoding="utf-8")

    assert run(["lists"]) == 3
    assert "lists/rieng.toml" in capsys.readouterr().err
