"""What the test PKI is made of: root, intermediate, signers, TSAs, as certomancer's settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from certomancer.registry import CertomancerConfig
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ARCHITECTURE = "office"

#: Certificate label → (valid from, valid until), ISO 8601 with an offset.
Validity = dict[str, tuple[str, str]]

_PERIODS: Validity = {
    "root": ("2015-01-01T00:00:00+0000", "2060-01-01T00:00:00+0000"),
    "interm": ("2015-01-01T00:00:00+0000", "2050-01-01T00:00:00+0000"),
    "ocsp": ("2015-01-01T00:00:00+0000", "2050-01-01T00:00:00+0000"),
    "root-ocsp": ("2015-01-01T00:00:00+0000", "2060-01-01T00:00:00+0000"),
    "agency": ("2020-01-01T00:00:00+0000", "2029-01-01T00:00:00+0000"),
    "agency-ec": ("2020-01-01T00:00:00+0000", "2029-01-01T00:00:00+0000"),
    "operator": ("2020-01-01T00:00:00+0000", "2029-01-01T00:00:00+0000"),
    "encipher": ("2020-01-01T00:00:00+0000", "2029-01-01T00:00:00+0000"),
    "tsa": ("2018-01-01T00:00:00+0000", "2030-01-01T00:00:00+0000"),
    "tsa2": ("2028-01-01T00:00:00+0000", "2050-01-01T00:00:00+0000"),
}
#: Every certificate there is. `agency` has an RSA key, all others have P-256; `encipher` may not
#: sign; `tsa2` is the time stamper that follows `tsa`.
LABELS = tuple(_PERIODS)

_AGENCY = "Sở Văn hóa, Thể thao và Du lịch"
_NAMES = {
    "root": {"common-name": "Gốc thử nghiệm"},
    "interm": {"common-name": "CA thử nghiệm"},
    "ocsp": {"common-name": "OCSP thử nghiệm"},
    "root-ocsp": {"common-name": "OCSP gốc thử nghiệm"},
    "agency": {"common-name": _AGENCY, "organizational-unit-name": "Văn phòng"},
    "agency-ec": {"common-name": f"{_AGENCY} (EC)", "organizational-unit-name": "Văn phòng"},
    "operator": {"common-name": "Nguyễn Thị Ánh Tuyết", "organizational-unit-name": "Văn thư"},
    "encipher": {"common-name": "Khóa mã hóa"},
    "tsa": {"common-name": "TSA thử nghiệm"},
    "tsa2": {"common-name": "TSA thử nghiệm 2"},
}


def make_config(folder: Path, url: str, validity: Validity) -> CertomancerConfig:
    """Draw the keys into a folder and describe the certificates and services."""
    for label in LABELS:
        if not (folder / f"{label}.pem").exists():
            _draw_key(folder / f"{label}.pem", is_rsa=label == "agency")
    periods = {**_PERIODS, **validity}
    settings = {
        "external-url-prefix": url,
        "keysets": {ARCHITECTURE: {"keys": {one: {"path": f"{one}.pem"} for one in LABELS}}},
        "pki-architectures": {
            ARCHITECTURE: {
                "keyset": ARCHITECTURE,
                "entity-defaults": {"country-name": "VN", "organization-name": "Tỉnh thử nghiệm"},
                "entities": _NAMES,
                "certs": {label: _certificate(label, *periods[label]) for label in LABELS},
                "services": _SERVICES,
            }
        },
    }
    return CertomancerConfig(settings, key_search_dir=str(folder))


def _draw_key(path: Path, *, is_rsa: bool) -> None:
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    key = (
        rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
    )
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _certificate(label: str, valid_from: str, valid_to: str) -> dict[str, Any]:
    issuer = "root" if label in {"root", "interm", "root-ocsp", "tsa", "tsa2"} else "interm"
    return {
        "subject": label,
        "issuer": issuer,
        "validity": {"valid-from": valid_from, "valid-to": valid_to},
        "extensions": [_usage(label), *_purpose(label), *_status_places(label, issuer)],
    }


def _usage(label: str) -> dict[str, Any]:
    usages = {
        "root": ["key_cert_sign", "crl_sign"],
        "interm": ["key_cert_sign", "crl_sign"],
        "encipher": ["key_encipherment"],
    }
    params = usages.get(label, ["digital_signature", "non_repudiation"])
    if label in {"tsa", "tsa2", "ocsp", "root-ocsp"}:
        params = ["digital_signature"]
    smart = {"schema": "key-usage", "params": params}
    return {"id": "key_usage", "critical": True, "smart-value": smart}


def _purpose(label: str) -> list[dict[str, Any]]:
    match label:
        case "root" | "interm":
            return [{"id": "basic_constraints", "critical": True, "value": {"ca": True}}]
        case "tsa" | "tsa2":
            return [{"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}]
        case "ocsp" | "root-ocsp":
            purpose = {"id": "extended_key_usage", "critical": True, "value": ["ocsp_signing"]}
            return [purpose, {"id": "ocsp_no_check"}]
    return []


def _status_places(label: str, issuer: str) -> list[dict[str, Any]]:
    """Where the issuer's certificate is, and where to ask for revocation: OCSP, then CRL."""
    if label in {"root", "ocsp", "root-ocsp"}:
        return []
    places = {"ocsp-responder-names": [issuer], "ca-issuer-links": [{"repo": issuer}]}
    aia = {"schema": "aia-urls", "params": places}
    crl = {"schema": "crl-dist-url", "params": {"crl-repo-names": [issuer]}}
    return [
        {"id": "authority_information_access", "smart-value": aia},
        {"id": "crl_distribution_points", "smart-value": crl},
    ]


_SERVICES: dict[str, Any] = {
    "ocsp": {
        "interm": {"for-issuer": "interm", "responder-cert": "ocsp", "signing-key": "ocsp"},
        "root": {"for-issuer": "root", "responder-cert": "root-ocsp", "signing-key": "root-ocsp"},
    },
    "crl-repo": {
        label: {"for-issuer": label, "signing-key": label, "simulated-update-schedule": "P1D"}
        for label in ("root", "interm")
    },
    "cert-repo": {label: {"for-issuer": label} for label in ("root", "interm")},
    "time-stamping": {
        "tsa": {"signing-key": "tsa", "signing-cert": "tsa"},
        "tsa2": {"signing-key": "tsa2", "signing-cert": "tsa2"},
    },
}
