"""The Merkle tree of RFC 9162: by the test vectors of Certificate Transparency, and by its law."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.ledger.tree import (
    EMPTY_ROOT,
    GrowingTree,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    root_by_inclusion,
    root_of,
)

#: The inputs and roots by which implementations of Certificate Transparency are tested
#: (google/certificate-transparency, `merkletree/merkle_tree_test.cc`).
INPUTS = (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]


def leaves_of(size: int) -> list[bytes]:
    """So many different leaves."""
    return [leaf_hash(number.to_bytes(4)) for number in range(size)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_published_vectors(size):
    """Of one to eight entries."""
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_a_tree_without_entries_has_a_root():
    """RFC 9162, 2.1.1: the digest of nothing."""
    assert root_of([]) == EMPTY_ROOT


def test_proofs_are_those_of_the_published_vectors():
    """The path of the sixth of eight, and the proof from six to eight (`merkle_tree_test.cc`)."""
    path = [one.hex()[:8] for one in inclusion_proof(LEAVES, 5)]
    assert path == ["bc1a0643", "ca854ea1", "d37ee418"]
    proof = [one.hex()[:8] for one in consistency_proof(LEAVES, 6)]
    assert proof == ["0ebc5d34", "ca854ea1", "d37ee418"]


@given(st.integers(1, 300), st.data())
def test_a_leaf_is_proven_at_its_place_only(size, data):
    """The proof of one leaf leads to the root; of another, at another place or size, not."""
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    root, proof = root_of(leaves), inclusion_proof(leaves, index)
    assert root_by_inclusion(leaves[index], index, size, proof) == root
    assert len(proof) <= (size - 1).bit_length()
    assert root_by_inclusion(leaf_hash(b"another"), index, size, proof) != root
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert root_by_inclusion(leaves[index], other, size, proof) != root
    if proof:
        assert root_by_inclusion(leaves[index], index, size, proof[:-1]) != root
    assert root_by_inclusion(leaves[index], index, size, [*proof, root]) is None


@given(st.integers(1, 300), st.data())
def test_a_tree_is_the_continuation_of_its_beginning_only(size, data):
    """A consistency proof holds for the same beginning, and for none that was rewritten."""
    leaves, first = leaves_of(size), data.draw(st.integers(1, size))
    earlier, later = (first, root_of(leaves[:first])), (size, root_of(leaves))
    proof = consistency_proof(leaves, first)
    assert is_consistent(earlier, later, proof)
    changed = data.draw(st.integers(0, first - 1))
    rewritten = [*leaves[:changed], leaf_hash(b"another"), *leaves[changed + 1 :]]
    forged = (size, root_of(rewritten))
    assert not is_consistent(earlier, forged, consistency_proof(rewritten, first))
    if proof:
        assert not is_consistent(earlier, later, proof[1:])
        assert not is_consistent(earlier, later, [*proof, later[1]])


def test_every_tree_continues_the_empty_one():
    """Only with the root of nothing, and without a proof."""
    later = (3, root_of(LEAVES[:3]))
    assert is_consistent((0, EMPTY_ROOT), later, [])
    assert not is_consistent((0, ROOTS[0].encode()[:32]), later, [])
    assert not is_consistent((4, later[1]), later, [])


@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_tree_grows_in_pieces_as_at_once(pieces):
    """What is kept of it, its peaks, is enough to go on."""
    leaves, peaks, done = leaves_of(sum(pieces)), {}, 0
    for count in pieces:
        tree = GrowingTree(peaks)
        tree.add(leaves[done : done + count])
        done, peaks = done + count, tree.peaks
    assert GrowingTree(peaks).root() == root_of(leaves)
    assert GrowingTree(peaks).size == len(leaves)


def test_nothing_is_proven_of_what_is_not_there():
    """Of no leaf, and of no longer beginning."""
    for index in (-1, 8):
        with pytest.raises(IndexError):
            inclusion_proof(LEAVES, index)
    for size in (0, 9):
        with pytest.raises(IndexError):
            consistency_proof(LEAVES, size)
