from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from livetweet.cli import init
from livetweet.cli.context import Context
from livetweet.errors import WorkspaceError
from livetweet.model.account import Account
from livetweet.secrets import state_folder
from livetweet.workspace import Workspace, _make_tag, find, make
from livetweet.writing import templates
from livetweet.writing.hashtags import Campaign, Tags
from livetweet.writing.rules import every
from livetweet.writing.speakers import Speakers

FILES = ["hashtags.toml", "media", "programs", "speakers.toml", "templates.toml"]


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_make_writes_files_that_read_back(tmp_path: Path, language: str) -> None:
    workspace = make(tmp_path / "new" / "py-con_2027", timezone="Europe/Paris", language=language)
    assert listing(workspace.folder) == FILES
    made = workspace.hashtags
    assert (made.event, made.timezone, made.language, made.tags, made.accounts) == (
        "py con 2027",
        "Europe/Paris",
        language,
        Tags(event=("pycon2027",)),
        (),
    )
    assert (workspace.speakers, workspace.templates) == (Speakers(), templates.builtin())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_make_offers_examples_that_work_once_uncommented(tmp_path: Path, language: str) -> None:
    workspace = make(tmp_path, timezone="UTC", language=language, event='L’« été » "à" la mer')
    for name in ("hashtags.toml", "speakers.toml", "templates.toml"):
        path = tmp_path / name
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join(line[2:] if is_example(line) else line for line in lines), "utf-8")
    made = workspace.hashtags
    assert made.event == 'L’« été » "à" la mer'
    assert [(account.name, account.handle) for account in made.accounts] == [
        ("mastodon", "pyconexemple@example.social"),
        ("bluesky", "pyconexemple.example"),
        ("x", "pyconexemple"),
    ]
    assert made.accounts[2].daily_cap == 5
    assert (made.rooms, made.tags.sessions, made.campaign.spotlights) == (("Ada", "Curie"), {"42": ("Typing",)}, Campaign().spotlights)
    assert len(workspace.speakers.wishes) == 1
    assert workspace.templates != templates.builtin()
    assert made.accounts[0] == Account(
        name="mastodon", network="mastodon", handle="pyconexemple@example.social", server="https://example.social", timeout=45
    )


def is_example(line: str) -> bool:
    """Whether a comment is TOML to be uncommented, as opposed to a sentence."""
    return line.startswith(("# [", "#     ", "# ]", '# "')) or (line.startswith("# ") and " = " in line.split("#")[1])


@pytest.mark.parametrize("name", ["hashtags.toml", "speakers.toml", "templates.toml", "columns.toml"])
def test_fresh_is_the_same_until_a_file_changes_comes_or_goes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    workspace = make(tmp_path, timezone="UTC", language="en")
    assert workspace.fresh() is workspace
    with path.open("a") as file:
        file.write("# changed\n")
    after = workspace.fresh()
    assert (after is workspace, after, after.fresh() is after) == (False, workspace, True)
    path.unlink()
    assert after.fresh() is not after


def test_fresh_reads_again_what_a_workspace_has_read(tmp_path: Path) -> None:
    workspace = make(tmp_path, timezone="UTC", language="en")
    assert workspace.hashtags.watch == ()
    path = tmp_path / "hashtags.toml"
    path.write_text(f'watch = ["KiteNews"]\n{path.read_text()}')
    assert (workspace.hashtags.watch, workspace.fresh().hashtags.watch) == ((), ("KiteNews",))
    path.write_text("[[[")
    with pytest.raises(WorkspaceError, match="not valid TOML"):
        _ = workspace.fresh().hashtags
    assert workspace.hashtags.watch == ()


def test_make_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "speakers.toml").write_text("# mine\n")
    make(tmp_path, timezone="UTC", language="en")
    (tmp_path / "hashtags.toml").write_text("# mine too\n")
    with pytest.raises(WorkspaceError, match="is a workspace already"):
        make(tmp_path, timezone="UTC", language="en")
    assert [(tmp_path / name).read_text() for name in ("speakers.toml", "hashtags.toml")] == ["# mine\n", "# mine too\n"]
    assert listing(tmp_path) == FILES


@pytest.mark.parametrize(("timezone", "language"), [("Paris", "en"), ("../etc", "en"), ("UTC", "de")])
def test_make_refuses_before_it_writes(tmp_path: Path, timezone: str, language: str) -> None:
    with pytest.raises(WorkspaceError):
        make(tmp_path / "new", timezone=timezone, language=language)
    assert listing(tmp_path) == []


def test_make_leaves_nothing_behind_when_it_cannot_finish(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("")
    (tmp_path / "templates.toml").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="cannot be made"):
        make(tmp_path / "file" / "new", timezone="UTC", language="en")
    assert listing(tmp_path) == ["file", "media", "templates.toml"]


def test_find_looks_here_and_above(tmp_path: Path) -> None:
    make(tmp_path / "event", timezone="UTC", language="en")
    inner = tmp_path / "event" / "programs" / "old"
    inner.mkdir()
    assert find(inner) == Workspace(folder=tmp_path / "event")


def test_find_names_what_to_do_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkspaceError) as caught:
        find()
    assert (
        str(caught.value)
        == f"There is no hashtags.toml in {tmp_path} or above: run `livetweet init` to make a workspace there, choose one with -C, or try `livetweet demo`."
    )


def test_find_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    make(tmp_path, timezone="UTC", language="en")
    with pytest.raises(WorkspaceError, match="There is no folder"):
        find(tmp_path / "typo")


def test_paths_lie_in_the_folder(tmp_path: Path) -> None:
    workspace = Workspace(folder=tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in (workspace.store_path, workspace.media, workspace.programs, workspace.rehearsal)] == [
        "livetweet.db",
        "media",
        "programs",
        ".rehearsal",
    ]


def test_files_at_fault_are_named_with_their_path(tmp_path: Path) -> None:
    (tmp_path / "hashtags.toml").write_text("event = 3")
    (tmp_path / "speakers.toml").write_bytes(b'["J\xe9r\xf4me"]')
    (tmp_path / "templates.toml").write_text("[en]\nstart = '{'")
    workspace = find(tmp_path)
    problems = []
    for name in ("hashtags", "speakers", "templates"):
        with pytest.raises(WorkspaceError) as caught:
            getattr(workspace, name)
        problems.append(str(caught.value).replace(str(tmp_path), "."))
    assert problems == [
        "./hashtags.toml: event must be a text in quotes, not 3.",
        "./speakers.toml is not UTF-8 text: save it as UTF-8.",
        "./templates.toml: en.start, variant 1: a brace stands alone: Single '{' encountered in format string; write {{ or }} for a brace itself.",
    ]


def test_state_folder_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path))
    assert state_folder() == tmp_path
    monkeypatch.delenv("LIVETWEET_STATE")
    assert state_folder().name == "livetweet"


@given(st.text(max_size=30))
def test_make_tag_is_a_tag_on_every_network_or_at_least_one(event: str) -> None:
    tag = _make_tag(event)
    assert any(rules.hashtag_problem(tag) is None for rules in every())


def test_init_asks_only_a_terminal(tmp_path: Path) -> None:
    result = CliRunner().invoke(init.command, ["new", "--language", "fr"], obj=Context(folder=tmp_path, operator="Ada"))
    assert isinstance(result.exception, WorkspaceError)
    assert str(result.exception) == "The venue's time zone (IANA) is not given: add --timezone, for example --timezone Europe/Paris."
    assert listing(tmp_path) == []


def test_init_makes_a_workspace_with_its_store(tmp_path: Path) -> None:
    result = CliRunner().invoke(init.command, ["new", "--language", "fr", "--timezone", "Europe/Paris"], obj=Context(folder=tmp_path, operator="Ada"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert find(tmp_path / "new").hashtags.language == "fr"
    assert (tmp_path / "new" / "livetweet.db").is_file()
