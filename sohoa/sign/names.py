# mypy: allow-untyped-calls
# (asn1crypto is not annotated.)
"""Name the holder of a certificate: by one function, whoever asks.

A certificate need not have a common name, may have several, and may write it in any of the string
types and Unicode forms of twenty years. What signing notes and what verification finds must be
the same word for the same certificate.
"""

from __future__ import annotations

import unicodedata

from asn1crypto import x509 as asn1_x509
from cryptography import x509

_COMMON_NAME = "common_name"
#: Asked in this order where there is no common name.
_OTHERS = ("organizational_unit_name", "organization_name", "serial_number", "email_address")


def holder_of(certificate: x509.Certificate) -> str:
    """The name of a certificate's holder."""
    return name_of(asn1_x509.Name.load(certificate.subject.public_bytes()))


def name_of(name: asn1_x509.Name) -> str:
    """The common name; without one the most telling other part; the whole name if there is none."""
    for part in (_COMMON_NAME, *_OTHERS):
        if value := part_of_name(name, part):
            return value
    return plain_text(str(name.human_friendly))


def part_of_name(name: asn1_x509.Name, part: str) -> str:
    """One part of a certificate's name; the first, where it stands there more than once."""
    for relative in name.chosen:
        for one in relative:
            if one["type"].native == part and (value := plain_text(str(one["value"].native))):
                return value
    return ""


def plain_text(value: str) -> str:
    """One form of Unicode (NFC), one space between words, nothing that no screen shows."""
    shown = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", value)
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf"}
    )
    return " ".join(shown.split())
