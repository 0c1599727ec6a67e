"""The Merkle tree of RFC 9162, section 2.1, with SHA-256: roots, and proofs that are short.

A root stands for all entries up to a size. That an entry is among them, and that a later tree has
an earlier one as its beginning, is proven by some twenty digests for a million entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from typing import TypeAlias

#: The root of a tree without entries (RFC 9162, 2.1.1).
EMPTY_ROOT = sha256(b"").digest()
_LEAF, _NODE = b"\x00", b"\x01"
#: Gives the root of the leaves from one place to another.
_Root: TypeAlias = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Give the digest of an entry: a leaf."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the digest of two neighbouring subtrees."""
    return sha256(_NODE + left + right).digest()


class GrowingTree:
    """A tree that is only added to, kept by the roots of its full subtrees.

    `peaks` maps the height of a full subtree to its root: one for each bit of the size. That is all
    that is needed to add entries and to say the root.
    """

    def __init__(self, peaks: Mapping[int, bytes] | None = None) -> None:
        self.peaks = dict(peaks or {})

    @property
    def size(self) -> int:
        """How many entries it has."""
        return sum(1 << height for height in self.peaks)

    def add(self, leaves: Iterable[bytes]) -> None:
        """Add leaves behind those that are there."""
        peaks, hashed, node = self.peaks, sha256, _NODE
        for leaf in leaves:
            height, root = 0, leaf
            while (left := peaks.pop(height, None)) is not None:
                root = hashed(node + left + root).digest()
                height += 1
            peaks[height] = root

    def root(self) -> bytes:
        """Give the root of all entries."""
        found: bytes | None = None
        for _height, peak in sorted(self.peaks.items()):
            found = peak if found is None else node_hash(peak, found)
        return EMPTY_ROOT if found is None else found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Give the root of a tree of these leaves."""
    tree = GrowingTree()
    tree.add(leaves)
    return tree.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Prove that a leaf is in the tree of all these (RFC 9162, 2.1.3.1).

    Raises:
        IndexError: There is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    return _path(partial(_root, leaves), index, 0, len(leaves))


def inclusion_proofs(leaves: Sequence[bytes], indices: Iterable[int]) -> list[list[bytes]]:
    """Prove each of some leaves, as `inclusion_proof` does; what their proofs share is made once.

    Raises:
        IndexError: There is no such leaf.
    """
    asked, root = list(indices), cache(partial(_root, leaves))
    for index in asked:
        if not 0 <= index < len(leaves):
            raise IndexError(index)
    return [_path(root, index, 0, len(leaves)) for index in asked]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Give the root that a proof leads to (RFC 9162, 2.1.3.2); `None` if it leads to none.

    Whoever compares it with the root of a head knows whether the leaf is the one at that place.
    """
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, leaf
    for digest in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node_hash(digest, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, digest)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Prove that the tree of all these begins with its first `size` leaves (RFC 9162, 2.1.4.1).

    Raises:
        IndexError: There are not so many leaves, or none are asked for.
    """
    if not 0 < size <= len(leaves):
        raise IndexError(size)
    if size == len(leaves):
        return []
    return _subproof(partial(_root, leaves), size, 0, len(leaves), is_whole=True)


def is_consistent(
    earlier: tuple[int, bytes], later: tuple[int, bytes], proof: Sequence[bytes]
) -> bool:
    """Say whether a tree begins with an earlier one (RFC 9162, 2.1.4.2).

    Each is a size and a root. Of a tree without entries every tree is the continuation.
    """
    (first, old_root), (second, new_root) = earlier, later
    if first in (0, second):
        return not proof and (old_root == (EMPTY_ROOT if first == 0 else new_root))
    if not 0 < first < second or not proof:
        return False
    digests = [old_root, *proof] if first & (first - 1) == 0 else list(proof)
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = digests[0]
    for digest in digests[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(digest, old), node_hash(digest, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, digest)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _path(root: _Root, index: int, begin: int, end: int) -> list[bytes]:
    if end - begin == 1:
        return []
    middle = begin + _split(end - begin)
    if index < middle:
        return [*_path(root, index, begin, middle), root(middle, end)]
    return [*_path(root, index, middle, end), root(begin, middle)]


def _subproof(root: _Root, size: int, begin: int, end: int, *, is_whole: bool) -> list[bytes]:
    if size == end - begin:
        return [] if is_whole else [root(begin, end)]
    half = _split(end - begin)
    middle = begin + half
    if size <= half:
        return [*_subproof(root, size, begin, middle, is_whole=is_whole), root(middle, end)]
    return [*_subproof(root, size - half, middle, end, is_whole=False), root(begin, middle)]


def _root(leaves: Sequence[bytes], begin: int, end: int) -> bytes:
    return root_of(leaves[place] for place in range(begin, end))


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)
