"""The contents of the boxes: which paper was scanned how, into which file, and which went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from sohoa.domain.errors import (
    DamagedImageError,
    EmptyFileError,
    NotAScanError,
    OtherPhaseError,
)
from sohoa.sample.chance import Chance
from sohoa.sample.containers import Container
from sohoa.sample.kinds import BANNER, COUNSEL, GYM, HOTEL, KARAOKE, RELIC, SHOW, TRAVEL, Kind
from sohoa.sample.layout import Handling
from sohoa.sample.paper import Stock, Tone
from sohoa.sample.records import random_kind

#: Years of formation of the plan's phase 2, whose boxes these are.
FIRST_YEAR, LAST_YEAR = 2016, 2023
#: Years of other phases, for the paper that lies in the wrong box.
_OTHER_YEARS = (2010, 2015)

#: From so many documents on there are always faulty ones among them.
FAULTS_FROM = 6
BOX_SIZE = 50
#: From so many documents on a second one is left out of the last box's list.
_TWO_UNLISTED_FROM = 10
_ONE_UNLISTED_FROM = 3


class Fault(Enum):
    """A fault of a delivery; the value is the code it is expected to be refused with."""

    CUT_SHORT = DamagedImageError.code
    ZIP_NAMED_PDF = NotAScanError.code
    EMPTY = EmptyFileError.code
    WRONG_BOX = OtherPhaseError.code


@dataclass(frozen=True, slots=True)
class Scanning:
    """The scanning of one document.

    Attributes:
        pages: How long the paper is to be; its text decides.
        upside_down: Number of the page fed upside down; 0 is none.
        blank_back: The back of the last sheet was scanned too, and nothing is on it.
    """

    container: Container
    tone: Tone = Tone.COLOUR
    stock: Stock = Stock.WHITE
    pages: int = 1
    upside_down: int = 0
    blank_back: bool = False
    whitened: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One document in a box. An unlisted one is not in `batch.csv`: its page tells the year."""

    box: str
    stem: str
    kind: Kind
    year: int
    scanning: Scanning
    handling: Handling = field(default_factory=Handling)
    fault: Fault | None = None
    listed: bool = True


_HAND, _BOTH = Handling(number_by_hand=True), Handling(number_by_hand=True, day_by_hand=True)
_RECEIVED, _TYPED = Handling(received=True), Handling(number_by_hand=False)

#: The first documents are always these, so that a small sample shows everything once.
_CAST: tuple[tuple[Kind, Scanning, Handling], ...] = (
    (KARAOKE, Scanning(Container.PDF, stock=Stock.AGED, pages=2), _RECEIVED),
    (GYM, Scanning(Container.TIFF_G4, Tone.BILEVEL, pages=2, upside_down=2), _HAND),
    (TRAVEL, Scanning(Container.FOLDER, stock=Stock.YELLOWED, pages=2, blank_back=True), _BOTH),
    (HOTEL, Scanning(Container.TIFF_JPEG, pages=3), _HAND),
    (COUNSEL, Scanning(Container.JPEG), _HAND),
    (RELIC, Scanning(Container.PNG, Tone.GREY, whitened=True), _TYPED),
    (BANNER, Scanning(Container.TIFF_LZW, whitened=True), _RECEIVED),
    (SHOW, Scanning(Container.PDF, Tone.GREY, stock=Stock.YELLOWED, pages=3, upside_down=2), _BOTH),
)
#: Beyond the cast: how often each way of delivery is seen.
_USUAL_CONTAINERS = (
    *[Container.PDF] * 8, *[Container.TIFF_G4] * 4, *[Container.TIFF_JPEG] * 3,
    *[Container.FOLDER] * 3, *[Container.JPEG] * 2, Container.TIFF_LZW, Container.PNG,
)  # fmt: skip


def plan_deliveries(documents: int, *, seed: int) -> list[Delivery]:
    """Say for each document where it lies and what becomes of it, in the order of the boxes."""
    chance = Chance(seed, "deliveries")
    unlisted = _unlisted_count(documents)
    faults = _faults(documents, unlisted, chance)
    cast = iter(_CAST)
    deliveries = []
    for place, (box, stem) in enumerate(_places(documents)):
        fault = faults.get(place)
        kind, scanning, handling = _faulty(fault) if fault else next(cast, None) or _usual(chance)
        listed = place < documents - unlisted
        if not listed:  # the page alone tells the year, so it must be legible
            handling = replace(handling, number_by_hand=False, day_by_hand=False)
        years = _OTHER_YEARS if fault is Fault.WRONG_BOX else (FIRST_YEAR, LAST_YEAR)
        year = chance.integer(max(kind.since, years[0]), years[1])
        deliveries.append(Delivery(box, stem, kind, year, scanning, handling, fault, listed))
    return deliveries


def _places(documents: int) -> list[tuple[str, str]]:
    """Box and number of each document: boxes of at most fifty, at least two of them."""
    boxes = max(2 if documents >= FAULTS_FROM else 1, -(-documents // BOX_SIZE))
    places = []
    for box in range(boxes):
        held = documents * (box + 1) // boxes - documents * box // boxes
        places += [(f"Hop-{box + 1:02d}", f"{number:04d}") for number in range(1, held + 1)]
    return places


def _unlisted_count(documents: int) -> int:
    if documents >= _TWO_UNLISTED_FROM:
        return 2
    return 1 if documents >= _ONE_UNLISTED_FROM else 0


def _faults(documents: int, unlisted: int, chance: Chance) -> dict[int, Fault]:
    """Each fault once, anywhere but at the very first place and among the unlisted ones."""
    if documents < FAULTS_FROM:
        return {}
    free = range(1, documents - unlisted)
    return dict(zip(chance.some(free, len(Fault)), chance.shuffled(list(Fault)), strict=True))


def _faulty(fault: Fault) -> tuple[Kind, Scanning, Handling]:
    if fault is Fault.CUT_SHORT:
        return HOTEL, Scanning(Container.TIFF_G4, Tone.BILEVEL, pages=2), _HAND
    container = Container.JPEG if fault is Fault.EMPTY else Container.PDF
    return KARAOKE, Scanning(container), _HAND


def _usual(chance: Chance) -> tuple[Kind, Scanning, Handling]:
    """One of the many: mostly short colour PDFs of results that are still in force."""
    container = chance.pick(_USUAL_CONTAINERS)
    tone = Tone.GREY if chance.often(0.3) else Tone.COLOUR
    if container is Container.TIFF_G4:
        tone = Tone.BILEVEL
    pages = 1 if container.holds_one_page else chance.pick((1, 1, 1, 2, 2, 3, 4))
    scanning = Scanning(
        container,
        tone,
        stock=chance.pick((Stock.WHITE, Stock.WHITE, Stock.AGED, Stock.YELLOWED)),
        pages=pages,
        upside_down=chance.integer(1, pages) if pages > 1 and chance.often(0.08) else 0,
        blank_back=not container.holds_one_page and chance.often(0.12),
        whitened=container in (Container.PNG, Container.TIFF_LZW),
    )
    handling = Handling(chance.often(0.7), chance.often(0.25), chance.often(0.25))
    kind = random_kind(chance, year=FIRST_YEAR, lasting=chance.often(0.85))
    return kind, scanning, handling
