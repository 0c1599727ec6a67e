"""What workers run: the signatures that came with a master are verified when it is taken in."""

from __future__ import annotations

import pytest
from intake_samples import master

from sohoa.domain.errors import ItemError
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.intake.inbox import Candidate
from sohoa.intake.settings import IntakeSettings
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
    ("name", "states"),
    [
        ("real_vi/d36.pdf", set()),
        ("real_vi/d17.pdf", {"intact"}),
        # signed again after a certification, objects listed as free, RSA with another's parameters
        ("real_vi/d04.pdf", {"intact"}),
        ("real_vi/d13.pdf", {"intact"}),
        ("real_vi/d34.pdf", {"intact"}),
        ("real_vi_2/n05.pdf", {"intact"}),
        ("real_vi_2/n13.pdf", {"intact"}),
        ("real_vi_2/n19.pdf", {"intact"}),
    ],
)
def test_signatures_of_a_master_are_reported(taken, name, states):
    """Intact as pdfsig says too; what came without a signature is a scan."""
    document = taken(name)

    assert states_of(document) == states
    assert document.kept_original == bool(states)


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("torture/dss_pdf-signed-corrupted.pdf", {"broken", "void"}),
        ("torture/dss_pdf-spoofing-attack.pdf", {"broken", "void"}),
        ("torture/dss_pdf-byterange-overlap.pdf", {"broken", "unjudged", "void"}),
        ("torture/pyh_tail-uncovered.pdf", {"broken", "void"}),
        ("torture/vn_rotate180.pdf", {"broken", "void"}),
    ],
)
def test_what_no_signature_covers_is_no_original(taken, name, states):
    """Changed, covered in part, or saved anew with the fields left in: never kept as signed."""
    try:
        document = taken(name)
    except ItemError:
        return  # typed, empty or damaged: refused for that, and not archived at all

    assert not document.kept_original
    assert states_of(document) == states


def states_of(document: ScannedDocument) -> set[str]:
    """What was found of its signatures."""
    codes = (one.code for one in document.findings)
    return {code.removeprefix("signature-") for code in codes if code.startswith("signature-")}
