"""Our packing of a signature is pyHanko's own, byte for byte."""

from __future__ import annotations

import asyncio

import pytest
from asn1crypto import cms
from pyhanko.sign.signers import Signer

from sohoa.sign.envelope import DIGEST, LineSigner
from sohoa.sign.key_file import open_key_file
from sohoa.sign.settings import TimeSettings
from sohoa.sign.timestamps import Timestamper
from sohoa.sign.web import Web


@pytest.mark.parametrize("role", ["agency", "operator"])
@pytest.mark.parametrize("is_stamped", [False, True])
@pytest.mark.parametrize("is_pss", [False, True])
def test_a_message_is_what_pyhanko_packs(pki, role, is_stamped, is_pss):
    """RSA and ECDSA, with issuers, with and without a time stamp."""
    key = open_key_file(pki.key_file(role), None)
    signer = LineSigner(key.certificate, key.chain, sign=key.sign, is_pss=is_pss)
    token = asyncio.run(_token(pki)) if is_stamped else None
    attributes = asyncio.run(signer.signed_attrs(b"1" * 32, DIGEST, use_pades=True))
    wanted = asyncio.run(Signer.signed_attrs(signer, b"1" * 32, DIGEST, use_pades=True))
    assert attributes.dump() == wanted.dump()
    value = key.sign(attributes.dump())

    unsigned = None
    if token is not None:
        attribute = {"type": "signature_time_stamp_token", "values": [token]}
        unsigned = cms.CMSAttributes([cms.CMSAttribute(attribute)])
    theirs = Signer._package_signature(
        signer,
        digest_algorithm=DIGEST,
        cms_version="v1",
        signed_attrs=attributes,
        signature=value,
        unsigned_attrs=unsigned,
        encap_content_info=None,
    )
    assert len(key.chain) > 0
    assert signer.pack(attributes, value, token) == theirs.dump()


async def _token(pki) -> cms.ContentInfo:
    web = Web(TimeSettings())
    try:
        return await Timestamper(pki.tsa_url, web).async_timestamp(b"2" * 32, DIGEST)
    finally:
        web.close()
