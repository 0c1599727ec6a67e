"""One thing, one word: what stands on a Vietnamese screen, and what must never stand there."""

from __future__ import annotations

import ast
import datetime as dt
import errno
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import click
import pytest
from babel.messages.pofile import read_po
from catalogue_samples import NOON, archive, paper, store

from sohoa import active_content
from sohoa.audit.problems import Part, Problem
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.commands import COMMANDS, build_group
from sohoa.cli.day import DAY
from sohoa.cli.document_view import event_text, state_label
from sohoa.cli.inventory_view import outcome_label
from sohoa.cli.main import run
from sohoa.cli.papers import figure_labels
from sohoa.cli.prefect_log import prefect_log
from sohoa.cli.progress_view import step_label
from sohoa.cli.run_screen import print_summary
from sohoa.domain.custody import RecordEvent, RecordEventType
from sohoa.domain.custody_errors import BoxArrivingError
from sohoa.domain.errors import (
    ActiveContentError,
    BatchFilesError,
    SettingsError,
)
from sohoa.domain.figures import Figure, Standing
from sohoa.domain.findings import RULES
from sohoa.domain.findings import finding_text as text_of
from sohoa.domain.outcome import DocumentState
from sohoa.domain.plan import Plan
from sohoa.domain.register import RowOutcome, Validity
from sohoa.domain.share import Share
from sohoa.domain.stage_results import Finding
from sohoa.domain.stations import Station
from sohoa.domain.verdict import judge_plan
from sohoa.inventory.wording import validity_label
from sohoa.language import _, set_language
from sohoa.line.summary import BatchSummary, RunSummary
from sohoa.reports.standing_words import standing_label
from sohoa.settings import load_settings
from sohoa.tabular.columns import Column, column_title
from sohoa.workspace import CHECKOUT

CATALOGUE = CHECKOUT / "sohoa" / "locale" / "vi" / "LC_MESSAGES" / "sohoa.po"

#: What no Vietnamese message says, and why.
FORBIDDEN = {
    r"\blô\b": "what is delivered together is a hộp",
    r"ảnh quét": "a scan is a bản quét: a PDF is no ảnh",
    r"\btài liệu\b": "a scanned document is a văn bản, a row of the register giấy tờ",
    r"\bhồ sơ\b(?<!mã hồ sơ)(?<!trong hồ sơ)": "hồ sơ is a file unit and nothing else",
    r"\bbản ghi\b": "a row of the register is giấy tờ",
    r"\b\d{4}-\d{2}-\d{2}\b|YYYY|\bISO 8601\b": "days are written 31/12/2023",
    r"\bcách ly\b|\bkiểm dịch\b": "what is rejected is bị từ chối",
    r"\bbatch\b(?!\.csv)|\bscan\b|\binbox\b(?<!data/inbox)": "an English word",
    r"\bFIGURE\b|\bFILE\b|\bBATCH\b|\bPHASE\b|\bNAME\b": "an English place to fill in",
}
_PLACEHOLDER = re.compile(r"{\w+}")
_CODE = re.compile(r"\b[a-z]+(?:[-_][a-z]+)+\b")


@pytest.fixture(autouse=True)
def vietnamese():
    """These tests read Vietnamese."""
    set_language("vi")
    yield
    set_language("vi")


@pytest.fixture
def said(capsys):
    """Run a command and give its exit code and what it printed."""

    def of(*arguments: str) -> tuple[int, str]:
        code = run(arguments)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return of


@pytest.fixture
def configured(office):
    """An office with the settings of the checkout."""
    shutil.copytree(CHECKOUT / "config", office.config_dir, dirs_exist_ok=True)
    return office


@pytest.fixture
def catalogue(office):
    """The office's catalogue, open for writing."""
    with Catalogue.open(office.catalogue_url) as opened:
        yield opened


@cache
def messages() -> dict[str, str]:
    """Every text, English to Vietnamese; of those with a number, the first."""
    with CATALOGUE.open("rb") as stream:
        return {_one(message.id): _one(message.string) for message in read_po(stream) if message.id}


def _one(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


# --- (a) one word for one thing -------------------------------------------------------------


#: The forms of Decree 30/2020, annex V, have their own words, which are not ours to choose.
_WORDS_OF_FORMS = (r"\btài liệu\b", next(one for one in FORBIDDEN if "hồ sơ" in one))


@cache
def of_forms() -> set[str]:
    """The messages of those forms and of packages, which hold file units and nothing else."""
    modules = [
        *CHECKOUT.glob("sohoa/reports/handover*.py"),
        *(CHECKOUT / f"sohoa/cli/{name}.py" for name in ("handover", "package")),
        CHECKOUT / "sohoa/domain/package_errors.py",
        *CHECKOUT.glob("sohoa/package/*.py"),
    ]
    calls = (
        node
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "N_"} and node.args
    )
    return {part.value for call in calls for part in call.args if isinstance(part, ast.Constant)}


@pytest.mark.parametrize("pattern", FORBIDDEN, ids=list(FORBIDDEN.values()))
def test_no_message_says_what_the_list_of_words_forbids(pattern: str):
    """`docs/words.md` keeps the list; each message holds to it."""
    found = {
        english: text
        for english, text in messages().items()
        if re.search(pattern, _PLACEHOLDER.sub("", text), re.IGNORECASE)
    }
    if pattern in _WORDS_OF_FORMS:
        found = {english: text for english, text in found.items() if english not in of_forms()}
    if pattern.startswith(r"\bFIGURE"):
        found = {english: text for english, text in found.items() if re.search(pattern, text)}

    assert found == {}, FORBIDDEN[pattern]


def test_the_forbidden_words_are_found_where_they_stand():
    """The patterns are no dead letters."""
    bad = "lô ảnh quét, tài liệu, hồ sơ, bản ghi, 2023-12-31, cách ly, scan, FIGURE"

    assert [pattern for pattern in FORBIDDEN if not re.search(pattern, bad, re.IGNORECASE)] == []


def test_the_list_of_words_is_written_down():
    """The words of the register, the scans and the boxes each have their row."""
    page = CHECKOUT.joinpath("docs", "words.md").read_text(encoding="utf-8")

    for word in ("giấy tờ", "văn bản", "hồ sơ", "hộp", "bản quét"):
        assert f"| **{word}** |" in page


def test_the_guides_hold_to_the_words():
    """What the office reads uses the words of the screen."""
    for name in ("docs/van-hanh.md", "docs/registers.vi.md", "README.md"):
        guide = CHECKOUT.joinpath(name).read_text(encoding="utf-8")
        for pattern in (r"\blô\b", r"ảnh quét", r"\b\d{4}-\d{2}-\d{2}\b"):
            assert not re.search(pattern, guide, re.IGNORECASE), (name, pattern)


# --- (c) every label ------------------------------------------------------------------------


def test_no_state_is_shown_as_the_program_spells_it():
    """States, columns, validity, figures and stations are said as people say them."""
    labels = [
        *((one.value, state_label(one)) for one in DocumentState),
        *((one.value, validity_label(one)) for one in Validity),
        *((one.value, standing_label(one)) for one in Standing),
        *((one.value, outcome_label(one)) for one in RowOutcome),
        *((one.value, step_label(one)) for one in Station),
        *((one.value, column_title(one)) for one in Column),
        *((name, label) for name, label in figure_labels().items()),
        *((code, _(rule)) for code, rule in RULES.items()),
    ]

    for value, label in labels:
        assert label
        assert label != value
        assert not re.search(r"[a-z]_[a-z]", label), (value, label)
    assert {*Figure} <= figure_labels().keys()


def test_what_verify_compares_is_said_in_words():
    """Values of receipts and signatures, days among them, are shown as people write them."""
    details = {
        "field": "CoQuanSoHoa",
        "what": "provable_until",
        "said": "2031-01-01T00:00:00+00:00",
        "found": "no-longer-provable",
    }
    text = Problem("signature-says", Part.RECEIPT, "x.json", details).text
    date = Problem(
        "receipt-says",
        Part.RECEIPT,
        "x",
        {"what": "date", "receipt": "2012-03-05", "catalogue": ""},
    ).text

    assert "01/01/2031 07:00:00 +07:00" in text
    assert "no-longer-provable" not in text
    assert "05/03/2012" in date


def test_events_are_dated_as_people_write():
    """What happened to a record later stands with its day and time of Vietnam."""
    details = ("replaced", "withdrawn", "replaces", "admitted", "restored", "masters-released")
    for detail in details:
        event = RecordEvent(
            RecordEventType.DEACCESSION, detail, "2023-06-01T05:00:00+00:00", "An", "nhầm", "sohoa"
        )
        told = event_text(event)

        assert told.startswith("01/06/2023 12:00, ")
        assert detail not in told


# --- (d) days -------------------------------------------------------------------------------

_ISO = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?(?:T\d{2}:\d{2})?\b")


def test_no_screen_shows_a_day_of_iso(catalogue, said, office):
    """`show`, `list`, `papers` and `renew --calendar`; their JSON keeps ISO 8601."""
    store(catalogue, paper("12/QĐ"), paper("13/QĐ"))
    archive(catalogue, office.archive_dir, "hop.1", archived_at=NOON)

    for command in (
        ("show", "hop.1"),
        ("show", "SO-000001"),
        ("list",),
        ("papers", "registered"),
        ("renew", "--calendar"),
        ("status", "--as-of", "31/12/2023"),
    ):
        _code, text = said(*command)
        assert not _ISO.search(text.replace(str(office.root), "")), (command, text)
    _code, as_json = said("show", "hop.1", "--json")
    assert _ISO.search(as_json)


def test_a_day_is_typed_as_people_write_it():
    """`31/12/2023`, and ISO too."""
    for typed in ("31/12/2023", "2023-12-31"):
        assert DAY.convert(typed, None, None) == dt.date(2023, 12, 31)


# --- (e) help -------------------------------------------------------------------------------


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, ...]]:
    yield tuple(name.split())
    if isinstance(command, click.Group):
        for one in command.commands:
            yield from _commands(command.commands[one], f"{name} {one}")


def _all_commands() -> list[tuple[str, ...]]:
    group = build_group()
    context = click.Context(group)
    found: list[tuple[str, ...]] = [()]
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        found += _commands(command, name)
    return found


#: Help is made once a process: in one of its own, and for all commands in the same.
_HELP = """
import contextlib, io, json, sys
from sohoa.cli.main import run
told = []
for command in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = run([*command, "--help"])
    told.append((command, code, said.getvalue()))
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def vietnamese_help() -> dict[tuple[str, ...], tuple[int, str]]:
    """The exit code and the help of each command."""
    asked = [sys.executable, "-c", _HELP, json.dumps(_all_commands())]
    environment = {**os.environ, "SOHOA_LANG": "vi"}
    done = subprocess.run(asked, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    return {tuple(command): (code, said) for command, code, said in json.loads(done.stdout)}


@pytest.mark.parametrize("command", _all_commands(), ids=" ".join)
def test_help_has_no_english_line(vietnamese_help, command: tuple[str, ...]):
    """Nothing of what the English help says stands in the Vietnamese one but what is typed."""
    code, said = vietnamese_help[command]
    text = " ".join(said.split())

    assert (code, "--help" in said) == (0, True)
    for english, translation in messages().items():
        plain = english.strip()
        if plain != translation.strip() and len(plain.split()) > 2 and "{" not in plain:
            assert plain not in text, plain
    for word in ("OPTIONS", "COMMAND", "ARGS", "INTEGER", "TEXT", "NAME", "FOLDER", "FILE", "ID"):
        assert not re.search(rf"(?<![\w-]){word}(?![\w-])", text), (word, text)
    lines = [line.split("  ") for line in said.splitlines() if line.startswith("  -")]
    for cells in lines:
        said_of_it = cells[-1].strip()
        assert said_of_it.startswith("-") or not said_of_it.isascii() or not said_of_it, cells


def test_mistakes_on_the_command_line_are_told_in_vietnamese(office, said):
    """Click's own sentences too: a wrong value, too many words, a slip in an option."""
    for arguments, expected in (
        (("run", "x"), "không phải số nguyên"),
        (("list", "--state", "foo"), "không phải một trong"),
        (("list", "--batch"), "cần có giá trị"),
        (("list", "more"), "Thừa tham số"),
        (("list", "--stat", "x"), "Có phải ý bạn là"),
        (("show",), "Thiếu tham số 'MÃ'"),
        (("status", "--as-of", "hôm qua"), "hãy ghi dạng 31/12/2023"),
    ):
        code, text = said(*arguments)
        assert code == 2, arguments
        assert expected in text, (arguments, text)


# --- an unknown box is an error -------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("BATCH-930", ("list", "--batch", "Hộp 99")),
        ("BATCH-930", ("verify", "--batch", "Hộp 99")),
        ("BATCH-930", ("renew", "--batch", "Hộp 99")),
        ("BATCH-930", ("renew", "--calendar", "--batch", "Hộp 99")),
        ("BATCH-930", ("sign", "--batch", "Hộp 99")),
        ("BATCH-930", ("rescan-slip", "Hộp 99")),
        ("BATCH-930", ("rescan-slip", "../archive")),
        ("BATCH-930", ("list", "--batch", "")),
        ("BATCH-901", ("run", "2", "--batch", "Hộp 99")),
    ],
)
def test_a_box_that_nobody_knows_is_an_error(catalogue, configured, said, code, arguments):
    """A slip of the pen is no empty box: coded, exit code 2, wherever a box is named."""
    (configured.inbox_dir / "Hộp 01").mkdir(parents=True)

    exit_code, text = said(*arguments)

    assert exit_code == 2, text
    assert f"[{code}]" in text


def test_a_box_is_known_from_the_inbox_and_from_the_catalogue(catalogue, office, said):
    """One that lies there and was not worked on, and one that has left the inbox."""
    (office.inbox_dir / "Hộp 02").mkdir(parents=True)
    archive(catalogue, office.archive_dir, "hop.1", archived_at=NOON)

    assert said("list", "--batch", "Hộp 02")[0] == 0
    assert said("list", "--batch", "Hộp 01")[0] == 0
    code, text = said("rescan-slip", "Hộp 02")
    assert code == 2
    assert "[BATCH-931]" in text


def test_the_phase_that_counts_points_to_the_inventory(configured, said):
    """`run 1` digitizes nothing: it says which command counts."""
    code, text = said("run", "1")

    assert code == 2
    assert "[PLAN-903]" in text
    assert "sohoa inventory import" in text


# --- what others say ------------------------------------------------------------------------


def test_what_the_system_says_is_translated_where_it_is_read():
    """A reason of the operating system, a kind of active content, a word of a service."""
    for number in (errno.EACCES, errno.ENOENT, errno.EIO, errno.ENOSPC, errno.ESTALE):
        told = BatchFilesError(problem=os.strerror(number)).message(_)
        assert os.strerror(number) not in told
        assert os.strerror(number) in BatchFilesError(problem=os.strerror(number)).message(str)
    refused = ActiveContentError(kinds="JavaScript, Launch").message(_)
    kept = text_of(Finding("active-content-kept", value="GoToR, URI"), _)

    assert "mã JavaScript, lệnh mở chương trình" in refused
    assert "liên kết đến tệp khác, liên kết web" in kept


def test_every_kind_of_active_content_has_a_word():
    """What `sohoa.active_content` can name."""
    kinds = {
        *active_content._ACTIONS,
        *active_content._ANNOTATIONS,
        *active_content._ENTRIES.values(),
    }

    assert {kind for kind in kinds if _(kind) == kind} == set()


def test_mistakes_in_the_settings_are_told_in_vietnamese(configured):
    """Pydantic's words, and those of our own rules."""
    path = configured.config_dir / "settings.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("workers = 0", 'workers = "two"\nworkerz = 1').replace(
            'hold = ["missing-pages"', 'hold = ["missing-page"'
        ),
        encoding="utf-8",
    )

    with pytest.raises(SettingsError) as caught:
        load_settings(configured.config_dir)
    told = caught.value.message(_)

    assert "work.workers: cần số nguyên" in told
    assert "work.workerz: không có mục cấu hình này" in told
    assert "không có phát hiện nào tên missing-page" in told
    for english in ("Input should", "Extra inputs", "Value error", "Field required"):
        assert english not in told


# --- the guides' commands -------------------------------------------------------------------


def test_every_message_names_commands_that_exist(office):
    """`sohoa …` in a message, in both languages: the command and its options are real."""
    group, context = build_group(), click.Context(click.Command("x"))
    for pair in messages().items():
        for text in pair:
            for name, rest in re.findall(r"sohoa ([a-z-]{3,})([^`.;:)]*)", text):
                if name in COMMANDS:
                    command = group.get_command(context, name)
                    assert command is not None
                    subs = command.commands.values() if isinstance(command, click.Group) else ()
                    params = [*command.params, *(one for sub in subs for one in sub.params)]
                    known = {option for one in params for option in one.opts}
                    named = set(re.findall(r"--[a-z-]+", rest))
                    assert named <= known, (text, named - known)


# --- the screen of a run --------------------------------------------------------------------


def test_what_a_flow_logs_of_a_stopped_box_is_no_english_line_on_the_screen(capsys):
    """The summary tells it in Vietnamese; the log keeps it for the machine."""
    screen = logging.StreamHandler(sys.stderr)
    logging.getLogger().addHandler(screen)
    try:
        with prefect_log():
            logging.getLogger("sohoa.line.batch").warning("hop-01: stopped, BATCH-910")
            logging.getLogger("sohoa.line.batch").error("something else")
    finally:
        logging.getLogger().removeHandler(screen)
    told = capsys.readouterr().err

    assert "stopped" not in told
    assert "something else" in told


def test_a_stopped_box_is_named_once(capsys):
    """Its error bears its name already."""
    error = BoxArrivingError("Hộp 01", moment="20:00 28/11/2026", minutes="5", phase="2")
    stopped = RunSummary(2, (BatchSummary("Hộp 01", 0, 0, (), stopped=error),))
    floors = Plan("", (), {2022: 50})
    verdict = judge_plan(floors, Share(), as_of=dt.date(2023, 1, 1), in_error=0)
    print_summary(stopped, verdict, as_json=False)

    told = capsys.readouterr().err
    assert told.count("Hộp 01") == 1
    assert told.startswith("[BATCH-910] Hộp 01: hộp vừa được ghi lúc 20:00 28/11/2026")
