"""What a command still needs to know: asked at a terminal, else all named that is missing."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import typer
import yaml

from portal.errors import InvalidInput

TODO = "TODO"
Refusal = Callable[[str], str]
"""Why an answer will not do, empty if it will."""


class Questions:
    """Collects answers: from options, from the person at the terminal, else from defaults."""

    def __init__(self, at_terminal: bool | None = None) -> None:
        self.at_terminal = sys.stdin.isatty() if at_terminal is None else at_terminal
        self._missing: list[str] = []

    def needed(self, option: str, given: str | None, words: str, refusal: Refusal) -> str:
        """An answer without which there is no file; `finish` names those that are missing."""
        if given is None and not self.at_terminal:
            self._missing.append(option)
            return ""
        return self._asked(option, given, words, None, refusal)

    def assumed(
        self, option: str, given: str | None, words: str, default: str, refusal: Refusal
    ) -> str:
        """An answer for which there is a sensible one already."""
        if given is None and not self.at_terminal:
            return default
        return self._asked(option, given, words, default, refusal)

    def finish(self) -> None:
        """Raises InvalidInput naming every option that is missing."""
        if self._missing:
            raise InvalidInput(f"Es fehlen: {', '.join(self._missing)}")

    def _asked(
        self, option: str, given: str | None, words: str, default: str | None, refusal: Refusal
    ) -> str:
        while True:
            answer = given if given is not None else typer.prompt(words, default=default)
            why = refusal(answer.strip())
            if not why:
                return str(answer).strip()
            if not self.at_terminal or given is not None:
                raise InvalidInput(f"{option}: {why}")
            typer.echo(f"  {why}")


def anything(answer: str) -> str:
    """Accepts every answer that is not empty."""
    return "" if answer else "bitte nicht leer lassen"


def one_of(choices: Iterable[str]) -> Refusal:
    """Accepts one of the choices."""
    known = tuple(choices)
    return lambda answer: "" if answer in known else f"bitte eines von: {', '.join(known)}"


def scalar(text: str) -> str:
    """The text as a YAML value in one line, quoted where it must be."""
    return str(yaml.safe_dump([text], allow_unicode=True, width=10**6, default_flow_style=True))[
        1:-2
    ]


def write_new(path: Path, text: str) -> None:
    """Write the file. Raises InvalidInput where there is one already."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InvalidInput(f"{path.name} gibt es schon; es bleibt, wie es ist.") from None
