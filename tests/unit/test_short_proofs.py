"""Short proofs: made from the ledger, checked without it; one changed byte proves nothing."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from head_samples import add, head_of, office_in
from hypothesis import given
from hypothesis import strategies as st
from test_heads_audited import root_of

from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.domain.proof_errors import HeadContradictedError, NoProofError, NothingRecordedError
from sohoa.ledger.head import Head
from sohoa.ledger.proof import Proof, flaws_of, read_proof
from sohoa.ledger.tree import inclusion_proof, inclusion_proofs, leaf_hash
from sohoa.use_cases.short_proofs import ShortProofResult, check_proof, ledger_proof

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def office(catalogue_at, tmp_path_factory):
    """On both databases: two heads, and a document archived before and one after the first."""
    root = tmp_path_factory.mktemp("office")
    office = office_in(root, catalogue_at(root))
    head_of(office)
    add(office, "hop.2")
    head_of(office)
    return office


@pytest.fixture(scope="module")
def heads(office) -> list[Head]:
    """The older and the newer."""
    from sohoa.work.witness import kept_heads

    return kept_heads(office.heads_path)


def checked(tmp_path, proof: Proof, *heads: Head, roots=()) -> ShortProofResult:
    """Check it as a file, as its holder does."""
    path = tmp_path / "proof.json"
    path.write_text(proof.text(), encoding="utf-8")
    return check_proof(path, [head.line for head in heads], roots)


def test_a_document_is_proven_without_the_office(office, heads, tmp_path):
    """To the newest head, and to one that its holder keeps."""
    proof = ledger_proof(office, "hop.1")
    result = checked(tmp_path, proof, heads[1])
    assert result.is_proven
    assert result.is_kept
    assert result.head.line == heads[1].line
    kinds = [one.kind for one in result.entries]
    assert {"facts", "changes"} <= set(kinds)
    assert all(one.at for one in result.entries)
    assert all(one.opened == {} for one in result.entries), "nothing is opened unasked"
    assert checked(tmp_path, ledger_proof(office, "hop.1", head=heads[0].line), heads[0]).is_proven


def test_a_paper_is_proven(office, heads, tmp_path):
    """What the register says of it, sealed: not a word of it is in the file."""
    proof = ledger_proof(office, "SO-000003")
    assert checked(tmp_path, proof, heads[1]).is_proven
    assert "Sương" not in proof.text()
    opened = ledger_proof(office, "SO-000003", is_open=True)
    assert "Sương" in opened.text()
    result = checked(tmp_path, opened, heads[1])
    assert result.is_proven
    assert any("Sương" in one.opened.get("owner", "") for one in result.entries)


def test_opened_it_says_the_digest_of_the_file(office, heads, tmp_path, capsys):
    """And of the acts only what is no person's word."""
    path = tmp_path / "proof.json"
    home = ["--home", str(office.root)]
    asked = [*home, "ledger", "proof", "hop.1", "--open", "--output", str(path)]
    assert run(asked) == ExitCode.DONE
    capsys.readouterr()
    assert run(["audit", "--proof", str(path), "--head", heads[1].line]) == ExitCode.DONE
    said = capsys.readouterr().out
    digest = next(
        one.opened["sha256"]
        for one in check_proof(path, [], []).entries
        if one.opened.get("sha256")
    )
    assert f"hop.1 was archived, its file has the SHA-256 {digest}" in said
    assert "All of this was in the ledger before" in said
    assert "to be compared with one that was kept outside" not in said
    entries = json.loads(path.read_text())["entries"]
    assert {json.loads(one["body"])["table"] for one in entries if "salt" in one} == {"facts"}


def test_what_came_after_a_kept_head_is_proven_to_come_after_it(office, heads, tmp_path):
    """The ledger is shown to continue the older head."""
    proof = ledger_proof(office, "hop.2", head=heads[0].line)
    assert proof.earlier == heads[0].line
    for kept in heads:
        result = checked(tmp_path, proof, kept)
        assert result.is_proven
        assert result.is_kept
        assert result.older is not None
        assert all(one.position >= heads[0].size for one in result.entries)


def test_a_head_is_made_where_none_is_newer(office, tmp_path):
    """The proof needs one."""
    add(office, "hop.9")
    proof = ledger_proof(office, "hop.9")
    assert proof.under.size > max(one.position for one in proof.entries)
    assert checked(tmp_path, proof, proof.under).is_proven


def test_its_signature_is_judged(office, heads, tmp_path):
    """By the roots that are given; without any it must at least be of this head."""
    root = root_of(office, tmp_path / "root.der")
    proof = ledger_proof(office, "hop.1", head=heads[1].line)
    result = checked(tmp_path, proof, roots=[root])
    assert result.is_proven
    assert result.is_signer_believed
    assert not result.is_kept
    other = ledger_proof(office, "hop.1", head=heads[0].line)
    exchanged = proof.model_copy(update={"signature": other.signature})
    assert checked(tmp_path, exchanged).flaws
    unsigned = proof.model_copy(update={"signature": None})
    assert checked(tmp_path, unsigned).flaws == ()
    assert checked(tmp_path, unsigned, roots=[root]).flaws


def test_every_changed_character_is_found(office, heads):
    """Wherever it is, the spaces between the parts apart: it is no proof, or not of this head."""
    text = ledger_proof(office, "hop.2", head=heads[0].line, is_open=True).text()
    plain = read_proof(text).model_copy(update={"signature": None})
    text, unseen = plain.text(), []
    for place, letter in enumerate(text):
        other = text[:place] + ("0" if letter != "0" else "1") + text[place + 1 :]
        try:
            read = read_proof(other)
        except ValueError:
            continue
        # Each of the two heads is kept by somebody.
        if not [*flaws_of(read, heads)] and read != plain:
            unseen.append((place, other[place - 20 : place + 20]))
    assert unseen == []


def test_a_changed_signature_is_found(office, heads, tmp_path):
    """No root is needed for that."""
    proof = ledger_proof(office, "hop.1", head=heads[1].line)
    signature = proof.signature
    for place in range(0, len(signature), 37):
        letter = "A" if signature[place] != "A" else "B"
        other = f"{signature[:place]}{letter}{signature[place + 1 :]}"
        (tmp_path / "p.json").write_text(proof.model_copy(update={"signature": other}).text())
        try:
            found = check_proof(tmp_path / "p.json", [], []).flaws
        except NoProofError:  # its last letter holds bits that are none of the signature
            continue
        assert found, place


def test_of_two_that_were_taken_at_once_the_signed_one_is_proven_to(tmp_path):
    """The other line says another time, and the signature is not of it."""
    office = office_in(tmp_path / "office")
    head = head_of(office)
    late = replace(head, at=head.at + dt.timedelta(seconds=5))
    with office.heads_path.open("a") as stream:
        stream.write(f"{late.line}\n")
    proof = ledger_proof(office, "hop.1")
    assert proof.under == head
    assert checked(tmp_path, proof, head).is_proven
    other = ledger_proof(office, "hop.1", head=late.line)
    assert other.signature is None
    assert checked(tmp_path, other, late).is_proven


def test_what_only_fits_itself_proves_nothing(office, tmp_path, capsys):
    """Anybody can make a ledger of his own, and a proof to its head."""
    path = tmp_path / "proof.json"
    path.write_text(ledger_proof(office, "hop.1").text())
    assert not check_proof(path, [], []).is_proven
    assert run(["audit", "--proof", str(path)]) == ExitCode.DONE_WITH_REJECTIONS
    said = capsys.readouterr().out
    assert "proves nothing yet" in said
    assert "All of this" not in said


def test_heads_that_are_not_its_own(office, heads, tmp_path):
    """Of another archive, of another root: each is told."""
    proof = ledger_proof(office, "hop.1", head=heads[1].line)
    other = replace(heads[1], archive="another")
    assert "of another archive (another)" in checked(tmp_path, proof, other).flaws[0]
    wrong = replace(heads[1], root=heads[0].root)
    assert "does not lead to the head" in checked(tmp_path, proof, wrong).flaws[0]
    assert "does not lead to the head" in checked(tmp_path, proof, heads[0]).flaws[0]


def test_another_documents_entry_proves_nothing(office, heads, tmp_path):
    """It is in the ledger, and about something else."""
    mine = ledger_proof(office, "hop.1", head=heads[1].line)
    other = ledger_proof(office, "hop.2", head=heads[1].line)
    mixed = mine.model_copy(update={"entries": (*mine.entries, *other.entries)})
    assert any("is not about hop.1" in one for one in checked(tmp_path, mixed, heads[1]).flaws)
    renamed = mine.model_copy(update={"about": "hop.2"})
    assert checked(tmp_path, renamed, heads[1]).flaws


def test_nothing_is_proven_of_what_nobody_entered(office):
    """Nor to a head that the ledger does not continue."""
    with pytest.raises(NothingRecordedError):
        ledger_proof(office, "hop.77")
    head = Head("another", 3, bytes(32), ledger_proof(office, "hop.1").under.at)
    with pytest.raises(HeadContradictedError):
        ledger_proof(office, "hop.1", head=head.line)


def test_a_rewritten_ledger_proves_nothing_to_a_kept_head(tmp_path):
    """Who changed an entry cannot make a proof to the head of before."""
    office = office_in(tmp_path / "office")
    head = head_of(office)
    with closing(sqlite3.connect(office.catalogue_path)) as connection, connection:
        connection.execute("UPDATE ledger_entries SET body = body || ' ' WHERE position = 0")
    with pytest.raises(HeadContradictedError):
        ledger_proof(office, "hop.1", head=head.line)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", "null", '{"format":"sohoa-ledger-proof-2"}', "\ud7ff", "[" * 5000,
        '{"format":"sohoa-ledger-proof-1","about":"x","head":"none","entries":[]}',
    ],
)  # fmt: skip
def test_what_is_no_proof_is_refused(text, tmp_path, capsys):
    """In words, with an exit code of usage."""
    path = tmp_path / "proof.json"
    path.write_text(text, encoding="utf-8")
    assert run(["audit", "--proof", str(path)]) == ExitCode.USAGE
    assert "LEDGER-915" in capsys.readouterr().err


def test_bytes_of_no_text_are_refused(tmp_path, capsys):
    """A picture, say."""
    path = tmp_path / "proof.json"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    assert run(["audit", "--proof", str(path)]) == ExitCode.USAGE
    assert "LEDGER-915" in capsys.readouterr().err


_ODD = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@given(body=st.one_of(st.text(max_size=40), _ODD.map(json.dumps)), position=st.integers(0, 9))
def test_whatever_an_entry_holds_nothing_is_raised(body, position):
    """What somebody has made up is not proven, and breaks nothing."""
    head = f"sohoa-ledger-1 - 3 {'0' * 64} 2026-11-30T00:00:00Z"
    told = {"position": position, "body": body, "path": ["0" * 64], "salt": "a", "sealed": [body]}
    said = {"format": "sohoa-ledger-proof-1", "about": "x", "head": head, "entries": [told]}
    proof = read_proof(json.dumps(said))
    assert [*flaws_of(proof, [])]
    assert proof.entries[0].opened is not None


def test_proofs_of_many_are_those_of_each():
    """What they share is made once and is the same."""
    leaves = [leaf_hash(str(number).encode()) for number in range(37)]
    asked = [0, 5, 5, 36, 31]
    assert inclusion_proofs(leaves, asked) == [inclusion_proof(leaves, one) for one in asked]
    with pytest.raises(IndexError):
        inclusion_proofs(leaves, [37])
