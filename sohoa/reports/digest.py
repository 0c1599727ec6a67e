"""The digest of a night: what came of each box, for the person who opens the office.

One value, three forms: an HTML file, Markdown for Prefect's own screen, plain text for e-mail.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sohoa.language import _, language
from sohoa.reports.numbers_and_dates import count_text, instant_text

_TEMPLATES = Path(__file__).parent / "templates"
#: Letters that mean something in Markdown; a file's name must not draw a table or a link.
_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]#|<>~"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that was not taken: its file, the code, why, and what to do."""

    name: str
    code: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class BoxDigest:
    """One box as it stands after the night.

    Attributes:
        archived: All its documents in the archive; `archived_now` those of this night.
        notes: What waits, and for whom: a signature, a rescan, a look, another phase.
        stopped: Why the box could not be worked on; empty if it was.
        slip: Where its rescan slip lies, if it has one.
    """

    name: str
    archived: int
    archived_now: int
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    stopped: str = ""
    slip: Path | None = None

    @property
    def is_quiet(self) -> bool:
        """True if there is nothing to say of it but that it lies in the archive."""
        return not (self.archived_now or self.refused or self.notes or self.stopped)


@dataclass(frozen=True, slots=True)
class NightDigest:
    """A night.

    Attributes:
        standing: The plan's floor of the year and the distance from it, in a sentence.
        problems: What kept whole phases from being run, or is wrong with the digest itself.
        reports: The completion reports as of this night.
        head: The line of the ledger's head; empty where none could be made.
    """

    office: str
    started_at: dt.datetime
    ended_at: dt.datetime
    boxes: tuple[BoxDigest, ...]
    standing: str
    problems: tuple[str, ...] = ()
    reports: tuple[Path, ...] = ()
    head: str = ""

    def with_problem(self, problem: str) -> NightDigest:
        """The same night with one more thing that went wrong."""
        return replace(self, problems=(*self.problems, problem))

    @property
    def loud(self) -> tuple[BoxDigest, ...]:
        """The boxes of which there is something to say."""
        return tuple(box for box in self.boxes if not box.is_quiet)


def digest_title(digest: NightDigest) -> str:
    """The digest in a line, as a subject: the worst first."""
    refused = sum(len(box.refused) for box in digest.boxes)
    archived = sum(box.archived_now for box in digest.boxes)
    stopped = len(digest.problems) + sum(bool(box.stopped) for box in digest.boxes)
    parts = [_("{count} archived").format(count=count_text(archived))]
    if refused:
        parts.insert(0, _("{count} rejected").format(count=count_text(refused)))
    if stopped:
        parts.insert(0, _("{count} NOT WORKED ON").format(count=count_text(stopped)))
    when = instant_text(digest.ended_at)
    return _("Sohoa, night to {when}: {what}").format(when=when, what=", ".join(parts))


def digest_html(digest: NightDigest) -> str:
    """The digest as one HTML file; every value from outside is escaped."""
    return _rendered("digest.html.j2", digest, autoescape=True)


def digest_markdown(digest: NightDigest) -> str:
    """The digest as Markdown; marks in names are escaped."""
    return _rendered("digest.md.j2", digest, autoescape=False)


def digest_text(digest: NightDigest) -> str:
    """The digest as plain text."""
    return _rendered("digest.txt.j2", digest, autoescape=False)


def _rendered(template: str, digest: NightDigest, *, autoescape: bool) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=autoescape,  # noqa: S701 - Markdown escapes by `plain`, text needs none
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = lambda text: str(text).translate(_MARKDOWN)
    environment.filters["number"] = count_text
    return environment.get_template(template).render(
        language=language(), title=digest_title(digest), digest=digest, words=_words()
    )


def _words() -> dict[str, str]:
    return {
        "problems": _("Not worked on"),
        "box": _("box"),
        "archived": _("archived"),
        "tonight": _("of these tonight"),
        "refused": _("rejected"),
        "waiting": _("waiting"),
        "name": _("document"),
        "code": _("code"),
        "reason": _("reason"),
        "advice": _("what to do"),
        "slip": _("Rescan slip"),
        "reports": _("Completion reports"),
        "quiet": _("Boxes with nothing new"),
        "standing": _("The plan"),
        "nothing": _("The inbox holds no box."),
        "head": _("Head of the ledger"),
        "keep": _("Whoever keeps this line can tell for ever whether the records were rewritten."),
    }
