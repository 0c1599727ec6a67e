"""What the docs say is so: commands, options, paths, settings, modules, contracts, signatures."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from contracts_page import contracts_page

from sohoa.cli.commands import build_group
from sohoa.cli.main import run
from sohoa.config_files import CONFIRMED_NAMES, LISTS, MATCHING
from sohoa.settings import load_settings
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

#: What people read; an ADR tells of its day and is never edited.
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
PAGES += [CHECKOUT / "research" / "README.md"]
_CODE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_TOPS = ("sohoa", "flows", "tasks", "tests", "bench", "docs", "config", "research", "adr")
#: A place to fill in: `HỘP`, `ID…`, `<văn bản>`, `TỆP.pdf`, `…-loi-….xlsx`.
_TO_FILL_IN = re.compile(r"^[A-ZÀ-Ỹ][A-ZÀ-Ỹ-]*(?:\.\w+|…|\.\.\.)?$|[<…]|^\.\.\.$")
#: Commands that read, or write into the workspace only and need no box, no key and no server.
_SAFE = {
    "deploy",
    "inventory",
    "list",
    "papers",
    "renew",
    "report",
    "search",
    "status",
    "tidy",
    "verify",
}


def _spans(text: str) -> Iterator[str]:
    """Inline code, and the lines of blocks of code."""
    for block in _FENCE.findall(text):
        yield from block.splitlines()
    yield from _CODE.findall(_FENCE.sub("", text).replace("\n", " "))


def _typed(text: str) -> list[list[str]]:
    """The commands a page names: the words after `sohoa`, without brackets and remarks."""
    found = []
    for span in _spans(text):
        line = re.sub(r"^(\$ )?(\.venv/bin/)?", "", span.strip()).partition("  #")[0]
        if line.startswith("sohoa ") and re.match(r"sohoa [-\w]", line):
            line = re.sub(r"<[^>]*>", "<…>", re.sub(r"[\[\]]", "", line))
            found.append(shlex.split(line)[1:])
    return found


ALL_TYPED = sorted({(page.name, *words) for page in PAGES for words in _typed(page.read_text())})


def _all_commands() -> Iterator[tuple[str, click.Command]]:
    group = build_group()
    yield "", group
    waiting: list[tuple[str, click.Command]] = [("", group)]
    while waiting:
        name, command = waiting.pop()
        if isinstance(command, click.Group):
            context = click.Context(command)
            for sub in command.list_commands(context):
                found = command.get_command(context, sub)
                assert found is not None
                waiting.append((f"{name} {sub}".strip(), found))
        else:
            yield name, command


# --- commands -------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ALL_TYPED, ids=" ".join)
def test_every_command_that_a_page_names_can_be_typed(typed: tuple[str, ...]):
    """Click takes it as it stands, options and values; what a reader fills in is left open."""
    command: click.Command = build_group()
    # Below its root, as it is typed: click keeps the help option that it makes of a command first.
    root = command.make_context("sohoa", [], resilient_parsing=True)
    words = [word.rstrip(",;") for word in typed[1:]]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if _TO_FILL_IN.search(words[0]):
            return
        found = command.get_command(root, words[0])
        assert found is not None, f"there is no command {words[0]}"
        command, words = found, words[1:]
    is_open = any(_TO_FILL_IN.search(word) for word in words)
    try:
        command.make_context("sohoa", list(words), parent=root)
    except (click.MissingParameter, click.exceptions.Exit):
        return  # named and not spelled out; --help
    except click.BadParameter as error:
        if not is_open and not isinstance(getattr(error.param, "type", None), click.Path):
            raise


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    """A workspace that `sohoa init` has made."""
    folder = tmp_path_factory.mktemp("office")
    assert run(["init", str(folder)]) == 0
    return Workspace(folder)


_RUN = sorted(
    {
        words
        for _page, *rest in ALL_TYPED
        if (words := tuple(word.rstrip(",;") for word in rest))[0] in _SAFE
        and not any(_TO_FILL_IN.search(word) for word in words)
        and words[:2] != ("inventory", "import")
    }
)


@pytest.mark.parametrize("typed", _RUN, ids=" ".join)
def test_a_command_that_does_no_harm_runs_as_written(typed, workspace, monkeypatch, tmp_path):
    """In a new workspace, where there is nothing yet: it ends well, or says in its own words what
    is wrong with that (exit code 2); of the floor nothing can be judged yet (`--check`: 11)."""
    monkeypatch.setenv("SOHOA_HOME", str(workspace.root))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.chdir(tmp_path)

    assert run(typed) in ((11,) if "--check" in typed else (0, 2))


def test_the_pages_are_really_read():
    """The patterns find what they are for: no dead letters."""
    assert len(ALL_TYPED) > 80
    assert len(_RUN) > 15
    assert ("README.md", "status") in ALL_TYPED
    assert ("papers", "unproven") in _RUN


@pytest.mark.parametrize(("name", "command"), list(_all_commands()), ids=str)
def test_every_command_and_option_is_in_a_page(name: str, command: click.Command):
    """What can be typed can be read about."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    options = [one.opts for one in command.params if isinstance(one, click.Option)]

    assert re.search(rf"sohoa {name}\b", text), f"no page names `sohoa {name}`"
    for names in options:
        assert any(re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text) for one in names), names


# --- paths, modules, targets, settings ------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page: Path):
    """Of the repository, or made in a workspace; where a name is left open (`<station>`), one at
    least fits.
    """
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    learnt, own = f"config/{LISTS}/learnt.toml", f"config/{LISTS}/lanh-dao.toml"
    written = {f"config/{CONFIRMED_NAMES}", f"config/{MATCHING}", learnt, own}
    made = {str(Workspace(Path()).trust_dir), "config/layouts", "config/lists", *written}
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    for span in _CODE.findall(text):
        top = span.partition("/")[0]
        if "/" not in span or top not in _TOPS or re.search(r"[\s({…]", span):
            continue
        path = re.sub(r"<[^>]*>", "*", f"docs/{span}" if top == "adr" else span).rstrip("/")
        if path not in made and not list(CHECKOUT.glob(f"{path}*")):
            missing.append(span)

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_folder_of_data_is_one_that_is_made(page: Path):
    """`data/…` names what the workspace names; a box's working folder lies below its phase."""
    made = {
        value.relative_to("/").parts[1]
        for name, kind in vars(Workspace).items()
        if isinstance(kind, property)
        and isinstance(value := getattr(Workspace(Path("/")), name), Path)
        and value.is_relative_to("/data/")
        and len(value.parts) > 2
    }
    working = BatchFolder(Workspace(Path()), "<n>", "<batch>").path  # type: ignore[arg-type]
    for span in _CODE.findall(page.read_text(encoding="utf-8")):
        if found := re.match(r"data/([^/\s]+)", span):
            assert found[1] in {*made, "prefect.yaml", "demo"}, span
        if span.startswith("data/batches/<"):
            assert span.startswith(str(working)), span
        if span.startswith("data/batches/phase"):
            assert span.startswith(str(working)), span


def test_every_module_that_a_page_starts_is_there():
    """`python -m …`."""
    named = {
        module
        for page in PAGES
        for module in re.findall(r"python -m ([a-z_.]+[a-z])", page.read_text(encoding="utf-8"))
        if module.partition(".")[0] in _TOPS
    }

    assert len(named) > 5
    assert {module for module in named if importlib.util.find_spec(module) is None} == set()


def test_every_target_that_a_page_makes_is_there():
    """`make …`."""
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    for page in PAGES:
        for span in _spans(page.read_text(encoding="utf-8")):
            for target in re.findall(r"^make ([a-z]+)", span):
                assert re.search(rf"^{target}:", makefile, re.MULTILINE), (page.name, target)


def test_every_setting_that_a_page_names_is_there():
    """`[section] key` of `settings.toml` or `signing.toml`."""
    settings = load_settings(CHECKOUT / "config")
    named = {
        found
        for page in PAGES
        for found in re.findall(r"`\[([a-z_.]+)\]\s+([a-z_]+)", page.read_text(encoding="utf-8"))
    }

    assert len(named) > 5
    for section, key in named:
        top, *rest = section.split(".")
        found = getattr(settings, top, None) or getattr(settings.sign, top)
        for name in [*rest, key]:
            assert hasattr(found, name), (section, key)
            found = getattr(found, name)


# --- the architecture -----------------------------------------------------------------------


def test_the_architectures_contracts_are_the_linters():
    """The page is made from `pyproject.toml`: `python tests/contracts_page.py`."""
    page = (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert "<!-- contracts -->" in page
    assert page == contracts_page()


def test_the_functions_of_the_architecture_are_so():
    """`package.function(first, …) -> Type`: it is there, and takes and gives that."""
    page = (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = re.findall(r"`((?:sohoa|tasks|flows)[\w.]+)\(([^)]*)\) -> ([\w\[\]]+)`", page)

    assert len(told) > 6
    for path, parameters, gives in told:
        module, _dot, name = path.rpartition(".")
        function = inspect.signature(getattr(importlib.import_module(module), name))
        named = [one.strip() for one in parameters.split(",")]
        assert function.return_annotation == gives, path
        assert {one for one in named if one not in "*…"} <= set(function.parameters), path
