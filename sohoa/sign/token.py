"""A signing key on a PKCS#11 token: one session for the whole signing, one queue.

A token locks itself after a few wrong PINs. So a PIN is tried once, in no case twice; and one
from the environment not at all when the token says that a wrong one came before: a night job
must not use up the tries that a person has left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11.exceptions import (
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.util.ec import encode_ecdsa_signature

from sohoa.domain.errors import KeyUnusableError, TokenGoneError, WrongPinError
from sohoa.language import _
from sohoa.sign.certificates import load_certificate
from sohoa.sign.settings import KeySettings
from sohoa.sign.signing_key import Scheme, SigningKey, fits_certificate

_SALT_BYTES = 32


def open_token(where: KeySettings, pin: str, *, is_typed: bool) -> SigningKey:
    """Log in to a token and make its key ready; `is_typed` says that a person gave the PIN.

    Raises:
        TokenGoneError: The token is not there, or does not answer.
        WrongPinError: It refused the PIN.
        KeyUnusableError: The library cannot be loaded, the PIN is locked or must not be tried,
            or key and certificate are not on the token.
    """
    token = _find_token(where)
    _require_tries_left(where, token.flags, is_typed=is_typed)
    try:
        session = _session(token, pin)
    except (PinIncorrect, PinInvalid, PinLenRange) as error:
        raise WrongPinError(keeper=where.token) from error
    except PinLocked as error:
        raise KeyUnusableError(problem=_locked(where)) from error
    except PKCS11Error as error:
        raise _gone(where, error) from error
    try:
        key = _key_of(where, token, session)
    except PKCS11Error as error:
        session.close()
        raise _gone(where, error) from error
    except KeyUnusableError:
        session.close()
        raise
    return key


def _session(token: pkcs11.Token, pin: str) -> pkcs11.Session:
    try:
        return token.open(user_pin=pin)
    except UserAlreadyLoggedIn:  # both roles' keys lie on one token
        return token.open()


def _find_token(where: KeySettings) -> pkcs11.Token:
    module = where.module or Path()
    try:
        library = pkcs11.lib(str(module))
    except RuntimeError as error:  # of the loader, or a PKCS11Error
        problem = _("the PKCS#11 library {path} cannot be loaded").format(path=module)
        raise KeyUnusableError(problem=problem) from error
    with suppress(PKCS11Error):
        return _named_token(library, where.token)
    try:
        library.reinitialize()  # it may have been plugged in since the library was loaded
        return _named_token(library, where.token)
    except PKCS11Error as error:
        raise _gone(where, error) from error


def _named_token(library: Any, label: str) -> pkcs11.Token:
    found: pkcs11.Token = library.get_token(token_label=label)
    return found


def _require_tries_left(where: KeySettings, flags: TokenFlag, *, is_typed: bool) -> None:
    if flags & TokenFlag.USER_PIN_LOCKED:
        raise KeyUnusableError(problem=_locked(where))
    is_low = bool(flags & TokenFlag.USER_PIN_COUNT_LOW)
    if flags & TokenFlag.USER_PIN_FINAL_TRY or (is_low and not is_typed):
        problem = _(
            "the token {token} says that a wrong PIN was tried before; log in once with its "
            "maker's tool, which sets the count of tries right"
        )
        raise KeyUnusableError(problem=problem.format(token=where.token))


def _key_of(where: KeySettings, token: pkcs11.Token, session: pkcs11.Session) -> SigningKey:
    certificates = _certificates(session)
    private = _private_key(where, session)
    identity = private[Attribute.ID]
    own = [one for one, number, label in certificates if number == identity]
    own = own or [one for one, number, label in certificates if label == private.label]
    if not own:
        problem = _("the token {token} holds no certificate for its key")
        raise KeyUnusableError(problem=problem.format(token=where.token))
    certificate = own[0]
    chain = tuple(one for one, _number, _label in certificates if one != certificate)
    scheme, sign = _signer(where, certificate, private, token.slot.get_mechanisms())

    def release() -> None:
        with suppress(PKCS11Error):  # the token may be gone
            session.close()

    key = SigningKey(certificate, chain, scheme, sign, release)
    if not fits_certificate(key):
        problem = _("key and certificate on the token {token} do not belong together")
        raise KeyUnusableError(problem=problem.format(token=where.token))
    return key


def _certificates(session: pkcs11.Session) -> list[tuple[x509.Certificate, bytes, str]]:
    found = []
    for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        with suppress(ValueError):  # what is no certificate is not ours
            certificate = load_certificate(one[Attribute.VALUE])
            found.append((certificate, one[Attribute.ID], one[Attribute.LABEL]))
    return found


def _private_key(where: KeySettings, session: pkcs11.Session) -> Any:
    wanted: dict[Attribute, object] = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
    if where.label:
        wanted[Attribute.LABEL] = where.label
    found = list(session.get_objects(wanted))
    if len(found) != 1:
        problem = _("the token {token} holds {count} keys of that name; name one in `label`")
        raise KeyUnusableError(problem=problem.format(token=where.token, count=len(found)))
    return found[0]


def _signer(
    where: KeySettings,
    certificate: x509.Certificate,
    private: Any,  # a mixin of PrivateKey and what the token lets it do
    able: set[Mechanism],
) -> tuple[Scheme, Callable[[bytes], bytes]]:
    """Choose how this token signs: PSS if it can, else PKCS#1 v1.5."""
    pss = (Mechanism.SHA256, pkcs11.MGF.SHA256, _SALT_BYTES)

    def by_ecdsa(data: bytes) -> bytes:
        digest = hashlib.sha256(data).digest()
        return encode_ecdsa_signature(private.sign(digest, mechanism=Mechanism.ECDSA))

    def by_pss(data: bytes) -> Any:
        return private.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=pss)

    def by_raw_pss(data: bytes) -> Any:
        digest = hashlib.sha256(data).digest()
        return private.sign(digest, mechanism=Mechanism.RSA_PKCS_PSS, mechanism_param=pss)

    def by_pkcs1(data: bytes) -> Any:
        return private.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS)

    if not isinstance(certificate.public_key(), RSAPublicKey):
        return Scheme.ECDSA, _guarded(where, by_ecdsa)
    if Mechanism.SHA256_RSA_PKCS_PSS in able:
        return Scheme.PSS, _guarded(where, by_pss)
    if Mechanism.RSA_PKCS_PSS in able:
        return Scheme.PSS, _guarded(where, by_raw_pss)
    return Scheme.PKCS1, _guarded(where, by_pkcs1)


def _guarded(where: KeySettings, sign: Callable[[bytes], Any]) -> Callable[[bytes], bytes]:
    """A token that is pulled out stops the batch; what is signed stays signed."""

    def signed(data: bytes) -> bytes:
        try:
            return bytes(sign(data))
        except PKCS11Error as error:
            raise _gone(where, error) from error

    return signed


def _gone(where: KeySettings, error: PKCS11Error) -> TokenGoneError:
    return TokenGoneError(token=where.token, problem=type(error).__name__)


def _locked(where: KeySettings) -> str:
    return _("the PIN of the token {token} is locked; its maker's tool can unlock it").format(
        token=where.token
    )
