"""Packages as written: valid by the published schemas, the same each time, whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from csip_rules import VERSIONS, broken_rules
from lxml import etree
from package_samples import MIXED, RENEWED, REPLACED, office_with_words

from sohoa.catalogue.reader import CatalogueReader
from sohoa.cli.main import run
from sohoa.domain.custody_errors import ArchiveAwayError
from sohoa.domain.errors import DiskFullError
from sohoa.domain.package_errors import (
    PackageFolderError,
    PackageThereError,
    RecordNotWholeError,
    UnknownFileUnitError,
)
from sohoa.package.layout import data_path, folder_name
from sohoa.package.opened import opened
from sohoa.package.reading import read_package
from sohoa.package.rules import KEPT
from sohoa.package.xml import (
    child,
    encoded,
    encoded_in_parts,
    mets_schema,
    parsed,
    premis_schema,
    schema_errors,
    shipped_schema,
)
from sohoa.use_cases.packaging import counted_records, package_file
from sohoa.workspace import CHECKOUT, Workspace

PREMIS = {"p": "http://www.loc.gov/premis/v3"}
#: What a METS of ours does not keep, and why it need not (`tests/schematron/README.md`).
ROOT_MAY_BREAK = {
    # The text of CSIP 2.0.4 allows "Representations/rep1", which the circular asks for.
    "2.0.4": {"CSIP114", "CSIP105"},
    # Kept by no file group but of OTHER content: `a != b and not(a)`.
    "2.1.0": {"CSIP63", "CSIP105"},
}
#: These rules speak of the package's METS; the one of a representation names only what it holds.
REP_MAY_BREAK = {"CSIP60", "CSIP113", "CSIP114", "CSIP63", "CSIP93", "CSIP95", "CSIP97", "CSIP99",
                 "CSIP101", "CSIP103", "CSIP105"}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Workspace:
    return office_with_words(tmp_path_factory.mktemp("packages") / "office")


@pytest.fixture(scope="module")
def made(office) -> dict[str, Path]:
    return {unit: package_file(office, unit).path for unit in (MIXED, RENEWED, REPLACED)}


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def archive_state(office: Workspace) -> dict[str, tuple[bytes, int, int]]:
    return {
        str(path): (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        for path in sorted(office.archive_dir.rglob("*"))
        if path.is_file()
    }


# --- the standards ------------------------------------------------------------------------------


def test_the_tree_is_the_circulars(made):
    """Annex I of Circular 05/2025: every file that a package has, and no other."""
    names = set(tree(made[MIXED]))
    documents = [f"{MIXED}.{number:07d}" for number in (1, 2)]
    assert names == {
        "METS.xml", "metadata/descriptive/EAD.xml", "metadata/preservation/PREMIS.xml",
        "representations/rep1/METS.xml",
        "representations/rep1/metadata/preservation/PREMIS_rep1.xml",
        *(f"representations/rep1/data/{one}.pdf" for one in documents),
        *(f"representations/rep1/metadata/descriptive/EAD_doc_{one}.xml" for one in documents),
        *(f"schemas/{one}" for one in ("METS.xsd", "xlink.xsd", "DILCISExtensionMETS.xsd",
                                       "premis-v3-0.xsd", "EAD.xsd", "EAD_doc.xsd")),
        "documentation/HUONG-DAN.txt",
    }  # fmt: skip
    assert made[MIXED].name.startswith("urn_000.00.00.H09_uuid-")


@pytest.mark.parametrize("unit", [MIXED, RENEWED, REPLACED])
def test_every_file_of_metadata_is_valid_by_its_schema(made, unit):
    """METS 1.12 with the extension of E-ARK, PREMIS 3.0, and the circular's descriptions."""
    files = tree(made[unit])
    schemas = {"METS": mets_schema(), "PREM": premis_schema()}
    for name, content in files.items():
        if name.endswith(".xml"):
            kind = Path(name).name[:4]
            schema = schemas.get(kind)
            if schema is None:
                place = "EAD_doc.xsd" if "EAD_doc" in name else "EAD.xsd"
                schema = etree.XMLSchema(etree.fromstring(files[f"schemas/{place}"]))
            assert schema_errors(parsed(content), schema) == [], name


def test_the_schemas_are_really_asked():
    """A wrong attribute of E-ARK's, of XLink's or of METS' own is found: no dead letter."""
    good = (
        '<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' xmlns:csip="https://DILCIS.eu/XML/METS/CSIPExtensionMETS"'
        ' csip:CONTENTINFORMATIONTYPE="{kind}"><structMap><div>'
        '<mptr LOCTYPE="{place}" xlink:type="{link}" xlink:href="a"/></div></structMap></mets>'
    )
    right = {"kind": "MIXED", "place": "URL", "link": "simple"}
    assert schema_errors(parsed(good.format(**right).encode()), mets_schema()) == []
    for wrong in ({"kind": "X"}, {"place": "X"}, {"link": "X"}):
        assert schema_errors(parsed(good.format(**{**right, **wrong}).encode()), mets_schema())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("unit", [MIXED, RENEWED])
def test_the_schematron_rules_of_dilcis_are_kept(made, unit, version):
    """All rules of CSIP, errors and warnings, but for those that contradict its own text."""
    files = tree(made[unit])
    assert set(broken_rules(files["METS.xml"], version)) == ROOT_MAY_BREAK[version]
    inner = broken_rules(files["representations/rep1/METS.xml"], version)
    assert set(inner) == REP_MAY_BREAK - ({"CSIP63"} if version == "2.0.4" else set())


def test_the_schematron_rules_are_really_asked(made):
    """Each of some faults breaks the rule that is about it."""
    mets = (made[RENEWED] / "METS.xml").read_bytes()
    for old, new, rule in (
        (b'LABEL="CSIP"', b'LABEL="X"', "CSIP82"),
        (b'OAISPACKAGETYPE="AIP"', b'OAISPACKAGETYPE="X"', "CSIP9"),
        (b'MIMETYPE="text/xml"', b'MIMETYPE="text/x-own"', "CSIP26"),
        (b'TYPE="Mixed"', b'TYPE="AIP"', "CSIP2"),
    ):
        assert rule in broken_rules(mets.replace(old, new), "2.1.0")


@pytest.mark.parametrize("name", sorted(
    one.name for one in (CHECKOUT / "sohoa/package/schemas").glob("*.xsd")
))  # fmt: skip
def test_where_a_schema_comes_from_is_written_down(name):
    """Its digest, source and licence stand beside it: what is shipped is what was published."""
    told = (CHECKOUT / "sohoa/package/schemas/README.md").read_text(encoding="utf-8")
    assert f"| `{name}` | `{hashlib.sha256(shipped_schema(name)).hexdigest()}` |" in told


# --- what is in it ------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [MIXED, RENEWED, REPLACED])
def test_documents_are_in_it_byte_for_byte_and_the_archive_stays(office, unit, tmp_path):
    """The signed files as they are; of the archive nothing changes, not even a time."""
    before = archive_state(office)
    made = package_file(office, unit, output=tmp_path)
    rows, _described = counted_records(office, unit)
    for row in rows:
        name = Path(row.archive_path).name
        packed = (made.path / data_path(name)).read_bytes()
        assert packed == (office.archive_dir / row.archive_path).read_bytes()
        assert hashlib.sha256(packed).hexdigest() == row.sha256
    assert archive_state(office) == before


def test_what_counts_no_longer_is_not_in_it_and_is_told(office, tmp_path):
    """One was replaced and one withdrawn: a package holds the one that counts, as the lists do."""
    made = package_file(office, REPLACED, output=tmp_path)
    assert (made.documents, made.left_out) == (1, 2)
    names = [path.name for path in (made.path / "representations/rep1/data").iterdir()]
    assert names == [f"{REPLACED}.0000003.pdf"]


def test_premis_tells_what_the_records_keep(made, office):
    """Digitization is a `transfer` by a software with its version; what came later follows."""
    root = etree.fromstring(
        (made[RENEWED] / "representations/rep1/metadata/preservation/PREMIS_rep1.xml").read_bytes()
    )
    kinds = root.xpath("//p:eventType/text()", namespaces=PREMIS)
    assert kinds.count("transfer") == 1
    assert "modification" in kinds, "it was renewed once"
    assert {"digital signature generation", "digital signature validation", "validation"} <= set(
        kinds
    )
    agents = dict(
        zip(
            root.xpath("//p:agentVersion/../p:agentName/text()", namespaces=PREMIS),
            root.xpath("//p:agentVersion/text()", namespaces=PREMIS),
            strict=True,
        )
    )
    assert agents == {"Sohoa": "0.1.0"}
    times = root.xpath("//p:eventDateTime/text()", namespaces=PREMIS)
    assert times == sorted(times)
    assert all(one.endswith("+07:00") for one in times)
    assert root.xpath("count(//p:signatureValue)", namespaces=PREMIS) >= 2
    assert root.xpath("string(//p:formatRegistryKey)", namespaces=PREMIS) == "fmt/477"


def test_premis_tells_later_events_and_who_decided(made):
    """The record took the place of another: by whom, and why."""
    root = etree.fromstring(
        (made[REPLACED] / "representations/rep1/metadata/preservation/PREMIS_rep1.xml").read_bytes()
    )
    (event,) = root.xpath("//p:event[p:eventType='accession']", namespaces=PREMIS)
    assert event.xpath("string(.//p:eventDetail)", namespaces=PREMIS) == "replaces"
    assert event.xpath("string(.//p:eventOutcomeDetailNote)", namespaces=PREMIS)
    roles = event.xpath(".//p:linkingAgentRole/text()", namespaces=PREMIS)
    assert roles == ["executing program", "authorizer"]


def test_a_digital_original_was_not_digitized(made):
    """Of the two documents one came as a file: its event is no `transfer`, its form no PDF/A."""
    root = etree.fromstring(
        (made[MIXED] / "representations/rep1/metadata/preservation/PREMIS_rep1.xml").read_bytes()
    )
    kinds = root.xpath("//p:eventType/text()", namespaces=PREMIS)
    assert (kinds.count("transfer"), kinds.count("accession")) == (1, 1)
    assert kinds.count("validation") == 1
    assert root.xpath("//p:formatName/text()", namespaces=PREMIS) == ["PDF/A", "application/pdf"]
    values = KEPT.file.fields
    ead = etree.fromstring((made[MIXED] / "metadata/descriptive/EAD.xml").read_bytes())
    assert len(ead) == len(values)
    assert (ead.findtext("confidenceLevel"), ead.findtext("numberOfPaper")) == ("03", "2")


@pytest.mark.parametrize("unit", [MIXED, RENEWED, REPLACED])
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_reading_a_package_gives_back_its_description(office, unit, zipped, tmp_path):
    """Field for field what the catalogue has, with the digest of each document."""
    made = package_file(office, unit, output=tmp_path, zipped=zipped)
    rows, described = counted_records(office, unit)
    with opened(made.path) as package:
        held = read_package(package)
    assert held.objid == made.object_id
    assert held.values == KEPT.file.values(described.file)
    assert [one.values for one in held.documents] == [
        KEPT.document.values(one) for one in described.documents
    ]
    assert [one.sha256 for one in held.documents] == [row.sha256 for row in rows]


# --- the same each time -------------------------------------------------------------------------


def test_the_same_records_give_the_same_bytes(office, tmp_path, monkeypatch):
    """On another day, in another language, time zone and process: the same package."""
    first = package_file(office, MIXED, output=tmp_path / "a")
    with_other_hash = {
        **os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima", "SOHOA_LANG": "en",
        "PYTHONPATH": str(CHECKOUT),
    }  # fmt: skip
    code = (
        "import sys; from pathlib import Path; from sohoa.workspace import Workspace;"
        "from sohoa.use_cases.packaging import package_file;"
        f"package_file(Workspace(Path({str(office.root)!r})), {MIXED!r}, output=Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "b")], env=with_other_hash, check=True
    )
    (second,) = (tmp_path / "b").iterdir()
    assert second.name == first.path.name
    assert tree(first.path) == tree(second)

    zips = [package_file(office, MIXED, output=tmp_path / name, zipped=True).path for name in "cd"]
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as archive:
        top = f"{first.path.name}/"
        held = {one.removeprefix(top): archive.read(one) for one in archive.namelist()}
    assert held == tree(first.path)


def test_other_words_make_another_package(tmp_path):
    """Two packages of different content never bear one identifier."""
    office = office_with_words(tmp_path / "office")
    first = package_file(office, RENEWED)
    place = office.config_dir / "packaging.toml"
    place.write_text(place.read_text().replace('mode = "02"', 'mode = "01"'))
    second = package_file(office, RENEWED)
    assert first.object_id != second.object_id
    assert first.path.is_dir()
    assert second.path.is_dir()


def test_the_same_package_again_is_left_alone(office, tmp_path):
    """What lies there is looked at, byte for byte, and not written anew."""
    first = package_file(office, MIXED, output=tmp_path)
    stamp = (first.path / "METS.xml").stat().st_mtime_ns
    again = package_file(office, MIXED, output=tmp_path)
    assert (first.written, again.written, again.path) == (True, False, first.path)
    assert (first.path / "METS.xml").stat().st_mtime_ns == stamp
    zipped = package_file(office, MIXED, output=tmp_path, zipped=True)
    assert package_file(office, MIXED, output=tmp_path, zipped=True).written is False
    assert zipped.written is True


@pytest.mark.parametrize("harm", ["other", "extra", "missing", "link", "file"])
def test_what_lies_there_is_never_overwritten(office, harm, tmp_path):
    """A changed package, a link or a file of that name: refused, and as it was."""
    path = package_file(office, MIXED, output=tmp_path).path
    if harm == "other":
        (path / "METS.xml").write_text("x")
    elif harm == "extra":
        (path / "extra.txt").write_text("x")
    elif harm == "missing":
        (path / "schemas/xlink.xsd").unlink()
    else:
        shutil.rmtree(path)
        if harm == "link":
            path.symlink_to(tmp_path)
        else:
            path.write_text("x")
    with pytest.raises(PackageThereError):
        package_file(office, MIXED, output=tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


# --- whole or not at all ------------------------------------------------------------------------

_KILLED = """
import os, signal, sys
from pathlib import Path
from sohoa.package import writing
from sohoa.use_cases.packaging import package_file
from sohoa.workspace import Workspace
at, copy, seen = int(sys.argv[3]), writing._copy, []
def killed(member, write):
    seen.append(member)
    if len(seen) == at:
        write(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    copy(member, write)
writing._copy = killed
office, output, _at, unit, kind = sys.argv[1:]
package_file(Workspace(Path(office)), unit, output=Path(output), zipped=kind == "zip")
"""


@pytest.mark.parametrize("kind", ["folder", "zip"])
@pytest.mark.parametrize("at", [1, 8, 16])
def test_a_killed_process_leaves_nothing_that_looks_whole(office, kind, at, tmp_path):
    """What it leaves bears another name; the next one takes it away and makes the package."""
    command = [sys.executable, "-c", _KILLED, office.root, tmp_path, str(at), MIXED, kind]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(CHECKOUT)})
    assert done.returncode == -signal.SIGKILL
    assert [one.suffix for one in tmp_path.iterdir()] == [".part"]
    (tmp_path / "urn_mine.txt.part").write_text("of somebody else")

    made = package_file(office, MIXED, output=tmp_path, zipped=kind == "zip")
    assert {one.name for one in tmp_path.iterdir()} == {made.path.name, "urn_mine.txt.part"}


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_full_disk_is_told_and_nothing_is_left(office, kind, tmp_path):
    """A real limit on what a file may hold stops the copy of a document."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from sohoa.use_cases.packaging import package_file\n"
        "from sohoa.workspace import Workspace\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000))\n"
        "try: package_file(Workspace(Path(sys.argv[1])), sys.argv[3], output=Path(sys.argv[2]),"
        " zipped=sys.argv[4] == 'zip')\n"
        "except Exception as error: print(type(error).__name__)"
    )
    command = [sys.executable, "-c", code, office.root, tmp_path, MIXED, kind]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "PackageFolderError", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_space_left_is_the_error_that_says_what_to_do(office, tmp_path, monkeypatch):
    """`ENOSPC` of a write becomes DISK-901, and the half package is gone."""
    from sohoa.package import writing

    def full(_member, _write):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(writing, "_copy", full)
    with pytest.raises(DiskFullError):
        package_file(office, MIXED, output=tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- what is not whole --------------------------------------------------------------------------


@pytest.fixture
def own_office(tmp_path) -> Workspace:
    return office_with_words(tmp_path / "office")


def first_file(office: Workspace, unit: str) -> Path:
    rows, _described = counted_records(office, unit)
    return office.archive_dir / rows[0].archive_path


def writable(path: Path) -> Path:
    path.chmod(0o640)
    return path


@pytest.mark.parametrize("harm", ["bytes", "cut", "gone", "link", "receipt", "receipt-gone"])
def test_no_package_is_made_of_what_is_not_whole(own_office, harm, tmp_path):
    """A changed byte, a link, another receipt: told by the record, and nothing is written."""
    path = first_file(own_office, RENEWED)
    receipt = path.with_name(path.name.replace(".pdf", ".receipt.json"))
    if harm == "bytes":
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        writable(path).write_bytes(content)
    elif harm == "cut":
        writable(path).write_bytes(path.read_bytes()[:-1])
    elif harm == "gone":
        path.unlink()
    elif harm == "link":
        kept = shutil.copy(path, tmp_path / "elsewhere.pdf")
        path.unlink()
        path.symlink_to(kept)
    elif harm == "receipt":
        text = writable(receipt).read_text()
        receipt.write_text(text.replace('"Sohoa', '"Other'))
    else:
        receipt.unlink()
    with pytest.raises(RecordNotWholeError) as refused:
        package_file(own_office, RENEWED)
    assert refused.value.details["problem"]
    assert list(own_office.packages_dir.iterdir()) == []


def test_a_record_that_was_found_broken_is_not_packed(own_office):
    """What the last verification has found counts until it is mended."""
    path = first_file(own_office, RENEWED)
    good = path.read_bytes()
    writable(path).write_bytes(good[:-1])
    assert run(["--home", str(own_office.root), "verify", path.stem + ".pdf"]) == 7
    path.write_bytes(good)
    with pytest.raises(RecordNotWholeError):
        package_file(own_office, RENEWED)


def test_an_archive_that_is_away_is_told(own_office):
    """An unmounted disk is no broken record."""
    own_office.archive_dir.rename(own_office.root / "away")
    own_office.archive_dir.mkdir()
    with pytest.raises(ArchiveAwayError):
        package_file(own_office, RENEWED)


@pytest.mark.parametrize("name", ["nope", "", "../2018", "000.00.00.H09.2018.GP", "H09.%"])
def test_a_code_that_nothing_bears_is_told(office, name, tmp_path):
    """Also one that looks like a path or a pattern."""
    with pytest.raises(UnknownFileUnitError):
        package_file(office, name, output=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["data/archive", "data/archive/2018/x", "data/inbox/Hop-01"])
def test_no_package_lies_among_the_originals(office, place):
    """Neither in the archive nor in the inbox, by whatever way it is named."""
    for output in (office.root / place, office.root / "data/reports/.." / ".." / place):
        with pytest.raises(PackageFolderError):
            package_file(office, MIXED, output=output)
    assert not (office.root / "data/archive/2018/x").exists()


_HOSTILE = ["../x.pdf", "/etc/x.pdf", ".x.pdf", "a/b.pdf", "a b.pdf", "x\n.pdf", "a..pdf", "-x.pdf"]


@pytest.mark.parametrize("name", [*_HOSTILE, "", "a\\b.pdf", "x" * 300])
def test_no_name_leads_out_of_a_package(name):
    """Whatever a catalogue says a file is called."""
    with pytest.raises(ValueError, match="plain name"):
        data_path(name)


def test_a_hostile_path_in_the_catalogue_is_not_followed(own_office, tmp_path):
    """A record whose path was changed to lead elsewhere is refused."""
    import sqlite3

    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    with sqlite3.connect(own_office.catalogue_path) as catalogue:
        path = f"2018/{RENEWED}/../../../../../x.pdf"
        sql = "UPDATE documents SET archive_path = ? WHERE file_code = ?"
        catalogue.execute(sql, (path, RENEWED))
    with pytest.raises((RecordNotWholeError, UnknownFileUnitError)):
        package_file(own_office, RENEWED)


def test_a_folders_name_is_the_identifier_without_colons():
    """As the circular writes it."""
    assert folder_name("urn:P623:uuid-AB") == "urn_P623_uuid-AB"


def test_no_personal_data_reaches_a_log(office, tmp_path, caplog):
    """Packing and refusing log nothing of what a paper says."""
    caplog.set_level("DEBUG")
    package_file(office, MIXED, output=tmp_path)
    with CatalogueReader.open(office.catalogue_url) as reader:
        subjects = {row.subject for row in reader.archived()}
    assert not any(one and one in caplog.text for one in subjects)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_written_in_parts_it_is_the_same_text(count):
    """Elements within elements, signs that are escaped, attributes, an empty one."""

    def fill(root):
        one = child(root, "một", xmlID="a > b")
        child(one, "hai", "x < y & 'z'")
        child(root, "trống")

    def empty():
        return etree.Element("{urn:x}gốc", nsmap={None: "urn:x", "xsi": "urn:y"}, version="3.0")

    whole = empty()
    for _ in range(count):
        fill(whole)
    assert encoded_in_parts(empty, [fill] * count) == encoded(whole)
