"""Every error a person may see.

Each message is one sentence that says what is wrong, where, and what to do. The command line prints it and exits 1; the
desk shows it and goes on. Anything that is not a `LivetweetError` is a defect of ours.
"""

from __future__ import annotations


class LivetweetError(Exception):
    """Base of all errors meant for a person: `str(error)` is one sentence."""


class WorkspaceError(LivetweetError):
    """No workspace here, or one of its files (hashtags.toml, speakers.toml, templates.toml) cannot be used."""


class ProgrammeError(LivetweetError):
    """A programme file or address that cannot be read, or a session that is not in it."""


class WritingError(LivetweetError):
    """A text that cannot be made: a template at fault, a field that only a person can fill, nothing that fits."""


class StoreError(LivetweetError):
    """The store cannot be opened or written."""


class StoreIsNewerError(StoreError):
    """The store was written by a newer livetweet."""


class StoreIsOlderError(StoreError):
    """The store must be migrated before it can be used."""


class NotAllowedError(LivetweetError):
    """What was asked is not allowed from the state the thing is in."""


class NotFoundError(LivetweetError):
    """There is no such post, question, account or incoming post."""


class WorkerBusyError(LivetweetError):
    """Another worker holds the lock of this store."""


# What a network's answer means. One class a row of the table in docs/architecture.md; adapters raise these `from` the library's own.


class NetworkError(LivetweetError):
    """A call to a network did not succeed; `str(error)` are the server's words, or what happened on the way."""


class NotSentError(NetworkError):
    """The request never reached the server: name not resolved, connection refused, handshake failed."""


class AccountError(NetworkError):
    """The server refuses the account as such: 401 after a refresh, 402, suspended, missing scope."""


class ForbiddenError(AccountError):
    """It lets the account in, and does not let it do this (403: a missing scope, a suspended login). Other things it may let it do."""


class RateLimitedError(NetworkError):
    """The server asks to wait. `retry_after` is in seconds from the answer, None where it named none."""

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class MediaRefusedError(NetworkError):
    """The server no longer accepts what was uploaded: upload again, once."""


class RejectedError(NetworkError):
    """The server read the request and refuses it for good."""


class OutcomeUnknownError(NetworkError):
    """The request may or may not have been carried out: read timeout, disconnect, 408, 5xx, a 2xx that does not parse, a hint of a duplicate."""
