"""The digest by e-mail, against a real server on loopback."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import ValidationError

from sohoa.domain.errors import MailError
from sohoa.mail import MailSettings, send_mail

ACCOUNT = {"user": "sohoa", "password_env": "SOHOA_MAIL"}


class Server:
    """A mail server that keeps what it gets; speaks as much SMTP as a client needs."""

    def __init__(self, *, refuses: str = "", offers: str = "AUTH PLAIN LOGIN") -> None:
        self.refuses, self.offers = refuses, offers
        self.messages: list[bytes] = []
        self.recipients: list[str] = []
        self.accounts: list[str] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(text: str) -> None:
            writer.write(f"{text}\r\n".encode())

        say("220 test")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == self.refuses:
                say("550 not here")
            elif verb == "EHLO":
                say(f"250-test\r\n250 {self.offers}")
            elif verb == "AUTH":
                self.accounts.append(base64.b64decode(line.split(" ")[2]).decode())
                say("235 ok")
            elif verb == "DATA":
                say("354 go on")
                lines = []
                while (one := await reader.readline()) != b".\r\n":
                    lines.append(one.removeprefix(b".") if one.startswith(b"..") else one)
                self.messages.append(b"".join(lines))
                say("250 ok")
            elif verb == "QUIT":
                say("221 bye")
                break
            else:
                if verb == "RCPT":
                    self.recipients.append(line)
                say("250 ok")
        writer.close()


@contextmanager
def running(server: Server) -> Iterator[int]:
    """Serve on a free port of loopback."""
    loop = asyncio.new_event_loop()
    listening = loop.run_until_complete(asyncio.start_server(server.talk, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(listening.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(_hung_up(asyncio.all_tasks(loop)))
        loop.close()


async def _hung_up(talks: set[asyncio.Task[None]]) -> None:
    """A client that was refused has hung up in the middle of a talk."""
    for talk in talks:
        talk.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


def settings(port: int, **more: object) -> MailSettings:
    return MailSettings.model_validate(
        {
            "smtp_host": "127.0.0.1", "smtp_port": port, "security": "none",
            "sender": "sohoa@so.vn", "recipients": ["luu.tru@so.vn", "giam.doc@so.vn"], **more,
        }
    )  # fmt: skip


def send(mail: MailSettings) -> None:
    send_mail(mail, subject="Đêm 28/11: 3 văn bản", text="Nội dung", html="<p>Nội dung</p>")


def test_the_digest_arrives_whole():
    """Vietnamese in subject, text and HTML, to every recipient."""
    server = Server()
    with running(server) as port:
        send(settings(port))

    (raw,) = server.messages
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert message["Subject"] == "Đêm 28/11: 3 văn bản"
    assert message.get_body(("plain",)).get_content().strip() == "Nội dung"
    assert message.get_body(("html",)).get_content().strip() == "<p>Nội dung</p>"
    assert len(server.recipients) == 2


def test_the_account_comes_from_the_environment(monkeypatch):
    """The password is where the settings say, and nowhere in a message."""
    server = Server()
    monkeypatch.setenv("SOHOA_MAIL", "secret")
    with running(server) as port:
        send(settings(port, **ACCOUNT))
    assert server.accounts == ["\0sohoa\0secret"]

    refusing = Server(refuses="AUTH")
    with running(refusing) as port, pytest.raises(MailError, match="MAIL-901") as caught:
        send(settings(port, **ACCOUNT))
    assert "secret" not in str(caught.value)


def test_a_missing_password_is_named(monkeypatch):
    """By the variable's name."""
    monkeypatch.delenv("SOHOA_MAIL", raising=False)
    with running(Server()) as port, pytest.raises(MailError, match="SOHOA_MAIL"):
        send(settings(port, **ACCOUNT))


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_refuses_is_named(verb):
    """Whatever it refuses: one error, with its own words."""
    with (
        running(Server(refuses=verb)) as port,
        pytest.raises(MailError, match=r"MAIL-901.*not here"),
    ):
        send(settings(port))


def test_a_dead_server_is_named():
    """Nobody listens on the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(MailError, match="MAIL-901"):
        send(settings(port))


def test_a_server_without_encryption_gets_nothing():
    """With `starttls` a server that offers none is an error, not a message in clear."""
    server = Server()
    with running(server) as port, pytest.raises(MailError, match="MAIL-901"):
        send(settings(port, security="starttls"))
    assert server.messages == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipients": []},
        {"sender": None},
        {"smtp_host": "mail.so.vn", "user": "sohoa"},
        {"recipients": ["a@b.vn\nBcc: c@d.vn"]},
        {"password": "secret"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong):
    """Nobody to write to, a password in clear, a header smuggled in, a secret in the file."""
    with pytest.raises(ValidationError):
        settings(25, **wrong)
