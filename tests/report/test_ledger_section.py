"""The ledger as it is printed: place, what is missing, and why."""

from __future__ import annotations

import pytest

from painmap.report import sections
from painmap.report_data import ObligationRow
from tests.report import sample


@pytest.mark.parametrize(
    ("status", "missing", "says"),
    [
        ("reported", (), "отражено в разделе 3 «Обращения»"),
        ("partly", (), "отражено частично в разделе 3 «Обращения»"),
        ("partly", ("причины обращений",), "«Обращения» (нет сведений: причины обращений)"),
        ("no_data", ("учёт сроков не ведётся",), "сведения не представлены: учёт сроков не ведётся"),
        ("not_due", (), "не наступило в отчётном периоде"),
        ("discretionary", (), "на усмотрение органа<"),
        ("discretionary", ("не выбрано",), "на усмотрение органа: не выбрано"),
    ],
)
def test_the_status_says_where_and_what_is_missing(status: str, missing: tuple[str, ...], says: str) -> None:
    row = ObligationRow(
        paragraph="11", quote="текст", asks="что", section="appeals", status=status, missing=missing
    )
    report = sample.internal().model_copy(update={"obligations": (row,)})
    text = str(sections.ledger(report)).replace("\N{NO-BREAK SPACE}", " ")
    assert says in text


def test_a_paragraph_of_two_sections_names_both() -> None:
    row = ObligationRow(
        paragraph="10", quote="текст", asks="что", section="surveys_external", also="surveys_internal",
        status="reported",
    )  # fmt: skip
    report = sample.internal().model_copy(update={"obligations": (row,)})
    text = str(sections.ledger(report)).replace("\N{NO-BREAK SPACE}", " ")
    assert "отражено в разделе 4 «Результаты опросов внешних клиентов» и в разделе 5 «Результаты" in text
