"""What a rehearsal was started with, kept in the network's own log so that every process of it reads the same.

The driver of a rehearsal calls `prepare_network` once; the adapter and the audience read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from livetweet.networks.rehearsal.faults import Level
from livetweet.networks.rehearsal.log import Log, make_log


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`latency` scales every wait: 1 as in life, 0 none. `software` names, per account, the manners of `manners.MANNERS` where they are not those of its
    network (`gotosocial` ignores idempotency keys).
    """

    seed: int
    faults: Level = Level.NONE
    latency: float = 1.0
    software: Mapping[str, str] = field(default_factory=dict)


def prepare_network(folder: str | Path, settings: Settings) -> None:
    """A new rehearsal network in FOLDER on which nobody has posted yet; one that stood there before is gone."""
    make_log(
        folder,
        {"seed": str(settings.seed), "faults": settings.faults, "latency": repr(settings.latency), "software": json.dumps(dict(settings.software))},
    )


def read_settings(log: Log) -> Settings:
    kept = log.settings()
    return Settings(seed=int(kept["seed"]), faults=Level(kept["faults"]), latency=float(kept["latency"]), software=json.loads(kept["software"]))
