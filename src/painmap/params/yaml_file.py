"""Strict reading of one YAML 1.2 file: `no` stays a word, a duplicate key is an error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from painmap.errors import PainmapError, printable

# ruamel: found duplicate key "code" with value "vk" (original value: "site")
_DUPLICATE = re.compile(r'duplicate key "([^"]*)"')


def read_text(path: Path, where: str) -> str:
    """The text of a parameters file.

    Raises:
        PainmapError: The file is absent, cannot be read, or is not UTF-8.
    """
    try:
        # utf-8-sig: Excel and Notepad put a byte order mark.
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PainmapError(
            "Файл параметров не найден", where=where, remedy="создайте файл или исправьте ссылку на него"
        ) from None
    except UnicodeDecodeError:
        raise PainmapError(
            "Файл параметров не в кодировке UTF-8", where=where, remedy="сохраните файл в кодировке UTF-8"
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PainmapError(
            f"Файл параметров не читается ({reason})", where=where, remedy="проверьте права доступа к файлу"
        ) from None


def read_yaml(path: Path, where: str) -> dict[str, Any]:
    """The top-level mapping of a YAML file.

    Args:
        path: The file.
        where: How messages name it, relative to the project.

    Raises:
        PainmapError: Unreadable, not YAML, a duplicate key, or no mapping at the top.
    """
    return parsed_yaml(read_text(path, where), where)


def parsed_yaml(text: str, where: str) -> dict[str, Any]:
    """The same of a file's text."""
    try:
        # pure: the C parser follows YAML 1.1 and reads `no` as False.
        value = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise _syntax_error(error, where) from None
    except (ValueError, OverflowError, RecursionError):
        # 2025-02-31 looks like a date to YAML and is none.
        raise PainmapError(
            "В файле параметров есть невозможная дата или число",
            where=where,
            remedy="проверьте даты (2025-03-30) и числа; текст, похожий на дату, заключите в кавычки",
        ) from None
    if not isinstance(value, dict):
        raise PainmapError(
            "Файл параметров пуст или не состоит из пар «поле: значение»",
            where=where,
            remedy="запишите каждое поле отдельной строкой «поле: значение»",
        )
    return value


def _syntax_error(error: YAMLError, where: str) -> PainmapError:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    place = f"{where}, строка {mark.line + 1}" if mark is not None else where
    if isinstance(error, DuplicateKeyError):
        key = _DUPLICATE.search(str(error.problem))
        return PainmapError(
            f"Поле «{printable(key[1] if key else '')}» записано дважды",
            where=place,
            remedy="оставьте одну из двух записей",
        )
    return PainmapError(
        "Файл параметров нарушает правила YAML",
        where=place,
        remedy="проверьте отступы, кавычки и двоеточия в этой и предыдущей строке",
    )
