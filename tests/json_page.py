"""`docs/json.schema.json`: what `--json` prints, from the types of the results.

`python tests/json_page.py` writes it anew; a test says when that is due.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from sohoa.use_cases.results import RESULTS
from sohoa.workspace import CHECKOUT

PAGE = CHECKOUT / "docs" / "json.schema.json"


def page() -> str:
    """The schema of every command's result, by command, with the parts they share."""
    inputs = [(name, "serialization", TypeAdapter(kind)) for name, kind in RESULTS.items()]
    found, shared = TypeAdapter.json_schemas(inputs)
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the commands of sohoa print with --json",
        "properties": {name: found[name, "serialization"] for name in RESULTS},
        **shared,
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
