"""`painmap trend`: months and numbers of any table, series set aside, results. All are made up."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from pyarrow import parquet

from painmap.errors import PainmapError
from painmap.params import defaults
from painmap.params.defaults import mention_vocabulary, report_defaults
from painmap.stages import trend_table
from painmap.stages.requests import TrendRequest
from painmap.stages.trend_table import found
from painmap.stages.trend_table.cells import days, number
from painmap.stages.trend_table.found import COLUMNS, TrendsFound
from painmap.stats import CountSeries, compare_series

SECRET = "Петухова"
Line = tuple[Any, ...]


def months(n: int, start: int = 2023) -> list[str]:
    return [f"{start + i // 12}-{i % 12 + 1:02d}" for i in range(n)]


def series(name: Any, values: Iterable[Any]) -> list[Line]:
    """Rows of a series from January 2023 on; nothing where None."""
    values = list(values)
    return [(name, m, v) for m, v in zip(months(len(values)), values, strict=True) if v is not None]


def wave(n: int, mean: float, seed: str) -> list[int]:
    """Counts that scatter as counts do."""
    random = Random(seed)
    return [max(0, round(random.gauss(mean, math.sqrt(mean)))) for _ in range(n)]


def plain(count: int = 8, n: int = 24) -> list[Line]:
    """Series «ряд 0», … without change."""
    return [line for i in range(count) for line in series(f"ряд {i}", wave(n, 40, f"{i}"))]


def csv_of(path: Path, lines: Sequence[Line], header: str = "ряд,месяц,число") -> Path:
    text = "\n".join([header, *(",".join("" if c is None else str(c) for c in line) for line in lines)])
    path.write_text(text + "\n", encoding="utf-8")
    return path


def run(source: Path, out: Path, **options: Any) -> TrendsFound:
    asked = {"series": "ряд", "date": "месяц", "value": "число"} | options
    return trend_table(TrendRequest(source, out, **asked))


def rows(out: Path) -> dict[str, dict[str, str]]:
    """Series → its row of the result, all cells as text."""
    frame = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert tuple(frame.columns) == COLUMNS
    return {str(row["series"]): dict(row) for row in frame.to_dict("records")}


def result(folder: Path, lines: Sequence[Line], **options: Any) -> dict[str, dict[str, str]]:
    header = "ряд,месяц,число" + ",база" * ("exposure" in options)
    out = folder / "out.csv"
    run(csv_of(folder / "in.csv", lines, header), out, **options)
    return rows(out)


def refusal(folder: Path, lines: Sequence[Line], header: str = "ряд,месяц,число", **options: Any) -> str:
    """What is said of the table; nothing is written."""
    out = folder / "refused.csv"
    out.write_bytes(b"old")
    with pytest.raises(PainmapError) as caught:
        run(csv_of(folder / "bad.csv", lines, header), out, **options)
    assert out.read_bytes() == b"old"
    assert [p.name for p in folder.glob(".*")] == []
    assert SECRET not in str(caught.value)
    return str(caught.value)


# --- cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-05", "2025-03", "2025-3", " 2025-03-31 ", "05.03.2025", "5.3.2025", "03.2025", "3.2025",
        "2025/03/05", "03/2025", "март 2025", "Март 2025 г.", "5 марта 2025 г.", "Mar 2025", "202503", 202503,
        "20250331", "2025-03-31 23:59:59", "2025-03-05T00:00:00.000Z", "2025-03-31 23:59+03:00",
        date(2025, 3, 5), datetime(2025, 3, 31, 23, 59), datetime(2025, 3, 31, 23, 59, tzinfo=UTC),
        pd.Timestamp("2025-03-31 23:59:59.999999999"),
    ],
)  # fmt: skip
def test_any_day_of_a_month_is_the_month(cell: Any) -> None:
    (day,) = days([cell])
    assert day is not None
    assert (day.year, day.month) == (2025, 3)


@pytest.mark.parametrize(
    "cell",
    ["", None, "2025", "2025-13", "31.02.2025", "03/05/2025", "05.03.25", "2025-Q1", "2025.10", 2025.1,
     "Итого", "0025-03-01", float("nan"), True],
)  # fmt: skip
def test_what_is_no_month_or_may_be_two_is_none(cell: Any) -> None:
    assert days([cell]) == [None]


def test_excels_numbers_of_days_count_where_all_are_such() -> None:
    assert days(["45717", 45717.0, 45716, "45717,5"]) == [date(2025, 3, n) for n in (1, 1)] + [
        date(2025, 2, 28),
        date(2025, 3, 1),
    ]
    assert days(["45717", "2025-03-01"]) == [None, date(2025, 3, 1)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12), ("12,0", 12), ("12.50", 12.5), ("1 234", 1234), ("1\u00a0234\u00a0567", 1234567),
        ("1\u202f234,5", 1234.5), (" 7 ", 7), ("+5", 5), ("-3", -3), ("−3", -3), ("1e6", 1e6), ("1E+06", 1e6),
        ("inf", math.inf), ("-Infinity", -math.inf), ("9" * 400, math.inf), (10**400, math.inf), (3, 3),
        (2.5, 2.5), (Decimal("12.0"), 12), ("", None), ("  ", None), (None, None), (float("nan"), None),
        (Decimal("nan"), None),
    ],
)  # fmt: skip
def test_numbers(cell: Any, value: float | None) -> None:
    assert number(cell) == value


@pytest.mark.parametrize(
    "cell",
    [
        "nan",
        "NA",
        "н/д",
        "–",
        "12 5",
        "1,234,567",
        "1_000",
        "0x10",
        "٣",
        "²",
        "12 шт",
        True,
        date(2025, 1, 1),
    ],
)
def test_no_numbers(cell: Any) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        number(cell)


# --- rows -----------------------------------------------------------------------------------------


def test_an_absent_row_is_an_empty_cell_and_no_zero(tmp_path: Path) -> None:
    values = wave(24, 40, "0")
    absent = result(tmp_path, series("ряд", [*values[:5], None, *values[6:]]))["ряд"]
    empty = result(tmp_path, series("ряд", [*values[:5], "", *values[6:]]))["ряд"]
    zero = result(tmp_path, series("ряд", [*values[:5], 0, *values[6:]]))["ряд"]
    assert absent == empty
    assert absent["ratio"] != zero["ratio"]
    assert int(absent["n"]) < int(zero["n"]) == 24


def test_wholly_empty_rows_are_none(tmp_path: Path) -> None:
    lines = plain(1)
    expected = result(tmp_path, lines)
    assert result(tmp_path, [*lines[:3], (None, None, None), (" ", "", None), *lines[3:]]) == expected


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            [(SECRET, "2023-05-17", 3)],
            ["Один месяц одного ряда дважды: строки 6 и 26.", "сложите"],
        ),
        ([(SECRET, "05.2023", "")], ["строки 6 и 26"]),
        ([("Итого", "", 9)], ["В столбце «месяц» не дата: строка 26.", "строки итогов удалите"]),
        ([("a", f"2023-1{i}", 1) for i in range(3, 8)], ["не дата: строки 26, 27, 28 и ещё 2."]),
        ([("", "2023-01", 9)], ["В столбце «ряд» нет имени ряда: строка 26."]),
        ([("a", "2023-01", SECRET)], ["В столбце «число» не число: строка 26.", "оставьте ячейку пустой"]),
        (
            [("a", f"2023-01-{i:02d}", 1) for i in range(1, 29)],
            ["строки 26 и 27; строки 26 и 28; строки 26 и 29 и ещё 24.", "посчитайте", "(сводная таблица)"],
        ),
    ],
    ids=["twice", "twice_once_empty", "total", "no_dates", "no_name", "no_number", "events"],
)
def test_a_row_that_cannot_be_understood_refuses_the_file(
    lines: list[Line], said: list[str], tmp_path: Path
) -> None:
    message = refusal(tmp_path, [*series(SECRET, wave(24, 40, "0")), *lines])
    for part in (*said, "Где: bad.csv"):
        assert part in message


def test_rows_are_numbered_as_the_file_shows_them(tmp_path: Path) -> None:
    lines = [*series("а", [5, 6, 7]), ("а", "2023-02", 1)]
    assert "строки 3 и 5." in refusal(tmp_path, lines), "after the header"
    write_jsonl(tmp_path / "in.jsonl", lines)
    with pytest.raises(PainmapError, match="строки 2 и 4"):
        run(tmp_path / "in.jsonl", tmp_path / "out.csv")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"series": "рят"}, "Столбца «рят» в файле нет. Где: bad.csv."),
        ({"exposure": "дни"}, "укажите одно из допустимых значений: месяц, ряд, число"),
        ({"date": "Ряд"}, "Столбец «ряд» назван дважды. Где: --series, --date."),
        ({"contrast": "step"}, "Для --contrast step нужна дата. Где: --at."),
        ({"contrast": "step", "at": "вчера"}, "Дата не читается. Где: --at."),
        ({"at": "2024-01"}, "Дата нужна только сравнению step."),
        ({"contrast": "yoy"}, "year_on_year"),
        ({"sheet": "Лист1"}, "уберите параметр --sheet"),
    ],
)
def test_wrong_options(options: dict[str, Any], said: str, tmp_path: Path) -> None:
    assert said in refusal(tmp_path, plain(1), **options)


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    assert "нет ни одной строки с данными" in refusal(tmp_path, [])


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    source = csv_of(tmp_path / "in.csv", plain(1))
    before = source.read_bytes()
    with pytest.raises(PainmapError, match="нельзя записать на место"):
        run(source, source)
    assert source.read_bytes() == before


# --- series that are no counts --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([5] * 23 + [-1], "значение отрицательно (строка 217)"),
        ([5] * 22 + ["inf", "-inf"], "значение отрицательно (строка 217)"),
        ([5] * 23 + ["inf"], "значение бесконечно (строка 217)"),
        ([5] * 23 + ["1e13"], "значение слишком велико (строка 217)"),
        ([5.5] * 24, "значения не целые, а сравниваются количества (строки 194, 195, 196 и ещё 21)"),
    ],
    ids=["negative", "negative_infinite", "infinite", "huge", "fractional"],
)
def test_a_series_that_is_no_count_is_set_aside(values: list[Any], reason: str, tmp_path: Path) -> None:
    without = result(tmp_path, plain())
    table = result(tmp_path, [*plain(), *series("я", values)])
    assert {name: row for name, row in table.items() if name != "я"} == without
    empty = dict.fromkeys(COLUMNS, "")
    assert table["я"] == {**empty, "series": "я", "n": "24", "verdict": "insufficient", "reason": reason}


# Name of the deformity → counts.
ODD: dict[str, list[Any]] = {
    "zeros": [0] * 24,
    "one_non_zero": [0] * 23 + [1],
    "three_points": [5, 6, 7],
    "nothing": [""] * 24,
    "one_month": [0] * 23 + [500],
    "constant": [7] * 24,
    "million": [10**6 + 10**3 * (i % 7) for i in range(24)],
    "gaps": [10 if i % 3 else None for i in range(24)],
    "from_zero": [0] * 12 + [30] * 12,
    "to_zero": [30] * 12 + [0] * 12,
    "powers": [10 ** (i % 16) for i in range(24)],
    "huge": [10**12] * 24,
}
UNTESTED = {
    "zeros": "мало",
    "one_non_zero": "месяцев с обращениями 1",
    "one_month": "месяцев с обращениями 1",
    "three_points": "с данными 3",
    "nothing": "",
}


def check_told(row: Mapping[str, str]) -> None:
    """One of four verdicts, a reason where it is due, and no figure that is none."""
    assert row["verdict"] in ("growth", "decline", "no_change", "insufficient")
    assert (row["reason"] != "") == (row["verdict"] == "insufficient")
    assert not {"nan", "inf", "-inf", "None"} & set(row.values())


@pytest.mark.parametrize("name", ODD)
def test_odd_counts_alone_get_a_verdict(name: str, tmp_path: Path) -> None:
    row = result(tmp_path, series("я", ODD[name]))["я"]
    check_told(row)
    if name in UNTESTED:
        assert (row["verdict"], row["p"], row["ratio"]) == ("insufficient", "", "")
        assert UNTESTED[name] in row["reason"]


@pytest.mark.parametrize("contrast", ["auto", "year_on_year", "trend", "step"])
def test_odd_counts_among_others_get_a_verdict(contrast: str, tmp_path: Path) -> None:
    lines = [line for name, values in ODD.items() for line in series(name, values)]
    at = "2024-01" if contrast == "step" else ""
    table = result(tmp_path, [*plain(), *lines], contrast=contrast, at=at)
    assert len(table) == 8 + len(ODD)
    for row in table.values():
        check_told(row)
    assert {table[name]["p"] for name in UNTESTED} == {""}


def test_step_outside_of_the_data_is_a_reason_of_the_series(tmp_path: Path) -> None:
    table = result(tmp_path, plain(2), contrast="step", at="2043-01-15")
    assert {row["verdict"] for row in table.values()} == {"insufficient"}
    assert all(row["reason"] for row in table.values())


# --- exposure -------------------------------------------------------------------------------------


def with_base(values: Sequence[Any], base: Callable[[int], Any]) -> list[Line]:
    return [(*line, base(i)) for i, line in enumerate(series("ряд", values))]


def test_exposure_is_what_the_ratio_is_counted_on(tmp_path: Path) -> None:
    values = wave(24, 40, "0")
    level = result(tmp_path, with_base(values, lambda i: 100), exposure="база")["ряд"]
    doubled = result(tmp_path, with_base(values, lambda i: 100 if i < 12 else 200.0), exposure="база")["ряд"]
    assert float(doubled["ratio"]) == pytest.approx(float(level["ratio"]) / 2, rel=1e-6)
    assert doubled["verdict"] == "decline"


def test_without_exposure_counts_are_a_day(tmp_path: Path) -> None:
    """January 2024 to December 2024 has a day more."""
    ratio = float(result(tmp_path, series("ряд", [50] * 24))["ряд"]["ratio"])
    assert ratio == pytest.approx(365 / 366, rel=1e-3)


def test_a_base_of_zero_without_counts_is_a_missing_month(tmp_path: Path) -> None:
    values = wave(24, 40, "0")
    values[5] = 0
    zero = result(tmp_path, with_base(values, lambda i: 0 if i == 5 else 30), exposure="база")["ряд"]
    absent = with_base(values, lambda i: 30)
    del absent[5]
    assert zero == result(tmp_path, absent, exposure="база")["ряд"]


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        (0, "база 0 при ненулевом значении (строка 7)"),
        (-1, "база отрицательна (строка 7)"),
        ("", "нет базы (строка 7)"),
        ("inf", "база слишком мала или велика (строка 7)"),
        ("1e-300", "база слишком мала или велика (строка 7)"),
    ],
    ids=["zero", "negative", "empty", "infinite", "tiny"],
)
def test_a_base_that_is_none_is_a_reason_of_the_series(base: Any, reason: str, tmp_path: Path) -> None:
    lines = with_base(wave(24, 40, "0"), lambda i: base if i == 5 else 30)
    assert result(tmp_path, lines, exposure="база")["ряд"]["reason"] == reason


def test_the_base_of_a_month_without_value_does_not_matter(tmp_path: Path) -> None:
    values: list[Any] = wave(24, 40, "0")
    values[5] = ""
    bases = (30, "", -1, "inf")
    tables = [
        result(tmp_path, with_base(values, lambda i, b=base: b if i == 5 else 30), exposure="база")
        for base in bases
    ]
    assert tables == [tables[0]] * len(bases)


# --- the result -----------------------------------------------------------------------------------


def portfolio() -> list[Line]:
    """40 series without change, one that trebles, one that falls to a third."""
    grown = [*wave(12, 20, "g"), *wave(12, 60, "h")]
    return [*plain(40), *series("рост", grown), *series("спад", grown[::-1])]


def test_changes_are_found_and_told(tmp_path: Path) -> None:
    source = csv_of(tmp_path / "in.csv", portfolio())
    told = run(source, tmp_path / "out.csv")
    table = rows(tmp_path / "out.csv")
    assert (table["рост"]["verdict"], table["спад"]["verdict"]) == ("growth", "decline")
    assert table["рост"]["contrast"] == "year_on_year"
    for name in ("рост", "спад"):
        low, ratio, high, p, q = (float(table[name][c]) for c in ("ci_low", "ratio", "ci_high", "p", "q"))
        assert low < ratio < high
        assert p <= q <= 0.05
    assert (told.series, told.rows, told.first, told.last) == (
        42,
        42 * 24,
        date(2023, 1, 1),
        date(2024, 12, 1),
    )
    assert sum(told.verdicts.values()) == 42
    assert told.verdicts["insufficient"] == sum(told.untested.values()) + sum(told.unclear.values())


def test_the_figures_are_those_of_the_engine(tmp_path: Path) -> None:
    """A series, its values and its result stay together; rounding takes no digit that anybody compares."""
    values = {f"ряд {i}": wave(24, 15 + 9 * i, f"{i}") for i in range(6)}
    table = result(tmp_path, [line for name, counts in values.items() for line in series(name, counts)])
    firsts = tuple(date(2023 + i // 12, i % 12 + 1, 1) for i in range(24))
    portfolio = [
        CountSeries(family="", code=name, label="", client_kind="all", months=firsts, counts=tuple(counts))
        for name, counts in values.items()
    ]
    for name, told in zip(
        values, compare_series(portfolio, "auto", report_defaults(None).trend), strict=True
    ):
        row = table[name]
        figures = (told.effect, told.ci_low, told.ci_high, told.p, told.q, told.dispersion, told.rho)
        assert [float(cell) for cell in list(row.values())[2:9]] == pytest.approx(figures, rel=1e-7)
        assert (float(row["detectable"]), int(row["n"])) == (pytest.approx(told.detectable, rel=1e-7), told.n)
        assert (row["verdict"], row["reason"], row["contrast"]) == (told.verdict, told.reason, told.test)


def test_36_months_are_a_trend(tmp_path: Path) -> None:
    assert result(tmp_path, plain(3, 36))["ряд 0"]["contrast"] == "trend"
    assert result(tmp_path, plain(3, 35))["ряд 0"]["contrast"] == "year_on_year"


def test_the_same_bytes_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    lines = [*portfolio(), *series("я", [5] * 24)]
    run(csv_of(tmp_path / "in.csv", lines), tmp_path / "one.csv")
    for seed in range(3):
        Random(seed).shuffle(lines)
        run(csv_of(tmp_path / "in.csv", lines), tmp_path / "two.csv")
        assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


def frame_of(lines: Sequence[Line]) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=["ряд", "месяц", "число"])
    return frame.assign(месяц=pd.to_datetime(frame["месяц"], format="%Y-%m"))


def write_jsonl(path: Path, lines: Sequence[Line]) -> None:
    objects = (dict(zip(("ряд", "месяц", "число"), line, strict=True)) for line in lines)
    path.write_text("".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects), encoding="utf-8")


def write_cp1251(path: Path, lines: Sequence[Line]) -> None:
    """As a Russian Excel saves it, but for the comma between columns."""
    days_ = [(name, f"15.{month[5:]}.{month[:4]}", f'"{value},0"') for name, month, value in lines]
    text = "\r\n".join(",".join(line) for line in [("ряд", "месяц", "число"), *days_])
    path.write_bytes(text.encode("cp1251"))


WRITERS: Mapping[str, Callable[[Path, Sequence[Line]], object]] = {
    "days.parquet": lambda path, lines: frame_of(lines).to_parquet(path, index=False),
    "dates.xlsx": lambda path, lines: frame_of(lines).to_excel(path, index=False, engine="xlsxwriter"),
    "months.jsonl": write_jsonl,
    "cp1251_decimal_comma.csv": write_cp1251,
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_figures_from_any_kind_of_table(name: str, tmp_path: Path) -> None:
    expected = result(tmp_path, portfolio())
    WRITERS[name](tmp_path / name, portfolio())
    run(tmp_path / name, tmp_path / "same.csv")
    assert rows(tmp_path / "same.csv") == expected


FORMULA = '=HYPERLINK("http://x")'


def test_results_of_any_kind(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", [*plain(3), *series(FORMULA, [9] * 24), *series("я", [1])])
    for suffix in ("csv", "tsv", "jsonl", "xlsx", "parquet"):
        run(tmp_path / "in.jsonl", tmp_path / f"out.{suffix}")
    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["series"] for row in told] == [FORMULA, "ряд 0", "ряд 1", "ряд 2", "я"]
    assert told[4]["p"] is None
    typed = parquet.read_table(tmp_path / "out.parquet")
    assert typed.to_pylist() == told
    assert [str(kind) for kind in typed.schema.types] == ["string"] * 2 + ["double"] * 7 + [
        "int64", "double", "string", "string",
    ]  # fmt: skip
    text = {name: ["" if row[name] is None else str(row[name]) for row in told] for name in COLUMNS}
    for read in (
        pd.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False),
        pd.read_csv(tmp_path / "out.tsv", dtype=str, keep_default_na=False, sep="\t"),
    ):
        assert read.to_dict("list") == text
    book = pd.read_excel(tmp_path / "out.xlsx", engine="openpyxl")
    assert list(book["series"]) == [row["series"] for row in told], "a formula would be read as NaN"
    assert book["ratio"].dropna().tolist() == [row["ratio"] for row in told if row["ratio"] is not None]


def test_a_text_result_is_written_as_its_source_is(tmp_path: Path) -> None:
    lines = [";".join(map(str, line)) for line in [("ряд", "месяц", "число"), *plain(2)]]
    (tmp_path / "in.csv").write_bytes(("\ufeff" + "\r\n".join(lines)).encode())
    run(tmp_path / "in.csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith("\ufeffseries;contrast;ratio;".encode())


def test_series_are_sorted_by_number_where_all_are_numbers(tmp_path: Path) -> None:
    assert list(result(tmp_path, [*series(10, [9] * 24), *series(9, [9] * 24)])) == ["9", "10"]
    assert list(result(tmp_path, [*series(10, [9] * 24), *series("9а", [9] * 24)])) == ["10", "9а"]
    write_jsonl(tmp_path / "in.jsonl", [*series(10, [9] * 24), *series(9, [9] * 24)])
    run(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    told = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["series"] for line in told] == [9, 10]


def test_reasons_that_differ_in_figures_are_counted_together() -> None:
    reasons = ["мало: 3 и 0, нужно 6", "мало: 5 и 0, нужно 6", "интервал", "интервал", "интервал"]
    assert found._grouped(reasons) == {"интервал": 3, "мало: … и 0, нужно 6": 2}
    assert list(found._grouped(reasons)) == ["интервал", "мало: … и 0, нужно 6"]


def test_a_new_result_is_its_owners_only(tmp_path: Path) -> None:
    run(csv_of(tmp_path / "in.csv", plain(1)), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600


# --- thresholds -----------------------------------------------------------------------------------


def test_thresholds_are_the_projects_or_the_shipped_ones(repository: Path, tmp_path: Path) -> None:
    shipped = report_defaults(None)
    assert shipped == report_defaults(repository)
    text = (repository / "params" / "report.yaml").read_text(encoding="utf-8")
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "report.yaml").write_text(
        text.replace("alpha: 0.05", "alpha: 0.0001", 1), encoding="utf-8"
    )
    assert report_defaults(tmp_path).trend.alpha == 0.0001
    lines = [*plain(2), *series("рост", [*wave(12, 30, "g"), *wave(12, 45, "h")])]
    assert result(tmp_path, lines)["рост"]["verdict"] == "growth"
    assert result(tmp_path, lines, root=tmp_path)["рост"]["verdict"] != "growth"


def test_a_wheel_carries_the_thresholds(repository: Path) -> None:
    told = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = told["tool"]["hatch"]["build"]["targets"]["wheel"]
    packed = repository / "src" / wheel["sources"]["params"]
    for name in (defaults.DEFAULTS, defaults.MENTIONS):
        assert name in wheel["only-include"]
        assert packed / name.removeprefix("params/") == defaults._PLACES[0] / name


def test_the_shipped_thresholds_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("painmap.params.defaults._PLACES", (tmp_path,))
    with pytest.raises(PainmapError, match=r"report\.yaml"):
        report_defaults(None)
    with pytest.raises(PainmapError, match=r"mentions\.yaml"):
        mention_vocabulary()
