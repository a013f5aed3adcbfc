"""Comments below the posts of a VK community, as the method `wall.getComments` returns them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from painmap.intake import container
from painmap.intake.messages import Answered, entries_of, entries_sheet, moment_of, read_json, text_of
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell
from painmap.params.models import Format

_TITLES = (
    "Вид записи", "Номер", "Дата", "Автор", "Код автора", "Текст", "Вложения", "Отметок «Нравится»",
    "Публикация", "Ответ на", "Дата ответа",
)  # fmt: skip
_REMEDY = "выгрузите комментарии заново методом wall.getComments (extended=1) и сохраните ответ целиком"
_PERSON, _OWNER, _DELETED = "комментарий", "ответ сообщества", "удалённый комментарий"


def read_vk(path: Path, _layout: Format) -> list[Sheet]:
    """The one sheet of comments, each thread after the comment that it belongs to.

    The file is an answer of the method, several of them in a list (one per post or per page), or the list
    of comments itself.

    Raises:
        PainmapError: The file is no JSON, is cut, or holds no comments.
    """
    pages = _pages(read_json(path, _REMEDY))
    if pages is None:
        raise container.refused(path, "В файле нет комментариев ВКонтакте", _REMEDY)
    items = [pair for page in pages for pair in _threaded(entries_of(page["items"]))]
    names = {key: name for page in pages for key, name in _names(page)}
    answered = Answered()
    for item, root in items:
        if isinstance(item, Mapping) and _kind(item) == _OWNER:
            answered.note(_answers_to(item, root), moment_of(text_of(item, "date")))
    sheet = entries_sheet(_TITLES, _rows(items, names, answered))
    _warn_missing(items, sheet)
    return [sheet]


def _pages(content: Any) -> list[Mapping[str, Any]] | None:
    """Answers of the method; None where the content is something else."""
    if isinstance(content, Mapping):
        page = content.get("response", content)
        return [page] if isinstance(page, Mapping) and isinstance(page.get("items"), list) else None
    if not isinstance(content, list):
        return None
    if all(isinstance(entry, Mapping) and ("items" in entry or "response" in entry) for entry in content):
        inner = [_pages(entry) for entry in content]
        return None if None in inner else [page for pages in inner for page in pages or ()]
    is_comments = any(isinstance(entry, Mapping) and "from_id" in entry for entry in content)
    return [{"items": content}] if is_comments else None


def _threaded(items: list[Any]) -> Iterator[tuple[Any, str]]:
    """Comments with the number of the comment whose thread they stand in, empty for an upper one."""
    for item in items:
        yield item, ""
        if isinstance(item, Mapping):
            for answer in _thread(item):
                yield answer, text_of(item, "id")


def _thread(item: Mapping[str, Any]) -> list[Any]:
    thread = item.get("thread")
    return entries_of(thread.get("items")) if isinstance(thread, Mapping) else []


def _names(page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Authors' numbers and names (only with extended=1)."""
    for person in entries_of(page.get("profiles")):
        if isinstance(person, Mapping):
            yield (
                text_of(person, "id"),
                " ".join(part for key in ("last_name", "first_name") if (part := text_of(person, key))),
            )


def _rows(
    items: list[tuple[Any, str]], names: Mapping[str, str], answered: Answered
) -> Iterator[list[Cell] | None]:
    for item, root in items:
        if not isinstance(item, Mapping) or not text_of(item, "id"):
            yield None
            continue
        number, author = text_of(item, "id"), text_of(item, "from_id")
        attached = [text_of(a, "type") for a in entries_of(item.get("attachments")) if isinstance(a, Mapping)]
        yield [
            _kind(item),
            number,
            moment_of(text_of(item, "date")),
            names.get(author, ""),
            f"id{author}" if author else "",
            text_of(item, "text"),
            ", ".join(attached),
            text_of(item, "likes", "count"),
            text_of(item, "post_id"),
            _answers_to(item, root),
            answered.cell(number),
        ]


def _kind(item: Mapping[str, Any]) -> str:
    """Communities have negative numbers; another community below our post is a client like any other."""
    if item.get("deleted"):
        return _DELETED
    author, owner = text_of(item, "from_id"), text_of(item, "owner_id")
    return _OWNER if author.startswith("-") and owner in ("", author) else _PERSON


def _answers_to(item: Mapping[str, Any], root: str) -> str:
    parents = [str(number) for number in entries_of(item.get("parents_stack"))]
    return text_of(item, "reply_to_comment") or next(reversed(parents), root)


def _warn_missing(items: list[tuple[Any, str]], sheet: Sheet) -> None:
    """The method returns ten answers of a thread at most; the others take another request."""
    missing = sum(
        max(0, int(text_of(item, "thread", "count") or 0) - len(_thread(item)))
        for item, _ in items
        if isinstance(item, Mapping) and text_of(item, "thread", "count").isdecimal()
    )
    if missing:
        sheet.warnings.append(
            f"В ветках не хватает ответов: {missing}; выгрузите их отдельно (comment_id) и дополните файл."
        )
