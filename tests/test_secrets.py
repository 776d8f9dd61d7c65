"""Secrets: where they are kept, who may read them, and that nothing else ever shows one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from livetweet.errors import AccountError
from livetweet.model.account import Account
from livetweet.secrets import Keeper, forget, keep, read, state_folder, variable

MASTO = Account(name="masto", network="mastodon", handle="fair@example.social", server="https://example.social")
TWIN = Account(name="masto", network="mastodon", handle="other@example.social", server="https://example.social")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, str], str]]:
    """A keyring that keeps what it is given, in this process."""
    import keyring
    from keyring.backend import KeyringBackend

    kept: dict[tuple[str, str], str] = {}

    class Drawer(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del kept[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Drawer())  # type: ignore[no-untyped-call]
    yield kept
    keyring.set_keyring(before)


def files() -> list[Path]:
    return sorted((state_folder() / "accounts").glob("*"))


def test_what_is_kept_is_read_and_belongs_to_its_account_alone() -> None:
    assert keep(MASTO, {"token": "one", "session": "two"}) is Keeper.FILE
    keep(TWIN, {"token": "three"})
    assert read(MASTO, ["token", "session"]) == {"token": "one", "session": "two"}
    assert read(TWIN, ["token"]) == {"token": "three"}
    assert [(path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) for path in files()] == [(0o600, 0o700)] * 2


def test_the_environment_comes_first_and_is_named_where_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(MASTO, {"token": "one"})
    monkeypatch.setenv("LIVETWEET_MASTO_TOKEN", "from outside")
    assert read(MASTO, ["token"]) == {"token": "from outside"}
    assert variable(Account(name="été-27", network="x", handle="a"), "api_key") == "LIVETWEET__T__27_API_KEY"
    with pytest.raises(AccountError) as missing:
        read(MASTO, ["token", "session"])
    assert str(missing.value) == ("masto has no session on this machine: run `livetweet account add mastodon`, or set LIVETWEET_MASTO_SESSION.")


def test_spaces_and_line_ends_around_a_secret_are_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(MASTO, {"session": "two\n"})
    monkeypatch.setenv(variable(MASTO, "token"), " one \r\n")
    assert read(MASTO, ["token", "session"]) == {"token": "one", "session": "two"}


def test_one_secret_renewed_leaves_the_others() -> None:
    keep(MASTO, {"token": "one", "session": "two"})
    keep(MASTO, {"session": "three"})
    assert read(MASTO, ["token", "session"]) == {"token": "one", "session": "three"}


def test_a_keyring_that_works_keeps_it_and_the_file_lets_go(keyring: dict[tuple[str, str], str]) -> None:
    keep(MASTO, {"token": "old"})
    assert keep(MASTO, {"token": "one"}, Keeper.KEYRING) is Keeper.KEYRING
    assert keyring == {("livetweet", "mastodon:fair@example.social@https://example.social:token"): "one"}
    assert files() == []
    assert read(MASTO, ["token"]) == {"token": "one"}
    forget(MASTO, ["token"])
    assert keyring == {}


def test_what_goes_to_the_file_counts_whatever_the_keyring_still_has(keyring: dict[tuple[str, str], str]) -> None:
    keep(MASTO, {"token": "old"}, Keeper.KEYRING)
    keep(MASTO, {"token": "new"})
    assert read(MASTO, ["token"]) == {"token": "new"}


def test_without_a_keyring_the_file_keeps_it() -> None:
    assert keep(MASTO, {"token": "one"}, Keeper.KEYRING) is Keeper.FILE
    assert read(MASTO, ["token"]) == {"token": "one"}


def test_forgotten_is_forgotten_and_again_is_no_error() -> None:
    keep(MASTO, {"token": "one", "session": "two"})
    forget(MASTO, ["token"])
    forget(MASTO, ["token"])
    assert json.loads(files()[0].read_text()) == {"session": "two"}
    forget(MASTO, ["session"])
    assert files() == []


def test_a_file_that_others_can_read_is_refused_with_the_cure() -> None:
    keep(MASTO, {"token": "one"})
    files()[0].chmod(0o644)
    with pytest.raises(AccountError, match="can be read by others: run `chmod 600"):
        read(MASTO, ["token"])


@pytest.mark.parametrize("content", ["", "{", "\xff"])
def test_a_damaged_file_is_told_and_never_shown(content: str) -> None:
    keep(MASTO, {"token": "one"})
    files()[0].write_bytes(content.encode("latin-1"))
    with pytest.raises(AccountError, match="cannot be read: run `livetweet account add mastodon` again"):
        read(MASTO, ["token"])


def test_a_write_cut_short_leaves_what_was_there() -> None:
    keep(MASTO, {"token": "one"})
    with pytest.raises(TypeError):
        keep(MASTO, {"token": object()})  # type: ignore[dict-item]
    assert read(MASTO, ["token"]) == {"token": "one"}
    assert len(files()) == 1


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(AccountError, match="cannot be"):
        keep(MASTO, {"token": "one"})
