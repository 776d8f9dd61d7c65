"""A TOML file that a person wrote, read key by key: unknown keys and wrong types end in one sentence with file and key.

Apart from the files' own modules because hashtags.toml, speakers.toml and templates.toml owe their reader the same sentences.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from livetweet.errors import WorkspaceError


class Table:
    """One table of the file. Each key is asked for once; `finish` refuses those that nobody asked for."""

    def __init__(self, values: Mapping[str, Any], file: str, path: tuple[str, ...] = ()) -> None:
        self._values = dict(values)
        self._file = file
        self._path = path
        self._known: list[str] = []

    @classmethod
    def parse(cls, text: str, file: str) -> Self:
        """TEXT as TOML; FILE is its name in sentences."""
        try:
            return cls(tomllib.loads(text.removeprefix("\ufeff")), file)
        except tomllib.TOMLDecodeError as error:
            raise WorkspaceError(f"{file} is not valid TOML: {error}.") from error

    def error(self, key: str, problem: str) -> WorkspaceError:
        """The sentence "FILE: KEY PROBLEM", to be raised."""
        return WorkspaceError(f"{self.name(key)} {problem}")

    def name(self, key: str) -> str:
        """KEY as sentences name it: the file and the way down to it."""
        return f"{self._file}: {'.'.join((*self._path, key))}"

    def take(self, key: str) -> Any:
        """The value of KEY as it stands, None where it is absent."""
        self._known.append(key)
        return self._values.get(key)

    def text(self, key: str) -> str | None:
        value = self.take(key)
        if value is not None and not isinstance(value, str):
            raise self.error(key, f"must be a text in quotes, not {_said(value)}.")
        return value.strip() or None if value is not None else None

    def needed(self, key: str, example: str) -> str:
        """The text of KEY; EXAMPLE completes the sentence when it is missing."""
        value = self.text(key)
        if value is None:
            raise self.error(key, f"is missing: write for example `{key} = {example}`.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts; absent: none."""
        value = self.take(key)
        many = [value] if isinstance(value, str) else value if value is not None else []
        if not isinstance(many, list) or not all(isinstance(one, str) for one in many):
            raise self.error(key, f"must be a text or a list of texts, not {_said(value)}.")
        return tuple(one.strip() for one in many if one.strip())

    def flag(self, key: str, *, otherwise: bool) -> bool:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            raise self.error(key, f"must be true or false, not {_said(value)}.")
        return otherwise if value is None else value

    def number(self, key: str, otherwise: int) -> int:
        """A whole number that is not negative."""
        value = self.take(key)
        if value is None:
            return otherwise
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(key, f"must be a whole number from 0 up, not {_said(value)}.")
        return value

    def table(self, key: str) -> Table:
        """The table under KEY, empty where it is absent."""
        value = self.take(key)
        if value is not None and not isinstance(value, dict):
            raise self.error(key, f"must be a table, [{'.'.join((*self._path, key))}], not {_said(value)}.")
        return Table(value or {}, self._file, (*self._path, key))

    def __iter__(self) -> Iterator[str]:
        """All keys, in the order of the file."""
        return iter(self._values)

    def finish(self) -> None:
        """Raise for the first key that was never asked for."""
        for key in self._values:
            if key not in self._known:
                raise self.error(key, f"is not a key livetweet knows{did_you_mean(key, self._known)}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence: the nearest of KNOWN, or all of them."""
    known = list(dict.fromkeys(known))
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}."


def _said(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(value)
