"""One row of headings for a whole register file, whatever order its sheets have them in."""

from __future__ import annotations

from dataclasses import dataclass, field

from sohoa.inventory.section import Section
from sohoa.tabular.columns import Column
from sohoa.tabular.table import Table, TableRow

#: Headings for what titles say and no column does; an error sheet must say it in every row.
#: They are among the aliases of `sohoa.tabular.columns`, so that the sheet reads back.
TITLE_HEADINGS = {
    Column.ROOM: "Phòng (theo tiêu đề)",
    Column.RECORD_TYPE: "Loại giấy tờ (theo tiêu đề)",
}

#: A column of the file: a known one, or a heading of no known meaning and which of its kind.
Key = Column | tuple[str, int]


@dataclass
class Layout:
    """The first sheet's columns in their order, then what further sheets have besides."""

    keys: dict[Key, str] = field(default_factory=dict)
    _columns: list[tuple[Table, tuple[Key, ...], tuple[int | None, ...]]] = field(
        default_factory=list
    )

    def add(self, table: Table, section: Section) -> Section:
        """Make room for a sheet's columns; returns the section its rows begin in."""
        for key, label in _keys(table).values():
            self.keys.setdefault(key, label)
        for column, heading in TITLE_HEADINGS.items():
            if column not in table.heading.places:
                self.keys.setdefault(column, heading)
        return section

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading, in the order of `texts`."""
        return tuple(self.keys.values())

    @property
    def columns(self) -> dict[str, str]:
        """Field → heading, for the columns that are understood."""
        return {key.value: label for key, label in self.keys.items() if isinstance(key, Column)}

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that no field takes."""
        return tuple(label for key, label in self.keys.items() if not isinstance(key, Column))

    def texts(self, table: Table, row: TableRow, section: Section) -> tuple[str, ...]:
        """A row's cells under `headings`, with what the titles above it say."""
        keys, places = self._columns_of(table)
        texts = [row.at(place).text for place in places]
        if section.room or section.record_type:
            for column, said in (
                (Column.ROOM, section.room),
                (Column.RECORD_TYPE, section.record_type),
            ):
                if said and not texts[at := keys.index(column)]:
                    texts[at] = said
        return tuple(texts)

    def _columns_of(self, table: Table) -> tuple[tuple[Key, ...], tuple[int | None, ...]]:
        """The headings so far, and the place that each has in a table's rows, if it has one."""
        if self._columns:
            held, keys, places = self._columns[-1]
            if held is table and len(keys) == len(self.keys):
                return keys, places
        of_table = {key: place for place, (key, _label) in _keys(table).items()}
        keys = tuple(self.keys)
        places = tuple(of_table.get(key) for key in keys)
        self._columns[:] = [(table, keys, places)]
        return keys, places


def _keys(table: Table) -> dict[int, tuple[Key, str]]:
    """Place → key and heading, in the order of the sheet."""
    heading = table.heading
    keys: dict[int, tuple[Key, str]] = {
        place: (column, heading.labels[column]) for column, place in heading.places.items()
    }
    seen: dict[str, int] = {}
    for place, label in heading.unused.items():
        seen[label] = seen.get(label, 0) + 1
        keys[place] = ((label, seen[label]), label)
    return dict(sorted(keys.items()))
