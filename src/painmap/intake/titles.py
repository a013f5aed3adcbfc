"""Titles of a sheet against those of its format: missing, doubled, vanished, unknown."""

from __future__ import annotations

from painmap.errors import PainmapError, printable
from painmap.intake.layout import Grid
from painmap.intake.request import Context
from painmap.intake.told import impersonal
from painmap.intake.words import looks_like_value, norm

_TOLD_TITLES = 3


def check_titles(grids: list[Grid], expected: list[str], context: Context) -> None:
    """Refuse a file whose header is not the format's: no grid, no known title, or a doubled one.

    Raises:
        PainmapError: Names the file, the columns, and the titles which were found.
    """
    name, layout = context.request.relative_name, context.request.format
    if not grids:
        raise PainmapError(
            "Шапка таблицы не найдена"
            + (f": нет ячейки «{layout.header_anchor}»" if layout.header_anchor else ""),
            where=name,
            remedy=f"проверьте, что файл выгружен в виде «{layout.title}», или поправьте header_anchor "
            f"в params/formats/{layout.id}.yaml",
        )
    for one in grids:
        found = [title for title in expected if one.position(title) is not None]
        if 2 * len(found) < len(expected):
            raise PainmapError(
                f"Шапка не похожа на формат «{layout.id}»: найдено граф {len(found)} из {len(expected)}",
                where=_where(name, one),
                remedy=f"проверьте вид выгрузки и params/formats/{layout.id}.yaml; "
                f"найдены: {', '.join(found) or 'ни одной'}",
            )
        titles = [norm(title) for title in one.titles]
        if doubled := [title for title in expected if titles.count(norm(title)) > 1]:
            raise PainmapError(
                f"Графа «{doubled[0]}» стоит в шапке дважды, какая из них верна, неизвестно",
                where=_where(name, one),
                remedy="переименуйте или удалите лишнюю графу в выгрузке",
            )


def vanished(one: Grid, titles: list[str], context: Context) -> PainmapError:
    """The error for required columns that are not in the file; lists the new titles that may be told."""
    layout = context.request.format
    known = {norm(title) for title in (*layout.columns, *layout.ignore)}
    told = _told(one, known, context)
    new = [told.get(i, f"графа № {i + 1}") for i, t in enumerate(one.titles) if t and norm(t) not in known]
    columns = ", ".join(f"«{title}»" for title in titles)
    found = ", ".join(t for t in layout.columns if one.position(t) is not None)
    return PainmapError(
        f"В файле нет граф: {columns}",
        where=_where(context.request.relative_name, one),
        remedy=f"поправьте названия в params/formats/{layout.id}.yaml; найдены графы: {found}"
        + (f"; незнакомые графы файла: {', '.join(new)}" if new else ""),
    )


def _told(one: Grid, known: set[str], context: Context) -> dict[int, str]:
    """Position of a column → its unfamiliar title, where that may be told: it may be a name or a value."""
    new = {i: t for i, t in enumerate(one.titles) if t and norm(t) not in known and not looks_like_value(t)}
    plain = frozenset(impersonal(list(dict.fromkeys(new.values())), context)) if new else frozenset()
    return {i: printable(title) for i, title in new.items() if title in plain}


def _where(name: str, one: Grid) -> str:
    sheets = one.frame["sheet"].unique()
    return name + (f", лист «{sheets[0]}»" if len(sheets) and sheets[0] else "")


def warn_unknown_titles(one: Grid, known: set[str], context: Context) -> None:
    """A warning for each column that the format neither maps nor ignores; of many, one for all of them."""
    told = _told(one, known, context)
    where = f"params/formats/{context.request.format.id}.yaml"
    new = {
        i: f"«{told[i]}»" if i in told else f"№ {i + 1} с неизвестным названием"
        for i, title in enumerate(one.titles)
        if title and norm(title) not in known
    }
    bare = {i: f"№ {i + 1}" for i, t in enumerate(one.titles) if not t and one.frame[i].notna().any()}
    for shown, what, many, remedy in (
        (new, f"не описана в {where}", f"не описанных в {where}", ": добавьте в columns или ignore."),
        (bare, "без названия заполнена", "заполненных без названия", "."),
    ):
        names = list(shown.values())
        if len(names) > _TOLD_TITLES:
            first = ", ".join(names[:_TOLD_TITLES])
            context.journal.warn(f"Граф, {many}: {len(names)} ({first} и другие); не прочитаны{remedy}")
            continue
        for name in names:
            context.journal.warn(f"Графа {name} {what} и не прочитана{remedy}")
