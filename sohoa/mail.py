"""Sends a message through the office's mail server. The only home of `smtplib`."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sohoa.domain.errors import MailError
from sohoa.language import _

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_TIMEOUT_SECONDS = 30
Address = Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")]


class MailSettings(BaseModel):
    """Settings of the night's e-mail; without a host and a recipient nothing is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The mail server's name; empty sends nothing.
    smtp_host: str = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    #: `starttls`, `tls` from the first byte, or `none`: in clear, inside the office's own network.
    security: Literal["starttls", "tls", "none"] = "starttls"
    #: The sender's address, and the recipients'.
    sender: Address | None = None
    recipients: tuple[Address, ...] = ()
    #: The account, if the server wants one, and the NAME of the variable its password is in.
    user: str = ""
    password_env: Annotated[str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")] = ""

    @model_validator(mode="after")
    def _is_complete(self) -> MailSettings:
        if self.smtp_host and not (self.sender and self.recipients):
            raise ValueError(_("smtp_host needs a sender and recipients"))
        if self.user and self.security == "none" and self.smtp_host not in _LOOPBACK:
            raise ValueError(_("a password is not sent in clear: choose starttls or tls"))
        return self

    @property
    def is_on(self) -> bool:
        """Say whether there is a server and somebody to write to."""
        return bool(self.smtp_host)


def send_mail(
    settings: MailSettings,
    *,
    subject: str,
    text: str,
    html: str = "",
    attached: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Send a message as plain text, and HTML if it has such, to all recipients.

    `attached` are files by their names.

    Raises:
        MailError: The server cannot be reached, refuses the account or a recipient, or shows a
            certificate that nobody vouches for; the password is not in the message.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = settings.sender or ""
    message["To"] = ", ".join(settings.recipients)
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in attached.items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    try:
        with _connected(settings) as server:
            if settings.user:
                server.login(settings.user, _password(settings))
            refused = server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(host=settings.smtp_host, problem=_said(error)) from error
    if refused:
        raise MailError(host=settings.smtp_host, problem=", ".join(sorted(refused)))


def _connected(settings: MailSettings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if settings.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
    if settings.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
    return server


def _password(settings: MailSettings) -> str:
    try:
        return os.environ[settings.password_env]
    except KeyError as error:
        problem = _("the environment variable {name} is not set").format(
            name=settings.password_env or "password_env"
        )
        raise MailError(host=settings.smtp_host, problem=problem) from error


def _said(error: Exception) -> str:
    """Describe a failure in one line: a server's words may repeat an address, never a password."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return f"{error.smtp_code} {said}"
    return str(error) or type(error).__name__
