"""Signed PDFs as other people's tools make them, made up at test time: certified, added to, joined.

Each is a scan of one page; the signer is nobody's. Files have plain cross-reference tables, so
that a test can write a revision of its own by hand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable
from functools import cache

import pikepdf
from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from cryptography.hazmat.primitives.serialization import load_der_private_key as load_key
from cryptography.x509.oid import NameOID
from intake_samples import coded, image_stream, pdf_page, picture
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

#: RFC 8017 names RSA without parameters; some tools write those of RSASSA-PSS beside it.
_RSA_WITH_PARAMETERS = bytes.fromhex(
    "304106092a864886f70d0101013034a00f300d06096086480165030402010500a11c301a06092a864886f70d01"
    "0108300d06096086480165030402010500a203020120"
)


def a_scan(mode: str = "L") -> bytes:
    """A PDF of one scanned page."""
    pdf = pikepdf.new()
    picture_of_page = image_stream(pdf, coded(picture(mode), "JPEG"), ColorSpace=_space(mode))
    pdf_page(pdf, b"q 419 0 0 595 0 0 cm /Im Do Q", xobjects={"Im": picture_of_page})
    return saved(pdf)


def _space(mode: str) -> pikepdf.Name:
    return pikepdf.Name.DeviceGray if mode == "L" else pikepdf.Name.DeviceRGB


def saved(pdf: pikepdf.Pdf) -> bytes:
    """A PDF's bytes, with a plain cross-reference table."""
    target = io.BytesIO()
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


class _HabitualSigner(SimpleSigner):
    """Signs by PKCS#1 v1.5 and names the algorithm as some tools do."""

    async def signed_attrs(self, *given, **options):
        attributes = await super().signed_attrs(*given, **options)
        kept = [one for one in attributes if one["type"].native != "cms_algorithm_protection"]
        return cms.CMSAttributes(kept)

    def get_signature_mechanism_for_digest(self, digest_algorithm):
        return algos.SignedDigestAlgorithm.load(_RSA_WITH_PARAMETERS)

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        key = load_key(self.signing_key.dump(), None)
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


@cache
def _key() -> tuple[PrivateKeyInfo, asn1_x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Văn thư Sở khác")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=9))
        .not_valid_after(now + dt.timedelta(days=900))
        .sign(key, hashes.SHA256())
    )
    encoded = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return (
        PrivateKeyInfo.load(encoded),
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
    )


def signed(
    content: bytes,
    field: str = "Signature1",
    *,
    certify: MDPPerm | None = None,
    is_visible: bool = True,
    signer: type[SimpleSigner] = SimpleSigner,
) -> bytes:
    """Sign by an update; `certify` says what may still be changed."""
    key, certificate = _key()
    given = signer(
        signing_cert=certificate, signing_key=key, cert_registry=SimpleCertificateStore()
    )
    metadata = PdfSignatureMetadata(
        field_name=field,
        certify=certify is not None,
        docmdp_permissions=certify or MDPPerm.FILL_FORMS,
    )
    box = (20, 20, 200, 60) if is_visible else None
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    target = io.BytesIO()
    PdfSigner(metadata, given, new_field_spec=SigFieldSpec(field, box=box)).sign_pdf(
        writer, output=target
    )
    return target.getvalue()


def signed_by_habit(content: bytes) -> bytes:
    """Signed, and the algorithm named with parameters that do not belong to it."""
    return signed(content, signer=_HabitualSigner)


def added(
    content: bytes, *, objects: dict[int, bytes] | None = None, freed: tuple[int, ...] = ()
) -> bytes:
    """A revision by hand: objects written (anew), numbers listed as free."""
    out = bytearray(content)
    if not out.endswith(b"\n"):
        out += b"\n"
    places = {}
    for number, body in (objects or {}).items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, before = len(out), re.findall(rb"startxref\s+(\d+)", content)[-1]
    size = 1 + max([_size(content) - 1, *places, *freed])
    root = re.findall(rb"/Root (\d+) 0 R", content)[-1]
    out += b"xref\n"
    for number in sorted({*places, *freed}):
        entry = b"0000000000 65535 f" if number in freed else b"%010d 00000 n" % places[number]
        out += b"%d 1\n%s \n" % (number, entry)
    out += b"trailer\n<< /Size %d /Root %s 0 R /Prev %s >>\n" % (size, root, before)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _size(content: bytes) -> int:
    return max(int(one) for one in re.findall(rb"/Size (\d+)", content))


def number_of(content: bytes, of_page: str = "") -> int:
    """The number of the first page's object, or of what one of its entries refers to."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0].obj
        return int((page[of_page] if of_page else page).objgen[0])


def a_free_number(content: bytes) -> int:
    """A number that no object has."""
    return _size(content)


def with_other_content(content: bytes) -> bytes:
    """A revision in which the first page shows something else."""
    drawn = b"0 0 1 rg 50 50 300 300 re f"
    body = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn)
    return added(content, objects={number_of(content, "/Contents"): body})


def with_page_entry(content: bytes, entry: bytes) -> bytes:
    """A revision in which the first page has one more entry."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        body = pdf.pages[0].obj.unparse(resolved=True)
    at = body.rindex(b">>")
    return added(content, objects={number_of(content): body[:at] + entry + body[at:]})


def with_note(content: bytes) -> bytes:
    """A revision in which a note lies on the first page."""
    number = a_free_number(content)
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [20 200 300 300] /Contents (DA THU HOI) >>"
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0].obj
        annots = page.get("/Annots", pikepdf.Array())
        held = [b"%d 0 R" % one.objgen[0] for one in annots]
        page.Annots = pikepdf.Array()
        body = page.unparse(resolved=True)
    listed = b" ".join([*held, b"%d 0 R" % number])
    body = body.replace(b"/Annots [ ]", b"/Annots [%s]" % listed)
    return added(content, objects={number: note, number_of(content): body})


def joined(*contents: bytes) -> bytes:
    """Files joined by a tool that knows nothing of signatures; the first one's form stays."""
    with pikepdf.open(io.BytesIO(contents[0])) as pdf:
        for other in contents[1:]:
            with pikepdf.open(io.BytesIO(other)) as more:
                pdf.pages.extend(more.pages)
        return saved(pdf)


def saved_anew(content: bytes) -> bytes:
    """Saved by a tool that keeps the form and writes everything anew."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return saved(pdf)


def signed_by_hand(content: bytes, form: str, make_value: Callable[[bytes], bytes]) -> bytes:
    """Signed in a form that pyHanko does not make; `make_value` gets the signed bytes."""
    first = a_free_number(content)
    root = int(re.findall(rb"/Root (\d+) 0 R", content)[-1])
    room, hole = 2 * 4096, b"/ByteRange [0 0000000000 0000000000 0000000000]"
    kept = b"<" + b"0" * room + b">"
    objects = {
        first: b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s %s /Contents %s >>"
        % (form.encode(), hole, kept),
        first + 1: b"<< /FT /Sig /T (S) /V %d 0 R /Type /Annot /Subtype /Widget /Rect [0 0 0 0] >>"
        % first,
        root: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [%d 0 R] >> >>"
        % (first + 1),
    }
    out = added(content, objects=objects)
    start = out.rindex(kept)
    end = start + len(kept)
    numbers = b"/ByteRange [0 %010d %010d %010d]" % (start, end, len(out) - end)
    out = out.replace(hole, numbers)
    value = make_value(out[:start] + out[end:]).hex().encode()
    return out[: start + 1] + value + b"0" * (room - len(value)) + out[end - 1 :]


def signed_in_sha1_form(content: bytes) -> bytes:
    """`adbe.pkcs7.sha1`: what is signed is the SHA-1 of the file, which the message holds."""

    def value(data: bytes) -> bytes:
        key, certificate = _key()
        own = x509.load_der_x509_certificate(certificate.dump())
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
        builder = pkcs7.PKCS7SignatureBuilder().set_data(digest)
        builder = builder.add_signer(own, load_key(key.dump(), None), hashes.SHA256())
        return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])

    return signed_by_hand(content, "adbe.pkcs7.sha1", value)


def signed_in_an_old_form(content: bytes) -> bytes:
    """`adbe.x509.rsa_sha1`: a bare RSA signature, which nobody here understands."""
    return signed_by_hand(content, "adbe.x509.rsa_sha1", lambda _data: b"\x04\x02\x01\x02")


def with_message(content: bytes, change: Callable[[cms.ContentInfo], None]) -> bytes:
    """The newest signature's message changed and written anew; nothing else."""
    start, end = (int(one) for one in re.findall(rb"/ByteRange \[0 (\d+) (\d+) ", content)[-1])
    room = end - start - 2
    message = cms.ContentInfo.load(bytes.fromhex(content[start + 1 : end - 1].decode()))
    change(message)
    value = message.dump(force=True).hex().encode()
    return content[: start + 1] + value + b"0" * (room - len(value)) + content[end - 1 :]
