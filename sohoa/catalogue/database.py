"""What a database has to do for the catalogue's doors; two stand behind them: SQLite, PostgreSQL.

The same SQL goes to both. What they do not share is their own: how they are opened, how they name
what fails, and how they search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sohoa.catalogue.search_table import SearchTable
from sohoa.domain.failure import BatchError

if TYPE_CHECKING:  # the reading door does without it, and half a second sooner
    from sqlalchemy import Connection

#: So many hits are looked at, and counted; a word in more records than that is a common one.
LOOKED_AT = 2_000
#: So many are enough where what is looked for stands in few of very many texts with its words.
ENOUGH = 100


#: Makes the error that says who has what is wanted.
Refusal = Callable[[str], BatchError]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together, in the exact form or in the folded one."""

    words: tuple[str, ...]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the hits of a search must be beside having its words.

    SQL in which `{serial}` stands for the serial of a text, and `{within}` for the same where it is
    compared with a list, which lies between `:lowest` and `:highest`. It is part of what looks for
    the words.

    Attributes:
        told_by: The table whose rows the texts are, with a letter for it; empty for none.
        beside: How others are joined to it, beside `condition`.
        condition: ` AND …`, or empty.
    """

    told_by: str = ""
    beside: str = ""
    condition: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def joined(self) -> str:
        """All tables of which `condition` speaks."""
        return f"{self.told_by} {self.beside}".strip()


@dataclass(frozen=True, slots=True)
class Hits:
    """The serials of what has some words, the best first.

    Attributes:
        is_all: There are no others.
    """

    serials: list[int]
    is_all: bool = True


class Having(Protocol):
    """Asked about some texts after others; what it learned on the way serves the next."""

    def __call__(self, serials: Sequence[int], *, most: int) -> list[int]:
        """The first of some texts that have the words, in their order, so many at most."""


class ReadDatabase(Protocol):
    """A catalogue open for reading.

    Every method may raise `CatalogueBusyError`, `CatalogueDamagedError`, `CatalogueAccessError` or
    `CatalogueServerError`.
    """

    @property
    def is_on_a_server(self) -> bool:
        """True of a server's database, false of a file."""

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def stream(self, sql: str, parameters: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """Rows one by one; while they are read, no other program's changes are seen."""

    def parts(
        self, sql: str, parameters: Mapping[str, object]
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """The same, some thousand at a time: of very many rows, a third of the time."""

    def one_state(self) -> AbstractContextManager[object]:
        """All that is asked meanwhile is answered of one state of the catalogue."""

    def version(self) -> object:
        """Of which state of the catalogue the answers are; another one after any change."""

    def searching(self) -> AbstractContextManager[object]:
        """While a search looks: its statements are about few rows each, whatever else they say."""

    def best_hits(self, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed) -> Hits:
        """What has all phrases.

        At most one more than `LOOKED_AT`, those entered last; where many texts have the words and
        few of them are what is wanted, at least `ENOUGH`.
        """

    def having(self, table: SearchTable, phrases: Sequence[Phrase]) -> Having | None:
        """Tells texts that have all phrases from others, for a search; `None` if none has them."""

    def close(self) -> None:
        """Let go of the database."""


class WriteDatabase(Protocol):
    """A catalogue open for writing; nothing is opened before it is asked.

    Every method may raise `CatalogueBusyError`, `CatalogueDamagedError`, `CatalogueAccessError`,
    `CatalogueServerError` or `DiskFullError`.
    """

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads, and sees one state of the catalogue."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that is stored whole, or not at all.

        No other goes on meanwhile, on any machine: what is decided by what is there, and what is
        recorded, follows one after the other.
        """

    def overwriting(self) -> AbstractContextManager[Connection]:
        """The same, and what is taken out or written over in it stands in no page of the file.

        A server does not promise it: there, what nobody sees any more stays until it is vacuumed.
        """

    def holding(self, name: str, refusal: Refusal) -> AbstractContextManager[None]:
        """Hold what a name stands for, until the block ends, against programs of other machines.

        Nothing is stored while another has it: every write looks again.

        Raises:
            BatchError: Another program has it: what `refusal` makes of "process @ machine".
        """

    def seen_from_within(self, connection: Connection) -> ReadDatabase:
        """The catalogue as a transaction sees it that is not stored yet."""

    def leave_nothing_behind(self) -> None:
        """Write the whole database anew: what was deleted or written over is in no file of it.

        Needs as much room again, and nobody else can write meanwhile.
        """

    def bring_to_head(self) -> None:
        """Make or upgrade the schema, if it is not the one this program needs.

        Raises:
            CatalogueVersionError: A later program made this catalogue.
        """

    def close(self) -> None:
        """Let go of the database."""
