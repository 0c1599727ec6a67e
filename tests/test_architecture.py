"""The house keeps its shape: what must not be imported, and how quick the door opens."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sohoa.workspace import CHECKOUT

HEAVY = ["prefect", "sqlalchemy", "alembic", "pandas", "pyhanko", "pikepdf", "tesserocr", "numpy"]
CLOCKS = {"now", "utcnow", "today", "time"}
SOURCES = sorted(
    path for top in ("flows", "tasks", "sohoa") for path in (CHECKOUT / top).rglob("*.py")
)


@cache
def _parsed(path: Path) -> ast.Module:
    """A module as a tree; each is read by several tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def _trees_are_let_go() -> Iterator[None]:
    yield
    _parsed.cache_clear()


def test_flows_and_tasks_are_ours():
    """`flows` and `tasks` are common names; what Python imports under them is this checkout."""
    import flows
    import tasks

    assert Path(str(flows.__file__)).is_relative_to(CHECKOUT)
    assert Path(str(tasks.__file__)).is_relative_to(CHECKOUT)


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "search",
        "status",
        "list",
        "show",
        "inventory summary",
        "runs",
        "lookup",
        "lookups",
    ],
)
def test_a_quick_command_loads_nothing_heavy(command, tmp_path):
    """Reading commands load no Prefect, no SQLAlchemy, no pandas and no PDF library."""
    script = (
        "import sys; from sohoa.cli.main import run\n"
        "code = run(sys.argv[1:])\n"
        f"print('LOADED', [name for name in {HEAVY} if name in sys.modules])"
    )
    arguments = [*command.split(), *(["x"] if command in {"search", "show"} else [])]

    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "SOHOA_HOME": str(_workspace(tmp_path))},
        capture_output=True,
        text=True,
    )

    assert "LOADED []" in done.stdout, done.stdout + done.stderr


def test_help_answers_in_half_a_second():
    """The best of five `sohoa --help` takes less than half a second of CPU: other work on the
    machine makes no difference."""
    command = [str(Path(sys.executable).with_name("sohoa")), "--help"]

    def seconds() -> float:
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime

    assert min(seconds() for _turn in range(5)) < 0.5


def test_long_test_files_are_named_as_they_are():
    """`tests/long.txt` says which begin first: a name that is none any more would do nothing."""
    named = (CHECKOUT / "tests/long.txt").read_text(encoding="utf-8").split()
    there = [path.name for path in (CHECKOUT / "tests").rglob("test_*.py")]

    assert sorted(set(named)) == sorted(named)
    assert set(named) - set(there) == set()


def test_nothing_is_caught_blindly():
    """No `except Exception` and no bare `except` anywhere in the product."""
    blind = [
        f"{path.relative_to(CHECKOUT)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]

    assert blind == []


def test_nobody_asks_for_the_time_while_being_imported():
    """Neither a constant nor a default is "now": in a process that lives for hours (a night's run,
    a long suite) that would be the time it began, and what servers say afterwards an hour off."""
    tops = ("flows", "tasks", "sohoa", "tests", "bench", "research")
    found = [
        f"{path.relative_to(CHECKOUT)}:{line}"
        for top in tops
        for path in sorted((CHECKOUT / top).rglob("*.py"))
        for line in _clocks_read(_parsed(path))
    ]

    assert found == []


def _clocks_read(node: ast.AST) -> Iterator[int]:
    """Lines that ask for the time when a module is read: bodies of functions wait till called."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            read = [child.args, *getattr(child, "decorator_list", [])]
        else:
            read = [child]
        for one in read:
            if isinstance(one, ast.Call) and getattr(one.func, "attr", "") in CLOCKS:
                yield one.lineno
            yield from _clocks_read(one)


def test_research_is_nobodys_business():
    """Neither a test nor a benchmark leans on the programs that learnt the models (the product's
    own imports are held by the contract)."""
    leaning = [
        str(path.relative_to(CHECKOUT))
        for top in ("tests", "bench")
        for path in sorted((CHECKOUT / top).rglob("*.py"))
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if name and name.split(".")[0] == "research"
    ]

    assert leaning == []


def test_nothing_private_is_left_over():
    """A module's own constant, function or class that the module does not use is dead."""
    left_over = [
        f"{path.relative_to(CHECKOUT)}: {name}"
        for top in ("sohoa", "flows", "tasks", "bench", "research")
        for path in sorted((CHECKOUT / top).rglob("*.py"))
        for content in [path.read_text(encoding="utf-8")]
        for name in _private_names(_parsed(path))
        if len(re.findall(rf"\b{name}\b", content)) == 1
    ]
    assert left_over == []


def _private_names(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            parts = (part for target in node.targets for part in ast.walk(target))
            names = [part.id for part in parts if isinstance(part, ast.Name)]
        else:
            continue
        yield from (name for name in names if re.match("_[A-Za-z]", name))


def test_every_benchmark_still_finds_what_it_imports():
    """Nothing else runs them in CI: two had named what was elsewhere by then."""
    names = [f"bench.{path.stem}" for path in sorted((CHECKOUT / "bench").glob("[a-z]*.py"))]
    code = f"import importlib; [importlib.import_module(name) for name in {names}]"
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)


@pytest.mark.parametrize(
    "path", sorted((CHECKOUT / "sohoa/ocr/data").iterdir()), ids=lambda path: path.name
)
def test_where_a_model_comes_from_is_written_down(path):
    """`research/README.md` names each model by the digest of the file that is shipped."""
    told = (CHECKOUT / "research/README.md").read_text(encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()

    assert f"| `{path.name}` | `{digest}` |" in told


def test_functions_and_modules_keep_their_size():
    """No function above 60 lines, no module above 400."""
    long: list[str] = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            long.append(str(path))
        long += [
            f"{path}:{node.lineno}"
            for node in ast.walk(_parsed(path))
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 60
        ]

    assert long == []


def _workspace(tmp_path: Path) -> Path:
    """A workspace with a plan and nothing else: reading commands must bear that."""
    (tmp_path / "phases.yaml").write_bytes((CHECKOUT / "phases.yaml").read_bytes())
    return tmp_path


def test_no_two_public_classes_of_a_package_bear_one_name():
    """A name means one thing inside a package (`docs/glossary.md` lists those between packages)."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in (CHECKOUT / "sohoa").rglob("*.py"):
        package = "/".join(path.relative_to(CHECKOUT).parts[:2])
        for node in _parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault((package, node.name), []).append(path.name)

    assert {key: names for key, names in found.items() if len(names) > 1} == {}
