"""`python -m bench.register --rows 100000`: what a register costs to import, and to import again.

Claims checked (issue 11, "The register lives"): an .xlsx of 100,000 rows is imported in 30
CPU-seconds and 500 MB; the same file again takes 5; saved anew, with other boxes on some rows, it
is read again and takes no more than at first. CPU time is that of the command and of the
reader's process together; `yardstick` is a loop of ten million additions here and now.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl

from sohoa.use_cases.setting_up import set_up
from sohoa.workspace import CHECKOUT, Workspace

_HEADING = (
    "STT", "Phòng", "Loại giấy tờ", "Số, ký hiệu", "Ngày cấp", "Trích yếu", "Tổ chức, cá nhân",
    "Nơi lưu", "Hộp", "Số tờ", "Hiệu lực", "Có giá trị đến", "Ghi chú",
)  # fmt: skip
_ROOMS = ("Phòng Quản lý Du lịch", "P. Nghiệp vụ Văn hóa", "Thanh tra", "Văn phòng Sở")
_TYPES = ("Quyết định", "GP karaoke", "Thẻ HDV quốc tế", "Giấy phép quảng cáo", "Công văn")
_NAMES = ("Hoa Mai", "Bình An", "Đại Phát", "Thiên Long", "Minh Châu", "Phú Quý", "Sông Bé")
_STREETS = ("Nguyễn Huệ", "Lê Lợi", "Cách Mạng Tháng Tám", "Phạm Ngọc Thạch", "Yersin")
_PLACES = ("Thủ Dầu Một", "Dĩ An", "Thuận An", "Bến Cát", "Tân Uyên", "Bàu Bàng")


def rows(count: int, seed: int = 11, moved: int = 0) -> Iterator[Sequence[object]]:
    """Papers as an office lists them: names and places that come again, and numbers that do not.

    Every so many-th (`moved`) lies in another box than it did.
    """
    chance = random.Random(seed)  # noqa: S311 - made up, the same every time
    yield _HEADING
    for number in range(1, count + 1):
        day = dt.date(2005, 1, 1) + dt.timedelta(days=chance.randrange(7300))
        owner = f"Công ty TNHH {chance.choice(_NAMES)} {chance.randrange(4000)}"
        address = f"{chance.randrange(900)} {chance.choice(_STREETS)}, {chance.choice(_PLACES)}"
        yield (
            number,
            chance.choice(_ROOMS),
            chance.choice(_TYPES),
            f"{number}/GP-SVHTTDL",
            day if number % 3 else f"{day:%d/%m/%Y}",
            f"Cấp giấy phép kinh doanh tại {address}",
            owner,
            f"Kho {chance.randrange(4)}",
            chance.randrange(900) + (1000 if moved and number % moved == 0 else 0),
            chance.randrange(1, 30),
            chance.choice(("Còn hiệu lực", "Hết hiệu lực", "Còn", "")),
            f"31/12/{day.year + 5}" if number % 4 else "",
            chance.choice(("", "", "", "Bản sao")),
        )


def write_register(path: Path, count: int, *, moved: int = 0) -> None:
    """Write an .xlsx."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sổ")
    for row in rows(count, moved=moved):
        sheet.append(row)
    book.save(path)


def measured(workspace: Workspace, *arguments: str) -> tuple[float, int, str]:
    """CPU seconds and the most MB of a command with all its processes, and what it says."""
    before = os.times()
    command = [sys.executable, "-m", "sohoa.cli.main", *arguments]
    environment = {**os.environ, "SOHOA_HOME": str(workspace.root)}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    after = os.times()
    if done.returncode not in (0, 5):
        raise SystemExit(done.stdout + done.stderr)
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return used, peak, done.stdout


def yardstick() -> float:
    """How long ten million additions take here and now, in CPU seconds."""
    begun, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - begun


def main() -> None:
    """Import, and import again; the exit code is 1 if a claim does not hold."""
    parser = argparse.ArgumentParser(prog="bench.register", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as folder:
        workspace, path = Workspace(Path(folder) / "office"), Path(folder) / "so.xlsx"
        list(set_up(workspace, template=Workspace(CHECKOUT)))
        write_register(path, arguments.rows)
        print(
            f"{arguments.rows} rows, {path.stat().st_size >> 10} KB; yardstick {yardstick():.2f} s"
        )
        held = True
        anew = path.with_name("so-2.xlsx")
        write_register(anew, arguments.rows, moved=50)
        for name, most, file in (
            ("import", 30.0, path),
            ("again", 5.0, path),
            ("anew", 30.0, anew),
        ):
            used, peak, _said = measured(workspace, "inventory", "import", str(file))
            held = held and used <= most and peak <= 500
            print(f"{name:8} {used:6.1f} CPU-s (at most {most:.0f})  {peak} MB (at most 500)")
    raise SystemExit(not held)


if __name__ == "__main__":
    main()
