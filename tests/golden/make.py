"""Make a golden archive: a small workspace as this version of Sohoa leaves it, for all that follow.

    PYTHONPATH=$PWD python tests/golden/make.py tests/golden/v2

Run once for each released version that changes what is stored, by that version's own code; the
folder is committed and never changed again. `tests/unit/test_golden.py` holds every later version
to it: it must verify whole (`--deep` too) and be read by every command.

What is in it (v2; v1 was made by an earlier form of this script), by the commands an office uses,
with keys of a test PKI drawn for the occasion (only public certificates are kept; the keys are gone
when the script ends):

- a register of ten papers, one more row of it in error;
- `Hop-01`, signed at B-B by both keys, one record of it later raised to B-LTA (generation 2); a
  kept original that was scanned (a PDF that came in signed); one that never was paper, with its
  reading copy; a scan in quarantine; one with a sheet missing;
- `Hop-02`, signed at B-LTA; the master is released, and gone from the box;
- `Hop-03`, killed between PDF/A and signing: a half-done batch;
- `Hop-04`: one record replaced by a better scan, one withdrawn.

Signers' certificates last until 2030, the time stamper's until 2035. Whoever verifies the archive
judges as on the day that `made.json` names, and no other, so that it verifies for ever. Of
finished batches the PDFs on the way (`pdfa/files`, `sign/files`) and the pages of archived
documents are left out, as are reports and records of runs: they would only make the folder large.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from pki import Pki, running_pki  # noqa: E402

from sohoa import AGENT  # noqa: E402
from sohoa.domain.vietnam_time import day_of  # noqa: E402

SOHOA = Path(sys.executable).with_name("sohoa")
FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
DPI = 200
_FAR = ("2015-01-01T00:00:00+0000", "2060-01-01T00:00:00+0000")
VALIDITY = {
    "agency": ("2020-01-01T00:00:00+0000", "2030-01-01T00:00:00+0000"),
    "agency-ec": ("2020-01-01T00:00:00+0000", "2030-01-01T00:00:00+0000"),
    "operator": ("2020-01-01T00:00:00+0000", "2030-01-01T00:00:00+0000"),
    "interm": _FAR,
    "ocsp": _FAR,
    "tsa": ("2018-01-01T00:00:00+0000", "2035-01-01T00:00:00+0000"),
}
PAPERS = (
    ("101/QĐ-SVHTTDL", "05/03/2018", "Quyết định", "Quản lý Văn hóa", 1, "Hop-01/001.tif"),
    ("102/GP-SVHTTDL", "06/04/2018", "Giấy phép", "Quản lý Văn hóa", 2, "Hop-01/002"),
    ("103/GP-SVHTTDL", "07/05/2018", "Giấy phép", "Quản lý Văn hóa", 1, "Hop-01/003.pdf"),
    ("104/GP-SVHTTDL", "08/06/2019", "Giấy phép", "Quản lý Thể thao", 1, "Hop-01/004.pdf"),
    ("105/GP-SVHTTDL", "09/07/2019", "Giấy phép", "Quản lý Thể thao", 1, "Hop-01/005.tif"),
    ("106/GP-SVHTTDL", "10/08/2019", "Giấy phép", "Quản lý Thể thao", 3, "Hop-01/006.tif"),
    ("107/QĐ-SVHTTDL", "11/09/2020", "Quyết định", "Quản lý Văn hóa", 1, "Hop-02/001.tif"),
    ("109/QĐ-SVHTTDL", "13/11/2020", "Quyết định", "Quản lý Văn hóa", 1, "Hop-03/001.tif"),
    ("111/QĐ-SVHTTDL", "14/05/2021", "Quyết định", "Quản lý Văn hóa", 1, "Hop-04/001.tif"),
    ("112/QĐ-SVHTTDL", "15/06/2021", "Quyết định", "Quản lý Văn hóa", 1, "Hop-04/002.tif"),
)
_BLANK_SHEET, _SIGNED, _TYPED, _FOLDER = (
    "Hop-01/005.tif", "Hop-01/004.pdf", "Hop-01/003.pdf", "Hop-01/002",
)  # fmt: skip


def make(target: Path) -> None:
    """Make the archive in a folder that must not exist."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        office = place / "office"
        (place / "pki").mkdir()
        with running_pki(place / "pki", validity=VALIDITY) as pki:
            _prepare(office, pki)
            _run_batches(office, pki)
        _keep(office, target)


def _prepare(office: Path, pki: Pki) -> None:
    _sohoa(office, "init", str(office))
    trust = office / "config" / "trust"
    trust.mkdir()
    (trust / "root.der").write_bytes(pki.root_file.read_bytes())
    register = office.parent / "so-dang-ky.csv"
    heading = ("STT", "Số, ký hiệu", "Ngày, tháng, năm", "Loại giấy tờ", "Phòng chuyên môn")
    heading = (*heading, "Số tờ", "Tình trạng hiệu lực", "Trích yếu")
    rows = [
        (n, *one[:5], "Còn hiệu lực", f"Về việc số {n}") for n, one in enumerate(PAPERS, start=1)
    ]
    rows.append(
        (len(rows) + 1, "110/GP-SVHTTDL", "31/02/2018", "Giấy phép", "Quản lý Văn hóa", 1, "", "?")
    )
    _write_csv(register, [heading, *rows])
    _sohoa(office, "inventory", "import", str(register), "--accept-new", code=5)
    for paper in PAPERS:
        _deliver(office / "data" / "inbox", paper, pki)
    for box in sorted({one[5].split("/")[0] for one in PAPERS}):
        listed = [
            (one[5].split("/")[1], one[0], one[1], one[2], one[3], one[4])
            for one in PAPERS
            if one[5].startswith(box)
        ]
        names = ("Tệp", "Số, ký hiệu", "Ngày, tháng, năm", "Loại giấy tờ", "Phòng", "Số tờ")
        _write_csv(office / "data" / "inbox" / box / "batch.csv", [names, *listed])


def _run_batches(office: Path, pki: Pki) -> None:
    _configure(office, pki, level="PAdES-B-B", tsa=pki.tsa_url)
    _sohoa(office, "run", "2", "--batch", "Hop-01", "--now", "--quiet", code=5)
    _sohoa(office, "run", "2", "--batch", "Hop-04", "--now", "--quiet")
    _put_right(office)
    _configure(office, pki, level="PAdES-B-LTA", tsa=pki.tsa_url)
    _sohoa(office, "run", "2", "--batch", "Hop-02", "--now", "--quiet")
    _kill_half_way(office, "Hop-03")
    raised = _archived(office, "Hop-01", "001.tif")
    done = json.loads(_sohoa(office, "renew", raised, "--json"))
    assert done["upgraded"] == [raised], done
    _configure(office, pki, level="PAdES-B-B", tsa="")
    _release(office, "Hop-02", "001.tif")
    _sohoa(office, "report", "2")
    _sohoa(office, "rescan-slip", "Hop-01")
    _sohoa(office, "verify", "--deep")


def _put_right(office: Path) -> None:
    """Let a better scan take the place of one record, and withdraw another."""
    first, second = _archived(office, "Hop-04", "001.tif"), _archived(office, "Hop-04", "002.tif")
    path = office / "data" / "inbox" / "Hop-04" / "001.tif"
    _save_bitonal(Image.open(path).convert("RGB").crop((0, 60, 1165, 1654)), path)
    _sohoa(office, "run", "2", "--batch", "Hop-04", "--now", "--quiet", code=5)
    _sohoa(office, "replace", first, "--reason", "quét lại", "--yes", "--quiet")
    _sohoa(office, "withdraw", second, "--reason", "nhầm hộp", "--yes")


def _release(office: Path, box: str, name: str) -> None:
    """Release the master of a record, and take it out of the box."""
    command = ("release", _archived(office, box, name), "--reason", "biên bản 5", "--yes", "--json")
    told = json.loads(_sohoa(office, *command))
    assert len(told["released"]) == 1, told
    (office / "data" / "inbox" / box / name).unlink()


def _archived(office: Path, box: str, name: str) -> str:
    rows = json.loads(_sohoa(office, "list", "--batch", box, "--state", "archived", "--json"))
    return next(row["id"] for row in rows if row["source_name"] == name)


def _configure(office: Path, pki: Pki, *, level: str, tsa: str) -> None:
    """Write the office's signing settings: the keys are outside, and end with this script."""
    text = (ROOT / "config" / "signing.toml").read_text(encoding="utf-8")
    for key, label in (("key", "agency"), ("operator_key", "operator")):
        path = pki.key_file(label)
        old = f"[{key}]\n"
        assert old in text
        head, tail = text.split(old)
        tail = tail.replace('kind = "development"', f'kind = "pkcs12"\npath = "{path}"', 1)
        text = head + old + tail
    text = text.replace('level = "PAdES-B-B"', f'level = "{level}"')
    text = text.replace('tsa_url = ""', f'tsa_url = "{tsa}"')
    (office / "config" / "signing.toml").write_text(text, encoding="utf-8")


def _deliver(inbox: Path, paper: tuple, pki: Pki) -> None:
    number, day, kind, room, _sheets, name = paper
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (
        "ỦY BAN NHÂN DÂN TỈNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        f"Số: {number}",
        "Bình Dương, ngày {} tháng {} năm {}".format(*day.split("/")),
        kind.upper(),
        f"Của {room}",
    )
    picture = _draw(lines)
    if name == _FOLDER:
        path.mkdir()
        _save_bitonal(picture, path / "1.tif")
        _save_bitonal(_draw(("Điều 2.", "Quyết định này có hiệu lực từ ngày ký.")), path / "2.tif")
    elif name == _BLANK_SHEET:
        _save_bitonal(picture, path)
        path.write_bytes(path.read_bytes()[:-900])
    elif name == _SIGNED:
        _save_signed(picture, path, pki)
    elif name == _TYPED:
        _save_typed(lines, path, pki)
    else:
        _save_bitonal(picture, path)


def _draw(lines: Sequence[str]) -> Image.Image:
    """An A5 page at 200 dpi."""
    picture = Image.new("RGB", (1165, 1654), (252, 250, 244))
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 36)
    for number, line in enumerate(lines):
        pen.text((110, 190 + 75 * number), line, fill=(20, 20, 50), font=font)
    return picture


def _save_bitonal(picture: Image.Image, path: Path) -> None:
    picture.convert("1", dither=Image.Dither.NONE).save(
        path, "TIFF", compression="group4", dpi=(DPI, DPI), strip_size=1 << 30
    )


def _save_signed(picture: Image.Image, path: Path, pki: Pki) -> None:
    """A scan that another office's system has signed."""
    plain = path.with_name("plain")
    picture.convert("L").resize((874, 1240)).save(plain, "PDF", resolution=150, quality=25)
    _sign_elsewhere(plain, path, pki)


def _save_typed(lines: Sequence[str], path: Path, pki: Pki) -> None:
    """A paper that never was one: typed, and signed by another office's system."""
    plain = path.with_name("plain")
    registerFont(TTFont("Tinos", FONT))
    canvas = Canvas(str(plain), pagesize=(420, 595))
    canvas.setFont("Tinos", 13)
    for number, line in enumerate(lines):
        canvas.drawString(40, 520 - 27 * number, line)
    canvas.save()
    _sign_elsewhere(plain, path, pki)


def _sign_elsewhere(plain: Path, path: Path, pki: Pki) -> None:
    """One field of the other system's own, over the whole file."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf

    signer = SimpleSigner.load_pkcs12(str(pki.key_file("agency-ec")))
    with plain.open("rb") as stream, path.open("w+b") as output:
        writer = IncrementalPdfFileWriter(stream, strict=False)  # Pillow's own xref
        sign_pdf(writer, PdfSignatureMetadata(field_name="Signature1"), signer, output=output)
    plain.unlink()


def _kill_half_way(office: Path, batch: str) -> None:
    """Run a batch and kill everything as soon as its PDF/A are made."""
    command = [str(SOHOA), "--home", str(office), "run", "2", "--batch", batch, "--now", "--quiet"]
    process = subprocess.Popen(command, start_new_session=True)
    done = office / "data" / "batches" / "phase-2" / batch / "pdfa" / "manifest.json"
    while not done.exists():
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (done.parents[1] / "sign" / "manifest.json").exists()


def _keep(office: Path, target: Path) -> None:
    """Copy what an office would keep; no key, no server's database, no cache, no lock."""
    unwanted = shutil.ignore_patterns(
        "keys", "prefect", "cache", "runs", "*.lock", "*.part", "*-wal", "*-shm"
    )
    shutil.copytree(office, target, ignore=unwanted)
    shutil.rmtree(target / "data" / "reports")
    for batch in (target / "data" / "batches" / "phase-2").iterdir():
        if (batch / "index" / "manifest.json").exists():
            for path in batch.rglob("files/*.pdf"):
                path.unlink()
            for outcome in batch.glob("index/outcomes/*.json"):
                shutil.rmtree(batch / "intake" / "pages" / outcome.stem, ignore_errors=True)
    today = day_of(dt.datetime.now(dt.UTC))
    notes: dict[str, object] = {
        "made_on": today.isoformat(),
        "judge_on": (today + dt.timedelta(days=2)).isoformat(),
    }
    done = json.loads(_sohoa(office, "status", "--json"))["total"]["digitized"]
    notes |= {"digitized": done, "agent": AGENT}
    (target / "made.json").write_text(json.dumps(notes, indent=1) + "\n")
    for path in target.rglob("*"):
        assert b"PRIVATE KEY" not in (path.read_bytes() if path.is_file() else b""), path
        assert path.suffix not in {".p12", ".pfx", ".key"}, path


def _sohoa(office: Path, *arguments: str, code: int = 0) -> str:
    command = [str(SOHOA), "--home", str(office), *arguments]
    if arguments[0] == "init":
        command = [str(SOHOA), *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout


def _write_csv(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
