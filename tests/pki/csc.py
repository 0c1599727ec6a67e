"""A signing service on loopback: the CSC API, version 1, with a real key behind it."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from pki.server import Pki

PIN = "739164"
BEARER = "a-bearer-token"
CREDENTIAL = "sohoa-agency"
_PSS, _RSA = "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.11"
_ECDSA = "1.2.840.10045.4.3.2"


@dataclass
class SigningService:
    """The service; `algorithms` are what it can do, `wrong_pins` what it was tried with."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificates: list[str]
    algorithms: list[str]
    url: str = ""
    signed: int = 0
    wrong_pins: int = 0
    fails_after: int | None = None
    _granted: dict[str, list[str]] = field(default_factory=dict)

    def answer(self, call: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """What the service says to a call."""
        if asked.get("credentialID") != CREDENTIAL:
            return 400, {"error": "invalid_request", "error_description": "unknown credential"}
        match call:
            case "credentials/info":
                return 200, {
                    "key": {"status": "enabled", "algo": self.algorithms, "len": 2048},
                    "cert": {"status": "valid", "certificates": self.certificates},
                    "authMode": "explicit",
                    "SCAL": "2",
                    "multisign": 10,
                }
            case "credentials/authorize":
                return self._authorize(asked)
            case "signatures/signHash":
                return self._sign(asked)
        return 404, {"error": "unknown"}

    def _authorize(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if asked.get("PIN") != PIN:
            self.wrong_pins += 1
            return 400, {"error": "invalid_pin", "error_description": "The PIN is not right"}
        grant = secrets.token_hex(8)
        self._granted[grant] = asked["hash"]
        return 200, {"SAD": grant, "expiresIn": 300}

    def _sign(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self._granted.pop(asked.get("SAD", ""), None) != asked["hash"]:
            return 400, {"error": "invalid_request", "error_description": "Invalid SAD"}
        if self.fails_after is not None and self.signed >= self.fails_after:
            return 503, {"error": "server_error"}
        self.signed += 1
        digest, algorithm = base64.b64decode(asked["hash"][0]), asked["signAlgo"]
        prehashed = utils.Prehashed(hashes.SHA256())
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            value = self.key.sign(digest, ec.ECDSA(prehashed))
        elif algorithm == _PSS:
            pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
            value = self.key.sign(digest, pss, prehashed)
        else:
            value = self.key.sign(digest, padding.PKCS1v15(), prehashed)
        return 200, {"signatures": [base64.b64encode(value).decode()]}


@contextmanager
def running_service(
    pki: Pki, label: str = "agency", *, is_pss: bool = True
) -> Iterator[SigningService]:
    """Serve a key of the test PKI on loopback until the block ends."""
    key = load_pem_private_key(pki.key_pem(label).read_bytes(), None)
    chain = [pki.certificate(one).public_bytes(Encoding.DER) for one in (label, "interm")]
    rsa_algorithms = [_PSS, _RSA] if is_pss else [_RSA]
    algorithms = rsa_algorithms if isinstance(key, rsa.RSAPrivateKey) else [_ECDSA]
    service = SigningService(key, [base64.b64encode(one).decode() for one in chain], algorithms)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.headers.get("Authorization") != f"Bearer {BEARER}":
                status, answer = 401, {"error": "invalid_token"}
            else:
                status, answer = service.answer(self.path.removeprefix("/csc/v1/"), asked)
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
