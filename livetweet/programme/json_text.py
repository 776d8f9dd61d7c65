"""JSON from strangers: what it holds told from its beginning alone, parsed within limits, its values taken as what they should be.

Called by the readers of JSON formats and where a foreign file is described. Values that are of another kind than a format says count as absent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from livetweet.errors import ProgrammeError
from livetweet.programme.text import decode

MOST_VALUES = 2_000_000  # as Python holds them, these stay within 300 MB
_DEPTH = 9  # levels that tell one format from another

Table = Mapping[str, Any]

_STRING = r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
# A key takes a text behind it along, which says nothing of a format: half the tokens are such.
_TOKEN = re.compile(rf"{_STRING}\s*+(:(?:\s*+{_STRING})?)?|[{{}}\[\]]", re.DOTALL)
_LEAD = re.compile(r"\s*(?:(?:(?:export\s+)?(?:const|let|var)\s+)?[\w$.]+\s*=\s*|export\s+default\s+|[\w$.]+\s*\(\s*)(?=[\[{])")
_TAIL = re.compile(r"\)?\s*;?\s*\Z")


@lru_cache(maxsize=4)
def outline(head: bytes) -> frozenset[str]:
    """The paths of the keys in JSON that begins with HEAD and may be cut off: `.schedule.days[].date`, `[].rooms`. Empty where it is no JSON."""
    text = _bare(decode(head))
    if not text.startswith(("{", "[")):
        return frozenset()
    found: set[str] = set()
    stack = [""]
    key: str | None = None
    for token in _TOKEN.finditer(text):
        sign = token[0][0]
        if sign == '"':
            if token[2] and len(stack) <= _DEPTH:
                key = f"{stack[-1]}.{token[1]}"
                found.add(key)
        elif sign in "{[":
            stack.append((stack[-1] if key is None else key) + ("[]" if sign == "[" else "") if len(stack) <= _DEPTH else "")
            key = None
        else:
            if len(stack) > 1:
                stack.pop()
            key = None
    return frozenset(found)


def is_schema(head: bytes) -> bool:
    """Whether HEAD begins a JSON schema, which names the keys of a programme and holds none."""
    keys = outline(head)
    return ".properties" in keys and any(key in keys for key in (".$schema", ".type", ".definitions", ".$defs"))


def parse(data: bytes) -> Any:
    """What DATA holds. JSON that is wrapped as JavaScript (`const talks = {…};`) is unwrapped. The errors go on after the file's name."""
    if data.count(b",") + data.count(b"{") + data.count(b"[") > MOST_VALUES:
        raise ProgrammeError(f"holds more than {MOST_VALUES:,} values, which no programme does: name the programme's own file.")
    text = _bare(decode(data))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _blame(text, error) from error
    except RecursionError as error:
        raise ProgrammeError("is JSON that is nested too deeply for a programme: fetch it from its publisher again.") from error
    except ValueError as error:
        raise ProgrammeError("is JSON with a number too long to be one: fetch it from its publisher again.") from error


def table(value: object) -> Table:
    """VALUE where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> Sequence[Table]:
    """The objects of the list VALUE, or the values of an object that is keyed by id."""
    if isinstance(value, dict):
        value = list(value.values())
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def items(value: object) -> Sequence[object]:
    """VALUE where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object, language: str = "en") -> str:
    """VALUE as text: numbers are written out, of a text in several languages the one in LANGUAGE, else English, else the first is taken."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        said = {key: one.strip() for key, one in value.items() if isinstance(one, str) and one.strip()}
        return said.get(language) or said.get("en") or next(iter(said.values()), "")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def first(value: Table, *keys: str, language: str = "en") -> str:
    """The text under the first of KEYS that has one."""
    return next((found for key in keys if (found := text(value.get(key), language))), "")


def _bare(whole: str) -> str:
    whole = whole.strip()
    lead = _LEAD.match(whole)
    return _TAIL.sub("", whole[lead.end() :]) if lead else whole


def _blame(whole: str, error: json.JSONDecodeError) -> ProgrammeError:
    if error.pos >= len(whole.rstrip()) or error.msg.startswith("Unterminated string"):
        return ProgrammeError(f"breaks off in line {error.lineno}: the JSON is not complete, fetch the file again.")
    return ProgrammeError(f"is damaged JSON in line {error.lineno}, column {error.colno} ({error.msg}): fetch the file again.")
