"""The customary tables of a review of appeals: what a row counts, and the sign where nobody wrote it down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.report import sample

from painmap import metrics
from painmap.codes import FORMS, REFERRERS, TOUCH_POINTS
from painmap.metrics import METRICS, Setting
from painmap.metrics.tables import Body
from painmap.metrics.views import Kind
from painmap.params.load import load_agency
from painmap.params.models import Topic
from painmap.paths import Tree
from painmap.periods import month_range
from painmap.report import strings
from painmap.report_data import Number, Table

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
LAST = "2024-03-03"
COVERED = month_range(date(2024, 1, 1), date(2025, 12, 31))
KEYS = {
    "forms": "form_code",
    "referrers": "referrer_code",
    "applicants": "applicant_code",
    "municipalities": "municipality",
    "units": "unit",
    "touch-points": "touch_point_code",
    "life-situations": "life_situation_code",
}
WORDS = {
    "forms": "written",
    "referrers": "head",
    "applicants": "person",
    "municipalities": "г. Озёрск",
    "units": "Отдел писем",
    "touch-points": "filing",
    "life-situations": "birth",
}


@pytest.fixture
def own(agency: Any) -> Any:
    situations = (Topic(code="birth", title="рождение ребёнка"), Topic(code="move", title="переезд"))
    units = ("Отдел писем", "Отдел дорог", "Архив")
    return agency.model_copy(update={"life_situations": situations, "units": units})


@pytest.fixture
def table(appeals: Appeals, setting: Make, own: Any) -> Callable[..., Body | None]:
    """The body of a table of drawn appeals, by key; of external clients unless told."""
    functions = {metric.key: metric.function for metric in METRICS}

    def make(key: str, rows: list[dict[str, Any]], kind: Kind = "external") -> Body | None:
        frame = appeals(*[{"client_kind": kind} | row for row in rows])
        return functions[key](metrics.frames(frame, setting(agency=own, covered=COVERED), kind))

    return make


def figures(table: Body | Table | None, column: str = "period") -> dict[str, float | str | None]:
    """Label → figure, or its sign."""
    assert table is not None
    found = {row.label: row.cells[column] for row in table.rows}
    assert all(isinstance(cell, Number) for cell in found.values())
    return {k: c.mark or c.value for k, c in found.items()}  # type: ignore[union-attr]


def rows(column: str, *counts: tuple[str | None, int], **fields: Any) -> list[dict[str, Any]]:
    """As many appeals of each word as told."""
    return [{column: word, **fields} for word, n in counts for _ in range(n)]


@pytest.mark.parametrize("key", KEYS)
def test_a_table_whose_field_nobody_fills_is_not_there(key: str, table: Callable[..., Any]) -> None:
    assert table(key, [{}, {"registered_date": LAST}]) is None
    # A field that the year before alone fills is told: «…» and what was.
    only_before = table(key, [{}, {"registered_date": LAST, KEYS[key]: WORDS[key]}])
    assert next(iter(set(figures(only_before).values()) - {1.0})) == "…"
    assert 1.0 in figures(only_before, "previous").values()


@pytest.mark.parametrize("key", KEYS)
def test_rows_of_a_table_add_up_and_the_unstated_have_one_of_their_own(
    key: str, table: Callable[..., Any]
) -> None:
    made = table(key, rows(KEYS[key], (WORDS[key], 39), (None, 1)))
    assert made is not None
    assert made.is_additive
    items = [row for row in made.rows if row.role == "item"]
    assert items[-1].code == ""
    assert "указан" in items[-1].label
    assert [row.label for row in made.rows if row.role == "total"] == ["Всего обращений"]
    counted = figures(made)
    assert counted[items[-1].label] == 1
    assert sum(v for row in items if isinstance(v := counted[row.label], float)) == 40 == made.base


def test_forms_and_senders_have_all_their_rows_in_the_order_of_the_schema(table: Callable[..., Any]) -> None:
    forms = table("forms", rows("form_code", ("oral", 1), ("written", 2)))
    assert figures(forms) == {
        "Письменная": 2, "Электронная": 0, "Устная": 1, "Форма не указана": 0, "Всего обращений": 3,
    }  # fmt: skip
    assert [row.code for row in forms.rows][:3] == list(FORMS)
    senders = table("referrers", rows("referrer_code", ("direct", 2), ("deputies", 1)))
    assert [row.code for row in senders.rows][:6] == list(REFERRERS)
    assert figures(senders)["Депутаты и аппараты законодательных органов"] == 1
    points = table("touch-points", rows("touch_point_code", ("appealing", 2)))
    assert [row.code for row in points.rows][:6] == list(TOUCH_POINTS)


def test_changes_and_shares_follow_the_common_rules(table: Callable[..., Any]) -> None:
    before = rows("form_code", ("written", 40), ("oral", 60), registered_date=LAST)
    made = table("forms", rows("form_code", ("written", 30), ("oral", 120)) + before)
    assert figures(made, "previous")["Письменная"] == 40
    assert figures(made, "change")["Письменная"] == -10
    assert figures(made, "share")["Письменная"] == pytest.approx(0.2)
    assert figures(made, "change_share")["Письменная"] == pytest.approx(-0.25)
    few = table("forms", rows("form_code", ("written", 9), ("oral", 10)))
    assert set(figures(few, "share").values()) == {"*"}


def test_staff_are_neither_applicants_nor_townspeople(table: Callable[..., Any]) -> None:
    own = [{"applicant_code": "staff", "municipality": "г. Озёрск", "referrer_code": "direct"}]
    for key in ("applicants", "municipalities", "referrers"):
        assert table(key, own, "internal") is None
    assert (
        figures(table("referrers", [{"referrer_code": "head"}], "internal"))[
            "Глава и Правительство субъекта Российской Федерации"
        ]
        == 1
    )
    clients = table("applicants", rows("applicant_code", ("person", 2), ("media", 1)))
    assert "Сотрудник" not in figures(clients)
    assert figures(table("applicants", own))["Сотрудник"] == 1


def test_a_code_that_the_list_lost_is_told_by_its_code(table: Callable[..., Any]) -> None:
    made = table("life-situations", rows("life_situation_code", ("birth", 2), ("loss", 1)))
    assert figures(made) == {
        "Рождение ребёнка": 2, "Переезд": 0, "Код loss (нет в перечне)": 1,
        "Жизненная ситуация не указана": 0, "Всего обращений": 3,
    }  # fmt: skip


def test_places_are_the_largest_of_the_period_then_the_others_together(table: Callable[..., Any]) -> None:
    places = [(f"Район {number:02}", 40 - number) for number in range(23)]
    made = table("municipalities", rows("municipality", *places, (None, 2)))
    assert list(figures(made)) == [
        *(name for name, _ in places[:20]),
        "Иные муниципальные образования",
        "Муниципальное образование не указано",
        "Всего обращений",
    ]
    assert figures(made)["Иные муниципальные образования"] == 20 + 19 + 18
    twenty = table("municipalities", rows("municipality", *places[:20]))
    assert "Иные муниципальные образования" not in figures(twenty)


def test_ties_of_places_are_parted_by_the_year_before_then_by_the_alphabet(table: Callable[..., Any]) -> None:
    now = rows("municipality", ("Юг", 2), ("Восток", 2), ("Запад", 2), ("Север", 3))
    before = rows("municipality", ("Запад", 5), ("Дальний", 9), registered_date=LAST)
    made = table("municipalities", now + before)
    assert list(figures(made))[:5] == ["Север", "Запад", "Восток", "Юг", "Дальний"]
    assert list(figures(made)) == list(figures(table("municipalities", (now + before)[::-1])))


def test_a_place_is_told_as_it_is_spelled_most_often(table: Callable[..., Any]) -> None:
    spelled = rows("municipality", ("г. Озёрск", 3), ("Г. ОЗЕРСК", 1), ("г.  Озерск", 1), ("Озёрск", 1))
    assert figures(table("municipalities", spelled)) == {
        "г. Озёрск": 5, "Озёрск": 1, "Муниципальное образование не указано": 0, "Всего обращений": 6,
    }  # fmt: skip


def test_units_of_the_profile_come_first_in_its_order(table: Callable[..., Any]) -> None:
    made = table("units", rows("unit", ("Канцелярия", 9), ("отдел дорог", 2), ("Отдел писем", 1)))
    assert figures(made) == {
        "Отдел писем": 1, "Отдел дорог": 2, "Архив": 0, "Канцелярия": 9, "Подразделение не указано": 0,
        "Всего обращений": 12,
    }  # fmt: skip
    many = rows("unit", ("Архив", 1), *((f"Сектор {n:02}", 2) for n in range(25)))
    assert figures(table("units", many))["Иные подразделения"] == 10


def test_signs_do_not_exclude_each_other(table: Callable[..., Any]) -> None:
    both = {"is_collective": True, "is_anonymous": True}
    neither = {"is_collective": False, "is_anonymous": False}
    made = table(
        "signs",
        [both, {**both, "is_anonymous": False}] + 38 * [neither] + [{**neither, "is_collective": None}],
    )
    assert not made.is_additive
    assert figures(made) == {
        "Коллективные": 2, "Анонимные (заявитель не указан)": 1,
        "Не указано, коллективное ли обращение": 1, "Не указано, назвал ли себя заявитель": 0,
        "Всего обращений": 41,
    }  # fmt: skip
    assert figures(made, "share")["Коллективные"] == pytest.approx(2 / 41)
    assert [row.code for row in made.rows] == ["is_collective", "is_anonymous", "", "", ""]


def test_a_sign_that_nobody_states_is_not_there(table: Callable[..., Any]) -> None:
    assert table("signs", [{}, {"registered_date": LAST}]) is None
    only_one = figures(table("signs", [{"is_collective": False}]))
    assert list(only_one) == ["Коллективные", "Не указано, коллективное ли обращение", "Всего обращений"]
    only_before = table("signs", [{}, {"registered_date": LAST, "is_anonymous": True}])
    assert figures(only_before)["Анонимные (заявитель не указан)"] == "…"
    assert figures(only_before, "previous")["Анонимные (заявитель не указан)"] == 1


def test_a_register_that_gave_up_the_column_makes_no_change(table: Callable[..., Any]) -> None:
    """The journal noted the form, the system after it does not: no letter was written, none was lost."""
    now = rows("form_code", (None, 80), ("oral", 20))
    before = rows("form_code", ("written", 80), ("oral", 20), registered_date=LAST)
    made = table("forms", now + before)
    assert figures(made)["Письменная"] == "…"
    assert figures(made)["Устная"] == 20
    assert figures(made, "previous")["Письменная"] == 80
    assert {
        figures(made, c)[row] for c in ("change", "change_share") for row in ("Письменная", "Устная")
    } == {"…"}
    # What is known of all of them is told.
    assert figures(made, "change")["Форма не указана"] == 80
    assert figures(made, "change")["Всего обращений"] == 0
    assert any(note.startswith("Формы обращений в двух периодах указаны неодинаково") for note in made.notes)
    signs: list[dict[str, Any]] = [{"is_collective": word} for word in [None] * 80 + [True] * 20]
    signs += [{"is_collective": word, "registered_date": LAST} for word in [False] * 80 + [True] * 20]
    assert figures(table("signs", signs), "change")["Коллективные"] == "…"


@pytest.fixture
def by_channel(agency: Any, setting: Make, appeals: Appeals) -> Callable[..., Body | None]:
    """Appeals by form of an agency whose letters are written and mail electronic; other ways have none."""
    told = {"post": "written", "email": "electronic"}
    channels = tuple(c.model_copy(update={"form": told.get(c.code)}) for c in agency.channels)
    own = agency.model_copy(update={"channels": channels})

    def make(rows: list[dict[str, Any]]) -> Body | None:
        chosen = setting(agency=own, covered=COVERED)
        return metrics.customary.forms(metrics.frames(appeals(*rows), chosen, "external"))

    return make


def test_where_the_register_is_silent_the_channel_tells_the_form(by_channel: Callable[..., Any]) -> None:
    """Its own word wins, and of a channel that has no form nobody knows it; the year before alike."""
    now = rows("channel_code", ("post", 6), ("email", 3), ("other", 1))
    now += [{"channel_code": "post", "form_code": "oral"}, {"channel_code": "other", "form_code": "oral"}]
    last = rows("channel_code", ("post", 2), ("other", 1), registered_date=LAST)
    made = by_channel(now + last)
    assert figures(made) == {
        "Письменная": 6, "Электронная": 3, "Устная": 2, "Форма не указана": 1, "Всего обращений": 12,
    }  # fmt: skip
    assert figures(made, "previous")["Письменная"] == 2
    note = "Форма определена по каналу у 9 обращений (АППГ — 2): в источнике она не указана."
    assert made.notes[-1] == note
    assert figures(by_channel(now[::-1] + last)) == figures(made)


@pytest.mark.parametrize(("count", "words"), [(1, "1 обращения"), (11, "11 обращений"), (21, "21 обращения")])
def test_the_note_agrees_with_its_number(count: int, words: str, by_channel: Callable[..., Any]) -> None:
    made = by_channel(rows("channel_code", ("email", count)))
    assert made.notes == (f"Форма определена по каналу у {words} (АППГ — 0): в источнике она не указана.",)


def test_no_channel_is_asked_where_each_form_is_stated_or_none_can_be(by_channel: Callable[..., Any]) -> None:
    assert by_channel(rows("channel_code", ("post", 2), form_code="oral")).notes == ()
    assert by_channel(rows("channel_code", ("other", 2))) is None


def test_periods_are_judged_by_the_forms_that_the_channels_tell(by_channel: Callable[..., Any]) -> None:
    """The journal noted each form, the system none, as its channels do: nothing is told unevenly."""
    now = rows("channel_code", ("post", 80), ("email", 20))
    last = rows("channel_code", ("post", 70), ("email", 30), registered_date=LAST)
    last = [row | {"form_code": "written" if row["channel_code"] == "post" else "electronic"} for row in last]
    made = by_channel(now + last)
    assert figures(made, "change")["Письменная"] == 10
    assert (figures(made)["Устная"], figures(made, "change")["Устная"]) == (0, 0)
    assert len(made.notes) == 1
    dark = by_channel(now + rows("channel_code", ("other", 30)) + last)
    assert figures(dark)["Устная"] == figures(dark, "change")["Письменная"] == "…"


def test_a_lost_source_is_missed_in_the_form_that_its_channel_tells(
    appeals: Appeals, setting: Make, agency: Any
) -> None:
    """Letters of a register that says no form: without it their row has no change, calls keep theirs."""
    channels = tuple(
        c.model_copy(update={"form": "written" if c.code == "post" else None}) for c in agency.channels
    )
    months = [f"{year}-{month:02}-03" for year in (2024, 2025) for month in range(1, 13)]
    letters = [{"source_id": "letters", "registered_date": m} for m in months for _ in range(2)]
    calls = [
        {"source_id": "calls", "registered_date": m, "channel_code": "other", "form_code": "oral"}
        for m in months
        for _ in range(98)
    ]
    chosen = setting(
        agency=agency.model_copy(update={"channels": channels}),
        covered=COVERED,
        missing={"letters": frozenset({date(2024, 5, 1)})},
    )
    table = metrics.compute(appeals(*letters, *calls), chosen)["forms-external"]
    assert figures(table, "change")["Письменная"] == "…"
    assert figures(table, "change")["Устная"] == 0


def test_few_gaps_leave_zeros_and_changes(table: Callable[..., Any]) -> None:
    now = rows("form_code", (None, 4), ("oral", 96))
    before = rows("form_code", (None, 2), ("oral", 98), registered_date=LAST)
    made = table("forms", now + before)
    assert figures(made)["Письменная"] == 0
    assert figures(made, "change")["Устная"] == -2
    assert made.notes == ()


def test_an_uncovered_year_before_has_no_figures(appeals: Appeals, setting: Make, own: Any) -> None:
    frame = appeals({"form_code": "oral", "is_collective": True, "municipality": "Юг", "unit": "Архив"})
    tables = metrics.compute(frame, setting(agency=own, covered=()))
    for key in ("forms", "signs", "municipalities", "units"):
        assert set(figures(tables[f"{key}-external"], "previous").values()) == {"…"}


def test_tables_do_not_depend_on_the_order_of_rows(register: pd.DataFrame, setting: Make, own: Any) -> None:
    cells = {
        "unit": ("Архив", "архив", None),
        "municipality": ("Юг", "Север", None),
        "is_anonymous": (True, None, False),
    }
    frame = register.assign(**{
        name: pd.Series([words[i % 3] for i in range(len(register))], dtype=register[name].dtype)
        for name, words in cells.items()
    })  # fmt: skip
    made = metrics.compute(frame, setting(agency=own))
    assert metrics.compute(frame.sample(frac=1, random_state=7), setting(agency=own)) == made
    keys = {"units-external", "municipalities-external", "signs-external"}
    assert keys <= set(made)


def test_figures_by_another_route(register: pd.DataFrame, setting: Make, own: Any) -> None:
    """The same counts by SQL."""
    duckdb = pytest.importorskip("duckdb")
    words = ("Юг", "Север", "Запад", None)
    frame = register.assign(
        municipality=pd.Series([words[i % 4] for i in range(len(register))], dtype="string"),
        is_collective=pd.Series([i % 7 == 0 for i in range(len(register))], dtype="boolean"),
    )
    tables = metrics.compute(frame, setting(agency=own))
    found = duckdb.sql(
        "SELECT coalesce(municipality, ''), count(*), sum(is_collective::int) FROM frame "
        "WHERE client_kind = 'external' AND registered_date BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY 1"
    ).fetchall()
    counted = {
        row.code: row.cells["period"] for row in tables["municipalities-external"].rows if row.role == "item"
    }
    assert {code: cell.value for code, cell in counted.items()} == {code: n for code, n, _ in found}  # type: ignore[union-attr]
    assert figures(tables["signs-external"])["Коллективные"] == sum(n for *_, n in found)


def test_the_catalogue_knows_the_column_of_each_table() -> None:
    """A row of places stands for several spellings, or for many places: a lost source is every row's."""
    by = {metric.key: metric.by for metric in METRICS if metric.key in KEYS}
    assert by == {**KEYS, "municipalities": ""}


def test_the_tables_stand_under_a_heading_of_their_own_and_name_their_rows() -> None:
    prefixes = {anchor: own for anchor, _, own in strings.ASPECTS}["composition"]
    assert prefixes == tuple(f"{metric.key}-" for metric in METRICS if f"{metric.key}-" in prefixes)
    assert {f"{key}-" for key in (*KEYS, "signs")} == {*prefixes}
    titles = [strings.LABEL_COLUMNS.get(prefix.split("-")[0]) for prefix in prefixes]
    assert len(set(titles)) == len(prefixes)
    assert None not in titles


@pytest.mark.parametrize(
    ("agency_id", "paragraph", "key"),
    [
        ("minyust-rd", "1", "life-situations"),
        ("minyust-rd", "4", "forms"),
        ("minyust-rd", "13", "units"),
        ("dztszn-nao", "7, подпункт 2", "touch-points"),
        ("dztszn-nao", "12", "units"),
    ],
)
def test_a_paragraph_is_met_as_far_as_its_table_is(
    agency_id: str, paragraph: str, key: str, table: Callable[..., Any]
) -> None:
    """Missing: said so. There, but a quarter of the appeals unstated: said of how many."""
    params = load_agency(Tree(Path(__file__).resolve().parents[2]), agency_id)
    (asked,) = (o for o in params.obligations.paragraphs if o.paragraph == paragraph)
    assert key in asked.metrics
    metric = next(m for m in METRICS if m.key == key)

    def missing(*counts: tuple[str | None, int]) -> str:
        # Somebody appealed: without any appeal a table is not missed.
        bodies = {"kinds": table("kinds", rows("appeal_kind", ("complaint", 9)))}
        bodies |= {key: table(key, rows(KEYS[key], *counts))} if counts else {}
        made = {
            f"{k}-external": Table(
                id=f"{k}-external", section="appeals", title=k, unit="обращений", metric=k, rows=body.rows,
                columns=body.columns, client_kind="external", base=body.base,
            )
            for k, body in bodies.items()
        }  # fmt: skip
        report = sample.internal().model_copy(update={"agency_id": agency_id, "tables": made})
        (row,) = (r for r in metrics.ledger_rows(report, params) if r.paragraph == paragraph)
        return "; ".join(row.missing)

    title = metric.title[:1].lower() + metric.title[1:]
    assert f"{title} (внешние клиенты)" in missing()
    assert "у 10 из 40 (внешние клиенты)" in missing((WORDS[key], 30), (None, 10))
    assert "(внешние клиенты)" not in missing((WORDS[key], 40)).replace("виду сбора (внешние клиенты)", "")
