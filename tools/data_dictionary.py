"""Write docs/data-dictionary.md from painmap.schema."""

from __future__ import annotations

from pathlib import Path

from painmap.schema import PRIVACY_TITLES, TABLES, Column

_KINDS = {
    "text": "текст",
    "code": "код",
    "date": "дата",
    "integer": "целое",
    "number": "число",
    "boolean": "да/нет",
}
TARGET = Path(__file__).resolve().parents[1] / "docs" / "data-dictionary.md"


def dictionary() -> str:
    """The whole page as Markdown."""
    lines = [
        "# Словарь данных",
        "",
        "Порождён из `src/painmap/schema.py` командой `make docs`; правки вносятся туда.",
        "Графа, которой здесь нет, при загрузке отбрасывается.",
    ]
    for table in TABLES:
        lines += ["", f"## {table.name}", "", f"Строка: {table.row}.", ""]
        if table.key:
            lines += [f"Ключ: {', '.join(f'`{name}`' for name in table.key)}.", ""]
        lines += ["| Графа | Тип | Обязательна | Значение | Персональные данные |", "|---|---|---|---|---|"]
        lines += [_line(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _line(column: Column) -> str:
    meaning = column.meaning + (f", {column.unit}" if column.unit else "")
    if column.allowed:
        meaning += ": " + ", ".join(f"`{code}` {title}" for code, title in column.allowed.items())
    required = "да" if column.required else ""
    privacy = PRIVACY_TITLES[column.privacy]
    return f"| `{column.name}` | {_KINDS[column.kind]} | {required} | {meaning} | {privacy} |"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(dictionary(), encoding="utf-8")
