"""What is asked of a person once, to be let into an account: the questions of each network, and what comes of the answers.

Each adapter's package has a module `login.py` of the shape `Login`, named as an entry point in the group `livetweet.logins`. Nothing in it reads a
terminal, writes a file or keeps a secret: `worker.account` asks, keeps, and writes the account into hashtags.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from livetweet.errors import NotFoundError
from livetweet.secrets import Keeper

GROUP = "livetweet.logins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`name` is one word a script can use too: `server`, `handle`, `app_password`. `prompt` is what a person reads, without a colon. A `secret` is typed unseen and
    never stands on a command line. `default` is taken where the answer is empty, or nobody is there to be asked; None: an answer is needed. `instead` names another question
    that a script had better answer, where this one needs a person.
    """

    name: str
    prompt: str
    secret: bool = False
    default: str | None = None
    instead: str | None = None


Ask = Callable[[Question], str]  # the answer, without spaces around it
Tell = Callable[[str], None]  # a line for the person who answers


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn:
    """`handle` without @ in the network's own form; `server` its base URL, None where the network has but one. `secrets` are to be kept under these names for the adapter,
    by `keeper`: tokens that are renewed, always in the file.
    """

    handle: str
    server: str | None
    secrets: Mapping[str, str]
    keeper: Keeper = Keeper.KEYRING


class Login(Protocol):
    """A module `networks/NETWORK/login.py`. `BEFORE` is said before anything is asked (what it costs, what must be prepared), in a sentence; `SECRETS` are all names under
    which `log_in` or the adapter may ever keep something: what `account remove` forgets.
    """

    BEFORE: str | None
    SECRETS: tuple[str, ...]

    def log_in(self, ask: Ask, tell: Tell) -> LetIn:
        """Ask what must be known and let the server confirm it. Raises a LivetweetError in a sentence with its cure; nothing has been kept then."""


def kept_secrets(network: str) -> tuple[str, ...]:
    """The names under which something may be kept for an account of NETWORK; none where nobody logs in, as where a person posts by hand."""
    return open_login(network).SECRETS if network in entry_points(group=GROUP).names else ()


def open_login(network: str) -> Login:
    """The login of NETWORK; only its module is imported. NotFoundError where this livetweet has none."""
    found = entry_points(group=GROUP)
    if network not in found.names:
        raise NotFoundError(
            f"livetweet cannot log in on {network} (only on {', '.join(sorted(found.names)) or 'no network'}); it can still be rehearsed, and posted to by hand."
        )
    login: Login = found[network].load()
    return login
