"""The test PKI itself: what it answers is sound by openssl's word, and it misbehaves on demand."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import subprocess
import urllib.error
import urllib.request

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pki import Fault

DIGEST = hashlib.sha256(b"document").digest()


def _post(url: str, body: bytes | None = None) -> bytes:
    with urllib.request.urlopen(url, data=body, timeout=5) as answer:
        return answer.read()


def _question(nonce: int = 7) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": DIGEST}
    request = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return tsp.TimeStampReq(request).dump()


def _status(pki, label: str) -> ocsp.OCSPResponse:
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        pki.certificate(label), pki.certificate("interm"), hashes.SHA256()
    )
    request = builder.build().public_bytes(Encoding.DER)
    return ocsp.load_der_ocsp_response(_post(f"{pki.url}/office/ocsp/interm", request))


def test_time_stamp_is_sound_by_openssl(pki, tmp_path):
    """A time stamp verifies under the root, with the servers' own clock."""
    pki.now = dt.datetime(2027, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
    (tmp_path / "answer").write_bytes(_post(pki.tsa_url, _question()))
    (tmp_path / "document").write_bytes(b"document")
    pem = ["openssl", "x509", "-inform", "DER", "-in", pki.root_file, "-out", tmp_path / "root.pem"]
    subprocess.run(pem, check=True)
    moment = str(int(pki.now.timestamp()))
    command = ["openssl", "ts", "-verify", "-in", "answer", "-data", "document"]
    command += ["-CAfile", "root.pem", "-attime", moment]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert "Verification: OK" in done.stdout, done.stderr


def test_revocation_is_told_by_ocsp_and_crl(pki):
    """Good first; revoked after `revoke`, by either way of asking."""
    assert _status(pki, "agency").certificate_status is ocsp.OCSPCertStatus.GOOD

    pki.revoke("agency", dt.datetime.now(dt.UTC) - dt.timedelta(days=3))

    crl = x509.load_der_x509_crl(_post(f"{pki.url}/office/crls/interm/latest.crl"))
    serial = pki.certificate("agency").serial_number
    assert _status(pki, "agency").certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert crl.get_revoked_certificate_by_serial_number(serial) is not None


def test_services_misbehave_on_demand(pki):
    """Down, cut, garbage and wrong nonce are what they say; one switch per service."""
    pki.tsa.fault = Fault.WRONG_NONCE
    token = tsp.TimeStampResp.load(_post(pki.tsa_url, _question()))["time_stamp_token"]
    info = token["content"]["encap_content_info"]["content"].parsed
    assert info["nonce"].native == 8

    pki.tsa.fault = Fault.DOWN
    with pytest.raises(urllib.error.HTTPError, match="503"):
        _post(pki.tsa_url, _question())
    pki.tsa.fault = Fault.CUT
    with pytest.raises(http.client.RemoteDisconnected):
        _post(pki.tsa_url, _question())
    pki.tsa.fault = Fault.GARBAGE
    assert b"html" in _post(pki.tsa_url, _question())
    assert _status(pki, "agency").response_status.name == "SUCCESSFUL"
    assert (pki.tsa.requests, pki.ocsp.requests) == (4, 1)
