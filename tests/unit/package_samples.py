"""An office with archived records of every kind, and packages made of them."""

from __future__ import annotations

from pathlib import Path

from goldens import copy_of

from sohoa.workspace import Workspace

#: A scan, and a digital original that came signed; a record that was renewed; one that took the
#: place of another, beside it and one that was withdrawn.
MIXED, RENEWED, REPLACED = (
    f"000.00.00.H09.{name}" for name in ("2018.GP.NVVH", "2018.QD.NVVH", "2021.QD.NVVH")
)
SAID = """
archive_code = "L09"
[file_unit]
mode = "02"
language = "01"
risk_recovery = "0"
[document]
language = "01"
organ_name = "Sở Văn hóa, Thể thao và Du lịch"
[[retention]]
types = ["GP", "Giấy phép", "Quyết định"]
maintenance = "05"
basis = "thử"
"""


def office_with_words(root: Path, said: str = SAID) -> Workspace:
    """A copy of the newest golden archive whose archivist has said what packages need."""
    office = copy_of("v2", root)
    (office.config_dir / "packaging.toml").write_text(said, encoding="utf-8")
    return office
