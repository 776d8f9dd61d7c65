"""A workspace with a morning in it, and a way to call the command line in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from livetweet.cli import run
from livetweet.inbox.take import take_in
from livetweet.model.incoming import How, Incoming
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.store import programmes
from livetweet.store.connect import Store, create

NINE = datetime(2027, 3, 18, 9, tzinfo=UTC)
HASHTAGS = """
event = "Kite Fair"
timezone = "Europe/Paris"
language = "en"
[tags]
event = "Fair27"
[accounts.masto]
network = "mastodon"
handle = "@fair@example.social"
"""


class Day:
    """`call` gives (exit code, stdout, stderr)."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        (folder / "hashtags.toml").write_text(HASHTAGS, encoding="utf-8")
        create(folder / "livetweet.db", "live")
        self.call("inbox", "list")
        store = Store(folder / "livetweet.db", synced=False)
        with store.writing() as db:
            programmes.save_version(
                db,
                Programme(title="Kite Fair", timezone="Europe/Paris", sessions=(Session(id="kites", title="Kites", room="Ada"),)),
                source="x",
                at=NINE,
            )
        posts = [
            self.post("1", "How do you steer?"),
            self.post("2", "\x1b[31mHow\u202e do you steer??", author="bo@example.net", name="Bo"),
            self.post("3", "A very long remark, " * 9, how=How.TAG, likes=4),
            self.post("4", "Between us: why?", visibility="direct"),
        ]
        take_in(store, "masto", posts, ("mentions", "4"), NINE)
        store.close()

    def call(self, *arguments: str) -> tuple[int, str, str]:
        code = run(["-C", str(self.folder), "--as", "Léa", *arguments])
        told = self.capsys.readouterr()
        return code, told.out, told.err

    @staticmethod
    def post(
        remote_id: str,
        text: str,
        *,
        author: str = "ana@example.net",
        name: str = "Ana",
        how: How = How.MENTION,
        likes: int = 0,
        visibility: str = "public",
    ) -> Incoming:
        return Incoming(
            network="mastodon", remote_id=remote_id, how=how, author=author, name=name, text=text, at=NINE, likes=likes, visibility=visibility
        )


@pytest.fixture
def day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Day:
    return Day(tmp_path, capsys)
