from __future__ import annotations

from collections.abc import Mapping

import pytest

from livetweet.errors import AccountError, NotSentError
from livetweet.networks.login import LetIn, Question, open_login
from livetweet.networks.x import login
from livetweet.networks.x.wire import SECRETS
from tests.fakes.x import KEYS, FakeX


def answer(answers: Mapping[str, str]) -> tuple[LetIn, list[Question], list[str]]:
    """What comes of a login answered by ANSWERS; what was asked and told."""
    asked: list[Question] = []
    told: list[str] = []

    def ask(question: Question) -> str:
        asked.append(question)
        return answers.get(question.name, question.default or "")

    return login.log_in(ask, told.append), asked, told


def test_login_of_x_is_registered_and_says_first_what_it_costs() -> None:
    found = open_login("x")
    assert found.BEFORE == login.BEFORE
    assert "$0.015" in login.BEFORE
    assert "$0.20" in login.BEFORE
    assert set(login.SECRETS) == set(SECRETS)


def test_four_keys_are_asked_for_unseen_and_x_says_whose_they_are(address: str, fake: FakeX) -> None:
    found, asked, told = answer({**KEYS, "server": address})
    assert found == LetIn(handle="pyconexemple", server=address, secrets=KEYS)
    assert [question.name for question in asked if question.secret] == list(SECRETS)
    assert told == ["These are the keys of PyCon Exemple (@pyconexemple)."]
    assert not [secret for secret in KEYS.values() if secret in str(told)]


def test_wrong_keys_let_nobody_in(address: str, fake: FakeX) -> None:
    with pytest.raises(AccountError, match="does not accept the keys"):
        answer({**KEYS, "server": address, "api_key_secret": "another"})


def test_bearer_token_is_told_from_an_access_token(address: str, fake: FakeX) -> None:
    with pytest.raises(AccountError, match="not the bearer token"):
        answer({**KEYS, "server": address, "access_token": "AAAAAAAAAAAAAAAAAAAA"})
    assert fake.calls == []


def test_nobody_there_is_told(address: str, fake: FakeX) -> None:
    with pytest.raises(NotSentError):
        answer({**KEYS, "server": "http://127.0.0.1:9"})
