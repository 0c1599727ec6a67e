"""What a verification asks of `config/`: the other sections cost more to read than one proof.

What is wrong in another section is no matter of a proof, and is told by whoever reads them all.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sohoa.config_files import read_config
from sohoa.ledger.settings import LedgerSettings
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.settings import SignSettings
from sohoa.work_settings import WorkSettings


class ProofSettings(BaseModel):
    """The sections of `sohoa.settings.Settings` that a verification goes by."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    work: WorkSettings = WorkSettings()
    pdfa: PdfaSettings = PdfaSettings()
    sign: SignSettings
    ledger: LedgerSettings = LedgerSettings()


def load_proof_settings(config_dir: Path) -> ProofSettings:
    """Read and check these sections.

    Raises:
        SettingsError: With every mistake in them at once, as `sohoa.settings.load_settings`.
    """
    return read_config(config_dir, ProofSettings)
