"""The worker at login: what the system is told, by stand-ins for its tools in a home of the test's own."""

from __future__ import annotations

import plistlib
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from livetweet.clock import RealClock
from livetweet.store.upgrade import open_store
from livetweet.worker import install, service

SETTINGS = 'event = "Kite Fair"\ntimezone = "Europe/Paris"\n[tags]\nevent = "Fair27"\n'
WELL = "exit 0"


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, with nothing but stand-ins and the system's own /bin on the path."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "LIVETWEET_OPERATOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    (tmp_path / "bin").mkdir()
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Foire d’été 100% $5"
    folder.mkdir()
    (folder / "hashtags.toml").write_text(SETTINGS, "utf-8")
    open_store(folder / "livetweet.db", RealClock()).close()
    return folder


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str, str], Callable[[], list[str]]]:
    """Puts a tool on the path that notes how it is called, then does as told; gives what it has noted."""

    def put(name: str, then: str) -> Callable[[], list[str]]:
        noted, tool = tmp_path / f"{name}.calls", tmp_path / "bin" / name
        tool.write_text(f'#!/bin/sh\necho "$@" >> {shlex.quote(str(noted))}\n{then}\n', "utf-8")
        tool.chmod(0o755)
        return lambda: noted.read_text("utf-8").splitlines() if noted.exists() else []

    return put


Put = Callable[[str, str], Callable[[], list[str]]]


def test_linux_is_told_by_a_unit_of_the_user(own_home: Path, folder: Path, stand_in: Put, capsys: pytest.CaptureFixture[str]) -> None:
    calls = stand_in("systemctl", WELL)
    assert install.main(["install", str(folder)], "linux") == 0
    [unit] = (own_home / ".config/systemd/user").iterdir()
    told = capsys.readouterr().err
    assert told == f"The worker of {folder} runs, and starts at every login ({unit}).\n`livetweet worker --uninstall` undoes it.\n"
    assert unit.name.startswith("livetweet-foire-d-t-100-5-")
    escaped = str(folder).replace("%", "%%").replace("$", "$$")
    text = unit.read_text("utf-8")
    assert f'ExecStart="{sys.executable}" "-m" "livetweet.worker" "--stay" "{escaped}"\n' in text
    assert f'Environment="LIVETWEET_STATE={own_home.parent / "state"}"\n' in text
    assert calls() == ["--user daemon-reload", f"--user enable --now {unit.name}"]
    assert install.main(["print", str(folder)], "linux") == 0
    assert capsys.readouterr().out == text
    assert install.main(["remind", str(folder)], "linux") == 0
    assert "starts it again within a minute" in capsys.readouterr().err
    assert install.main(["uninstall", str(folder)], "linux") == 0
    assert calls()[2:] == [f"--user disable --now {unit.name}", "--user daemon-reload"]
    assert not unit.exists()


def test_install_again_begins_anew(own_home: Path, folder: Path, stand_in: Put) -> None:
    calls = stand_in("systemctl", WELL)
    assert [install.main(["install", str(folder)], "linux") for _ in range(2)] == [0, 0]
    [unit] = (own_home / ".config/systemd/user").iterdir()
    assert calls()[2:] == [f"--user disable --now {unit.name}", "--user daemon-reload", f"--user enable --now {unit.name}"]


def test_macos_is_told_by_an_agent(own_home: Path, folder: Path, stand_in: Put) -> None:
    calls = stand_in("launchctl", WELL)
    assert install.main(["install", str(folder)], "darwin") == 0
    [agent] = (own_home / "Library/LaunchAgents").iterdir()
    told = plistlib.loads(agent.read_bytes())
    assert told["ProgramArguments"] == [sys.executable, "-m", "livetweet.worker", "--stay", str(folder)]
    assert (told["RunAtLoad"], told["KeepAlive"], told["EnvironmentVariables"]) == (True, True, {"LIVETWEET_STATE": str(own_home.parent / "state")})
    [begun] = calls()
    assert begun.startswith("bootstrap gui/")
    assert begun.endswith(str(agent))
    assert install.main(["uninstall", str(folder)], "darwin") == 0
    assert calls()[1].endswith(f"/{told['Label']}")
    assert not agent.exists()


def test_what_the_system_refuses_leaves_nothing_behind(own_home: Path, folder: Path, stand_in: Put, capsys: pytest.CaptureFixture[str]) -> None:
    stand_in("systemctl", 'case "$*" in *--now*) echo "Failed to connect to bus" >&2; exit 1;; esac')
    assert install.main(["install", str(folder)], "linux") == 1
    said = capsys.readouterr().err
    assert "says: Failed to connect to bus. Nothing is installed. Over ssh, `loginctl enable-linger`" in said
    assert list((own_home / ".config/systemd/user").iterdir()) == []


@pytest.mark.parametrize(
    ("platform", "words"), [("linux", "This system has no systemctl: let it start `"), ("haiku", "how this system (haiku) starts")]
)
def test_where_nothing_is_known_one_sentence_says_what_to_start(
    own_home: Path, folder: Path, capsys: pytest.CaptureFixture[str], platform: str, words: str
) -> None:
    assert install.main(["install", str(folder)], platform) == 1
    said = capsys.readouterr().err
    assert words in said
    assert shlex.join([sys.executable, "-m", "livetweet.worker", "--stay", str(folder)]) in said
    assert not own_home.exists()


def test_a_shell_that_alone_knows_a_token_is_told_so(
    own_home: Path, folder: Path, stand_in: Put, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in("systemctl", WELL)
    monkeypatch.setenv("LIVETWEET_MASTO_TOKEN", "marked-secret")
    assert install.main(["install", str(folder)], "linux") == 0
    assert "(LIVETWEET_MASTO_TOKEN)" in capsys.readouterr().err
    assert not any("marked-secret" in path.read_text("utf-8") for path in own_home.rglob("*.service"))


def test_a_rehearsal_is_not_installed(own_home: Path, tmp_path: Path, stand_in: Put, capsys: pytest.CaptureFixture[str]) -> None:
    stand_in("systemctl", WELL)
    (tmp_path / "hashtags.toml").write_text(SETTINGS, "utf-8")
    store = open_store(tmp_path / "livetweet.db", RealClock())
    with store.writing() as db:
        db.execute("UPDATE gate SET kind = 'rehearsal'")
    store.close()
    assert install.main(["install", str(tmp_path)], "linux") == 1
    assert "A rehearsal needs no worker at login" in capsys.readouterr().err


def test_systemd_reads_a_dollar_sign_back_as_it_is() -> None:
    text = service.systemd(Path("/home/lea/$5"), "/usr/bin/python3", Path("/home/lea"), {"LIVETWEET_STATE": '/home/lea/$5 "state"'}).text
    assert 'ExecStart="/usr/bin/python3" "-m" "livetweet.worker" "--stay" "/home/lea/$$5"\n' in text
    assert 'Environment="LIVETWEET_STATE=/home/lea/$5 \\"state\\""\n' in text


def test_two_workspaces_of_one_name_are_two_services() -> None:
    names = {service.systemd(Path(place), sys.executable, Path("/home/lea"), {}).name for place in ("/home/lea/fair", "/mnt/fair", "/home/lea/fair")}
    assert len(names) == 2


def test_uninstall_and_print_are_options_of_the_command(own_home: Path, folder: Path) -> None:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "livetweet", "-C", str(folder), "worker", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    done = call("--uninstall")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "It does not start at login: there is nothing to take away.\n")
    assert call("--print").stdout.startswith("[Unit]\n" if sys.platform == "linux" else "<?xml")
