"""Whoever sits at the terminal, asked and told; where nobody does, the options and the environment answer."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from livetweet import secrets
from livetweet.errors import NotAllowedError
from livetweet.model.account import Account
from livetweet.networks.login import Question

OPTIONS = ("server", "handle")  # questions that have an option of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """`account` is the one to be added, as far as it is known; `given` what the command line said."""

    account: Account
    given: Mapping[str, str]

    def tell(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")

    def ask(self, question: Question) -> str:
        """The answer to QUESTION: from the command line, the environment, the person, or its default. NotAllowedError names the way where there is none."""
        found = self.given.get(question.name) or os.environ.get(secrets.variable(self.account, question.name))
        if found:
            return found.strip()
        if not sys.stdin.isatty():
            if question.default is not None:
                return question.default
            raise NotAllowedError(self._way(question))
        while True:
            answer = self._read(question).strip() or question.default
            if answer is not None:
                return answer
            self.tell("An answer is needed here; Ctrl+C ends.")

    def _read(self, question: Question) -> str:
        prompt = f"{question.prompt}{f' [{question.default}]' if question.default else ''}: "
        if question.secret:
            return getpass.getpass(prompt)
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        return line

    def _way(self, question: Question) -> str:
        name = question.instead or question.name
        variable = secrets.variable(self.account, name)
        option = "INSTANCE or --server" if name == "server" else f"--{name}"
        way = f"give {option}, or set {variable}" if name in OPTIONS else f"set {variable}"
        return f"Nobody is here to be asked for “{question.prompt}”: {way}."
