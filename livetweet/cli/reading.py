"""Texts that people write on the command line, as arguments or on standard input. `count` and `post` share it."""

from __future__ import annotations

import sys

from livetweet.errors import WritingError


def read_stdin() -> str:
    """The text on standard input without the line end that echo and editors add."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise WritingError("What came in on stdin is not UTF-8 text: convert it first.") from error
    return text.removesuffix("\n").removesuffix("\r")


def check_text(*texts: str) -> None:
    """Raises WritingError where an argument was not UTF-8: the store could not keep it, nor a network take it."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError as error:
        raise WritingError("The text is not valid UTF-8: check the encoding of your terminal.") from error
