# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""The values of a file's signatures, as preservation metadata repeats them. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sohoa.sign.hostile import HOSTILE
from sohoa.sign.reading import embedded_signatures, open_reader


@dataclass(frozen=True, slots=True)
class SignatureValue:
    """A signature's value: the bytes that the key made, and by which algorithms."""

    method: str
    value: bytes


def signature_values(path: Path) -> dict[str, SignatureValue]:
    """Give the values of a file's signatures by field; none of those that cannot be read.

    Raises:
        OSError: The file cannot be read.
    """
    found = dict[str, SignatureValue]()
    with path.open("rb") as stream:
        try:
            for name, signature in embedded_signatures(open_reader(path, stream), skipping=HOSTILE):
                if signature is not None:
                    info = signature.signer_info
                    algorithms = info["signature_algorithm"], info["digest_algorithm"]
                    method = ", ".join(str(one["algorithm"].native) for one in algorithms)
                    found[name] = SignatureValue(method, info["signature"].native)
        except HOSTILE:
            return found
    return found
