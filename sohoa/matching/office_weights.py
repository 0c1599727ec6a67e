"""The weights of an office: those of the program, and what its own decided pairs have taught."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel

from sohoa.config_files import MATCHING, read_config
from sohoa.matching.evidence import Level, Witness
from sohoa.matching.weights import Weights, usual_weights

#: More pairs than any office decides; counts that cannot be added up any more are far above it.
_MOST = 1e9
_Count = Annotated[float, Field(ge=0, le=_MOST, allow_inf_nan=False)]


class LearntCounts(RootModel[dict[Witness, dict[Level, tuple[_Count, _Count]]]]):
    """`config/matching.toml`: counts that are added to those of the program."""

    model_config = ConfigDict(frozen=True)


class _MatchConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    matching: LearntCounts = LearntCounts({})


def office_weights(config_dir: Path) -> Weights:
    """Read what was learnt, and add it to what comes with the program.

    Raises:
        SettingsError: `config/matching.toml` names what is no witness or level, or no count.
    """
    learnt = read_config(config_dir, _MatchConfig).matching.root
    return usual_weights().with_counts(
        {
            (witness, level): pair
            for witness, levels in learnt.items()
            for level, pair in levels.items()
        }
    )


def weights_path(config_dir: Path) -> Path:
    """Where what was learnt is kept."""
    return config_dir / MATCHING
