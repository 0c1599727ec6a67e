"""Find the heading of a sheet, and what each of its columns means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sohoa.tabular.columns import Column, HeadingNames, built_in_names, plain_heading
from sohoa.tabular.sheet import CellKind, Sheet, Span, column_letters

#: The heading stands among these first rows, below the titles.
ROWS_SEARCHED = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """The places of a sheet's columns.

    Attributes:
        row: Index of the heading's last row in `Sheet.rows`; the data stands below.
        places: Column → its index in each row.
        labels: Column → the heading as it stands in the file.
        unused: Index → heading, of the columns that no field takes, in file order.
    """

    row: int
    places: Mapping[Column, int] = field(default_factory=dict)
    labels: Mapping[Column, str] = field(default_factory=dict)
    unused: Mapping[int, str] = field(default_factory=dict)

    def lacks(self, needed: Sequence[Collection[Column]]) -> list[Collection[Column]]:
        """Return the needed groups that have no column at all; one of a group is enough."""
        return [group for group in needed if not any(column in self.places for column in group)]


def find_heading(
    sheet: Sheet,
    wanted: Collection[Column],
    *,
    needed: Sequence[Collection[Column]] = (),
    names: HeadingNames | None = None,
) -> Heading:
    """Choose the row, or the two rows, that name the most of what is needed and wanted.

    Two rows count as one heading (`Hiệu lực` over `Còn | Hết`) only where that names more
    than the first alone. If nothing is found the heading is empty and lacks all.
    """
    names = names or built_in_names()
    best = Heading(-1)
    best_score = (0, 0)
    for labels, last_row in _candidates(sheet, names):
        heading = _match(labels, last_row, wanted, names)
        score = (len(needed) - len(heading.lacks(needed)), len(heading.places))
        if score > best_score:
            best, best_score = heading, score
    return best


def _candidates(sheet: Sheet, names: HeadingNames) -> Iterator[tuple[list[str], int]]:
    """Rows that may be the heading: each alone, then each with the one below it."""
    texts = [_label_row(sheet, row) for row in range(min(ROWS_SEARCHED, len(sheet.rows)))]
    for row, upper in enumerate(texts):
        if upper is not None:
            yield upper, row
    for row in range(len(texts) - 1):
        upper, lower = texts[row], texts[row + 1]
        if upper is not None and lower is not None:
            spread = _spread(sheet, row, upper)
            if _is_second_line(spread, lower, names):
                yield _joined(spread, lower, names), row + 1


def _label_row(sheet: Sheet, row: int) -> list[str] | None:
    """The texts of a row that could be headings; a row with a number or a date is none."""
    cells = sheet.rows[row]
    if any(cell.kind in (CellKind.NUMBER, CellKind.DATE) for cell in cells):
        return None
    return [cell.text if cell.kind is CellKind.TEXT else "" for cell in cells]


def _spread(sheet: Sheet, row: int, labels: list[str]) -> list[str]:
    """Give a heading merged over several columns to each of them."""
    spans = _spans_of_row(sheet, row)
    widest = max(map(len, sheet.rows[:ROWS_SEARCHED]))
    last = max((span.right - sheet.first_column for span in spans), default=0)
    spread = _padded(labels, min(last + 1, widest))
    for span in spans:
        left, right = span.left - sheet.first_column, span.right - sheet.first_column
        if 0 <= left < len(labels):
            for column in range(left + 1, min(right + 1, len(spread))):
                spread[column] = spread[column] or labels[left]
    return spread


def _spans_of_row(sheet: Sheet, row: int) -> list[Span]:
    place = sheet.first_row - 1 + row
    return [span for span in sheet.spans if span.top == place and span.right > span.left]


def _is_second_line(upper: list[str], lower: list[str], names: HeadingNames) -> bool:
    """Say whether a row goes on with the heading above: most of its cells then are headings.

    A first row of data holds one or two words that could be headings, never a majority.
    """
    pairs = zip(_padded(upper, len(lower)), lower, strict=False)
    labels = [_joined_label(above, below, names) for above, below in pairs if below.strip()]
    fitting = sum(map(names.fits, labels))
    return fitting > 1 and fitting * 2 > len(labels)


def _joined(upper: list[str], lower: list[str], names: HeadingNames) -> list[str]:
    """Read two rows as one: the words of both where they mean something, else the lower's."""
    width = max(len(upper), len(lower))
    pairs = zip(_padded(upper, width), _padded(lower, width), strict=True)
    return [_joined_label(above, below, names) for above, below in pairs]


def _joined_label(above: str, below: str, names: HeadingNames) -> str:
    """Two labels as one only where both together are the very words of a heading.

    Else the lower one stands alone, for what is above may be a title: `Phòng Nghiệp vụ Văn
    hóa` over `TT` heads no column of rooms. A lower label that means nothing by itself is shown
    with what is above it, and never read as the start of a longer heading.
    """
    if not below.strip() or not above.strip():
        return above or below
    together = f"{above} {below}"
    turned = f"{below} {above}"  # `Hiệu lực` over `Còn` is read as `Còn hiệu lực`
    exact = [label for label in (together, turned, below) if names.fits(label)]
    if exact:
        return exact[0]
    return below if names.column_of(below) or names.column_of(together) else together


def _padded(labels: list[str], width: int) -> list[str]:
    return labels + [""] * (width - len(labels))


def _match(labels: list[str], row: int, wanted: Collection[Column], names: HeadingNames) -> Heading:
    """Give each column to the heading that names it most exactly, then in most words."""
    claims = sorted(
        (exactness, -len(plain_heading(label)), place, column)
        for place, label in enumerate(labels)
        for column, exactness in [names.column_of(label) or (None, 0)]
        if column in wanted
    )
    places: dict[Column, int] = {}
    for *_rank, place, column in claims:
        if column is not None:
            places.setdefault(column, place)
    in_order = dict(sorted(places.items(), key=lambda claim: claim[1]))
    unused = {
        place: " ".join(label.split())
        for place, label in enumerate(labels)
        if label.strip() and place not in places.values()
    }
    return Heading(
        row=row,
        places=in_order,
        labels={column: " ".join(labels[place].split()) for column, place in in_order.items()},
        unused=unused,
    )


def nameless(place: int, first_column: int) -> str:
    """Name a column that holds something and has no heading: by its letter, in brackets."""
    return f"({column_letters(first_column + place)})"
