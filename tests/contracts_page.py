"""The import contracts as they stand in docs/architecture.md: `python tests/contracts_page.py`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
_BLOCK = re.compile(r"(<!-- contracts -->\n).*?(<!-- /contracts -->\n)", re.DOTALL)


def contracts_page() -> str:
    """The page with the contracts of `pyproject.toml` put into it."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    told = "\n".join(_told(one) for one in content["tool"]["importlinter"]["contracts"])
    page = PAGE.read_text(encoding="utf-8")
    return _BLOCK.sub(lambda found: f"{found[1]}```\n{told}\n```\n{found[2]}", page)


def _told(contract: dict[str, list[str]]) -> str:
    if contract["type"] == "layers":
        lines = contract["layers"]
    elif contract["type"] == "forbidden":
        lines = [f"never: {_to(contract, 'source_modules', 'forbidden_modules')}"]
    elif contract["type"] == "independence":
        lines = [f"independent: {', '.join(contract['modules'])}"]
    else:
        lines = [f"only: {_to(contract, 'allowed_importers', 'protected_modules')}"]
    return "\n".join([f"# {contract['name']}", *(f"  {line}" for line in lines)])


def _to(contract: dict[str, list[str]], importers: str, imported: str) -> str:
    return f"{', '.join(contract[importers])} -> {', '.join(contract[imported])}"


if __name__ == "__main__":
    PAGE.write_text(contracts_page(), encoding="utf-8")
