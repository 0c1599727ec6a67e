"""The progress of a run: counted while it works, written as JSON of less than a kilobyte.

```json
{"version": 1, "at": "2026-11-28T07:01:09+00:00", "box": "hop-07", "box_number": 2, "boxes": 5,
 "step": "ocr", "documents": {"done": 31, "total": 88}, "pages": {"done": 112, "total": 340},
 "steps": {"intake": {"done": 88, "total": 88}, "ocr": {"done": 112, "total": 340}},
 "rejects": 1, "share": 0.34, "seconds_left": 540}
```

`documents` are those of the present step; `pages` those of the present box, once they are known;
`steps` counts pages where they are read and documents elsewhere. What nobody knows yet is null.
Boxes and documents stand in it as slugs and numbers: no file name and nothing of a page.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sohoa.domain.stations import Station

VERSION = 1


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RunProgress:
    """The progress of a run at one moment.

    Attributes:
        at: When something last moved.
        box: Slug of the present box; `None` before the first and where a run is not about boxes.
        box_number: Its place among the boxes of the run, from 1.
        step: The present step; `None` before the first.
        documents: Documents of the present step.
        pages: Pages of the present box that are read; `None` until somebody knows how many.
        steps: What each step of the present box has done: pages at `ocr`, else documents.
        rejects: Documents that this run has put into quarantine.
        share: Time spent over time spent and left, 0 to 1; `None` while nobody knows.
        seconds_left: Until the run ends, at the pace measured in it; `None` while nobody knows.
    """

    at: dt.datetime
    box: str | None = None
    box_number: int | None = None
    boxes: int = 0
    step: str | None = None
    documents: Count | None = None
    pages: Count | None = None
    steps: Mapping[str, Count] = field(default_factory=dict)
    rejects: int = 0
    share: float | None = None
    seconds_left: int | None = None

    def to_json(self) -> bytes:
        """Write the value as it lies in `progress.json`."""
        said = {"version": VERSION, **asdict(self), "at": self.at.isoformat(timespec="seconds")}
        return json.dumps(said).encode()

    @classmethod
    def from_json(cls, content: bytes) -> RunProgress:
        """Read what `to_json` wrote; fields of a later version are passed over.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: It is something else, or cut short.
        """
        said: dict[str, Any] = json.loads(content)
        known = {name: said[name] for name in cls.__dataclass_fields__ if name in said}
        known["at"] = dt.datetime.fromisoformat(said["at"])
        known["steps"] = {name: Count(**one) for name, one in said.get("steps", {}).items()}
        for name in ("documents", "pages"):
            known[name] = Count(**said[name]) if said.get(name) else None
        return cls(**known)


#: Where pages are counted and not documents.
PAGE_STEP = Station.OCR.value
