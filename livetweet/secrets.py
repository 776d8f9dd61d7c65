"""What lets us into an account: from the environment, the system's keyring, or a file that only its owner can read. Never in a store, a workspace or a log.

Kept for the account (network, server, handle), not for the event: who was let in once on this machine is let in at every event. Adapters read
and renew; `account add` keeps and `account remove` forgets.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path

import platformdirs

from livetweet.errors import AccountError
from livetweet.model.account import Account

SERVICE = "livetweet"


class Keeper(StrEnum):
    """Who keeps a secret: the system's keyring, or a file with mode 0600 (tokens that are renewed: always the file)."""

    KEYRING = "keyring"
    FILE = "file"


def state_folder() -> Path:
    """Where this user's state lives, outside every workspace: `$LIVETWEET_STATE`, else the system's usual place."""
    chosen = os.environ.get("LIVETWEET_STATE")
    return Path(chosen) if chosen else platformdirs.user_state_path("livetweet")


def variable(account: Account, name: str) -> str:
    """The environment variable that holds NAME of ACCOUNT: `LIVETWEET_MASTO_TOKEN` for the token of the account `masto`."""
    return re.sub(r"\W", "_", f"LIVETWEET_{account.name}_{name}", flags=re.ASCII).upper()


def read(account: Account, names: Sequence[str]) -> dict[str, str]:
    """NAMES of ACCOUNT's secrets, each from the first place that has it: environment, file, keyring; without spaces or line ends around it.

    AccountError says what is missing, never what is there.
    """
    kept = _in_file(account)
    found = {name: (os.environ.get(variable(account, name)) or kept.get(name) or _in_keyring(account, name) or "").strip() for name in names}
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise AccountError(
            f"{account.name} has no {', '.join(missing)} on this machine: run `livetweet account add {account.network}`, or set {variable(account, missing[0])}."
        )
    return found


def keep(account: Account, values: Mapping[str, str], keeper: Keeper = Keeper.FILE) -> Keeper:
    """Keep VALUES beside what is kept already; where they are now. A keyring that cannot be used is no obstacle: then the file has them."""
    if keeper is Keeper.KEYRING and _to_keyring(account, values):
        _write(account, {name: value for name, value in _in_file(account).items() if name not in values})
        return Keeper.KEYRING
    _write(account, {**_in_file(account), **values})
    return Keeper.FILE


@contextmanager
def renewing(account: Account) -> Iterator[None]:
    """Alone with what is kept of ACCOUNT, of all threads and processes: read it again inside, another one may have renewed it while this one waited."""
    path = _file(account).with_suffix(".lock")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def forget(account: Account, names: Sequence[str]) -> None:
    """NAMES of ACCOUNT are kept nowhere any more; what the environment says is not ours to change."""
    _write(account, {name: value for name, value in _in_file(account).items() if name not in names})
    for name in names:
        with suppress(Exception):  # a keyring raises whatever its system raises
            import keyring  # noqa: PLC0415

            keyring.delete_password(SERVICE, _entry(account, name))


def _file(account: Account) -> Path:
    readable = re.sub(r"[^\w.@-]", "_", f"{account.network}-{account.handle.lstrip('@')}-{account.server or ''}".strip("-"))
    return state_folder() / "accounts" / f"{readable}.json"


def _in_file(account: Account) -> dict[str, str]:
    path = _file(account)
    try:
        if path.stat().st_mode & 0o077:
            raise AccountError(f"{path} can be read by others: run `chmod 600 {path}`, and think about renewing what is in it.")
        kept = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise AccountError(f"{path} cannot be read: run `livetweet account add {account.network}` again.") from error
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def _write(account: Account, values: Mapping[str, str]) -> None:
    """The file with VALUES, whole or as it was before; none where there is nothing to keep. AccountError where it cannot be written."""
    path = _file(account)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        if not values:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(dict(values), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise AccountError(f"{path} cannot be written ({error.strerror or error}): nothing was kept.") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _entry(account: Account, name: str) -> str:
    return f"{account.network}:{account.handle.lstrip('@')}@{account.server or ''}:{name}"


def _in_keyring(account: Account, name: str) -> str | None:
    with suppress(Exception):  # no keyring, a locked one, a session without a bus: then it is not there
        import keyring  # noqa: PLC0415 - asks the system which safes it has, which takes its time

        return keyring.get_password(SERVICE, _entry(account, name))
    return None


def _to_keyring(account: Account, values: Mapping[str, str]) -> bool:
    with suppress(Exception):
        import keyring  # noqa: PLC0415

        for name, value in values.items():
            keyring.set_password(SERVICE, _entry(account, name), value)
        return all(keyring.get_password(SERVICE, _entry(account, name)) == value for name, value in values.items())
    return False
