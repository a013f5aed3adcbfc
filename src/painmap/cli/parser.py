"""argparse in Russian."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any, NoReturn

from painmap.errors import PainmapError, printable, unknown_name

# argparse's own sentences → ours; the rest of its message may quote what the user typed.
_MESSAGES = (
    (re.compile(r"unrecognized arguments: (?P<what>.*)"), "неизвестные параметры: {what}"),
    (re.compile(r"argument (?P<name>\S+): expected one argument"), "после {name} нужно значение"),
    (re.compile(r"the following arguments are required: (?P<what>.*)"), "не указано: {what}"),
    (
        re.compile(r"argument (?P<name>\S+): invalid int value: (?P<what>.*)"),
        "{name}: нужно целое число, а не {what}",
    ),
    (re.compile(r"ambiguous option: (?P<what>.*)"), "неоднозначный параметр: {what}"),
)


class RussianFormatter(argparse.RawDescriptionHelpFormatter):
    """Help with Russian headings."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """The usage line under a Russian prefix."""
        super().add_usage(usage, actions, groups, "Использование: " if prefix is None else prefix)


class RussianParser(argparse.ArgumentParser):
    """A parser whose help and errors are in Russian; an error is a PainmapError."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", RussianFormatter)
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title = "Команды"
        self._optionals.title = "Параметры"
        self.add_argument("-h", "--help", action="help", help="показать эту справку")

    def error(self, message: str) -> NoReturn:
        """Raise the message in Russian."""
        for pattern, sentence in _MESSAGES:
            if match := pattern.match(message):
                words = {name: printable(value) for name, value in match.groupdict().items()}
                message = sentence.format(**words)
                break
        raise PainmapError(f"Команда не понята: {message}", remedy=f"посмотрите «{self.prog} --help»")

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        # `Path("")` is the present folder.
        if action.type is Path and not arg_string.strip():
            self.error(f"пустой путь: {'/'.join(action.option_strings) or action.metavar}")
        return super()._get_value(action, arg_string)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            kind = "Команда" if action.dest == "verb" else f"Параметр {'/'.join(action.option_strings)}"
            raise unknown_name(kind, str(value), [str(choice) for choice in action.choices])


class VerbParser(RussianParser):
    """A verb's parser: of what it does not know it tells itself, so that its own help is named."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The options, none left over."""
        options, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return options, rest
