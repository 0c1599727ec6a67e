"""A made office of the plan's years with every edge: small enough to be counted by hand.

Papers of the culture room (register of 15/03/2021): 1 to 8. Of the tourism room (register of
01/02/2023, one of its rows in error): 9 to 12. 13 is 3, issued anew; 14 never was paper.

| paper | formed | what happens |
|---|---|---|
| 1 | 05/03/2018 | archived 10/10/2022: early; found broken 01/07/2024, whole again 15/01/2025 |
| 2 | 10/04/2019 | archived 03/03/2023; valid until 30/06/2023 |
| 3 | 2017 | archived 01/10/2023; revoked since 01/02/2024, entered on 10/02/2024 |
| 4 | 12/12/2015 | a wrong year: put right on 10/03/2024, 12/12/2016; archived 05/05/2024: late |
| 5 | 2010 | archived 06/06/2024: in time |
| 6 | 2004 | archived 20/12/2025: in time |
| 7 | 20/05/2020 | of unknown validity |
| 8 | 20/05/2021 | excluded: a secret |
| 9 | 01/07/2016 | archived 09/09/2023: in time; scanned again 04/04/2024 |
| 10 | 01/07/2016 | the same paper as 9 in another box: merged into it on 05/05/2023 |
| 11 | 09/09/2022 | rejected 01/11/2023; scanned again and archived 20/01/2024: late |
| 12 | 2003 | archived 01/02/2026: late, the window of phase 4 is missed |
| 13 | 01/02/2024 | entered 15/02/2024, never digitized |
| 14 | 10/10/2024 | entered 01/11/2024; archived 11/11/2024 from its digital original |
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from catalogue_samples import accepted, archive, in_error, note, paper, register, sha

from sohoa.catalogue import record_store, writer
from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import Decision
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.outcome import DocumentState
from sohoa.domain.register import Validity
from sohoa.domain.stage_results import Description
from sohoa.workspace import CHECKOUT, Workspace

CULTURE, TOURISM = "Phòng Nghiệp vụ Văn hóa", "Phòng Quản lý Du lịch"
MERGED = "Phòng Văn hóa và Du lịch"
OFFICE_BEFORE, OFFICE_AFTER = "Sở Văn hóa tỉnh cũ", "Sở Văn hóa tỉnh mới"

_BOTH = '["NVVH", "QLDL"]'
_ROOMS = f"""rooms = [
    {{ code = "NVVH", name = "{CULTURE}", valid_to = "2025-06-30" }},
    {{ code = "QLDL", name = "{TOURISM}", valid_to = "2025-06-30" }},
    {{ code = "VHDL", name = "{MERGED}", valid_from = "2025-07-01", predecessor = {_BOTH} }},
]
"""
_OFFICE = f"""[office]
name = "{OFFICE_AFTER}"
code = "H29"
valid_from = "2025-07-01"
predecessor = "H09"

[[office.earlier]]
name = "{OFFICE_BEFORE}"
code = "H09"
valid_to = "2025-06-30"
"""
_IN_CULTURE = (
    ("05/03/2018", {}),
    ("10/04/2019", {"valid_until": dt.date(2023, 6, 30)}),
    ("2017", {}),
    ("12/12/2015", {}),
    ("2010", {}),
    ("2004", {}),
    ("20/05/2020", {"validity": Validity.UNKNOWN}),
    ("20/05/2021", {"exclusion": "mật"}),
)
_IN_TOURISM = (
    ("01/07/2016", {"owner": "A"}),
    ("01/07/2016", {"owner": "A (bản thứ hai)", "location": "Hộp 99"}),
    ("09/09/2022", {}),
    ("2003", {}),
)


def settings_of(workspace: Workspace) -> None:
    """Rooms and agency of the made office: both were merged on 01/07/2025."""
    shutil.copytree(CHECKOUT / "config", workspace.config_dir)
    (workspace.config_dir / "rooms.toml").write_text(_ROOMS, "utf-8")
    settings = (workspace.config_dir / "settings.toml").read_text("utf-8")
    begin = settings.index("\n[office]\n") + 1
    after = settings.index("\n[", begin + 1)
    changed = settings[:begin] + _OFFICE + settings[after:]
    (workspace.config_dir / "settings.toml").write_text(changed, "utf-8")


@dataclass
class TenYears:
    """The office at work, day by day."""

    catalogue: Catalogue
    folder: Path
    now: dt.datetime = dt.datetime(2021, 3, 15, 5, tzinfo=dt.UTC)

    def on(self, year: int, month: int, day: int) -> TenYears:
        """Go on to a day."""
        self.now = dt.datetime(year, month, day, 5, tzinfo=dt.UTC)
        return self

    def saying(self, since: dt.date | None = None) -> Saying:
        """What somebody says today."""
        return Saying(self.now, "lan", "vì", since)

    def enter(self, name: str, first: int, room: str, papers, *, errors: int = 0) -> None:
        """Import a register."""
        rows = [
            accepted(
                paper(f"{number}/QĐ", formed, room=room, **{"owner": f"Ông {number}", **said}),
                number,
            )
            for number, (formed, said) in enumerate(papers, start=first)
        ]
        rows += [in_error(100 + number) for number in range(errors)]
        file = replace(register(*rows, name=name), sha256=sha(name))
        self.catalogue.store_import(file, imported_at=self.now)

    def scan(self, number: int, *, name: str = "", tied: bool = True, **fields) -> None:
        """Archive a signed document of a paper."""
        said = self.catalogue.link(Description(record_id=record(number))) if tied else Description()
        unit = FileUnitCode("H09.14", said.formed.year if said.formed else 2016, "QD.X")
        archive(
            self.catalogue,
            self.folder,
            name or f"d{number}",
            archived_at=self.now,
            **({"description": said} if tied else {}),
            unit=unit,
            **fields,
        )

    def prove(self, number: int, *problems: str) -> None:
        """Verify a document."""
        self.catalogue.note_proofs([ProofNote(f"d{number}", self.now, problems)])


def record(number: int) -> str:
    """The id of a paper."""
    return f"SO-{number:06d}"


def live(catalogue: Catalogue, folder: Path) -> None:
    """Let all of it happen, in its order, under the clock of its days."""
    office = TenYears(catalogue, folder)
    with pytest.MonkeyPatch.context() as patch:
        for module in (record_store, writer):
            patch.setattr(module, "_now", lambda: office.now)
        _until_2023(office)
        _after_2023(office)


def _until_2023(office: TenYears) -> None:
    catalogue = office.catalogue
    office.on(2021, 3, 15).enter("van-hoa.xlsx", 1, CULTURE, _IN_CULTURE)
    office.on(2022, 10, 10).scan(1)
    catalogue.declare_papers(CULTURE, 8, office.on(2022, 11, 29).saying())
    catalogue.close_inventory(CULTURE, office.on(2022, 11, 30).saying())
    office.on(2023, 2, 1).enter("du-lich.xlsx", 9, TOURISM, _IN_TOURISM, errors=1)
    catalogue.declare_papers(TOURISM, 4, office.on(2023, 2, 2).saying())
    catalogue.close_inventory(TOURISM, office.saying())
    office.on(2023, 3, 3).scan(2)
    catalogue.merge_papers([record(10)], record(9), office.on(2023, 5, 5).saying())
    office.on(2023, 9, 9).scan(9)
    office.on(2023, 10, 1).scan(3)
    office.on(2023, 11, 1)
    bad = note("d11-x", DocumentState.QUARANTINED, reason_code="INTAKE-001")
    catalogue.note_states(batch="Hộp 02", phase=2, states=[bad])


def _after_2023(office: TenYears) -> None:
    catalogue = office.catalogue
    office.on(2024, 1, 20).scan(11)
    revoked = {record(3): {"validity": Validity.REVOKED.value}}
    catalogue.edit_papers(revoked, office.on(2024, 2, 10).saying(dt.date(2024, 2, 1)))
    office.on(2024, 2, 15).enter("cap-lai.xlsx", 13, CULTURE, [("01/02/2024", {})])
    catalogue.edit_papers({record(4): {"formed": "2016-12-12"}}, office.on(2024, 3, 10).saying())
    office.on(2024, 4, 4)
    catalogue.decide(Decision("d9", "d9.2", sha("d9.2"), "lan", "quét lại", office.now))
    office.scan(9, name="d9.2", tied=False)
    office.on(2024, 5, 5).scan(4)
    office.on(2024, 6, 6).scan(5)
    office.on(2024, 7, 1).prove(1, "bytes")
    office.on(2024, 11, 1).enter("dien-tu.xlsx", 14, CULTURE, [("10/10/2024", {})])
    office.on(2024, 11, 11).scan(14, born_digital=True)
    office.on(2025, 1, 15).prove(1)
    office.on(2025, 12, 20).scan(6)
    office.on(2026, 2, 1).scan(12)
