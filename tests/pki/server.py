"""The test PKI's servers: certomancer behind one loopback port, with a switch per service."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import hashlib
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from asn1crypto import crl, ocsp, tsp
from certomancer.registry import ArchLabel, CertLabel, PKIArchitecture, ServiceLabel
from certomancer.registry.issued.general import RevocationStatus
from cryptography import x509

from pki.authority import ARCHITECTURE, LABELS, Validity, make_config

T = TypeVar("T")

#: How long a service with `Fault.TIMEOUT` keeps its client waiting, unless that leaves.
HANG_SECONDS = 30.0


class Fault(StrEnum):
    """What a service can do wrong."""

    NONE = "none"
    TIMEOUT = "timeout"
    GARBAGE = "garbage"
    #: HTTP 503.
    DOWN = "down"
    #: The connection is cut without an answer.
    CUT = "cut"
    #: Time stamps only: a sound token that answers another question.
    WRONG_NONCE = "wrong-nonce"
    WRONG_IMPRINT = "wrong-imprint"
    #: Time stamps only: the TSA says no (RFC 3161, `rejection`).
    REFUSED = "refused"
    #: An answer that never ends: a byte now and then.
    DRIP = "drip"


@dataclass
class Service:
    """A service as the tests steer it; `requests` counts what it was asked."""

    fault: Fault = Fault.NONE
    requests: int = 0


@dataclass
class Pki:
    """A running PKI.

    Attributes:
        folder: Where its files are; made when the PKI is, gone with the test session.
        now: The servers' clock; none means the machine's.
    """

    folder: Path
    url: str
    architecture: PKIArchitecture
    tsa: Service = field(default_factory=Service)
    ocsp: Service = field(default_factory=Service)
    crls: Service = field(default_factory=Service)
    certs: Service = field(default_factory=Service)
    now: dt.datetime | None = None

    @property
    def tsa_url(self) -> str:
        """The time stamper's address; the next one is at `tsa2_url`."""
        return f"{self.url}/{ARCHITECTURE}/tsa/tsa"

    @property
    def tsa2_url(self) -> str:
        """The time stamper that follows when the first one's certificate ends."""
        return f"{self.url}/{ARCHITECTURE}/tsa/tsa2"

    @property
    def root_file(self) -> Path:
        """The root certificate, for `[trust] roots`."""
        return self._written("root.crt", lambda: self._der("root"))

    def certificate(self, label: str) -> x509.Certificate:
        """One of `LABELS`."""
        return x509.load_der_x509_certificate(self._der(label))

    def key_pem(self, label: str) -> Path:
        """The private key, unlocked, PKCS#8."""
        return self.folder / f"{label}.pem"

    def certificate_file(self, label: str) -> Path:
        """The certificate alone, DER."""
        return self._written(f"{label}.crt", lambda: self._der(label))

    def key_file(self, label: str, passphrase: bytes | None = None) -> Path:
        """Key, certificate and issuers as PKCS#12."""
        name = f"{label}.p12" if passphrase is None else f"{label}-locked.p12"
        return self._written(
            name, lambda: self.architecture.package_pkcs12(CertLabel(label), password=passphrase)
        )

    def revoke(self, label: str, since: dt.datetime, reason: str = "key_compromise") -> None:
        """From now on OCSP says that a certificate is revoked; the CRL, made once a day, too if
        `since` is more than a day ago."""
        self._set_status(
            label, RevocationStatus(since.replace(microsecond=0), reason=crl.CRLReason(reason))
        )

    def reset(self) -> None:
        """Every service sound, nothing revoked, the clock the machine's."""
        for service in (self.tsa, self.ocsp, self.crls, self.certs):
            service.fault, service.requests = Fault.NONE, 0
        for label in LABELS:
            self._set_status(label, None)
        self.now = None

    def service_at(self, path: str) -> Service | None:
        """Which service an address belongs to."""
        kinds = {"tsa": self.tsa, "ocsp": self.ocsp, "crls": self.crls, "certs": self.certs}
        return kinds.get(path.split("/")[2]) if path.count("/") > 2 else None

    def _set_status(self, label: str, status: RevocationStatus | None) -> None:
        specs = self.architecture._cert_specs
        key = CertLabel(label)
        if specs[key].revocation != status:
            specs[key] = dataclasses.replace(specs[key], revocation=status)

    def _der(self, label: str) -> bytes:
        return self.architecture.get_cert(CertLabel(label)).dump()

    def _written(self, name: str, make: Callable[[], bytes]) -> Path:
        path = self.folder / name
        if not path.exists():
            path.write_bytes(make())
        return path


@contextmanager
def running_pki(folder: Path, *, validity: Validity | None = None) -> Iterator[Pki]:
    """Make a PKI in a folder and serve it on loopback until the block ends.

    `validity` changes the period of some certificates.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=30)

    pki, runner = run(_serve(folder, validity or {}))
    try:
        yield pki
    finally:
        run(_end(runner))
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _end(runner: web.AppRunner) -> None:
    """Clients that still hang are let go."""
    await runner.cleanup()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _serve(folder: Path, validity: Validity) -> tuple[Pki, web.AppRunner]:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await _answer(request, pki)

    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    architecture = make_config(folder, url, validity).get_pki_arch(ArchLabel(ARCHITECTURE))
    pki = Pki(folder, url, architecture)
    return pki, runner


async def _answer(request: web.Request, pki: Pki) -> web.StreamResponse:
    body = await request.read()
    service = pki.service_at(request.path)
    if service is None:
        raise web.HTTPNotFound
    service.requests += 1
    if service.fault in _MISBEHAVIOUR:
        return await _MISBEHAVIOUR[service.fault](request)
    if service.fault in {Fault.WRONG_NONCE, Fault.WRONG_IMPRINT}:
        body = _other_question(body, service.fault)
    content, kind = _asked(pki, request.path, body)
    return web.Response(body=content, content_type=f"application/{kind}")


def _asked(pki: Pki, path: str, body: bytes) -> tuple[bytes, str]:
    """What certomancer answers, at the time the PKI's clock shows."""
    kind, label = path.split("/")[2:4]
    services, name = pki.architecture.service_registry, ServiceLabel(label)
    now = pki.now or dt.datetime.now(dt.UTC)
    if kind == "tsa":
        stamper = services.summon_timestamper(name, now)
        stamped = stamper.request_tsa_response(tsp.TimeStampReq.load(body))
        return stamped.dump(), "timestamp-reply"
    if kind == "ocsp":
        responder = services.summon_responder(name, now.replace(microsecond=0))
        status = responder.build_ocsp_response(ocsp.OCSPRequest.load(body))
        return status.dump(), "ocsp-response"
    if kind == "certs":
        return services.get_cert_from_repo(name, None).dump(), "pkix-cert"
    return services.get_crl(name, now).dump(), "pkix-crl"


def _other_question(body: bytes, fault: Fault) -> bytes:
    request = tsp.TimeStampReq.load(body)
    imprint = request["message_imprint"]
    nonce = int(request["nonce"].native or 0)
    if fault is Fault.WRONG_NONCE:
        nonce += 1
    else:
        digest = hashlib.sha256(b"another document").digest()
        imprint = tsp.MessageImprint(
            {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
        )
    other = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return bytes(tsp.TimeStampReq(other).dump())


async def _hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(HANG_SECONDS)
    return web.Response(status=504)


async def _garble(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"<html>Proxy login</html>", content_type="text/html")


async def _fail(request: web.Request) -> web.StreamResponse:
    return web.Response(status=503)


async def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _refuse(request: web.Request) -> web.StreamResponse:
    answer = tsp.TimeStampResp({"status": {"status": "rejection"}})
    return web.Response(body=answer.dump(), content_type="application/timestamp-reply")


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(int(HANG_SECONDS / 0.05)):
        await response.write(b"0")
        await asyncio.sleep(0.05)
    return response


_MISBEHAVIOUR: dict[Fault, Callable[[web.Request], Awaitable[web.StreamResponse]]] = {
    Fault.TIMEOUT: _hang,
    Fault.GARBAGE: _garble,
    Fault.DOWN: _fail,
    Fault.CUT: _cut,
    Fault.REFUSED: _refuse,
    Fault.DRIP: _drip,
}
