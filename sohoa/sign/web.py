"""Asking the services of a PKI over HTTP: with a limit in time and size, and never in vain twice.

A service that failed is left alone for a while, so that a dead one costs its time-out once in
some minutes and not once per document.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from sohoa.domain.failure import N_
from sohoa.sign.service_errors import RefusedError, ServiceError
from sohoa.sign.settings import TimeSettings

logger = logging.getLogger(__name__)

_LARGEST_ANSWER = 20 << 20  # a national CA's CRL has some megabytes
_CHUNK_BYTES = 1 << 16
_OK = 200


@dataclass(slots=True)
class Breaker:
    """Leaves a failing service alone: after some failures in a row, for some seconds."""

    failures_before_pause: int
    pause_seconds: float
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _paused_until: float = 0.0

    @property
    def is_open(self) -> bool:
        """Say whether the service is not to be asked now."""
        return self.clock() < self._paused_until

    def succeeded(self) -> None:
        """Forget earlier failures."""
        self._failures = 0

    def failed(self) -> None:
        """Count a failure; after a pause one more is enough for the next pause."""
        self._failures += 1
        if self._failures >= self.failures_before_pause:
            self._paused_until = self.clock() + self.pause_seconds


@dataclass(slots=True)
class Web:
    """The services as one session reaches them: connections kept, a breaker for each address."""

    settings: TimeSettings
    _session: requests.Session = field(default_factory=requests.Session)
    _breakers: dict[str, Breaker] = field(default_factory=dict)

    @contextmanager
    def guard(self, url: str) -> Iterator[None]:
        """Ask a service inside this block; what fails there is counted against the service.

        Raises:
            ServiceError: It is left alone at present; or what the block raised.
        """
        breaker = self._breakers.setdefault(
            url, Breaker(self.settings.failures_before_pause, self.settings.pause_seconds)
        )
        if breaker.is_open:
            raise ServiceError(N_("not asked: it failed a moment ago"))
        try:
            yield
        except ServiceError as error:
            breaker.failed()
            logger.warning("service at %s: %s", urlsplit(url).hostname, error.kind)
            raise
        breaker.succeeded()

    def fetch(
        self, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """Get, or post `body`. Each wait is limited, and so is the whole: drips are no answer.

        Raises:
            RefusedError: The service answered with an error of HTTP.
            ServiceError: No whole answer in time.
        """
        limit = self.settings.timeout_seconds
        deadline = time.monotonic() + limit
        content = bytearray()
        try:
            with self._session.request(
                "GET" if body is None else "POST",
                url,
                data=body,
                headers={"Accept-Encoding": "identity", **(headers or {})},
                timeout=limit,
                stream=True,
            ) as response:
                while chunk := response.raw.read1(_CHUNK_BYTES):
                    content += chunk
                    if len(content) > _LARGEST_ANSWER:
                        raise ServiceError(N_("the answer is too long"), kind="too-long")
                    if time.monotonic() > deadline:
                        text = f"no whole answer within {limit:g} s"
                        raise ServiceError(text, kind="too-slow")
                if response.status_code != _OK:
                    raise RefusedError(response.status_code, bytes(content))
        except (requests.RequestException, OSError, HTTPError) as error:
            # The texts of these errors hold whole addresses, which may hold passwords.
            raise ServiceError(type(error).__name__, kind=type(error).__name__) from None
        return bytes(content)

    def close(self) -> None:
        """Let the connections go."""
        self._session.close()
