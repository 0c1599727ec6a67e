"""Our judgement beside pyHanko's own AdES validation (ETSI EN 319 102-1), on the same files."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil

import pytest
from audit_samples import SmallOffice, this_second
from freezegun import freeze_time
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from test_renewal import pdf_of, signing, wanting

from sohoa.domain.trust import SignatureKind, SignatureStanding
from sohoa.renewal import making
from sohoa.sign.settings import Level
from sohoa.sign.verification import verify_signatures

_NEED = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED


def passes(path, root, at: dt.datetime) -> list[bool]:
    """What pyHanko's long-term validation says of each signature; it may ask for news only."""
    policy = RevocationCheckingPolicy(_NEED, _NEED)
    spec = SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(
                [translate_pyca_cryptography_cert_to_asn1(root)]
            ),
            revinfo_policy=CertRevTrustPolicy(policy),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            RevinfoOnlineFetchingRule.NO_HISTORICAL_FETCH,
            fetcher_backend=RequestsFetcherBackend(),
        ),
    )
    timing = ValidationTimingInfo(at, at, point_in_time_validation=False)
    # Going back in time pyHanko begins at the clock's now, whatever time it is asked about.
    with path.open("rb") as stream, freeze_time(at):
        signatures = PdfFileReader(stream).embedded_regular_signatures
        results = [
            asyncio.run(
                ades_lta_validation(one, PdfSignatureValidationSpec(spec), timing_info=timing)
            )
            for one in signatures
        ]
    return [result.ades_subindic == AdESPassed.OK for result in results]


def holds(path, root, at: dt.datetime) -> list[bool]:
    """What we say of them, offline."""
    return [
        one.standing is SignatureStanding.HOLDS
        for one in verify_signatures(path, trusted=[root], at=at)
        if one.kind is SignatureKind.SIGNATURE
    ]


@pytest.mark.parametrize("year", [None, 2029, 2031, 2045])
def test_both_say_the_same_of_a_record_renewed_and_of_one_forgotten(pki, tmp_path, year):
    """Now, within the first TSA's life, after the signer's end, after the TSA's, and much later."""
    making._opened.cache_clear()
    root = pki.certificate("root")
    office = SmallOffice(tmp_path / "kept", this_second(), signing(pki, Level.B_LTA))
    office.archive(1)
    shutil.copytree(office.root, tmp_path / "forgotten")
    forgotten = min((tmp_path / "forgotten" / "data" / "archive").rglob("*.pdf"))
    at = dt.datetime(year, 7, 1, tzinfo=dt.UTC) if year else office.now + dt.timedelta(minutes=1)
    if year:
        pki.now = dt.datetime(2029, 6, 1, tzinfo=dt.UTC)
        office = wanting(office, pki, Level.B_LTA, pki.tsa2_url)
        assert office.renew(at=pki.now).renewed
    pki.now = at

    assert holds(pdf_of(office), root, at) == [True, True]
    assert passes(pdf_of(office), root, at) == [True, True]
    assert holds(forgotten, root, at) == [at.year < 2030] * 2
    assert passes(forgotten, root, at) == [at.year < 2030] * 2
