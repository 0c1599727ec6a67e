"""The base of all errors: each has a code, says what is wrong, and what to do next.

`sohoa.domain.errors` is the catalogue of all codes. A message's texts are English message ids;
`sohoa.language` shows them in Vietnamese. Placeholders are filled from the keyword arguments an
error is raised with; what they hold may reach the screen, reports and quarantine slips, never a
log, so a file's name is allowed and a page's text is not.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, ClassVar

from sohoa.domain.outcome import DocumentState, Rejection


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return message


class ExitCode(IntEnum):
    """Exit codes of the command line."""

    DONE = 0
    BUG = 1
    USAGE = 2
    SETTINGS = 3
    TOOL_MISSING = 4
    DONE_WITH_REJECTIONS = 5
    FAILED = 6
    TRUST_BROKEN = 7
    BUSY = 8
    STOPPED = 9
    #: Of `sohoa status --check` alone: the floor of the year is not reached; it cannot be judged.
    BEHIND_THE_FLOOR = 10
    NOT_TO_BE_JUDGED = 11
    INTERRUPTED = 130


#: Details that are sentences; `sohoa.domain.sentences` names those that others write.
_SENTENCES = frozenset({"problem", "reason", "service"})


class SohoaError(Exception):
    """Any failure that has a name: a stable code, what is wrong, and what to do next.

    Subclasses set `code`, `what` and `remedy`. Instances travel between processes, so they
    are made of the item and plain details only.
    """

    code: ClassVar[str]
    what: ClassVar[str]
    remedy: ClassVar[str]
    retryable: ClassVar[bool] = False

    def __init__(self, item: str = "", **details: object) -> None:
        super().__init__(item)
        self.item = item
        self.details = {name: str(value) for name, value in details.items()}

    def __reduce__(self) -> tuple[Callable[..., SohoaError], tuple[Any, ...]]:
        return _rebuild, (type(self), self.item, self.details)

    def __str__(self) -> str:
        """The English text: `[CODE] item: what. remedy`."""
        return self.render(lambda text: text)

    def message(self, translate: Callable[[str], str]) -> str:
        """Describe the failure in the language of `translate`."""
        return translate(self.what).format_map(self._told(translate))

    def advice(self, translate: Callable[[str], str]) -> str:
        """Advise what to do next, in the language of `translate`."""
        return translate(self.remedy).format_map(self._told(translate))

    def _told(self, translate: Callable[[str], str]) -> _Details:
        """The details as a person reads them: a sentence among them may be English still."""
        told = _Details(self.details)
        for name in _SENTENCES & told.keys():
            told[name] = translate(told[name]) if told[name] else ""
        if kinds := told.get("kinds"):
            told["kinds"] = ", ".join(translate(kind) for kind in kinds.split(", "))
        return told

    def render(self, translate: Callable[[str], str]) -> str:
        """The whole message, as the command line shows it."""
        where = f"{self.item}: " if self.item else ""
        return f"[{self.code}] {where}{self.message(translate)} {self.advice(translate)}"


class _Details(dict[str, str]):
    """Details of a message; a missing one shows its name instead of hiding the message."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def _rebuild(kind: type[SohoaError], item: str, details: dict[str, str]) -> SohoaError:
    return kind(item, **details)


class ItemError(SohoaError):
    """One item cannot go on; it goes to quarantine with this reason and the batch goes on."""

    set_aside: ClassVar[bool] = False
    leaves_in: ClassVar[DocumentState] = DocumentState.QUARANTINED

    def to_rejection(self, item_id: str, source_name: str) -> Rejection:
        """Turn the error into the value that reports, slips and the catalogue keep."""
        year = self.details.get("year", "")
        return Rejection(
            item_id=item_id,
            source_name=source_name,
            code=self.code,
            details=self.details,
            retryable=self.retryable,
            set_aside=self.set_aside,
            year=int(year) if year.isdigit() else None,
            leaves_in=self.leaves_in,
        )


class BatchError(SohoaError):
    """The batch cannot go on; it stops with this message, and running it again resumes it."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
