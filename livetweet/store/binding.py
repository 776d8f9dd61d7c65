"""What binds a live store to this machine and folder, kept outside the store: a copy or a backup put back must not send.

`stores/<store id>.count` in the user's state folder, counts the commit marks made here. A store that counts fewer was restored; one that
names another machine or folder was copied or moved. In both cases nothing leaves until `livetweet live --take-over`.
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from livetweet.store.connect import Store
from livetweet.store.gates import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """This machine's and folder's hold on one live store. `count_file` holds the number of commit marks made here."""

    machine: str
    folder: str
    count_file: Path

    def counted(self) -> int:
        try:
            return int(self.count_file.read_text() or 0)
        except FileNotFoundError:
            return 0

    def problem(self, gate: Gate) -> str | None:
        """Why nothing may leave from this store here, in a sentence; None: it may."""
        if not gate.live:
            return "NOT LIVE: nothing leaves until `livetweet live`."
        if gate.machine != self.machine or gate.folder != self.folder:
            return "This store is live on another machine or in another folder: nothing leaves here until `livetweet live --take-over`."
        if self.counted() > gate.attempts:
            return "This store was put back from a backup: nothing leaves until `livetweet live --take-over`."
        return None

    @contextmanager
    def counting(self) -> Iterator[int]:
        """Hold the count while a commit mark is made (two copies of one store on one machine take turns); yields the number counted so far."""
        self.count_file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.count_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield int(os.read(handle, 32) or 0)
        finally:
            os.close(handle)

    def count(self, attempts: int) -> None:
        """Write down that ATTEMPTS commit marks were made; called while `counting`.

        One write in place: a kill, or a full disk, must not leave the file empty, for then a backup put back would pass for the store itself;
        and on the disk before the call is made, for a power cut must not take back what the store has counted.
        """
        handle = os.open(self.count_file, os.O_WRONLY)
        try:
            os.pwrite(handle, b"%020d" % attempts, 0)
            os.fsync(handle)
        finally:
            os.close(handle)


def bind(store: Store, state: Path) -> Binding:
    """The binding of STORE as seen from here; STATE is the user's state folder for livetweet."""
    return Binding(machine=_machine(state), folder=str(store.path.resolve().parent), count_file=state / "stores" / f"{store.id}.count")


def _machine(state: Path) -> str:
    """A name for this machine that a copied home folder does not carry along where the system has one of its own."""
    own = state / "machine"
    if not own.exists():
        own.parent.mkdir(parents=True, exist_ok=True)
        draft = own.with_suffix(f".{os.getpid()}")
        draft.write_text(uuid.uuid4().hex)
        draft.replace(own)
    system = Path("/etc/machine-id")
    return own.read_text() + (":" + system.read_text().strip()[:12] if system.exists() else "")
