"""«Основания карты проблем»: from each row to what it rests on, by links."""

from __future__ import annotations

import re
from datetime import date
from types import ModuleType

import lxml.html
import pytest

from painmap.params.sections import INTERNAL_SECTIONS
from painmap.report import sections
from painmap.report_data import (
    Audit,
    LevelChange,
    MapRow,
    Number,
    Portion,
    Precision,
    Problem,
    ReportData,
    StatusStep,
)

QUOTES = (
    "Слотов нет ни на один день",
    "Запись закрыта до сентября",
    "В субботу не записаться вовсе",
    "Талоны раздают с шести утра",
    "Третью неделю ловлю свободное время",
    "Шестая выдержка лишняя совсем",
)
PORTIONS = (
    Portion(
        kind="channel",
        code="epgu",
        label="ЕПГУ",
        clients=Number(value=80),
        share=Number(value=0.25, base=320),
        ci_low=0.205,
        ci_high=0.3,
    ),
    Portion(
        kind="quarter",
        code="2025-Q3",
        label="III квартал 2025 года",
        clients=Number(value=3),
        share=Number(value=0.5, base=6),
        ci_low=0.19,
        ci_high=0.81,
    ),
)
CHANGE = LevelChange(
    column="priority", computed="low", author_role="Министр", day=date(2026, 1, 15), reason="поручение"
)


@pytest.fixture(scope="module")
def report(internal: ReportData) -> ReportData:
    first = internal.problems[0]
    told = first.model_copy(
        update={
            "quotes": QUOTES,
            "portions": PORTIONS,
            "stability": {"prevalence": 0.872, "priority": 1.0},
            "score": 61.4,
            "score_parts": {"prevalence": 28.4, "reach": 8.0},
            "forced_by": "доля просрочки",
        }
    )
    rows = tuple(_row(row, first) for row in internal.map_rows)
    parameters = {
        "Распространённость (внешние клиенты)": "менее 4 % клиентов — низкая",
        "Приоритетность, уровни": "менее 35 — низкая",
    }
    fields = {
        "problems": (told, *internal.problems[1:]),
        "map_rows": rows,
        "parameters": internal.parameters | parameters,
        "sections": (*internal.sections, "evidence"),
        "audit": Audit(total=_precision(30, 28), problems={first.id: _precision(12, 11)}),
    }
    return internal.model_copy(update=fields)


def _row(row: MapRow, first: Problem) -> MapRow:
    if row.problem_id != first.id:
        return row
    step = StatusStep(author_role="Рабочая группа", day=date(2026, 1, 20))
    return row.model_copy(update={"changes": (CHANGE,), "status": "reviewed", "status_step": step})


def _precision(judged: int, right: int) -> Precision:
    share = Number(value=right / judged, base=judged)
    return Precision(assigned=Number(value=100), judged=Number(value=judged), share=share)


def entries(report: ReportData) -> dict[str, str]:
    """Text of each entry by the id of its problem."""
    parts = re.split(r'<h4 id="why-([^"]+)">', str(sections.evidence(report)))
    told = (re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", part)) for part in parts[2::2])
    return dict(zip(parts[1::2], told, strict=True))


def test_every_row_has_its_entry_in_the_order_of_the_map(report: ReportData) -> None:
    assert list(entries(report)) == [row.problem_id for row in report.map_rows]


def test_an_entry_tells_rule_score_counts_trend_and_decisions(report: ReportData) -> None:
    first = report.problems[0]
    said = entries(report)[first.id]
    for words in (
        "строка рассмотрена рабочей группой (Рабочая группа, 20.01.2026).",
        "Правило: менее 4 % клиентов — низкая. Уровень тот же в 87 % выборок.",
        "61,4 из 100 баллов (распространённость — 28,4; охват — 8,0); высокая независимо от баллов: доля "
        "просрочки. Правило: менее 35 — низкая. Уровень тот же в 100 % выборок.",
        "Динамика",
        "графа 4",
        "поручение",
        "верно 11 из 12.",
        "канал ЕПГУ 80 320 25,0 20,5…30,0",
        "квартал III квартал 2025 года 3 6 * –",
    ):
        assert words in said, words


def test_five_quotes_of_clients_and_none_of_staff(report: ReportData) -> None:
    said = entries(report)
    quotes = [q for q in QUOTES if q in said[report.problems[0].id]]
    assert quotes == list(QUOTES[:5])
    staff = [row.problem_id for row in report.map_rows if row.client_kind == "internal"]
    assert staff
    for id_ in staff:
        assert "Высказывания сотрудников не приводятся." in said[id_]
        assert "«" not in said[id_].split("Высказывания")[1]


def test_staff_are_not_quoted_even_where_quotes_came_in(report: ReportData) -> None:
    leaked = tuple(p.model_copy(update={"quotes": ("ТАЙНА",)}) for p in report.problems)
    kinds = {row.problem_id: row.client_kind for row in report.map_rows}
    for id_, said in entries(report.model_copy(update={"problems": leaked})).items():
        assert ("ТАЙНА" in said) is (kinds[id_] == "external")


def test_links_lead_there_and_back(report: ReportData) -> None:
    shown = lxml.html.fromstring(f"<div>{sections.problem_map(report)}{sections.evidence(report)}</div>")
    ids = set(shown.xpath("//@id"))
    links = [href.removeprefix("#") for href in shown.xpath("//a/@href")]
    assert {f"why-{row.problem_id}" for row in report.map_rows} <= set(links)
    assert set(links) <= ids
    (title,) = shown.xpath(f"//a[@href='#why-{report.map_rows[0].problem_id}']")
    assert report.map_rows[0].title in title.text_content()


def test_without_the_annex_and_for_added_rows_there_is_no_link(
    internal: ReportData, report: ReportData
) -> None:
    assert "#why-" not in str(sections.problem_map(internal))
    rows = tuple(row.model_copy(update={"is_added": True}) for row in report.map_rows)
    assert "#why-" not in str(sections.problem_map(report.model_copy(update={"map_rows": rows})))


def test_a_row_without_evidence_says_so(report: ReportData) -> None:
    none = {"clients": Number(value=0), "share": Number(mark="–"), "portions": (), "stability": {}}
    gone = tuple(p.model_copy(update=none) for p in report.problems)
    said = entries(report.model_copy(update={"problems": gone}))
    assert all("в отчётном периоде проблему никто не назвал." in told for told in said.values())
    assert "выборок" not in " ".join(said.values())


def test_hostile_words_are_inert(report: ReportData) -> None:
    bad = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}"
    fields = {
        "title": bad,
        "quotes": (bad,),
        "forced_by": bad,
        "portions": (PORTIONS[0].model_copy(update={"label": bad}),),
    }
    page = str(
        sections.evidence(
            report.model_copy(
                update={"problems": tuple(p.model_copy(update=fields) for p in report.problems)}
            )
        )
    )
    assert "<script" not in page
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page


def test_no_public_edition_has_it(sample: ModuleType, public_page: str) -> None:
    assert {"evidence", "lineage"} <= set(INTERNAL_SECTIONS)
    assert not lxml.html.fromstring(public_page).xpath("//*[@id='evidence' or @id='lineage']")
    assert "why-" not in public_page
