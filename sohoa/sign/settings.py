"""Settings of station 4: `config/signing.toml`. Loads no pyHanko; holds no secret."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from sohoa.domain.trust import Level
from sohoa.language import _

#: The most that may be allowed. What is archived was signed by clocks no further apart.
MOST_MINUTES = 24 * 60


class ClockSettings(BaseModel):
    """The differences from what is known that the machine's clock may have and still sign."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: So many minutes the clock may be before the newest archived record, or away from the
    #: time-stamp service.
    tolerance_minutes: Annotated[float, Field(gt=0, le=MOST_MINUTES)] = 5
    #: A clock that is more days after the newest archived record is years ahead, or the office has
    #: paused for so long and says so here.
    longest_pause_days: Annotated[int, Field(ge=1, le=36500)] = 400
    #: So many years after the last day of the plan's last phase is still signed.
    years_after_plan: Annotated[float, Field(ge=0, le=100)] = 5
    #: Records that were archived on this day or later, by a clock that was ahead, are passed over
    #: when the clock is compared with the archive.
    archived_ahead_from: dt.date | None = None

    @property
    def tolerance(self) -> dt.timedelta:
        """The tolerance as a span of time."""
        return dt.timedelta(minutes=self.tolerance_minutes)


class Sunset(BaseModel):
    """The end of an algorithm, by its name in certificates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: `sha1`, `sha256`, `rsa-2048`, `ec-256` …
    algorithm: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[0-9]+)?$")]
    #: From this day on it proves nothing.
    ends: dt.date


#: SHA-1 has been broken in public since that day (SHAttered).
SHA1_ENDED = Sunset(algorithm="sha1", ends=dt.date(2017, 2, 23))


class RenewalSettings(BaseModel):
    """Settings of renewing the proof of archived records."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: A proof that ends within so many days gets a new time stamp.
    margin_days: Annotated[int, Field(ge=1, le=3650)] = 365
    #: When algorithms cease to prove anything: what they prove is renewed before.
    sunsets: tuple[Sunset, ...] = (SHA1_ENDED,)

    @property
    def margin(self) -> dt.timedelta:
        """The margin as a span of time."""
        return dt.timedelta(days=self.margin_days)

    @property
    def ends(self) -> tuple[tuple[str, dt.datetime], ...]:
        """The sunsets as moments, in a form that travels."""
        return tuple(
            (one.algorithm, dt.datetime.combine(one.ends, dt.time(), dt.UTC))
            for one in self.sunsets
        )


def _from_root(path: Path) -> Path:
    path = path.expanduser()
    if not path.is_absolute():
        raise ValueError(_("give the whole path, from / or ~"))
    return path


#: A path that means the same wherever the command is started.
WholePath = Annotated[Path, AfterValidator(_from_root)]
#: The NAME of an environment variable; empty if there is none. Never the secret itself.
Variable = Annotated[str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")]
#: Without a password in it: one belongs into `~/.netrc`.
HttpAddress = Annotated[str, Field(pattern=r"^(https?://[^\s@]+)?$")]


class Role(StrEnum):
    """Roles of signers: the person who scanned, then the agency."""

    OPERATOR = "operator"
    AGENCY = "agency"


class KeySettings(BaseModel):
    """The place of a signing key, and the names of the variables its secrets are in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: `development`: made by `sohoa init`, not for real use. `pkcs12`: a file. `token`: a
    #: PKCS#11 token. `remote`: a signing service (CSC API v1).
    kind: Literal["development", "pkcs12", "token", "remote"] = "development"
    #: pkcs12: the file; a development key may leave it out and lies in the workspace then.
    path: WholePath | None = None
    #: pkcs12: variable with the passphrase.
    passphrase_env: Variable = ""
    #: token: the maker's PKCS#11 library.
    module: WholePath | None = None
    #: token: the token's label, as its maker's tool shows it.
    token: str = ""
    #: token: the label of certificate and key on it; may stay empty where there is only one.
    label: str = ""
    #: token, remote: variable with the PIN; without it somebody must be there (`sohoa sign`).
    pin_env: Variable = ""
    #: remote: address of the service, without `/csc/v1`.
    url: HttpAddress = ""
    #: remote: the credential's id.
    credential: str = ""
    #: remote: variable with the bearer token for the service.
    bearer_env: Variable = ""

    @model_validator(mode="after")
    def _is_complete(self) -> KeySettings:
        needed = {
            "pkcs12": ("path",),
            "token": ("module", "token"),
            "remote": ("url", "credential"),
        }
        missing = [name for name in needed.get(self.kind, ()) if not getattr(self, name)]
        if missing:
            text = _("kind = '{kind}' needs {names}")
            raise ValueError(text.format(kind=self.kind, names=", ".join(missing)))
        return self


class ProfileSettings(BaseModel):
    """The signing rule of one period: roles, their order and their words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Name of the rule; stands in the record of every signature.
    name: Annotated[str, Field(min_length=1)]
    #: First day of the rule; it ends where the next one begins.
    valid_from: dt.date
    #: The signatures, in the legal order: the operator's before the agency's.
    signatures: tuple[Role, ...] = (Role.AGENCY,)
    #: Form of copy: `SAO Y`, `SAO LỤC` or `TRÍCH SAO`.
    form_of_copy: Annotated[str, StringConstraints(min_length=1, max_length=40)] = "SAO Y"

    @model_validator(mode="after")
    def _legal_order(self) -> ProfileSettings:
        if self.signatures not in {(Role.AGENCY,), (Role.OPERATOR, Role.AGENCY)}:
            raise ValueError(_('signatures are ["agency"] or ["operator", "agency"]'))
        return self


#: Decree 30/2020/NĐ-CP, annex I, part II, section I: the agency's signature alone.
DECREE_30 = ProfileSettings(name="nd30-2020-sao-y", valid_from=dt.date(2020, 3, 5))
#: Circular 01/2023/TT-VPCP, article 8: before it the signature of the person who scanned.
CIRCULAR_01 = ProfileSettings(
    name="tt01-2023-hai-chu-ky",
    valid_from=dt.date(2023, 5, 25),
    signatures=(Role.OPERATOR, Role.AGENCY),
)


class StampSettings(BaseModel):
    """Settings of the visible text: size and colour are the decree's and no settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Distance from the page's upper edge to the text, in millimetres.
    margin_top_mm: Annotated[float, Field(ge=0, le=100)] = 4
    #: Distance from the page's left or right edge to the text, in millimetres.
    margin_side_mm: Annotated[float, Field(ge=0, le=100)] = 10
    #: Font files with Times New Roman's shapes and every Vietnamese letter; the first fit one.
    fonts: Annotated[tuple[WholePath, ...], Field(min_length=1)] = (
        Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"),
    )


class TimeSettings(BaseModel):
    """Time stamps, and the level the signatures are to reach."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: What is tried for; what a night cannot reach, a later `sohoa renew` raises.
    level: Level = Level.B_B
    #: Address of the time-stamp service (RFC 3161).
    tsa_url: HttpAddress = ""
    #: Longest wait for one answer of the time-stamp, OCSP, CRL or signing service, in seconds.
    timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 10
    #: After so many failures in a row a service is left alone for a while …
    failures_before_pause: Annotated[int, Field(ge=1, le=20)] = 2
    #: … of so many seconds; then one document tries again.
    pause_seconds: Annotated[float, Field(ge=0, le=86400)] = 300

    @model_validator(mode="after")
    def _has_a_service(self) -> TimeSettings:
        if self.level is not Level.B_B and not self.tsa_url:
            raise ValueError(_("level = '{level}' needs tsa_url").format(level=self.level))
        return self


class TrustSettings(BaseModel):
    """Trusted roots, besides the development keys' own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: PEM or DER files of root certificates: of the signers and of the time-stamp service.
    roots: tuple[WholePath, ...] = ()
    #: Whether our certificates are revoked is asked before signing (OCSP, then CRL). If
    #: nobody answers: `warn` signs and notes it, `stop` stops the batch.
    unknown_status: Literal["warn", "stop"] = "warn"


class SignSettings(BaseModel):
    """Settings of signing. The agency's name is in `[office]` of `settings.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The agency's key.
    key: KeySettings = KeySettings()
    #: The key of the person who scans.
    operator_key: KeySettings = KeySettings()
    profiles: Annotated[tuple[ProfileSettings, ...], Field(min_length=1)] = (
        DECREE_30,
        CIRCULAR_01,
    )
    stamp: StampSettings = StampSettings()
    time: TimeSettings = TimeSettings()
    trust: TrustSettings = TrustSettings()
    clock: ClockSettings = ClockSettings()
    renewal: RenewalSettings = RenewalSettings()

    @model_validator(mode="before")
    @classmethod
    def _not_the_old_form(cls, content: Any) -> Any:
        if isinstance(content, dict) and "profile" in content:
            raise ValueError(
                _(
                    "[profile] has become [[profiles]] and [stamp]; "
                    "take them from the config/signing.toml that comes with this version"
                )
            )
        return content

    @model_validator(mode="after")
    def _keys_are_of_one_kind(self) -> SignSettings:
        """A real agency key beside a development operator key would sign for nobody."""
        asked = any(Role.OPERATOR in profile.signatures for profile in self.profiles)
        kinds = {self.key.kind == "development", self.operator_key.kind == "development"}
        if asked and len(kinds) > 1:
            raise ValueError(
                _(
                    "a profile asks for the operator's signature: set [operator_key] as well as "
                    '[key], or give that profile signatures = ["agency"]'
                )
            )
        return self

    def profile_at(self, day: dt.date) -> ProfileSettings | None:
        """The rule in force on a day; none before the first."""
        begun = [profile for profile in self.profiles if profile.valid_from <= day]
        return max(begun, key=lambda profile: profile.valid_from, default=None)

    def key_of(self, role: Role) -> KeySettings:
        """Return the key settings of a role."""
        return self.key if role is Role.AGENCY else self.operator_key
