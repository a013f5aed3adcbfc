"""Primary suppression: no small count, nothing computed from one, nothing else hidden."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from painmap.disclosure.cells import dependants, names_small_count
from painmap.report_data import (
    MaterialTopic,
    MonthlySeries,
    Number,
    ReportData,
    Table,
    TableColumn,
    TableRow,
)

from .conftest import COMPARISON, comparison, problem, publish, report, trend

COUNTS = st.integers(0, 12) | st.integers(0, 400)
PAIRS = st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=8)


def is_small(value: float | None) -> bool:
    return value is not None and 0 < value < 5


def visible(row: TableRow, key: str) -> float | None:
    cell = row.cells[key]
    assert isinstance(cell, Number)
    return cell.value


@settings(max_examples=150, deadline=None)
@given(PAIRS)
def test_attacker_on_one_row_finds_no_small_count(pairs):
    original = comparison(pairs)
    table = publish(report(tables={"t": original})).tables["t"]
    assert not is_small(table.base)
    for row in table.rows:
        values = {key: visible(row, key) for key in row.cells}
        assert not any(isinstance(c, Number) and is_small(c.base) for c in row.cells.values())
        found = [values["period"], values["previous"]]
        for share, count in (("share", "period"), ("previous_share", "previous")):
            cell = row.cells[share]
            if cell.value is not None and cell.base is not None:
                found.append(round(cell.value * cell.base))
            if values[count] is None:
                assert cell.mark == "X"
        if values["change"] is not None and values["previous"] is not None:
            found.append(values["previous"] + values["change"])
        if values["change"] is not None and values["period"] is not None:
            found.append(values["period"] - values["change"])
        if values["change_share"] is not None and values["previous"] is not None:
            found.append(round(values["previous"] * (1 + values["change_share"])))
        assert not any(is_small(v) for v in found)


@settings(max_examples=80, deadline=None)
@given(PAIRS)
def test_nothing_is_changed_but_by_hiding_and_large_counts_and_zeros_stay(pairs):
    original = comparison(pairs)
    public = publish(report(tables={"t": original}))
    for before, after in zip(original.rows, public.tables["t"].rows, strict=True):
        assert (before.label, before.code, before.role) == (after.label, after.code, after.role)
        for key, cell in after.cells.items():
            assert cell == before.cells[key] or cell == Number(mark="X")
        for key in ("period", "previous"):
            assert (after.cells[key].mark == "X") == is_small(visible(before, key))
    marks = sum(c.mark == "X" for row in public.tables["t"].rows for c in row.cells.values())
    assert public.hidden.get("t", 0) == marks


@settings(max_examples=60, deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_does_not_matter(pairs, rnd: random.Random):
    original = comparison(pairs)
    rows, columns = list(original.rows), list(original.columns)
    rnd.shuffle(rows)
    rnd.shuffle(columns)
    shuffled = original.model_copy(update={"rows": tuple(rows), "columns": tuple(columns)})
    plain = publish(report(tables={"t": original})).tables["t"].rows
    other = publish(report(tables={"t": shuffled})).tables["t"].rows
    assert sorted(plain, key=lambda r: r.label) == sorted(other, key=lambda r: r.label)


def mixed(pairs: list[tuple[int, int]]) -> ReportData:
    """A report with every part that bears counts."""
    first = tuple(date(2025, i + 1, 1) for i in range(len(pairs)))
    now = tuple(float(p) for p, _ in pairs)
    return report(
        tables={"t": comparison(pairs)},
        problems=tuple(
            problem(f"p{i}", p, 400, previous_clients=Number(value=q)) for i, (p, q) in enumerate(pairs)
        ),
        trends=tuple(trend(p, q, code=f"{i}") for i, (p, q) in enumerate(pairs)),
        series={"s": MonthlySeries(id="total", title="Обращения", months=first, values=now, expected=now)},
        materials=tuple(
            MaterialTopic(topic_code="01", topic_title="Тема", requests=Number(value=p), quarter="2025-Q1")
            for p, _ in pairs
        ),
    )


def figures(data: ReportData) -> list[float | None]:
    """Every count of people or appeals that the report holds."""
    numbers = [
        c
        for t in data.tables.values()
        for r in t.rows
        for k, c in r.cells.items()
        if k in ("period", "previous")
    ]
    numbers += [n for p in data.problems for n in (p.appeals, p.clients, p.previous_clients)]
    numbers += [n for p in data.problems for _, n in p.channels] + [m.requests for m in data.materials]
    bases = [p.share.base for p in data.problems] + [t.base for t in data.tables.values()]
    totals = [v for t in data.trends for v in (t.result.total, t.result.total_before)]
    monthly = [v for s in data.series.values() for v in (*s.values, *s.expected)]
    return [n.value for n in numbers] + [n.base for n in numbers] + bases + totals + monthly


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_no_part_of_the_report_keeps_a_small_count_and_publishing_twice_changes_nothing(pairs):
    titles = {f"p{i}": f"Открытое {i}" for i in range(len(pairs))}
    public = publish(mixed(pairs), titles=titles)
    assert not any(is_small(v) for v in figures(public))
    for found in public.problems:
        if found.clients.mark == "X":
            assert found.share == Number(mark="X")
            assert (found.ci_low, found.ci_high, found.score_parts) == (None, None, {})
    assert publish(public, titles=titles) == public
    assert publish(mixed(pairs), titles=titles).model_dump_json() == public.model_dump_json()


def test_small_counts_are_there_before_publication():
    # The guard of the guard: `figures` does see small counts in an internal report.
    assert any(is_small(v) for v in figures(mixed([(3, 2), (50, 60)])))


def test_dependence_is_followed_through_several_steps_and_cycles():
    columns = (
        TableColumn(key="a", title="", kind="count"),
        TableColumn(key="b", title="", kind="share", depends_on=("a",)),
        TableColumn(key="c", title="", kind="change_share", depends_on=("b",)),
        TableColumn(key="d", title="", kind="count", depends_on=("c", "d")),
        TableColumn(key="e", title="", kind="count"),
    )
    assert dependants({"a"}, columns) == {"a", "b", "c", "d"}
    assert dependants({"e"}, columns) == {"e"}


def test_derived_column_that_declares_nothing_is_hidden_with_any_count_of_its_row():
    columns = (
        TableColumn(key="n", title="", kind="count"),
        TableColumn(key="median", title="", kind="days"),
        TableColumn(key="share", title="", kind="share", depends_on=("n",)),
        TableColumn(key="ci_low", title="", kind="share"),
    )
    cells = {"n": 3, "median": 12, "share": 0.5, "ci_low": 0.2}
    row = TableRow(label="", cells={k: Number(value=v) for k, v in cells.items()})
    table = Table(id="waiting", section="appeals", title="", unit="", columns=columns, rows=(row,))
    found = publish(report(tables={"waiting": table})).tables["waiting"].rows[0]
    assert {c.mark for c in found.cells.values()} == {"X"}


@pytest.mark.parametrize(
    ("cell", "is_hidden"),
    [
        (Number(value=0.04, base=100), True),  # four of a hundred
        (Number(value=0.05, base=100), False),
        (Number(value=0.0, base=100), False),
        (Number(value=0.5, base=4), True),  # the base is a count of people itself
        (Number(value=0.0, base=3), True),
        (Number(mark="–"), False),
    ],
)
def test_share_gives_its_numerator_away_through_its_base(cell, is_hidden):
    columns = (TableColumn(key="share", title="", kind="share"),)
    rows = (TableRow(label="", cells={"share": cell}),)
    table = Table(id="t", section="appeals", title="", unit="", columns=columns, rows=rows)
    found = publish(report(tables={"t": table})).tables["t"].rows[0].cells["share"]
    assert (found.mark == "X") is is_hidden
    if is_hidden:
        assert found.base is None


# --- surveys --------------------------------------------------------------------------------------


def survey(rows, columns, base=None, section="surveys_internal"):
    table = Table(
        id="survey-x-q1",
        section=section,
        title="",
        unit="ответов",
        columns=columns,
        rows=tuple(rows),
        base=base,
    )
    return publish(report(tables={"q": table})).tables["q"]


def test_question_answered_by_fewer_than_ten_shows_no_figure_not_even_a_zero():
    rows = [
        TableRow(label="Да", cells={"period": Number(value=9), "share": Number(value=1.0)}),
        TableRow(label="Нет", cells={"period": Number(value=0), "share": Number(value=0.0)}),
    ]
    nine = survey(rows, COMPARISON[:2], base=9)
    assert {c.mark for r in nine.rows for c in r.cells.values()} == {"X"}
    assert nine.base is None, "«n = 9» in the caption tells what the cells withhold"
    ten = survey(rows, COMPARISON[:2], base=10)
    assert {c.mark for r in ten.rows for c in r.cells.values()} == {""}


@pytest.mark.parametrize(("n", "is_hidden"), [(9, True), (10, False)])
def test_summary_row_needs_ten_answers_for_its_mean(n, is_hidden):
    columns = (
        TableColumn(key="n", title="", kind="count"),
        TableColumn(key="mean", title="", kind="score", depends_on=("n",)),
        TableColumn(key="previous_n", title="", kind="count"),
        TableColumn(key="previous_mean", title="", kind="score", depends_on=("previous_n",)),
    )
    values = {"n": n, "mean": 4.2, "previous_n": 50, "previous_mean": 4.0}
    row = TableRow(label="", cells={k: Number(value=v) for k, v in values.items()})
    cells = survey([row], columns).rows[0].cells
    assert (cells["mean"].mark == "X") is is_hidden
    assert cells["n"].value == n
    assert cells["previous_mean"].value == 4.0


def test_mean_on_a_small_base_of_its_own_is_hidden():
    columns = (TableColumn(key="mean", title="", kind="score"),)
    for base, mark in ((9, "X"), (10, "")):
        row = TableRow(label="", cells={"mean": Number(value=4.2, base=base)})
        assert survey([row], columns).rows[0].cells["mean"].mark == mark


def test_previous_wave_of_fewer_than_ten_is_hidden_as_a_column():
    table = comparison([(30, 5), (40, 4)], id="survey-x-q1", section="surveys_external", base=70)
    found = publish(report(tables={"q": table})).tables["q"]
    for row in found.rows:
        assert {row.cells[k].mark for k in ("previous", "previous_share", "change", "change_share")} == {"X"}
        assert {row.cells[k].mark for k in ("period", "share")} == {""}


def test_an_option_chosen_by_few_is_hidden_in_a_large_survey():
    found = survey(
        [TableRow(label="Да", cells={"period": Number(value=4), "share": Number(value=0.04, base=100)})],
        COMPARISON[:2],
        base=100,
    )
    assert {c.mark for c in found.rows[0].cells.values()} == {"X"}


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Вид не указан у 3 обращений", True),
        ("3 человека", True),
        ("Наблюдений 12 и 2, нужно не менее 20", True),
        ("Вид не указан у 0 обращений", False),
        ("Не указан у 30 обращений", False),
        ("см. пункт 4 и п. 3, ст. 2, № 1", False),
        ("пунктом 4.2 Порядка", False),
        ("доля 2,5 %", False),
        ("2025-Q3", False),
    ],
)
def test_counts_in_sentences_are_told_from_references(text, expected):
    assert names_small_count(text, 5) is expected


def test_notes_with_small_counts_are_left_out():
    table = comparison([(50, 60)], notes=("Вид не указан у 3 обращений", "Доли не складываются в 100 %"))
    assert publish(report(tables={"t": table})).tables["t"].notes == ("Доли не складываются в 100 %",)
