"""One judgment of a signature's bytes: broken only if it is broken, and a third word for doubt.

Intake and `verify` are asked about the same files, as other people's tools make them.
"""

from __future__ import annotations

import pytest
import signed_pdfs as made
from intake_samples import master
from pyhanko.sign.fields import MDPPerm

from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import finding_text
from sohoa.domain.needs import NeedRules
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.domain.trust import Integrity, SignatureStanding, is_signed_whole
from sohoa.intake.inbox import Candidate
from sohoa.intake.settings import IntakeSettings
from sohoa.language import _
from sohoa.sign.verification import verify_signatures
from sohoa.work.reading import judge_signatures, take_in_job

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

INTACT, BROKEN, UNJUDGED = Integrity.INTACT, Integrity.BROKEN, Integrity.UNJUDGED


@pytest.fixture(scope="module")
def once():
    """A scan that was signed once."""
    return made.signed(made.a_scan())


@pytest.fixture
def judged(tmp_path):
    """What is said of each signature of some bytes; intake and verification say the same."""

    def judge(content: bytes) -> list[Integrity]:
        path = tmp_path / "x.pdf"
        path.write_bytes(content)
        statuses = verify_signatures(path, trusted=(), at=None)
        told = [one.integrity for one in statuses]
        arrived = judge_signatures(path)
        assert [one.code for one in arrived.findings] == [f"signature-{one.value}" for one in told]
        assert arrived.are_whole == is_signed_whole(statuses)
        assert not any(
            one.standing in {SignatureStanding.HOLDS, SignatureStanding.UNTRUSTED}
            for one in statuses
            if one.integrity is not INTACT
        )
        return told

    return judge


def test_signing_after_a_certification_breaks_nothing(judged):
    """Certify, then sign visibly in a new field: what tools of this country do every day."""
    content = made.signed(made.a_scan(), certify=MDPPerm.FILL_FORMS)
    content = made.signed(content, "Signature2")

    assert judged(made.signed(content, "Signature3")) == [INTACT] * 3


def test_a_certification_that_forbids_everything_is_not_called_broken(judged):
    """Something was added all the same: what was certified is unchanged, and a person is asked."""
    content = made.signed(made.a_scan(), certify=MDPPerm.NO_CHANGES)

    assert judged(made.with_note(content)) == [UNJUDGED]


def test_freeing_what_never_was_breaks_nothing(judged, once):
    """A number listed as free that no object ever had (iText does it at each signature)."""
    content = made.added(once, freed=(made.a_free_number(once),))
    content = made.added(content, freed=(made.a_free_number(content) - 1,))

    assert judged(made.signed(content, "Signature2")) == [INTACT, INTACT]


@pytest.mark.parametrize("entry", ["/Contents", ""])
def test_freeing_what_is_in_use_is_no_small_thing(judged, once, entry):
    """A page's content, or the page itself, is taken away: never intact, signed over or not."""
    content = made.added(once, freed=(made.number_of(once, entry),))

    assert INTACT not in judged(content)
    if entry:
        assert judged(made.signed(content, "Signature2"))[0] is not INTACT


def test_other_pages_without_a_signature_over_them_are_a_breach(judged, once):
    """What the page shows was exchanged after signing, and nobody answers for it."""
    assert judged(made.with_other_content(once)) == [BROKEN]


def test_other_pages_under_a_later_signature_go_to_a_person(judged, once):
    """A later signer answers for the file; what it did to the first is not ours to say."""
    content = made.signed(made.with_other_content(once), "Signature2")

    assert judged(content) == [UNJUDGED, INTACT]


def test_a_note_added_after_signing_could_not_be_judged(judged, once):
    """The bytes that were signed are unchanged; what lies over them now, nobody signed."""
    assert judged(made.with_note(once)) == [UNJUDGED]


def test_odd_values_in_a_page_are_no_change(judged):
    """Null, names, numbers and strings of every kind are the same in both revisions."""
    odd = b"/Odd [null true 1.50 -3 /N (a) <00ff> << /A null >>]"
    content = made.signed(made.with_page_entry(made.a_scan(), odd))

    assert judged(made.with_note(content)) == [UNJUDGED]


@pytest.mark.parametrize("more", [b"\n", b"more", b"\0" * 600])
def test_bytes_after_the_end_are_not_covered(judged, once, more):
    """Not broken and not whole."""
    assert judged(once + more) == [UNJUDGED]


def test_a_changed_byte_is_broken(judged, once):
    """In the picture, under the signature."""
    place = once.index(b"JFIF") + 200
    changed = once[:place] + bytes([once[place] ^ 1]) + once[place + 1 :]

    assert judged(changed) == [BROKEN]


def test_a_broken_second_signature_leaves_the_first_to_be_looked_at(judged, once):
    """The first is not broken by what was done to the second; neither covers the file."""
    both = made.signed(once, "Signature2")
    changed = both[: len(once)] + both[len(once) :].replace(b" 200 ", b" 201 ")

    assert judged(changed) == [UNJUDGED, BROKEN]


def with_another(content: bytes) -> bytes:
    """Joined with a second paper."""
    return made.joined(content, made.a_scan("RGB"))


@pytest.mark.parametrize("again", [made.saved_anew, with_another])
def test_a_field_that_is_left_over_signs_nothing(judged, once, again):
    """Saved anew, or two papers joined under the first one's signature field."""
    assert judged(again(once)) == [BROKEN]


def test_a_habit_of_naming_the_algorithm_breaks_nothing(judged):
    """RSA with the parameters of RSASSA-PSS beside its name; other verifiers do not look."""
    assert judged(made.signed_by_habit(made.a_scan())) == [INTACT]


def test_a_form_that_nobody_understands_is_not_broken(judged):
    """An old kind of signature could not be judged; that is no proof of a change."""
    assert judged(made.signed_in_an_old_form(made.a_scan())) == [UNJUDGED]


def test_the_older_form_of_acrobat_is_understood(judged):
    """What is signed there is the digest of the file; another digest is a broken signature."""
    content = made.signed_in_sha1_form(made.a_scan())
    place = content.index(b"JFIF") + 200
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]

    assert judged(content) == [INTACT]
    assert judged(changed) == [BROKEN]


@pytest.fixture
def taken(tmp_path):
    """Take bytes in as a worker does."""

    def take(content: bytes) -> ScannedDocument:
        return take_in_job(
            Candidate("a", (master(tmp_path, "a.pdf", content),)),
            document_id="box.a",
            batch="box",
            description=Description(),
            pages_dir=tmp_path / "pages",
            settings=IntakeSettings(),
        )

    return take


def test_only_a_whole_signature_keeps_a_file(taken, once):
    """Signed once or again: kept as it came, and nothing for a person to do."""
    for content in (once, made.signed(once, "Signature2")):
        document = taken(content)
        assert document.kept_original
        assert DECLARED.need_of(document.findings) is None


def void(once: bytes) -> dict[str, bytes]:
    """Files that bear a signature field, of which no signature covers them as they are."""
    return {
        "saved": made.saved_anew(once),
        "joined": with_another(once),
        "noted": made.with_note(once),
        "exchanged": made.with_other_content(once),
        "tail": once + b"more",
    }


@pytest.mark.parametrize("name", ["saved", "joined", "noted", "exchanged", "tail"])
@pytest.mark.usefixtures("english")
def test_what_no_signature_covers_is_a_scan_like_any_other(taken, once, name):
    """Its pages are taken out, the office signs them, and a person is told why."""
    document = taken(void(once)[name])

    assert not document.kept_original
    assert document.pages
    assert "signature-void" in {one.code for one in document.findings}
    assert DECLARED.need_of(document.findings) is Need.REVIEW
    told = [finding_text(one, _) for one in document.findings if one.code == "signature-void"]
    assert "taken as an unsigned scan" in told[0]
