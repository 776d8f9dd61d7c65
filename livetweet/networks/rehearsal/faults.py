"""What goes wrong between us and a network, and how often: drawn from the seed, so that the same seed gives the same bad day.

A draw depends on nothing but its words (seed, account, part, number of the try): not on the process, the order of other
calls or what was drawn before. Only the adapter calls this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from random import Random

from livetweet.errors import AccountError, MediaRefusedError, NetworkError, NotSentError, OutcomeUnknownError, RateLimitedError


class Level(StrEnum):
    NONE = "none"
    SOME = "some"
    MANY = "many"


class Lands(Enum):
    """Whether the server carries a request out."""

    NEVER = "never"
    AT_ONCE = "at once"
    LATER = "later"  # and always before the client's timeout has passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`error` None: the server's own answer comes through. `waits`: shortest and longest, in shares of the client's timeout; None: the usual latency.
    `weight`: how often it is drawn, compared with the others. `media`: only where pictures are sent. `worst`: only at level many. `retry_after`: shortest and longest, in seconds.
    """

    name: str
    error: type[NetworkError] | None
    words: str
    lands: Lands = Lands.NEVER
    waits: tuple[float, float] | None = None
    weight: float = 1.0
    media: bool = False
    worst: bool = False
    retry_after: tuple[float, float] | None = None

    def draw_error(self, draw: Random) -> NetworkError:
        """What the client raises; only for a fault that has an `error`."""
        if self.error is RateLimitedError:
            return RateLimitedError(self.words, draw.uniform(*self.retry_after) if self.retry_after else None)
        return (self.error or NetworkError)(self.words)


_UNKNOWN = OutcomeUnknownError
_AT_ONCE = (0.0, 0.01)
_WHOLE = (1.0, 1.0)

CREATE_FAULTS: Sequence[Fault] = (
    Fault(name="refused", error=NotSentError, words="Connection refused.", waits=_AT_ONCE, weight=2),
    Fault(name="unresolved", error=NotSentError, words="The server's name could not be resolved.", waits=(0.0, 0.2)),
    Fault(name="timeout-lost", error=_UNKNOWN, words="No answer in time.", waits=_WHOLE),
    Fault(name="timeout-made", error=_UNKNOWN, words="No answer in time.", lands=Lands.AT_ONCE, waits=_WHOLE, weight=2),
    Fault(name="timeout-later", error=_UNKNOWN, words="No answer in time.", lands=Lands.LATER, waits=_WHOLE, weight=2),
    Fault(name="disconnect-lost", error=_UNKNOWN, words="The server closed the connection without an answer."),
    Fault(name="disconnect-made", error=_UNKNOWN, words="The server closed the connection without an answer.", lands=Lands.AT_ONCE, weight=2),
    Fault(name="408-lost", error=_UNKNOWN, words="408: the server gave up reading the request.", waits=(0.3, 0.9), weight=0.5),
    Fault(name="408-made", error=_UNKNOWN, words="408: the server gave up reading the request.", lands=Lands.AT_ONCE, waits=(0.3, 0.9), weight=0.5),
    Fault(name="500-lost", error=_UNKNOWN, words="500: something went wrong on the server.", weight=0.7),
    Fault(name="500-made", error=_UNKNOWN, words="500: something went wrong on the server.", lands=Lands.AT_ONCE, weight=0.7),
    Fault(name="502-lost", error=_UNKNOWN, words="502: bad gateway.", weight=0.7),
    Fault(name="502-made", error=_UNKNOWN, words="502: bad gateway.", lands=Lands.AT_ONCE, weight=0.7),
    Fault(name="503-lost", error=_UNKNOWN, words="503: the service is overloaded.", weight=0.7),
    Fault(name="503-made", error=_UNKNOWN, words="503: the service is overloaded.", lands=Lands.AT_ONCE, weight=0.7),
    Fault(name="truncated", error=_UNKNOWN, words="201, but the answer breaks off in the middle.", lands=Lands.AT_ONCE, weight=1.5),
    Fault(name="rate-named", error=RateLimitedError, words="429: too many requests.", retry_after=(5, 120)),
    Fault(name="rate-bare", error=RateLimitedError, words="429: too many requests.", weight=0.5),
    # Nothing behind `create` repeats a request, so a token that has run out and was renewed looks like a request that never arrived.
    Fault(name="expired", error=NotSentError, words="401: the token had run out and has been renewed; nothing was posted.", weight=1.5),
    Fault(name="revoked", error=AccountError, words="401: the token was revoked.", weight=0.01, worst=True),
    Fault(name="media", error=MediaRefusedError, words="422: the uploaded picture is no longer there.", weight=6, media=True),
    Fault(name="slow", error=None, words="", lands=Lands.AT_ONCE, waits=(0.5, 0.95), weight=3),
)

READ_FAULTS: Sequence[Fault] = (
    Fault(name="refused", error=NotSentError, words="Connection refused.", waits=_AT_ONCE, weight=2),
    Fault(name="timeout", error=_UNKNOWN, words="No answer in time.", waits=_WHOLE),
    Fault(name="disconnect", error=_UNKNOWN, words="The server closed the connection without an answer."),
    Fault(name="502", error=_UNKNOWN, words="502: bad gateway."),
    Fault(name="rate-named", error=RateLimitedError, words="429: too many requests.", weight=0.5, retry_after=(5, 60)),
    Fault(name="slow", error=None, words="", waits=(0.3, 0.9)),
)

CREATE_SHARE = {Level.NONE: 0.0, Level.SOME: 0.04, Level.MANY: 0.2}
READ_SHARE = {Level.NONE: 0.0, Level.SOME: 0.01, Level.MANY: 0.06}


def draw_fault(draw: Random, faults: Sequence[Fault], share: float, *, media: bool = False, worst: bool = False) -> Fault | None:
    """One of FAULTS in SHARE of all cases, by their weights; else None."""
    if draw.random() >= share:
        return None
    possible = [fault for fault in faults if (media or not fault.media) and (worst or not fault.worst)]
    return draw.choices(possible, [fault.weight for fault in possible])[0]
