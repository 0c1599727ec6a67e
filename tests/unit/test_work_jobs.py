"""What workers run: the signatures that came with a master are verified when it is taken in."""

from __future__ import annotations

import pytest
from intake_samples import master

from sohoa.domain.batons import Description, ScannedDocument
from sohoa.intake import Candidate, IntakeSettings
from sohoa.work.reading import take_in_job

pytestmark = pytest.mark.real


@pytest.fixture
def taken(shared_data, tmp_path):
    """Take a file of the shared data in as a worker does."""

    def take(name: str) -> ScannedDocument:
        path = master(tmp_path, "a.pdf", (shared_data / name).read_bytes())
        return take_in_job(
            Candidate("a", (path,)),
            document_id="box.a",
            batch="box",
            description=Description(),
            pages_dir=tmp_path / "pages",
            settings=IntakeSettings(),
        )

    return take


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("real_vi/d36.pdf", None),
        ("real_vi/d17.pdf", "signature-intact"),
        ("torture/dss_pdf-signed-corrupted.pdf", "signature-broken"),
        ("torture/dss_pdf-spoofing-attack.pdf", "signature-broken"),
    ],
)
def test_signatures_of_a_master_are_reported(taken, name, code):
    """Intact, broken, or covered by something else than what shows: a person is told which."""
    document = taken(name)

    codes = {one.code for one in document.findings if one.code.startswith("signature-")}
    assert document.kept_original == (code is not None)
    assert (code in codes) if code else codes == set()
