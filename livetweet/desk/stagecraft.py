"""Starting the stage page from the desk, and the window that shows its addresses: the stage is a process of its own, which outlives the desk, and ends with a rehearsal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from livetweet.clock import RealClock
from livetweet.desk import qr
from livetweet.desk.bars import Line
from livetweet.desk.modal import Modal
from livetweet.desk.painting import line, wrap
from livetweet.errors import LivetweetError, NotAllowedError
from livetweet.inbox import links
from livetweet.inbox.links import Links

PORT = 8627
WIDTH = 96  # cells of the window, its margins too
HERE, EVERYONE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - offered, with what it means
OPENS_WITHIN = 30.0  # seconds
_VIEWS: Mapping[str, tuple[str, str]] = {
    "m": ("moderator", "moderator: decides on a phone"),
    "f": ("follow", "follow: reads the inbox on a phone"),
    "h": ("hall", "hall screen"),
    "s": ("speaker", "speaker's screen"),
}


_begun: list[subprocess.Popen[bytes]] = []  # they outlive us: nobody waits for them, and Python would complain of those forgotten


def running(folder: Path) -> Links | None:
    """The links of the stage that serves FOLDER now; None where none does."""
    known = links.read(folder)
    if known is None or not known.port:
        return None
    host = HERE if known.host == EVERYONE else known.host
    with suppress(OSError), socket.create_connection((host, known.port), timeout=1.0):
        os.kill(known.pid, 0)
        return known
    return None


def start(folder: Path, operator: str, host: str) -> Links:
    """The links of a stage begun for FOLDER, once it answers; where PORT is taken, at a free one. Raises NotAllowedError with what it said where it does not open."""
    for port in (PORT, 0):
        with os.fdopen(os.open(folder / "stage.log", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "r+", encoding="utf-8") as log:  # it says the links
            process = subprocess.Popen(
                [sys.executable, "-m", "livetweet.stage", str(folder), operator, host, str(port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            _begun.append(process)
            clock = RealClock()
            ends = clock.monotonic() + OPENS_WITHIN
            while process.poll() is None and clock.monotonic() < ends:
                if (known := running(folder)) is not None and known.pid == process.pid:
                    return known
                clock.sleep(0.05)
            process.terminate()
            log.seek(0)
            said = log.read().strip().splitlines()
    raise NotAllowedError(said[-1].removeprefix("Error: ") if said else "The stage page did not open: see stage.log.")


def moved(known: Links) -> str | None:
    """Why the stage is not at PORT, in a sentence; None where it is."""
    if known.port == PORT:
        return None
    from http.client import HTTPConnection, HTTPException  # noqa: PLC0415 - hardly ever, and in a thread

    connection, who = HTTPConnection(HERE, PORT, timeout=1.0), "another program"
    with suppress(OSError, HTTPException), closing(connection):
        connection.request("GET", "/")
        if b"<title>livetweet</title>" in connection.getresponse().read(2_000):
            who = "the stage page of another workspace"
    return f"Port {PORT} is taken by {who}: this one is at port {known.port}."


def stop(known: Links) -> None:
    with suppress(ProcessLookupError):
        os.kill(known.pid, signal.SIGTERM)


def told(known: Links) -> list[str]:
    """What the operator must know of who can reach it, a sentence each."""
    if known.host != EVERYONE:
        return ["Open on this machine only: i again, x to stop it, then n for phones and screens."]
    if known.addresses[0].startswith(f"http://{HERE}"):
        return ["This machine is in no network: join one, or your phone's hotspot, and open the stage again."]
    if known.reached:
        return ["Another device has reached it.", "Give the moderator's link to the moderator only: this network is not encrypted."]
    return [
        "No other device has reached it yet.",
        "A phone that waits for ever is kept apart from this machine by the network (client isolation): let this machine join the phone's hotspot, and open the stage again.",
    ]


class StageWindow(Modal[None]):
    """Address and QR code of one view at a time. `renew` and `stop` are asked for by a letter."""

    DEFAULT_CSS = f"""
    StageWindow {{ align: center middle; background: $background 60%; }}
    StageWindow > Vertical {{ width: {WIDTH}; max-width: 100%; height: auto; max-height: 100%; background: $surface; padding: 0 1; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,i", "dismiss", show=False)]

    def __init__(self, folder: Path, known: Links, say: Callable[[str], None]) -> None:
        super().__init__()
        self._folder, self._known, self._say = folder, known, say
        self._shown = "m"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(self._paint)

    def on_mount(self) -> None:
        self.set_interval(1.0, self._look)

    def on_key(self, event: events.Key) -> None:
        if event.character in _VIEWS:
            self._shown = event.character or "m"
        elif event.character == "r":
            try:
                self._known = links.renew(self._folder)
                self._say("The old links are over: show the new ones.")
            except LivetweetError as error:
                self._say(str(error))
        elif event.character == "x":
            stop(self._known)
            self._say("The stage page is closed.")
            self.dismiss()
        else:
            return
        event.stop()
        self.query_one(Line).repaint()

    def address(self, letter: str) -> str:
        view = _VIEWS[letter][0]
        token = {"moderator": f"#{self._known.moderator}", "follow": f"#{self._known.follow}"}.get(view, "")
        return f"{self._known.addresses[0]}/{view}{token}"

    def _look(self) -> None:
        known = links.read(self._folder)
        if known is not None and known != self._known:
            self._known = known
            self.query_one(Line).repaint()

    def _paint(self, width: int) -> Content:
        width = width or min(WIDTH, self.app.size.width) - 2  # not laid out yet
        address = self.address(self._shown)
        code = qr.code(address)
        room = max(width - code[0].cell_length - 2, 20)
        beside = [line((f"Stage page: {_VIEWS[self._shown][1].split(':')[0]}", "$primary bold"))]
        beside.append(line(""))
        for letter, (_, words) in _VIEWS.items():
            beside.append(line((f"{letter}  ", "$primary bold"), (words, "$accent" if letter == self._shown else "$secondary")))
        beside += [
            line(("r  ", "$primary bold"), ("renew: the old links end", "$secondary")),
            line(("x  ", "$primary bold"), ("close the page", "$secondary")),
            line(("Esc", "$primary bold"), (" back; the page stays open", "$secondary")),
            line(""),
        ]
        for sentence in told(self._known):
            beside += [line((one, "$muted")) for one in wrap(sentence, room, 8)]
        blank = Content(" " * code[0].cell_length)
        rows = max(len(code), len(beside))
        alone = [line((address[at : at + width], "$foreground")) for at in range(0, len(address), width)]  # it can be copied whole
        return Content("\n").join(
            [*alone, *(line(code[row] if row < len(code) else blank, "  ", beside[row] if row < len(beside) else "") for row in range(rows))]
        )
