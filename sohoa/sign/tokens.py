# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Reads time stamp tokens: what each is about, whose it is, and whether its bytes are whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
)

from sohoa.sign.anchors import Anchors, Purpose
from sohoa.sign.integrity import is_signature_of
from sohoa.sign.timeline import Token
from sohoa.sign.unsigned_parts import has_harmed_copy, is_packed_by_the_book

Others: TypeAlias = Callable[[], list[asn1_x509.Certificate]]


def stamps_of(
    info: cms.SignerInfo, others: Others, anchors: Anchors, *, is_ours: bool
) -> Iterator[Token]:
    """Give the time stamps over a signature's value.

    Raises:
        HOSTILE: One of them cannot be understood.
    """
    value = info["signature"].native
    for signed_data in extract_tst_data_iter(info, signed=False):
        imprint = signed_data["encap_content_info"]["content"].parsed["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        digest = hashlib.new(algorithm, value).digest()
        yield stamp_of(signed_data, digest, others, anchors, is_ours=is_ours)


def stamp_of(
    signed_data: Any, imprint: bytes, others: Others, anchors: Anchors, *, is_ours: bool
) -> Token:
    """Check that a time stamp token is about `imprint`, and signed by whom it names.

    One that this line asked for must be whole also where its signature covers nothing.

    Raises:
        HOSTILE: It cannot be understood.
    """
    content = signed_data["encap_content_info"]["content"]
    stated = content.parsed
    certificates = extract_certs_for_validation(signed_data)
    info = extract_signer_info(signed_data)
    algorithm = info["digest_algorithm"]["algorithm"].native
    digest = hashlib.new(algorithm, bytes(content)).digest()
    is_signed = is_signature_of(
        info, certificates.signer_cert, content_type="tst_info", digest=digest
    )
    path = anchors.path_of(
        certificates.signer_cert,
        lambda: [*others(), *certificates.other_certs],
        purpose=Purpose.TIME_STAMPING,
    )
    is_about = stated["message_imprint"]["hashed_message"].native == imprint
    intact = is_signed and is_about
    if is_ours and intact:
        intact = is_packed_by_the_book(
            signed_data, certificates.signer_cert
        ) and not has_harmed_copy(certificates.other_certs, path)
    return Token(stated["gen_time"].native, intact, certificates.signer_cert, path)
