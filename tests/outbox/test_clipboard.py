from __future__ import annotations

import base64
from pathlib import Path

import pytest

from livetweet.outbox import clipboard


def test_terminal_is_told_the_text_whatever_is_in_it() -> None:
    text = "« L’été » \033]52;c;!\a 👩‍👩‍👧"
    told = clipboard.sequence(text)
    assert told.startswith("\033]52;c;")
    assert told.endswith("\a")
    assert base64.b64decode(told[7:-1]).decode() == text


def test_program_of_the_system_gets_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "wl-copy"
    program.write_text(f"#!/bin/sh\ncat > {tmp_path}/copied\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert clipboard.copy("« L’été »")
    assert (tmp_path / "copied").read_text("utf-8") == "« L’été »"


def test_no_program_or_one_that_fails_is_no_accident(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert not clipboard.copy("Hello")
    (tmp_path / "wl-copy").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "wl-copy").chmod(0o755)
    assert not clipboard.copy("Hello")
