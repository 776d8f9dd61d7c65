"""`livetweet init`: a workspace that every other command understands at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from livetweet.cli import run


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("language", ["en", "fr"])
def test_init_makes_a_workspace_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    folder = tmp_path / "foire-2027"
    told = f"The workspace {folder} is ready: put tags and accounts in hashtags.toml, then `livetweet programme import FILE`.\n"
    assert call(capsys, "init", str(folder), "--timezone", "Europe/Paris", "--language", language) == (0, "", told)
    assert {path.name for path in folder.iterdir()} >= {"hashtags.toml", "livetweet.db", "media", "programs", "speakers.toml", "templates.toml"}
    code, out, err = call(capsys, "-C", str(folder), "status")
    assert (code, out.splitlines()[0].split("  ")[1].strip(), err) == (0, "foire 2027", "")
    assert out.startswith(" NOT LIVE ")
    for arguments in (["plan"], ["post", "list"], ["inbox", "list"], ["question", "list"], ["account", "list"], ["export"]):
        assert call(capsys, "-C", str(folder), *arguments)[0] == 0, arguments


def test_init_here_is_the_folder_of_minus_c(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "-C", str(tmp_path), "init", "--timezone", "Etc/UTC", "--language", "en")[0] == 0
    assert (tmp_path / "livetweet.db").is_file()


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ([], 1, "The venue's time zone (IANA) is not given: add --timezone, for example --timezone Europe/Paris."),
        (["--timezone", "Europe/Paris"], 1, "The language of posts (en or fr) is not given: add --language, for example --language en."),
        (["--timezone", "Paris", "--language", "en"], 1, 'There is no time zone "Paris": name it as IANA does, such as Europe/Paris.'),
        (["--timezone", "Europe/Paris", "--language", "de"], 2, "Invalid value for '--language': 'de' is not one of 'en', 'fr'."),
    ],
)
def test_init_refuses_in_one_sentence_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: int, words: str
) -> None:
    found, out, err = call(capsys, "init", str(tmp_path / "new"), *options)
    assert (found, out, err.endswith(f"Error: {words}\n")) == (code, "", True)
    assert list(tmp_path.iterdir()) == []


def test_init_leaves_a_workspace_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("init", str(tmp_path), "--timezone", "Etc/UTC", "--language", "en")
    call(capsys, *options)
    (tmp_path / "hashtags.toml").write_text("mine", encoding="utf-8")
    told = f"Error: {tmp_path} is a workspace already: change its hashtags.toml, or name another folder.\n"
    assert call(capsys, *options) == (1, "", told)
    assert (tmp_path / "hashtags.toml").read_text("utf-8") == "mine"
