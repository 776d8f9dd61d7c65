"""How each account is, whole: whether it may post and why not, what its server still takes, when it answered last, what the day costs."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from livetweet.desk.bars import Line, cost
from livetweet.desk.dialogs import Lettered
from livetweet.desk.painting import items, line, wrap
from livetweet.desk.reader import Snapshot
from livetweet.desk.rows import View
from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal
from livetweet.interrupts import left_to_child
from livetweet.model.account import Account
from livetweet.writing import rules


class AccountsCard(Lettered[None]):
    """One block an account, in the order of the header."""

    DEFAULT_CSS = """
    AccountsCard { align: center middle; background: $background 60%; }
    AccountsCard:ansi > VerticalScroll { border: round $primary; }
    AccountsCard > VerticalScroll { width: 76; max-width: 100%; height: auto; max-height: 90%; background: $surface; padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "dismiss", show=False)]

    def __init__(self, snapshot: Snapshot, view: View, folder: Path) -> None:
        """FOLDER is the workspace's: what lets us into an account is asked by a command, in this terminal or from anywhere."""
        super().__init__()
        self._snapshot, self._view, self._folder = snapshot, view, folder

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Line(self._paint)

    def _paint(self, width: int) -> Content:
        lines = [line(("Accounts", "$primary bold")), line("")]
        for account in self._snapshot.status.accounts:
            lines += [*self._of(account, width), line("")]
        if not self._snapshot.status.accounts:
            lines += [line(("There is none yet.", "$muted")), line("")]
        keys = [line((one.sign.lower(), "$primary bold"), f" {one.name}") for one in rules.every()]
        lines += [
            line(("To let livetweet into one more:  ", "$muted"), items(width, keys)),
            *self._command("or in another terminal", " or ".join(one.network for one in rules.every()), width),
            line(""),
        ]
        lines.append(line(("Esc", "$primary bold"), (" close", "$muted")))
        return Content("\n").join(lines)

    def lone(self, letter: str) -> None:
        if letter in {";", "q"}:
            self.dismiss()
        elif (network := next((one.network for one in rules.every() if one.sign.lower() == letter), None)) is not None:
            self._add(network)

    def _add(self, network: str) -> None:
        """Leave the terminal to `account add`, which asks what it needs, and come back to the desk."""
        try:
            with self.app.suspend(), left_to_child():
                subprocess.run([sys.executable, "-m", "livetweet", "-C", str(self._folder), "account", "add", network], check=False)
                sys.stderr.write("\nEnter: back to the desk. ")
                sys.stderr.flush()
                sys.stdin.readline()
        except SuspendNotSupported:
            self.notify("This terminal cannot be left meanwhile: use the command, in another one.", severity="error", markup=False)
        else:
            self.dismiss()

    def _command(self, why: str, what: str, width: int) -> Iterator[Content]:
        """WHY, and the command line that adds WHAT, whole and to be copied."""
        yield line((f"{why}:", "$muted"))
        for words in wrap(f"livetweet -C {shlex.quote(str(self._folder))} account add {what}", width - 2, 4):
            yield line((f"  {words}", "$foreground"))

    def _of(self, account: Account, width: int) -> Iterator[Content]:
        network = rules.get(account.network)
        yield line(
            (f"{network.sign} ", "$primary bold"), (account.name, "$foreground bold"), (f"  {network.name}  {literal(account.handle)}", "$muted")
        )
        if account.hold:
            for number, words in enumerate(wrap(f"on hold: {account.hold}", width - 2, 5)):
                yield line((f"{glyph('‖') if number == 0 else ' '} {words}", "$error"))
            yield line((f"  once that is mended: `livetweet resume --account {account.name}`, or a in the catch-up review (!)", "$muted"))
            if not network.by_hand:
                yield from self._command(
                    "  or, to be let in anew, in another terminal", f"{account.network} --name {shlex.quote(account.name)}", width
                )
        elif account.not_before and account.not_before > self._view.now:
            yield line((f"{glyph('‖')} waits until {self._clock(account.not_before)}: its server asked for that", "$accent"))
        else:
            yield line((glyph("✓"), "$success"), (" ok", "$foreground"))
        if account.limit_left is not None and account.limit_reset and account.limit_reset > self._view.now:
            yield line((f"  takes {account.limit_left} more posts until {self._clock(account.limit_reset)}", "$muted"))
        if (limit := rules.of(account).limit) != network.limit:
            yield line((f"  its server takes {limit} characters a post", "$muted"))
        answered = f"answered last at {self._clock(account.contacted_at)}" if account.contacted_at else "has not been asked yet"
        yield line((f"  {answered}", "$muted"))
        for trouble in (one for one in self._snapshot.status.unread if one.account == account.name):
            yield from (line((f"  {words}", "$error")) for words in wrap(f"not read: {trouble.stream}. {trouble.words}", width - 2, 4))
        if (of_day := self._snapshot.status.costs.get(account.name)) is not None:
            yield line(("  ", ""), (cost(of_day), "$error" if of_day.exceeds else "$muted"), (" today, what is scheduled included", "$muted"))

    def _clock(self, instant: datetime) -> str:
        return f"{instant.astimezone(self._view.zone):%H:%M}"
