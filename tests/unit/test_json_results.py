"""`--json` prints the typed results, with the fields that `docs/json.schema.json` names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import json_page
import pytest
from goldens import VERSIONS, copy_of
from package_samples import SAID
from pydantic import TypeAdapter

from sohoa.catalogue.reader import CatalogueReader
from sohoa.cli.commands import build_group
from sohoa.cli.main import run
from sohoa.runs.live import recorded_run
from sohoa.runs.record import RunKind
from sohoa.use_cases.results import RESULTS
from sohoa.workspace import Workspace

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module", params=VERSIONS)
def office(request, tmp_path_factory) -> Workspace:
    """A copy of each golden archive."""
    return copy_of(request.param, tmp_path_factory.mktemp("golden") / request.param)


def commands_with_json(group: click.Group, before: str = "") -> Iterator[str]:
    """The names of all commands that have `--json`."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command and any("--json" in option.opts for option in command.params):
            yield before + name
        if isinstance(command, click.Group):
            yield from commands_with_json(command, f"{name} ")


def test_the_schema_is_that_of_the_types():
    """`python tests/json_page.py` writes it anew."""
    assert json_page.PAGE.read_text(encoding="utf-8") == json_page.page()


def test_every_command_with_json_has_its_result():
    """Neither a result nobody prints nor a command without one."""
    assert set(commands_with_json(build_group())) == {name.partition(" --")[0] for name in RESULTS}


def _asked(workspace: Workspace, tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    made = json.loads((workspace.root / "made.json").read_text())
    day, judged = made["made_on"], made["judge_on"]
    (archived, *_others), (rejected, *_more) = (
        sorted(found) for found in _identities(workspace, "archived", "quarantined")
    )
    template = tmp_path / "register.xlsx"
    assert run(["--home", str(workspace.root), "inventory", "template", str(template)]) == 0
    yield "doctor", ["doctor"]
    yield "inventory import", ["inventory", "import", str(template), "--dry-run"]
    yield "inventory summary", ["inventory", "summary"]
    yield "list", ["list"]
    yield "show", ["show", archived]
    yield "show", ["show", rejected]
    yield "search", ["search", "giấy phép"]
    yield "status", ["status", "--as-of", day]
    yield "papers", ["papers", "registered", "--as-of", day]
    yield "papers", ["papers", "unlinked", "--as-of", day]
    yield "report", ["report", "2", "--as-of", day]
    yield "verify", ["verify", "--at", judged]
    yield "renew --calendar", ["renew", "--calendar"]
    proof = str(tmp_path / "proof.json")
    assert (
        run(
            [
                "--home",
                str(workspace.root),
                "ledger",
                "proof",
                archived,
                "--output",
                proof,
                "--open",
            ]
        )
        == 0
    )
    yield "ledger head", ["ledger", "head"]
    yield "ledger heads", ["ledger", "heads"]
    yield "audit --proof", ["audit", "--proof", proof]
    with recorded_run(workspace, RunKind.RENEW) as renewal:
        renewal.exit_code = 0
    yield "runs", ["runs"]
    yield "run --watch", ["run", "--watch", renewal.record.run_id]
    yield "review export", ["review", "export"]
    yield "tidy", ["tidy", "--dry-run"]
    yield "reconcile", ["reconcile", min(one.name for one in workspace.inbox_dir.iterdir())]
    yield from _packed(workspace, tmp_path)
    yield "release", ["release", archived, "--reason", "biên bản 5", "--yes"]
    yield "withdraw", ["withdraw", archived, "--reason", "nhầm", "--yes"]


def _packed(workspace: Workspace, tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    (workspace.config_dir / "packaging.toml").write_text(SAID, encoding="utf-8")
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        unit = next(row.file_code for row in reader.archived() if not row.state.is_retired)
    yield "package", ["package", unit, "--output", str(tmp_path / "packages")]
    (made,) = (tmp_path / "packages").iterdir()
    yield "package --verify", ["package", "--verify", str(made), "--compare"]
    (made / "METS.xml").write_text("<x/>")
    yield "package --verify", ["package", "--verify", str(made)]
    yield "package --show", ["package", unit, "--show", "circular-05-sip"]


def _identities(workspace: Workspace, *states: str) -> Iterator[list[str]]:
    from sohoa.domain.outcome import DocumentState
    from sohoa.need_rules import load_need_rules
    from sohoa.use_cases.documents import DocumentsWanted, list_documents

    rules = load_need_rules(workspace.config_dir)
    for state in states:
        rows = list_documents(workspace, DocumentsWanted(state=DocumentState(state)), rules)
        yield [row.document_id for row in rows]


def test_what_is_printed_is_the_result(office, tmp_path, capsys):
    """Read back by its type, a result is printed again as it was: no field more or fewer."""
    for name, arguments in _asked(office, tmp_path):
        capsys.readouterr()
        run(["--home", str(office.root), *arguments, "--json"])
        printed = capsys.readouterr().out

        kind = TypeAdapter(RESULTS[name])
        told = json.loads(printed)
        again = json.loads(kind.dump_json(kind.validate_json(printed)))
        assert _instants(again) == _instants(told), (name, arguments)


def _instants(value: object) -> object:
    """The same with one way of writing UTC."""
    if isinstance(value, dict):
        return {key: _instants(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_instants(one) for one in value]
    return value.replace("+00:00", "Z") if isinstance(value, str) else value
