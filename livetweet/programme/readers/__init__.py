"""The registry of readers: every module of this package is one format, told from its content and never from a file's name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, cast, runtime_checkable

from livetweet.model.programme import Programme
from livetweet.programme.cells import Cell

HEAD = 65_536  # bytes that `looks_like` is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a person says beside the file: the zone (IANA) to use where it names none, for a table which column holds what, and `together`, the bytes of
    all the sources that were named with it, itself among them, where there are several: parts of some formats point to each other.
    """

    timezone: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    together: Sequence[bytes] = ()


class Reader(Protocol):
    """What each module here must have.

    `read` returns the sessions as they were published, in the order of publication; `programme.finish` does what all formats have in
    common. `timezone` is None where the source names none. Start and end of a session are both aware or both naive. Errors are
    `ProgrammeError`s whose words go on after the file's name ("breaks off in line 3: …"), in one sentence.
    """

    NAME: str

    def looks_like(self, head: bytes) -> bool: ...

    def read(self, data: bytes, hints: Hints) -> Programme: ...


@runtime_checkable
class TableReader(Reader, Protocol):
    """What a module has whose format is a table: `sheets` are its cells, sheet by sheet, row by row."""

    def sheets(self, data: bytes) -> Sequence[Sequence[Sequence[Cell]]]: ...


@cache
def every() -> Sequence[Reader]:
    """All readers, by module name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return [cast("Reader", importlib.import_module(f"{__name__}.{name}")) for name in names]


def find(data: bytes) -> Reader | None:
    """The reader whose format DATA looks like."""
    head = data[:HEAD]
    return next((reader for reader in every() if reader.looks_like(head)), None)
