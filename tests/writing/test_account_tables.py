from __future__ import annotations

import pytest

from livetweet.errors import WorkspaceError
from livetweet.model.account import Account
from livetweet.writing import hashtags
from livetweet.writing.account_tables import add_account, remove_account

FAIR = """# The fair's own file
event = "Kite Fair"   # every year
timezone = "Europe/Paris"

[tags]
event = "Fair27"

[accounts.sky]  # since 2024
handle = "fair.example"
network = "bluesky"

# The campaign begins early.
[campaign]
announce = 45
"""
MASTO = Account(name="masto", network="mastodon", handle="fair@example.social", server="https://example.social")
TABLE = '[accounts.masto]\nnetwork = "mastodon"\nhandle = "fair@example.social"\nserver = "https://example.social"\n'


def test_a_new_account_stands_behind_the_others_and_all_else_stays() -> None:
    changed = add_account(FAIR, MASTO)
    assert changed == FAIR.replace("# The campaign", f"{TABLE}\n# The campaign")
    assert [one.name for one in hashtags.parse(changed).accounts] == ["sky", "masto"]


def test_a_new_account_ends_a_file_that_has_none_and_no_last_line_end() -> None:
    assert add_account('event = "Fair"', MASTO) == f'event = "Fair"\n\n{TABLE}'
    assert add_account("", MASTO) == TABLE


@pytest.mark.parametrize(
    "text", [FAIR, FAIR.replace("# The campaign begins early.\n[campaign]\nannounce = 45\n", "").rstrip() + "\n", 'event = "Fair"\n']
)
def test_an_account_added_and_removed_leaves_the_file_as_it_was(text: str) -> None:
    assert remove_account(add_account(text, MASTO), "masto") == text


def test_a_removed_account_takes_its_own_lines_and_no_others() -> None:
    assert remove_account(add_account(FAIR, MASTO), "sky") == FAIR.replace(
        '[accounts.sky]  # since 2024\nhandle = "fair.example"\nnetwork = "bluesky"\n', TABLE
    )


@pytest.mark.parametrize(
    "text", ['accounts = {masto = {network = "mastodon", handle = "fair@example.social"}}\n', '[accounts]\nmasto = {network = "mastodon"}\n']
)
def test_accounts_written_in_a_way_of_their_own_are_left_to_a_person(text: str) -> None:
    with pytest.raises(WorkspaceError, match="by hand"):
        remove_account(text, "masto")


def test_what_cannot_be_added_to_is_left_to_a_person() -> None:
    with pytest.raises(WorkspaceError, match="by hand"):
        add_account('accounts = {sky = {network = "bluesky", handle = "fair.example"}}\n', MASTO)
    with pytest.raises(WorkspaceError, match="by hand"):
        add_account(f"{TABLE}", MASTO)


def test_quotes_in_a_handle_stay_text() -> None:
    odd = Account(name="odd", network="mastodon", handle='a"b\\c')
    assert '"a\\"b\\\\c"' in add_account("", odd)
