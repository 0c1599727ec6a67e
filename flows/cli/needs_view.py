"""What waits for a person, and the commands that show it: the same words for every command."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from sohoa.domain.findings import Need, Workload
from sohoa.language import _


def needs_lines(to_rescan: Workload, to_review: Workload, *, batch: str = "") -> Iterator[str]:
    """A line about what has to be scanned again, and one about what has to be looked at."""
    name = shlex.quote(batch)
    narrowed = f" --batch {name}" if batch else ""
    if to_rescan.documents:
        slip = name if batch else _("BOX")
        yield _(
            "{documents} documents ({pages} pages) to scan again; slip for the scanner:"
            " sohoa rescan-slip {batch}; which ones: {command}"
        ).format(
            documents=to_rescan.documents,
            pages=to_rescan.pages,
            batch=slip,
            command=f"sohoa list{narrowed} --needs {Need.RESCAN.value}",
        )
    if to_review.documents:
        yield _("{documents} documents ({pages} pages) to look at: {command}").format(
            documents=to_review.documents,
            pages=to_review.pages,
            command=f"sohoa list{narrowed} --needs {Need.REVIEW.value}",
        )
