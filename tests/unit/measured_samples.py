"""A measure with every section filled, made up: what the forms of a report have to show."""

from __future__ import annotations

import datetime as dt

from sohoa.domain.figures import Figure
from sohoa.domain.forecast import Forecast, Foreseen
from sohoa.domain.history import PointInTime, YearOfGrowth
from sohoa.domain.measured import Measured
from sohoa.domain.movement import Cause, Movement, Part
from sohoa.domain.report_sections import (
    CauseOfRejects,
    Conformity,
    CountOfRoom,
    Gap,
    OtherMeasures,
    ProofOfCount,
    Provenance,
    RoomYear,
    Throughput,
    WaitsForPeople,
)
from sohoa.domain.share import Share
from sohoa.domain.verdict import PlanVerdict, Reached, WindowState

FIRST, LAST = dt.date(2023, 1, 1), dt.date(2023, 12, 31)
BEFORE = dt.date(2022, 12, 31)
ROOMS = ("", "Quản lý di sản văn hóa", "Tổ chức - Hành chính và Quản trị tổng hợp")


def verdict(**changes: object) -> PlanVerdict:
    """Half of 1,200 papers of phase 2 are digitized, and some are not judged."""
    values = {
        "phase": 2, "reached": Reached.NOT_REACHED, "floor": 100.0, "window": WindowState.OVER,
        "starts": FIRST, "ends": LAST, "denominator": 1200, "digitized": 600, "needed": 1200,
        "rate": 50.0, "points": -50.0, "papers": -600, "missing": 598, "unproven": 2,
        "least": 48.1, "most": 52.0, "in_error": 3, "unknown": 20,
    }  # fmt: skip
    return PlanVerdict(**{**values, **changes})


def measured() -> Measured:
    """Every section has something to say."""
    return Measured(
        verdict=verdict(),
        plan_verdict=verdict(
            phase=None, floor=70.0, points=-20.0, papers=-240, least=50.0, most=50.0
        ),
        counts={Figure.EARLY: 11, Figure.IN_TIME: 580, Figure.LATE: 9, Figure.RESCANNED: 4},
        definitions=(),
        provenance=Provenance("Sohoa 0.1.0", 77, "ab" * 32, {"settings.toml": "cd" * 32}),
        other_measures=OtherMeasures(1205, 613, 601, 50.8, 49.8),
        conformity=Conformity(640, {"low-resolution": 12}, {"PAdES-B-B": 599}, 40),
        forecast=Forecast(Foreseen.ON_DAY, 70.0, LAST, 240, 61, 60, dt.date(2024, 8, 27), False),
        movement=Movement(
            "", BEFORE, BEFORE, 70, LAST, LAST, 250, 1208, 600, 1200, 20.6, 50.0, 29.4,
            (
                Part(Cause.WORK, 360, 355, 0, 29.6),
                Part(Cause.EXPIRY, 12, -2, -8, 0.3),
                Part(Cause.CORRECTION, 4, -3, 0, -0.5),
            ),
        ),
        history=tuple(
            PointInTime(dt.date(2023, at, 28), 50 * at, 1200, 1000 * 50 * at // 1200 / 10, 70.0)
            for at in range(1, 13)
        ),
        years=(
            YearOfGrowth(2022, BEFORE, 250, 1208, 20.6, 50.0, None, None, False, True),
            YearOfGrowth(2023, LAST, 600, 1200, 50.0, 70.0, 29.4, 20.0, False, True),
        ),
        rooms_and_years=cells(),
        gaps=(Gap(2, ROOMS[1], "Kệ 2, hộp 14", 301, 605), Gap(None, "", "", 4, 9)),
        rejects=(
            CauseOfRejects("quarantined", "INTAKE-001", 7),
            CauseOfRejects("asked", "MATCH-005", 3),
        ),
        waiting=(WaitsForPeople("asked", 3), WaitsForPeople("quarantined", 7)),
        throughput=tuple(Throughput(f"2023-{month:02d}", 30 + month) for month in range(1, 13)),
    )  # fmt: skip


def cells(first: int = 2009, last: int = 2023) -> tuple[RoomYear, ...]:
    """Every room has twenty papers of every year, more or less of them digitized."""
    return tuple(
        RoomYear(
            room, year, Share(in_force=20, denominator=20, digitized=(7 * year + len(room)) % 21)
        )
        for room in ROOMS
        for year in range(first, last + 1)
    )


def proof() -> ProofOfCount:
    """One room closed in time, one not closed, and a register that came years later."""
    closed = CountOfRoom(ROOMS[1], 900, 890, 700, 4, 6, "Trần Thị Hoa", BEFORE, 0, 890)
    late = CountOfRoom(ROOMS[2], None, 310, 300, 0, None, "", None, 2, 0)
    return ProofOfCount(BEFORE, (closed, late), (("sổ 2025.xlsx", dt.date(2025, 3, 1)),), False)
