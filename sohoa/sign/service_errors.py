"""What goes wrong with a service; who only judges what a service once said imports no HTTP."""

from __future__ import annotations


class ServiceError(Exception):
    """A service did not give what it was asked for; the text says what it did instead.

    `kind` is for the log, where nothing may stand that a service or a certificate said.
    """

    def __init__(self, text: str, *, kind: str = "wrong-answer") -> None:
        super().__init__(text)
        self.kind = kind


class RefusedError(ServiceError):
    """The service answered with an error of HTTP; `content` is what it said to that."""

    def __init__(self, status: int, content: bytes) -> None:
        super().__init__(f"HTTP {status}", kind=f"http-{status}")
        self.status = status
        self.content = content
