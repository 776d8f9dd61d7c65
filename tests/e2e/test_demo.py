"""`livetweet demo` on a terminal: the desk of the example event, left in the middle of its first morning."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from livetweet.desk.stagecraft import running
from tests.e2e.terminal import on_terminal
from tests.stage.place import wait_for

LEAVE = "\x11"  # Ctrl+Q


def test_demo_opens_the_desk_and_says_what_came_of_it_when_it_is_left(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "livetweet", "demo"]
    with on_terminal(command, TMPDIR=str(tmp_path), LIVETWEET_STATE=str(tmp_path / "state")) as terminal:
        terminal.until("REHEARSAL", "PyCon Exemple 2027", "Ada")
        terminal.press("i")
        terminal.until("Open the stage page")
        terminal.press("t")
        terminal.until("Stage page: ", "hall screen")
        [folder] = tmp_path.glob("livetweet-demo-*/.rehearsal")
        assert running(folder) is not None
        terminal.press(LEAVE)
        code = terminal.end()
    wait_for(lambda: running(folder) is None, "the stage page to end with the rehearsal")
    told = terminal.shown.splitlines()
    assert code == 0, terminal.shown[-2000:]
    assert any(re.search(r"44 sessions, .* posted, .* were still to leave\.", line) for line in told)
    assert any(re.search(r"were questions, (\d+) were answered \(\1 by a simulated operator, before the desk opened\)\.", line) for line in told)
    assert any("0 doubled, 0 lost, 0 late, 0 early" in line for line in told)
    assert Path(told[-1].removeprefix("The timeline: ")).read_text("utf-8").startswith("# PyCon Exemple 2027")
