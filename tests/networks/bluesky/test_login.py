from __future__ import annotations

import pytest

from livetweet import secrets
from livetweet.clock import RealClock
from livetweet.errors import AccountError, NotSentError
from livetweet.model.account import Account
from livetweet.networks.bluesky import open_adapter
from livetweet.networks.login import LetIn, Question, open_login
from livetweet.secrets import Keeper
from tests.networks.bluesky.house import LOG_IN, House

REFUSING = "http://127.0.0.1:9"  # the discard port: nobody listens


def log_in(answers: dict[str, str], said: list[str] | None = None) -> LetIn:
    def ask(question: Question) -> str:
        return answers.get(question.name) or question.default or ""

    return open_login("bluesky").log_in(ask, (said if said is not None else []).append)


def test_login_gives_what_the_adapter_goes_on_with(house: House) -> None:
    let_in = log_in({"handle": f"@{house.us.handle.upper()}", "server": f"{house.proxy.url}/", "app_password": house.us.password})
    assert (let_in.handle, let_in.server, let_in.keeper) == (house.us.handle, house.proxy.url, Keeper.FILE)
    assert set(let_in.secrets) == set(open_login("bluesky").SECRETS)
    account = Account(name="new", network="bluesky", handle=let_in.handle, server=let_in.server)
    secrets.keep(account, let_in.secrets, let_in.keeper)
    adapter = open_adapter(account, folder="", clock=RealClock(), tags=[])
    assert adapter.check().handle == house.us.handle
    adapter.close()
    assert house.calls(LOG_IN) == 1


def test_login_says_what_the_server_has_against_it(house: House) -> None:
    with pytest.raises(AccountError, match="Invalid identifier or password; make a new app password"):
        log_in({"handle": house.us.handle, "server": house.proxy.url, "app_password": "wrong"})


def test_login_says_that_nobody_is_there() -> None:
    with pytest.raises(NotSentError, match="could not be reached"):
        log_in({"handle": "jane.example", "server": REFUSING, "app_password": "x"})
