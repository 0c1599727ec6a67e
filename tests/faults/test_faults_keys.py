"""The key files of the faults set: each signs and is believed, or is refused in words."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from sohoa.domain.errors import KeyUnusableError
from sohoa.sign.keys import trusted_roots
from sohoa.sign.settings import DECREE_30, KeySettings, Role, SignSettings, TrustSettings
from sohoa.sign.trial import Trial, try_signing

VARIABLE = "OFFICE_KEY"


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "secret", "holder"),
    [
        ("k01_rc2_40", "abc123", "Nguyễn Thị Ánh Tuyết"),
        ("k02_no_name_aes256", "abc123", "Nguyễn Thị Ánh Tuyết"),
        ("k03_vn_pass_pbes2", "Mật khẩu số 1", "Nguyễn Thị Ánh Tuyết"),
        ("k04_vn_pass_3des", "Mật khẩu số 1", "Nguyễn Thị Ánh Tuyết"),
        ("k05_p384", "abc123", "Nguyễn Thị Ánh Tuyết"),
        ("k06_ed25519", "abc123", None),
        ("k07_rsa_pss", "abc123", "Nguyễn Thị Ánh Tuyết"),
        ("k08_long_subject", "abc123", "TRUNG TÂM LƯU TRỮ HỒ SƠ VÀ SỐ HÓA TÀI LIỆU GIẤY"),
        ("k09_no_cn", "abc123", "Văn thư"),
        ("k10_no_chain", "abc123", "Nguyễn Thị Ánh Tuyết"),
        ("k11_empty_pass", "", "Nguyễn Thị Ánh Tuyết"),
        ("k12_rsa4096", "abc123", "Nguyễn Thị Ánh Tuyết"),
        ("k13_ber", "abc123", "Nguyễn Thị Ánh Tuyết"),
        ("k14_two_cn", "abc123", "Sở Văn hóa"),
        ("k15_cn_space", "abc123", "Nguyễn Văn A"),
        ("k16_cn_nfd", "abc123", "Nguyễn Thị Hường"),
        ("k17_cn_bmp", "abc123", "Nguyễn Thị Hường"),
    ],
)
def test_the_set_of_key_files(shared_data, tmp_path, monkeypatch, name, secret, holder):  # noqa: PLR0917
    """Each is opened without a warning, signs and is believed, or is refused in words."""
    keys = shared_data / "faults" / "keys"
    monkeypatch.setenv(VARIABLE, secret)
    settings = SignSettings(
        key=KeySettings(kind="pkcs12", path=keys / f"{name}.p12", passphrase_env=VARIABLE),
        trust=TrustSettings(roots=(keys / "ca.pem",)),
        profiles=(DECREE_30,),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if holder is None:
            with pytest.raises(KeyUnusableError, match="Ed25519"):
                tried(settings, tmp_path)
            return
        assert tried(settings, tmp_path) == Trial(holder, is_development=False)


def tried(settings: SignSettings, folder: Path) -> Trial:
    """What `sohoa doctor` finds: a blank page signed and verified."""
    return try_signing(
        settings,
        default_path=folder,
        role=Role.AGENCY,
        roots=trusted_roots(settings, default_path=folder),
        agency_name="Sở Văn hóa, Thể thao và Du lịch",
        font_dir=folder / "fonts",
    )
