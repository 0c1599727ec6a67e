"""Settings of station 4: `config/signing.toml`. Loads no pyHanko; holds no secret."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

_ABSOLUTE = "give the whole path, from / or ~"


class KeySettings(BaseModel):
    """Where the signing key is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: `development`: made by `sohoa init`, not for real use. `pkcs12`: the office's own file.
    kind: Literal["development", "pkcs12"] = "development"
    #: The PKCS#12 file; a development key may leave it out and lies in the workspace then.
    path: Path | None = None
    #: NAME of the environment variable that holds the passphrase; empty if there is none.
    passphrase_env: Annotated[str, Field(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$")] = ""

    @field_validator("path")
    @classmethod
    def _from_root(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        path = path.expanduser()
        if not path.is_absolute():
            raise ValueError(_ABSOLUTE)
        return path

    @model_validator(mode="after")
    def _office_key_has_a_place(self) -> KeySettings:
        if self.kind == "pkcs12" and self.path is None:
            raise ValueError("kind = 'pkcs12' needs the path of the key file")
        return self


class ProfileSettings(BaseModel):
    """What stands on the page, and since when: the rule of one regulation.

    Defaults are those of Decree 30/2020/NĐ-CP, annex I, part II, section I: form of copy,
    agency and time, in Times New Roman, size 10, black, without a picture of the seal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Name of the rule; stands in the record of every signature.
    name: Annotated[str, Field(min_length=1)] = "nd30-2020-sao-y"
    #: First day of the rule; an earlier signing time is refused.
    valid_from: dt.date = dt.date(2020, 3, 5)
    #: Form of copy: `SAO Y`, `SAO LỤC` or `TRÍCH SAO`.
    form_of_copy: Annotated[str, StringConstraints(min_length=1, max_length=40)] = "SAO Y"
    #: Corner of page 1; the decree knows only this one (box 14).
    position: Literal["top-right"] = "top-right"
    #: Distance from the page's upper edge to the text, in millimetres.
    margin_top_mm: Annotated[float, Field(ge=0, le=100)] = 4
    #: Distance from the page's right edge to the text, in millimetres.
    margin_right_mm: Annotated[float, Field(ge=0, le=100)] = 10
    #: Font files with Times New Roman's shapes and every Vietnamese letter; the first fit one.
    fonts: Annotated[tuple[Path, ...], Field(min_length=1)] = (
        Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"),
    )

    @field_validator("fonts")
    @classmethod
    def _from_root(cls, fonts: tuple[Path, ...]) -> tuple[Path, ...]:
        if not all(font.is_absolute() for font in fonts):
            raise ValueError(_ABSOLUTE)
        return fonts


class TrustSettings(BaseModel):
    """Whose signatures are believed, besides the development key's own root."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: PEM or DER files of root certificates.
    roots: tuple[Path, ...] = ()

    @field_validator("roots")
    @classmethod
    def _from_root(cls, roots: tuple[Path, ...]) -> tuple[Path, ...]:
        if not all(root.is_absolute() for root in roots):
            raise ValueError(_ABSOLUTE)
        return roots


class SignSettings(BaseModel):
    """How documents are signed. The agency's name is in `[office]` of `settings.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: KeySettings = KeySettings()
    profile: ProfileSettings = ProfileSettings()
    trust: TrustSettings = TrustSettings()
