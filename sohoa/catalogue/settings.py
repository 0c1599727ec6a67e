"""Settings of the catalogue, the `[catalogue]` section of `config/settings.toml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from sohoa.catalogue.address import has_password, is_an_address
from sohoa.domain.errors import N_


def _is_a_place(url: str) -> str:
    if url and not has_password(url) and not is_an_address(url):
        raise ValueError(N_("postgresql://USER@HOST/DATABASE, or empty for the file in data/"))
    if has_password(url):
        raise ValueError(N_("an address without a password (PGPASSWORD or passfile= has it)"))
    return url


class CatalogueSettings(BaseModel):
    """Where the catalogue is (`sohoa.workspace.Workspace.catalogue_url` reads it by itself)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The address of a PostgreSQL database; empty for the file in `data/`.
    url: Annotated[str, AfterValidator(_is_a_place)] = ""
