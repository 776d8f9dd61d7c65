"""The keys themselves: no clash with Textual's own, none that a terminal, a keyboard or a browser swallows; and what the desk must not load."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import TextArea

from livetweet.desk.commands import COMMANDS, LISTS, TYPING, in_pane
from livetweet.desk.feed import MOVES, Feed
from livetweet.desk.screen import DeskScreen
from livetweet.desk.words import Words

# DESK.md: browsers, multiplexers, Backspace Tab Enter in disguise, Alt, digits, what AZERTY and QWERTZ have on AltGr, keys of the terminal's own.
SWALLOWED = {f"ctrl+{one}" for one in "tnwbahimcz"} | {f"f{one}" for one in range(2, 25)} | {"ctrl+enter", "shift+enter"}
ALTGR = {
    "left_square_bracket", "right_square_bracket", "left_curly_bracket", "right_curly_bracket", "at", "number_sign", "backslash", "vertical_line", "tilde",
    "grave_accent",
}  # fmt: skip
SAME_THING = {"ctrl+q", "ctrl+p", "tab", "shift+tab", "enter", "ctrl+j", "ctrl+f"}  # ours and Textual's mean the same, or the place decides


def _keys_of(*classes: type) -> set[str]:
    found = set()
    for one in classes:
        for base in one.__mro__:
            for binding in Binding.make_bindings(base.__dict__.get("BINDINGS", [])):
                found.add(binding.key)
    return found


def test_no_key_clashes_with_textuals_own() -> None:
    textuals = _keys_of(App, Screen, Feed)
    lists = {key for command in COMMANDS if command.panes & LISTS for key in command.keys}
    assert lists & (textuals | set(MOVES)) - SAME_THING == set()


def test_what_is_pressed_while_typing_takes_nothing_away_but_on_purpose() -> None:
    """Textual's ctrl+k, ctrl+u, ctrl+e and their like go on editing; F1, Esc and the commands of the composer are ours."""
    typing = {key for command in in_pane(TYPING) for key in command.keys}
    assert typing & _keys_of(TextArea) - SAME_THING == set()
    assert _keys_of(Words) - _keys_of(TextArea) <= typing


def test_no_key_is_swallowed_on_the_way() -> None:
    assert {key for command in COMMANDS for key in command.keys} & (SWALLOWED | ALTGR) == set()


def test_nothing_needs_a_digit_alt_altgr_or_a_function_key() -> None:
    for command in COMMANDS:
        free = [key for key in command.keys if not (key.isdigit() or "alt+" in key or key in ALTGR or (key[0] == "f" and key[1:].isdigit()))]
        assert free, command.name


def test_one_key_means_one_thing_in_each_pane() -> None:
    for pane in {pane for command in COMMANDS for pane in command.panes}:
        counts = Counter(key for command in in_pane(pane) for key in command.keys)
        assert {key: count for key, count in counts.items() if count > 1} == {}, pane


def test_priority_keys_hold_everywhere() -> None:
    bound = {binding.key for binding in Binding.make_bindings(DeskScreen.BINDINGS)}
    assert {key for command in in_pane(TYPING) for key in command.keys if key.startswith("ctrl+") or key == "f1"} - bound - {
        "ctrl+j",
        "ctrl+g",
        "ctrl+q",
        "f1",
    } == set()


def test_desk_loads_neither_a_network_library_nor_the_migrations() -> None:
    code = "import json, sys, livetweet.desk.app\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    roots = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert roots & {"aiohttp", "atproto", "httpx", "mastodon", "requests", "sqlite_utils", "tweepy", "urllib3", "websockets"} == set()
