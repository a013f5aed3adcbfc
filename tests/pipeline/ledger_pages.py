"""What a report's page says of the act, from its HTML alone: the ledger against the sections it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import html

from painmap.metrics import METRICS
from painmap.params.models import Obligation

# Words of the ledger's last column, written anew here. Whatever is absent says why.
PLACE = r"(?:на титульном листе|в (?:разделе|приложении) \d+ «.+?»)"
STATUS = {
    "reported": re.compile(rf"отражено {PLACE}(?: и {PLACE})?"),
    "partly": re.compile(rf"отражено частично {PLACE}(?: и {PLACE})? \(нет сведений: .+\)"),
    "no_data": re.compile(r"сведения не представлены: .+"),
    "not_due": re.compile(r"не наступило в отчётном периоде: .+"),
    "discretionary": re.compile(r"на усмотрение органа(?:: .+)?"),
    "organisational": re.compile(r"организационная мера, вне отчёта"),
    "term": re.compile(r"термин"),
    "contradiction": re.compile(r"противоречие в тексте акта"),
}
_NUMBERED = re.compile(r"(разделе|приложении) (\d+) «")
# Rows that are no category: sums, what nobody wrote down, what nobody has decided.
_NO_CATEGORY = (
    "Всего",
    "Итого",
    "Результат не указан",
    "На рассмотрении",
    "Сведения о причине отсутствуют",
    "Тема не определена",
    "Вид не указан",
    "Не указано",
)
_EMPTY = "Сведения не представлены"


class Page:
    """A report: its ledger, and the section under each number."""

    def __init__(self, path: Path) -> None:
        self.root = html.parse(path).getroot()
        self.rows = self.root.xpath("//section[@id='ledger']//tbody/tr")
        self.sections = {_said(h): h.getparent() for h in self.root.xpath("//main//section/h2")}

    def paragraphs(self) -> list[str]:
        return [_said(row[0]) for row in self.rows]

    def faults(self, asked: dict[str, Obligation]) -> Iterator[str]:
        """Rows whose status is no status, is not explained, or says other than the page shows."""
        for row in self.rows:
            paragraph, said = _said(row[0]), _said(row[-1])
            status = next((name for name, form in STATUS.items() if form.fullmatch(said)), "")
            if not status:
                yield f"{paragraph}: {said}"
            elif status in ("reported", "partly"):
                yield from (
                    f"{paragraph}: {what}" for what in self._not_there(said, status, asked[paragraph])
                )
            elif status == "no_data":
                yield from (f"{paragraph}: {said}, а есть {t}" for t in self._there(asked[paragraph]))

    def _not_there(self, said: str, status: str, asked: Obligation) -> Iterator[str]:
        for place, number in _NUMBERED.findall(said.partition(" (нет сведений")[0]):
            begins = f"{'' if place == 'разделе' else 'Приложение '}{number}. "
            titles = [title for title in self.sections if title.startswith(begins)]
            if len(titles) != 1 or f"{number} «{titles[0].removeprefix(begins)}»" not in said:
                yield f"{said}, а раздела нет"
            elif _is_empty(self.sections[titles[0]]):
                yield f"{said}, а раздел пуст"
        if status == "reported" and asked.metrics and not all(self._has(m, asked) for m in asked.metrics):
            yield f"{said}, а таблицы нет"

    def _there(self, asked: Obligation) -> Iterator[str]:
        yield from (metric for metric in asked.metrics if self._has(metric, asked))

    def _has(self, metric: str, asked: Obligation) -> bool:
        """Whether a table of the metric shows a figure of the period that is no total."""
        title = next(m.title for m in METRICS if m.key == metric)
        whose = {"external": "внешние клиенты", "internal": "внутренние клиенты"}.get(
            asked.client_kind or "", ""
        )
        for table in self.root.xpath("//table[caption]"):
            caption = _said(table.find("caption"))
            if f"— {title}" in caption and whose in caption and any(map(_has_figure, table.iter("tr"))):
                return True
        return False


def _has_figure(row: html.HtmlElement) -> bool:
    cells = row.findall("td")
    head = row.find("th")
    if head is None or not cells or _said(head).startswith(_NO_CATEGORY):
        return False
    # A list has numbered rows.
    return any(re.fullmatch(r"[\d\s,]+", _said(cell)) for cell in (head, cells[0]))


def _is_empty(section: html.HtmlElement) -> bool:
    """Only a heading and the sentence that there is nothing."""
    texts = [_said(p) for p in section.iter("p", "li", "td")]
    return all(text.startswith(_EMPTY) for text in texts)


def _said(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", str(element.text_content())).strip()
