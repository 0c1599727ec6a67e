"""A signing key kept by a service: the Cloud Signature Consortium's API, version 1.

Each signature is authorized by itself, tied to the very digest that is signed, so both
assurance levels (SCAL1, SCAL2) are served. A refused PIN is not sent again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Iterable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from sohoa.domain.errors import KeyUnusableError, SigningServiceError, WrongPinError
from sohoa.language import _
from sohoa.sign.certificates import load_certificate
from sohoa.sign.service_errors import RefusedError, ServiceError
from sohoa.sign.settings import KeySettings, TimeSettings
from sohoa.sign.signing_key import Scheme, SigningKey, fits_certificate
from sohoa.sign.web import Web

_SHA256 = "2.16.840.1.101.3.4.2.1"
_RSA, _RSA_SHA256 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"
_PSS, _ECDSA_SHA256 = "1.2.840.113549.1.1.10", "1.2.840.10045.4.3.2"
#: RSASSA-PSS-params: SHA-256, MGF1 with SHA-256, 32 bytes of salt (RFC 4055).
_PSS_PARAMETERS = base64.b64encode(
    bytes.fromhex(
        "3034a00f300d06096086480165030402010500"
        "a11c301a06092a864886f70d010108300d06096086480165030402010500"
        "a203020120"
    )
).decode()
_BAD_REQUEST = 400


def open_remote(where: KeySettings, time: TimeSettings, pin: str) -> SigningKey:
    """Ask the service for the certificate and make its key ready.

    Raises:
        KeyUnusableError: The bearer token's variable is not set, or key and certificate do not
            belong together.
        WrongPinError: The service refused the PIN.
        SigningServiceError: It does not answer as it must.
    """
    service = _Service(where, Web(time), _bearer(where))
    info = service.ask("credentials/info", certificates="chain", certInfo=False)
    certificate, *chain = _certificates(info)
    scheme, algorithm = _scheme(certificate, _algorithms(info))

    def sign(data: bytes) -> bytes:
        return service.sign(hashlib.sha256(data).digest(), algorithm, pin)

    key = SigningKey(certificate, tuple(chain), scheme, sign, service.web.close)
    if not fits_certificate(key):
        key.release()
        raise KeyUnusableError(problem=_("key and certificate of the service do not fit"))
    return key


class _Service:
    """The three calls of the API that are needed."""

    def __init__(self, where: KeySettings, web: Web, bearer: str) -> None:
        self.web = web
        self._base = f"{where.url.rstrip('/')}/csc/v1"
        self._credential = where.credential
        self._headers = {"Content-Type": "application/json"}
        if bearer:
            self._headers["Authorization"] = f"Bearer {bearer}"

    def ask(self, call: str, **content: Any) -> dict[str, Any]:
        body = json.dumps({"credentialID": self._credential, **content}).encode()
        try:
            answer = json.loads(self.web.fetch(f"{self._base}/{call}", body, self._headers))
        except RefusedError as error:
            if error.status == _BAD_REQUEST and b"pin" in error.content.lower():
                raise WrongPinError(keeper=self._credential) from error
            raise SigningServiceError(problem=f"{call}: {error}") from error
        except ServiceError as error:
            raise SigningServiceError(problem=f"{call}: {error}") from error
        except ValueError as error:
            raise SigningServiceError(problem=f"{call}: no JSON") from error
        if not isinstance(answer, dict):
            raise SigningServiceError(problem=f"{call}: no JSON object")
        return answer

    def sign(self, digest: bytes, algorithm: dict[str, str], pin: str) -> bytes:
        hashes = [base64.b64encode(digest).decode()]
        secret = {"PIN": pin} if pin else {}
        granted = self.ask("credentials/authorize", numSignatures=1, hash=hashes, **secret)
        answer = self.ask(
            "signatures/signHash",
            SAD=granted.get("SAD"),
            hash=hashes,
            hashAlgo=_SHA256,
            **algorithm,
        )
        try:
            return base64.b64decode(answer["signatures"][0], validate=True)
        except (LookupError, TypeError, binascii.Error) as error:
            raise SigningServiceError(problem="signatures/signHash: no signature") from error


def _bearer(where: KeySettings) -> str:
    if where.bearer_env and where.bearer_env not in os.environ:
        problem = _("the environment variable {name} is not set").format(name=where.bearer_env)
        raise KeyUnusableError(problem=problem)
    return os.environ.get(where.bearer_env, "") if where.bearer_env else ""


def _certificates(info: dict[str, Any]) -> list[x509.Certificate]:
    try:
        return [load_certificate(base64.b64decode(one)) for one in info["cert"]["certificates"]]
    except (LookupError, TypeError, ValueError) as error:
        raise SigningServiceError(problem="credentials/info: no certificate") from error


def _algorithms(info: dict[str, Any]) -> set[str]:
    try:
        return {str(one) for one in info["key"]["algo"]}
    except (LookupError, TypeError) as error:
        raise SigningServiceError(problem="credentials/info: no algorithms") from error


def _scheme(certificate: x509.Certificate, able: Iterable[str]) -> tuple[Scheme, dict[str, str]]:
    """PSS if the service can, PKCS#1 v1.5 if it can do nothing else; ECDSA for a curve."""
    if not isinstance(certificate.public_key(), RSAPublicKey):
        return Scheme.ECDSA, {"signAlgo": _ECDSA_SHA256}
    if _PSS in able:
        return Scheme.PSS, {"signAlgo": _PSS, "signAlgoParams": _PSS_PARAMETERS}
    if _RSA_SHA256 in able:
        return Scheme.PKCS1, {"signAlgo": _RSA_SHA256}
    return Scheme.PKCS1, {"signAlgo": _RSA}
