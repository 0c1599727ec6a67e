"""The signing keys, wherever they are: a file, a token, a signing service.

Secrets come from the environment or from a person at the keyboard; they are handed on as
arguments inside one process and stand in no file, no log and no task of Prefect.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import assert_never

from cryptography import x509

from sohoa.domain.errors import KeyUnusableError
from sohoa.language import _
from sohoa.sign.certificates import read_certificates
from sohoa.sign.key_file import open_key_file
from sohoa.sign.settings import KeySettings, Role, SignSettings
from sohoa.sign.signing_key import SigningKey, unfit

_FILES = {"development", "pkcs12"}
#: PINs and passphrases that a person has typed; those in the environment are not in it.
Pins = Mapping[Role, str]


def load_key(
    settings: SignSettings,
    *,
    default_path: Path,
    role: Role = Role.AGENCY,
    pins: Pins | None = None,
) -> SigningKey:
    """Open the key of a role; `default_path` is the workspace's development key.

    Raises:
        KeyUnusableError: The key is missing or of the wrong kind, a secret is wrong or absent,
            or the certificate is not valid today or not for signing.
        WrongPinError: The token or service refused the PIN; it is not tried again.
        TokenGoneError: The token is not there.
        SigningServiceError: The signing service does not answer as it must.
    """
    where = settings.key_of(role)
    typed = (pins or {}).get(role)
    match where.kind:
        case "token":
            from sohoa.sign.token import open_token  # noqa: PLC0415 - verifying needs no token

            pin = typed or _secret(where.pin_env)
            if not pin:
                problem = _("the PIN of the token {token} is not known").format(token=where.token)
                raise KeyUnusableError(problem=problem)
            key, place = open_token(where, pin, is_typed=bool(typed)), where.token
        case "remote":
            from sohoa.sign.remote import open_remote  # noqa: PLC0415 - nor any service

            pin = typed or _secret(where.pin_env) or ""
            key, place = open_remote(where, settings.time, pin), where.credential
        case "development" | "pkcs12":
            path = where.path or default_path_of(default_path, role)
            passphrase = _passphrase(where) if typed is None else typed.encode()
            key, place = open_key_file(path, passphrase), str(path)
        case unknown:
            assert_never(unknown)
    problem = unfit(key.certificate, dt.datetime.now(dt.UTC))
    if problem:
        key.release()
        raise KeyUnusableError(problem=f"{place}: {problem}")
    return key


def default_path_of(default_path: Path, role: Role) -> Path:
    """Return the path of a role's development key; `default_path` is the agency's."""
    return default_path if role is Role.AGENCY else operator_path(default_path)


def operator_path(default_path: Path) -> Path:
    """The development key of the person who scans lies beside the agency's."""
    return default_path.with_name(f"{default_path.stem}-operator{default_path.suffix}")


def key_path(settings: SignSettings, *, default_path: Path) -> Path:
    """Return the path of the agency's key file."""
    return settings.key.path or default_path


def trusted_roots(settings: SignSettings, *, default_path: Path) -> tuple[x509.Certificate, ...]:
    """The root certificates whose signatures are believed.

    Those of `[trust]`, and the development keys' own roots while those keys are in use.

    Raises:
        KeyUnusableError: A file that the settings name is missing or holds no certificate.
    """
    roots = [one for path in settings.trust.roots for one in read_certificates(path)]
    for role in Role:
        where = settings.key_of(role)
        path = where.path or default_path_of(default_path, role)
        if where.kind == "development" and path.exists():
            key = open_key_file(path, _passphrase(where))
            roots += [issuer for issuer in key.chain if issuer.subject == issuer.issuer]
    return tuple(roots)


def roles_that_wait(settings: SignSettings, roles: Iterable[Role]) -> tuple[Role, ...]:
    """The roles whose secret only a person can give: no variable is named, or it is not set.

    A token always has a PIN; a signing service has one, and a key file a passphrase, if the
    settings name a variable for it. An empty passphrase that is set is one.
    """

    def waits(where: KeySettings) -> bool:
        if where.kind in _FILES:
            return bool(where.passphrase_env) and where.passphrase_env not in os.environ
        has_pin = where.kind == "token" or (where.kind == "remote" and bool(where.pin_env))
        return has_pin and not os.environ.get(where.pin_env)

    return tuple(role for role in roles if waits(settings.key_of(role)))


def need_one_process(settings: SignSettings, roles: Iterable[Role]) -> bool:
    """Say whether the keys can be used by one process only: a token, or a service with a PIN."""
    return any(settings.key_of(role).kind in {"token", "remote"} for role in roles)


def keeper_of(where: KeySettings) -> str:
    """Name the keeper of a key, for the question for its PIN or passphrase."""
    match where.kind:
        case "token":
            return where.token
        case "remote":
            return where.credential
        case "development" | "pkcs12":
            return where.path.name if where.path else where.kind


def _passphrase(where: KeySettings) -> bytes | None:
    secret = _secret(where.passphrase_env)
    return None if secret is None else secret.encode()


def _secret(variable: str) -> str | None:
    if not variable:
        return None
    value = os.environ.get(variable)
    if value is None:
        raise KeyUnusableError(
            problem=_("the environment variable {name} is not set").format(name=variable)
        )
    return value
