"""What `sohoa package --verify` finds: each harm by its code, and nothing in what is whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from goldens import notes_of
from lxml import etree
from package_samples import MIXED, RENEWED, REPLACED, office_with_words

from sohoa.cli.main import run
from sohoa.cli.package import RULE_NAMES
from sohoa.domain.package_errors import NotAPackageError
from sohoa.domain.vietnam_time import end_of
from sohoa.package.differences import TEXTS, Difference
from sohoa.package.layout import ROOT_EAD, ROOT_METS
from sohoa.package.opened import UnreadableMemberError, resolved
from sohoa.package.rules import Rule
from sohoa.use_cases.checking_package import PackageVerification, verify_package
from sohoa.use_cases.packaging import package_file
from sohoa.workspace import Workspace

pytestmark = pytest.mark.usefixtures("english")

REP = "representations/rep1"
PDF = f"{REP}/data/{MIXED}.0000001.pdf"
EAD_DOC = f"{REP}/metadata/descriptive/EAD_doc_{MIXED}.0000001.xml"
PREMIS_REP = f"{REP}/metadata/preservation/PREMIS_rep1.xml"


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Workspace:
    return office_with_words(tmp_path_factory.mktemp("packages") / "office")


@pytest.fixture(scope="module")
def good(office) -> Path:
    return package_file(office, MIXED).path


@pytest.fixture
def package(good, tmp_path) -> Path:
    return Path(shutil.copytree(good, tmp_path / good.name))


def judged(office: Workspace, path: Path, *, compare: bool = False) -> PackageVerification:
    """On the day of the golden archive: its certificates expire one day."""
    day = dt.date.fromisoformat(notes_of("v2")["judge_on"])
    return verify_package(office, path, compare=compare, at=end_of(day))


def codes(found: PackageVerification) -> set[tuple[str, str]]:
    return {(one.code, one.path) for one in found.differences}


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refit(folder: Path, *paths: str) -> None:
    """Make both METS name files as they are now: what somebody does who knows how."""
    for path in paths:
        content = (folder / path).read_bytes()
        for mets in (f"{REP}/METS.xml", ROOT_METS):
            base = REP + "/" if mets != ROOT_METS else ""
            place = folder / mets
            root = etree.parse(place)
            for one in root.iter("{*}mdRef", "{*}file"):
                link = one if one.tag.endswith("mdRef") else one.find("{*}FLocat")
                if base + link.get("{http://www.w3.org/1999/xlink}href") == path:
                    one.set("SIZE", str(len(content)))
                    one.set("CHECKSUM", hashlib.sha256(content).hexdigest().upper())
            root.write(place, encoding="UTF-8", xml_declaration=True)
    if f"{REP}/METS.xml" not in paths:
        refit(folder, f"{REP}/METS.xml")


# --- what is whole ------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [MIXED, RENEWED, REPLACED])
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_a_package_that_was_just_made_holds(office, unit, zipped, tmp_path):
    """By itself, with every signature, and against the catalogue."""
    made = package_file(office, unit, output=tmp_path, zipped=zipped)
    found = judged(office, made.path, compare=True)
    assert codes(found) == set()
    assert (found.is_whole, found.documents, found.files) == (True, made.documents, made.files)
    assert found.object_id == made.object_id
    assert found.signatures >= made.documents


def test_a_package_needs_no_office(good, tmp_path):
    """On a machine without a workspace, by the one root that the receiver believes."""
    nothing = Workspace(tmp_path)
    found = judged(nothing, good)
    assert {one.code for one in found.differences} == {"signature"}
    assert all("representations/rep1/data/" in one.path for one in found.differences)


def test_a_zip_that_another_program_wrote_holds(office, good, tmp_path):
    """Compressed, in another order, with entries for folders."""
    place = tmp_path / "x.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir(good.name)
        for path in sorted(good.rglob("*"), reverse=True):
            archive.write(path, f"{good.name}/{path.relative_to(good)}")
    assert judged(office, place).is_whole


# --- what is harmed -----------------------------------------------------------------------------

_HARMS: dict[str, tuple[Callable[[Path], object], set[tuple[str, str]]]] = {
    "a byte of a document": (
        lambda folder: (folder / PDF).write_bytes((folder / PDF).read_bytes()[:-1] + b"x"),
        {("bytes", PDF)},
    ),
    "a document that is cut": (
        lambda folder: (folder / PDF).write_bytes((folder / PDF).read_bytes()[:-9]),
        {("size", PDF)},
    ),
    "a document that has grown": (
        lambda folder: (folder / PDF).write_bytes((folder / PDF).read_bytes() + b"more"),
        {("size", PDF)},
    ),
    "a document that is gone": (lambda folder: (folder / PDF).unlink(), {("missing", PDF)}),
    "a description that is gone": (
        lambda folder: (folder / EAD_DOC).unlink(), {("missing", EAD_DOC)},
    ),
    "a file that nobody named": (
        lambda folder: (folder / REP / "data/extra.pdf").write_bytes(b"%PDF"),
        {("unknown", f"{REP}/data/extra.pdf")},
    ),
    "a hidden file": (
        lambda folder: (folder / ".hidden").write_bytes(b""), {("unknown", ".hidden")},
    ),
    "another name of the folder": (lambda _folder: None, set()),
    "no PREMIS": (
        lambda folder: (folder / PREMIS_REP).unlink(),
        {("structure", PREMIS_REP), ("missing", PREMIS_REP)},
    ),
    "METS that is no XML": (
        lambda folder: (folder / ROOT_METS).write_text("<mets"), {("damaged", ROOT_METS)},
    ),
    "METS with a document type": (
        lambda folder: changed(folder / ROOT_METS, "<mets ", "<!DOCTYPE mets><mets "),
        {("damaged", ROOT_METS)},
    ),
    "METS of something else": (
        lambda folder: (folder / ROOT_METS).write_text("<x/>"),
        {("damaged", ROOT_METS), ("schema", ROOT_METS)},
    ),
    "another kind of package": (
        lambda folder: changed(folder / ROOT_METS, 'PACKAGETYPE="AIP"', 'PACKAGETYPE="SIP"'),
        {("package-type", ROOT_METS)},
    ),
    "an attribute that METS does not know": (
        lambda folder: changed(folder / ROOT_METS, 'LOCTYPE="URL"', 'LOCTYPE="XXX"'),
        {("schema", ROOT_METS)},
    ),
    "a link in the place of a document": (
        lambda folder: ((folder / PDF).unlink(), (folder / PDF).symlink_to("/etc/passwd")),
        {("link", PDF), ("missing", PDF)},
    ),
    "a link to a folder": (
        lambda folder: (folder / "documentation/more").symlink_to("/etc"),
        {("link", "documentation/more")},
    ),
    "a pipe": (
        lambda folder: ((folder / PDF).unlink(), os.mkfifo(folder / PDF)),
        {("not-a-file", PDF), ("missing", PDF)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("harm", _HARMS)
def test_each_harm_is_found_by_its_code(office, package, harm):
    """One line each, and nothing else is said to be wrong."""
    do, expected = _HARMS[harm]
    do(package)
    if harm == "another name of the folder":
        package = package.rename(package.with_name("urn_x"))
        expected = {("name", ROOT_METS)}
    assert codes(judged(office, package)) == expected


def test_what_leads_out_of_a_package_is_not_opened(office, package):
    """A METS that names a file of the machine is told, and the file never read."""
    for href in ("../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:/x", "a\\..\\b"):
        assert resolved("representations/rep1/", href) is None
    changed(package / ROOT_METS, "documentation/HUONG-DAN.txt", "../../../etc/passwd")
    assert codes(judged(office, package)) == {
        ("href", ROOT_METS), ("unknown", "documentation/HUONG-DAN.txt"),
    }  # fmt: skip


def test_a_digest_of_another_kind_proves_nothing(office, package):
    """MD5, or none: nobody can tell whether the file was changed."""
    place = package / ROOT_METS
    changed(place, 'CHECKSUMTYPE="SHA-256"', 'CHECKSUMTYPE="MD5"')
    found = codes(judged(office, package))
    assert ("no-digest", ROOT_EAD) in found
    assert ("no-digest", "schemas/METS.xsd") in found


@pytest.mark.parametrize("zipped_too", [False, True], ids=["folder", "zip"])
def test_a_name_that_acts_on_a_screen_is_told_on_one_line(
    office, package, zipped_too, tmp_path, capsys
):
    """Signs that move a cursor, break a line or are no letters at all."""
    raw = b"a\x1b[2J\nb\xff.pdf"
    (package / os.fsdecode(raw)).write_bytes(b"")
    place = package
    if zipped_too:
        (package / os.fsdecode(raw)).rename(package / "a\x1b[2J\nb.pdf")
        place = zipped(package, tmp_path / "x.zip", lambda _archive: None)
    assert run(["--home", str(office.root), "package", "--verify", str(place)]) == 7
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("✗ [unknown] a�[2J�b")
    assert len(rest) == 1
    assert run(["--home", str(office.root), "package", "--verify", str(place), "--json"]) == 7


# --- harm by who knows how ----------------------------------------------------------------------


def test_a_description_that_was_changed_and_named_anew_is_found(office, package):
    """METS fits, the schema fits; the identifier does not, and the catalogue says otherwise."""
    changed(package / EAD_DOC, "<codeNumber>102<", "<codeNumber>999<")
    refit(package, EAD_DOC)
    assert codes(judged(office, package)) == {("identity", ROOT_METS)}
    found = judged(office, package, compare=True)
    (said,) = [one for one in found.differences if one.code == "catalogue-field"]
    assert said.details == {"field": "codeNumber", "found": "999", "said": "102"}


def test_a_value_against_the_rules_is_found(office, package):
    """By the schema that Sohoa ships, whatever lies in the package's own."""
    changed(package / EAD_DOC, "<mode>02<", "<mode>77<")
    (package / "schemas/EAD_doc.xsd").write_text("<x/>")
    refit(package, EAD_DOC, "schemas/EAD_doc.xsd")
    found = codes(judged(office, package))
    assert {("schema", EAD_DOC), ("field", EAD_DOC)} <= found


def test_a_document_that_was_changed_and_named_anew_is_found_by_its_signature(office, package):
    """Bytes, METS and PREMIS agree; the signature does not."""
    content = bytearray((package / PDF).read_bytes())
    content[500] ^= 1
    before = hashlib.sha256((package / PDF).read_bytes()).hexdigest().upper()
    (package / PDF).write_bytes(content)
    changed(package / PREMIS_REP, before, hashlib.sha256(content).hexdigest().upper())
    refit(package, PDF, PREMIS_REP)
    found = codes(judged(office, package))
    assert ("signature", PDF) in found
    assert ("catalogue-bytes", PDF) in codes(judged(office, package, compare=True))


def test_premis_and_mets_must_agree(office, package):
    """Each names the digest of each document."""
    text = (package / PREMIS_REP).read_text()
    digest = re.search(r"<messageDigest>(\w+)<", text)[1]
    changed(package / PREMIS_REP, digest, "0" * 64)
    refit(package, PREMIS_REP)
    assert ("premis-bytes", PDF) in codes(judged(office, package))


def test_a_document_that_was_taken_out_is_found(office, package):
    """From the data, from METS and from PREMIS: the description still counts it."""
    name = f"{MIXED}.0000002"
    mets = package / REP / "METS.xml"
    root = etree.parse(mets)
    for one in root.iter("{*}file"):
        if name in one[0].get("{http://www.w3.org/1999/xlink}href"):
            identity = one.get("ID")
            one.getparent().remove(one)
    for one in [*root.iter("{*}fptr")]:
        if one.get("FILEID") == identity:
            one.getparent().getparent().remove(one.getparent())
    root.write(mets, encoding="UTF-8", xml_declaration=True)
    (package / REP / f"data/{name}.pdf").unlink()
    refit(package, f"{REP}/METS.xml")
    found = codes(judged(office, package, compare=True))
    assert {("count", ROOT_EAD), ("catalogue-missing", f"{name}.pdf")} <= found


def test_a_package_without_documents_is_none(office, package):
    """Consistent in itself, and empty."""
    mets = package / REP / "METS.xml"
    root = etree.parse(mets)
    for name in ("{*}fileGrp", "{*}dmdSec"):
        for one in [*root.iter(name)]:
            one.getparent().remove(one)
    for one in [*root.iter("{*}div")]:
        if one.get("LABEL") in ("Data", "MetadataLink"):
            one.getparent().remove(one)
        one.attrib.pop("DMDID", None)
    root.write(mets, encoding="UTF-8", xml_declaration=True)
    for path in [*(package / REP / "data").iterdir(), *(package / EAD_DOC).parent.iterdir()]:
        path.unlink()
    changed(package / ROOT_EAD, "<totalDoc>2<", "<totalDoc>0<")
    refit(package, f"{REP}/METS.xml", ROOT_EAD)
    assert ("structure", f"{REP}/data") in codes(judged(office, package))


def test_what_cannot_be_copied_is_no_reason_to_judge_the_archive(office, good, monkeypatch):
    """Every document unreadable by the second time: told, and nothing else is looked at."""

    def unreadable(_package, _path, _target):
        raise UnreadableMemberError

    monkeypatch.setattr("sohoa.use_cases.checking_package.copy_to", unreadable)
    found = judged(office, good)
    assert {one.code for one in found.differences} == {"unreadable"}
    assert (len(found.differences), found.signatures) == (2, 0)


def test_a_document_without_its_description_is_found(office, package):
    """The two belong together by METS alone."""
    changed(package / REP / "METS.xml", 'LABEL="MetadataLink/File"', 'LABEL="Other"')
    refit(package, f"{REP}/METS.xml")
    assert ("undescribed", PDF) in codes(judged(office, package))


# --- ZIP files ----------------------------------------------------------------------------------


def zipped(folder: Path, place: Path, extra: Callable[[zipfile.ZipFile], None]) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{folder.name}/{path.relative_to(folder)}")
        extra(archive)
    return place


def _top(archive: zipfile.ZipFile) -> str:
    return archive.namelist()[0].partition("/")[0]


def _linked(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo(f"{_top(archive)}/link")
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (lambda archive: archive.writestr(f"{_top(archive)}/../../x", b""), "outside"),
        (lambda archive: archive.writestr(archive.namelist()[0], b"other"), "twice"),
        (_linked, "link"),
    ],
)  # fmt: skip
def test_a_zip_file_can_do_no_harm(office, good, extra, code, tmp_path):
    """Names that lead out, links and names that stand twice are told; nothing is unpacked there."""
    place = zipped(good, tmp_path / f"{good.name}.zip", extra)
    found = judged(office, place)
    assert {one.code for one in found.differences} == {code}
    assert {one.name for one in tmp_path.iterdir()} == {place.name}


def test_a_zip_file_with_a_broken_part_is_told(office, good, tmp_path):
    """A flipped byte is found by METS, or by the checksum of ZIP itself."""
    place = zipped(good, tmp_path / "x.zip", lambda _archive: None)
    content = bytearray(place.read_bytes())
    at = content.find(b"%PDF-")
    content[at + 300] ^= 255
    place.write_bytes(content)
    found = judged(office, place)
    assert {one.code for one in found.differences} <= {"unreadable", "bytes"}
    assert not found.is_whole


def test_a_zip_that_unfolds_without_end_is_not_unfolded(office, good, tmp_path):
    """A document that METS gives 3 kB is read no further than that."""
    bomb = zipped(good, tmp_path / "x.zip", lambda _archive: None)
    with zipfile.ZipFile(bomb) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            if name.endswith("1.pdf"):
                with archive.open(name, "w", force_zip64=True) as stream:
                    for _turn in range(64):
                        stream.write(bytes(1 << 20))
            else:
                archive.writestr(name, content)
    found = judged(office, bomb)
    assert {one.code for one in found.differences} == {"size"}


@pytest.mark.parametrize("kind", ["nothing", "file", "folder", "empty"])
def test_what_is_no_package_is_told(office, kind, tmp_path):
    """By its own code, with what to name instead."""
    place = tmp_path / "x"
    if kind == "file":
        place.write_text("no")
    elif kind == "folder":
        place.mkdir()
    elif kind == "empty":
        zipfile.ZipFile(place, "w").close()
    with pytest.raises(NotAPackageError):
        judged(office, place)


def test_a_zip_file_under_a_password_cannot_be_read(office, good, tmp_path):
    """Its METS least of all."""
    place = zipped(good, tmp_path / "x.zip", lambda _archive: None)
    content = bytearray(place.read_bytes())
    for sign, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = -1
        while (start := content.find(sign, start + 1)) >= 0:
            content[start + at] |= 1
    place.write_bytes(content)
    assert codes(judged(office, place)) == {("unreadable", ROOT_METS)}


# --- against the catalogue ----------------------------------------------------------------------


def test_what_the_catalogue_says_since_is_told(tmp_path):
    """A package shows what was said when it was made: each field that differs, one line."""
    office = office_with_words(tmp_path / "office")
    made = package_file(office, MIXED)
    assert judged(office, made.path, compare=True).is_whole
    place = office.config_dir / "packaging.toml"
    changed(place, 'mode = "02"', 'mode = "01"')
    found = judged(office, made.path, compare=True)
    assert {one.details["field"] for one in found.differences} == {"mode"}
    assert len(found.differences) == 3
    assert judged(office, made.path).is_whole

    assert run(["--home", str(office.root), "withdraw", _first_of(office, MIXED), "--reason", "x",
                "--yes"]) == 0  # fmt: skip
    found = {one.code for one in judged(office, made.path, compare=True).differences}
    assert "catalogue-extra" in found


def test_a_package_of_another_office_is_told(office, good, tmp_path):
    """Its file unit is none of ours."""
    other = office_with_words(tmp_path / "other")
    for record in ("985b492c62bd", "85628d3cde9a"):
        name = f"hop-01.{record}"
        assert run(["--home", str(other.root), "withdraw", name, "--reason", "x", "--yes"]) == 0
    found = judged(other, good, compare=True)
    assert {one.code for one in found.differences} == {"catalogue-gone"}


def _first_of(office: Workspace, unit: str) -> str:
    from sohoa.use_cases.packaging import counted_records

    return counted_records(office, unit)[0][0].document_id


# --- the command --------------------------------------------------------------------------------


def test_the_command_tells_one_line_for_each_difference(office, package, capsys):
    """Code, file, words; exit code 7."""
    (package / PDF).write_bytes(b"%PDF")
    (package / "x").write_text("")
    assert run(["--home", str(office.root), "package", "--verify", str(package)]) == 7
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"✗ [size] {PDF}: it has 4 bytes, METS says ")
    assert lines[1] == "✗ [unknown] x: no METS names it"
    assert len(lines) == 3


def test_the_command_makes_shows_and_verifies(office, tmp_path, capsys):
    """The whole way that README names."""
    home = ["--home", str(office.root), "package"]
    assert run([*home, RENEWED, "--output", str(tmp_path), "--zip"]) == 0
    assert str(next(tmp_path.glob("*.zip"))) in capsys.readouterr().out
    assert run([*home, "--verify", str(next(tmp_path.glob("*.zip"))), "--compare"]) == 0
    assert "the package holds" in capsys.readouterr().out
    assert run([*home, RENEWED, "--show", "circular-05-sip"]) == 0
    assert "it is longer than 25 characters" in capsys.readouterr().out
    assert run([*home, RENEWED, "--show", "decree-30"]) == 0
    assert "FileNotation" in capsys.readouterr().out
    assert run([*home, REPLACED, "--output", str(tmp_path)]) == 0
    assert "2 documents of the file count no longer" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [[], ["x", "--verify", "y"], ["x", "--compare"], ["--verify", "y", "--zip"],
     ["--verify", "y", "--show", "decree-30"], ["x", "--show", "decree-30", "--zip"]],
)  # fmt: skip
def test_what_does_not_go_together_is_told(office, arguments):
    """A command line that means two things does nothing."""
    assert run(["--home", str(office.root), "package", *arguments]) == 2


def test_the_command_knows_every_rule():
    """It names them without loading them."""
    assert list(RULE_NAMES) == [rule.value for rule in Rule]


def test_every_difference_has_its_words():
    """No code is shown bare, and none has a place that is not filled in."""
    details = {"length": "9"} | {
        name: "missing" for text in TEXTS.values() for name in re.findall(r"{(\w+)}", text)
    }
    for code in TEXTS:
        text = Difference(code, "x", details).text
        assert len(text.split()) > 2
        assert "{" not in text
