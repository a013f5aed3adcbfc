"""A sample to judge, the judgements back without a loss, and what they say of counts and trends."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from painmap.errors import PainmapError
from painmap.params.tables import read_table as read_params
from painmap.paths import Tree
from painmap.periods import Period
from painmap.schema import APPEALS, ASSIGNMENTS, PROBLEMS, RESPONSES, REVIEWS
from painmap.stages.project import Project
from painmap.stages.registry import answers, audit, book, reviews
from painmap.stages.registry.listing import listing
from painmap.stages.registry.state import State
from painmap.stages.store import write_json, write_table
from painmap.stats import wilson

AGENCY = "minec-49"
PERIOD = Period.parse("2025")
AUTHOR = reviews.Author("отдел анализа", pd.Timestamp("2025-10-14").date())


def appeals() -> pd.DataFrame:
    """120 texts of clients, 30 of staff and 20 of the year before; every tenth fits no problem."""
    rows = []
    for n in range(170):
        kind = "internal" if 120 <= n < 150 else "external"
        rows.append(
            {
                "record_id": f"r{n:03d}", "source_id": "register", "source_file_id": "0", "appeal_id": str(n),
                "registered_date": "2024-05-02" if n >= 150 else f"2025-{n % 12 + 1:02d}-03",
                "client_kind": kind,
                "channel_code": "letter", "regime_code": "59-fz", "text": f"=Текст {n} [ФИО 1] {kind}",
            }
        )  # fmt: skip
    return APPEALS.conform(pd.DataFrame(rows))


def assignments() -> pd.DataFrame:
    records = appeals()[["record_id", "client_kind"]]
    ids = [
        "p16" if kind == "internal" else f"p{n % 4 + 1:02d}" for n, kind in enumerate(records["client_kind"])
    ]
    frame = records.assign(problem_id=ids, score=0.8)
    frame.loc[frame.index % 10 == 9, "problem_id"] = pd.NA
    return ASSIGNMENTS.conform(frame)


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build leaves of made-up texts."""
    root = tmp_path_factory.mktemp("built") / "project"
    shutil.copytree(repository / "params", root / "params")
    shutil.copytree(repository / "data" / "raw" / AGENCY, root / "data" / "raw" / AGENCY)
    shutil.copy(repository / "params" / "synthetic.lock", root / "params" / "synthetic.lock")
    tree = Tree(root)
    of_years = appeals()
    for year in (2024, 2025):
        place = tree.processed(AGENCY) / str(year)
        own = of_years[of_years["registered_date"].dt.year == year]
        write_table(place / "appeals.parquet", APPEALS, own)
        write_table(place / "responses.parquet", RESPONSES, RESPONSES.empty())
        write_json(place / "journal.json", {"files": []})
    write_table(tree.interim_pain_points(AGENCY) / "assignments.parquet", ASSIGNMENTS, assignments())
    coverage = {"first": "2024-01-01", "until": "2026-01-20"}
    write_json(tree.interim_clean(AGENCY) / "coverage.json", coverage)
    return root


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Project:
    root = tmp_path / "project"
    shutil.copytree(built, root)
    return Project(root, AGENCY)


@pytest.fixture
def drawn(project: Project, tmp_path: Path) -> Path:
    path = tmp_path / "проверка.xlsx"
    assert reviews.draw(project, PERIOD, 50, path) == 50
    return path


def fill(path: Path, cells: dict[str, str]) -> None:
    workbook = openpyxl.load_workbook(path)
    for place, value in cells.items():
        workbook["Проверка"][place] = value
    workbook.save(path)


def stored(project: Project) -> pd.DataFrame:
    return read_params(project.tree.reviews(AGENCY), REVIEWS, "reviews")


def test_the_sample_is_of_clients_of_the_period_with_a_problem(project: Project, drawn: Path) -> None:
    about, lines, note = book.read(drawn)
    assert (about, note) == (book.About(AGENCY, "2025", 50), "")
    texts = reviews.population(project, PERIOD).set_index("record_id")
    assert len(texts) == 120
    assert len({line.record_id for line in lines}) == 50
    for line in lines:
        assert texts.loc[line.record_id, "problem_id"] == line.problem_id
    sheet = openpyxl.load_workbook(drawn)["Проверка"]
    assert sheet["B4"].value.endswith("[ФИО 1] external")
    assert sheet["B4"].data_type == "s", "words, no formula"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"D4:D53": '"верно,неверно,не ясно"', "E4:E53": "'Проблемы'!$A$1:$A$15"}


def test_the_sample_depends_on_nothing_but_key_and_records(
    project: Project, drawn: Path, tmp_path: Path
) -> None:
    place = project.tree.interim_pain_points(AGENCY) / "assignments.parquet"
    assignments().sample(frac=1, random_state=1).to_parquet(place)
    again, larger = tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    reviews.draw(project, PERIOD, 50, again)
    assert again.read_bytes() == drawn.read_bytes()
    assert reviews.draw(project, PERIOD, 500, larger) == 108
    records = [[line.record_id for line in book.read(path)[1]] for path in (drawn, larger)]
    assert records[1][:50] == records[0]
    assert records[0] != sorted(records[0])


def test_a_filled_workbook_is_not_overwritten(project: Project, drawn: Path) -> None:
    before = drawn.read_bytes()
    with pytest.raises(PainmapError, match="уже есть"):
        reviews.draw(project, PERIOD, 10, drawn)
    assert drawn.read_bytes() == before
    with pytest.raises(PainmapError, match="2019"):
        reviews.draw(project, Period.parse("2019"), 10, drawn.with_name("x.xlsx"))


def test_no_judgement_is_lost(project: Project, drawn: Path) -> None:
    _, lines, _ = book.read(drawn)
    own = lines[1].problem_id
    other = "p05" if own != "p05" else "p06"
    cells = {
        "D4": "верно",
        "D5": "Неверно", "E5": f"{other} Любые слова",
        "D6": "неверно", "E6": book.NONE_FITS,
        "D7": "не ясно",
        "D8": "наверное",
        "E9": "p07",
        "D10": "верно", "E10": "p18",
        "D11": "неверно", "E11": "чего-то такого нет",
        "F12": "r999", "D12": "верно",
        "D13": "верно", "F13": lines[0].record_id,
        "D14": "верно", "G14": "p77",
        "D15": "неверно",
    }  # fmt: skip
    fill(drawn, cells)
    done = reviews.store(State(project), drawn, AUTHOR)
    assert done.rows == 50 == done.stored + done.same + done.empty + len(done.rejected)
    assert (done.stored, done.same, done.missing) == (5, 0, 0)
    assert [number for number, _ in done.rejected] == [8, 9, 10, 11, 12, 13, 14]
    found = stored(project)
    assert list(found["verdict"]) == ["right", "wrong", "wrong", "unclear", "wrong"]
    assert list(found["right_problem_id"].fillna("")) == ["", other, "none", "", ""]
    assert set(found["author_role"]) == {"отдел анализа"}
    assert set(found["entered_date"].dt.strftime("%Y-%m-%d")) == {"2025-10-14"}
    words = project.tree.reviews(AGENCY).read_text(encoding="utf-8")
    assert "Текст" not in words
    assert "ФИО" not in words
    again = reviews.store(State(project), drawn, AUTHOR)
    assert (again.stored, again.same) == (0, 5)
    assert project.tree.reviews(AGENCY).read_text(encoding="utf-8") == words
    fill(drawn, {"D4": "неверно"})
    reviews.store(State(project), drawn, AUTHOR)
    assert project.tree.reviews(AGENCY).read_text(encoding="utf-8").startswith(words), "only ever added to"
    assert stored(project).drop_duplicates("record_id", keep="last")["verdict"].tolist()[-1] == "wrong"


def test_judgements_teach_the_next_build(project: Project, drawn: Path) -> None:
    before = project.pain_points_stamp()
    fill(drawn, {"D4": "неверно"})
    reviews.store(State(project), drawn, AUTHOR)
    assert Project(project.tree.root, AGENCY).pain_points_stamp() != before


def test_rows_that_were_taken_out_are_told(project: Project, drawn: Path) -> None:
    workbook = openpyxl.load_workbook(drawn)
    workbook["Проверка"].delete_rows(10, 4)
    workbook.save(drawn)
    done = reviews.store(State(project), drawn, AUTHOR)
    assert (done.rows, done.missing, done.empty) == (46, 4, 46)
    assert not project.tree.reviews(AGENCY).exists()


def test_foreign_and_damaged_files_are_refused(project: Project, drawn: Path, tmp_path: Path) -> None:
    def said(path: Path) -> str:
        with pytest.raises(PainmapError) as caught:
            reviews.store(State(project), path, AUTHOR)
        return str(caught.value)

    assert "Файл не найден" in said(tmp_path / "нет.xlsx")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(drawn.read_bytes()[:3000])
    assert "cut.xlsx" in said(cut)
    for deformity, says in (
        (lambda b: b["Проверка"].delete_cols(6), "нет шапки"),
        (lambda b: b.remove(b["Сведения"]), "нет листа «Сведения»"),
        (lambda b: b["Сведения"].__setitem__("B1", "minyust-rd"), "другого органа: minyust-rd"),
        (lambda b: b["Сведения"].__setitem__("B3", "много"), "«Сведения» изменён"),
    ):
        workbook = openpyxl.load_workbook(drawn)
        deformity(workbook)
        workbook.save(tmp_path / "other.xlsx")
        assert says in said(tmp_path / "other.xlsx")
    assert not project.tree.reviews(AGENCY).exists()


def test_the_list_counts_by_period(project: Project) -> None:
    found = listing(State(project)).problems.set_index("id")
    assert "IV квартал 2025 года" in found.columns
    quarter = appeals().merge(assignments()[["record_id", "problem_id"]], on="record_id")
    own = quarter[(quarter["problem_id"] == "p02") & (quarter["registered_date"] >= "2025-10-01")]
    assert found.loc["p02", "IV квартал 2025 года"] == len(own) > 0


# --- what the judgements say ----------------------------------------------------------------------


def registry(*rows: tuple[str, str]) -> pd.DataFrame:
    base = {"client_kind": "external", "problem_kind": "problem", "status": "closed", "valid_from": "2023"}
    return PROBLEMS.conform(
        pd.DataFrame([{**base, "id": i, "title": i, "parent_ids": p or None} for i, p in rows])
    )


def judged(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["record_id", "problem_id", "verdict"])
    return REVIEWS.conform(frame.assign(author_role="аналитик", entered_date="2025-10-01"))


def test_the_last_judgement_counts_and_a_changed_assignment_makes_it_stale() -> None:
    texts = pd.DataFrame(
        {"record_id": ["a", "b", "c", "d", "e"], "problem_id": ["p01", "p02", pd.NA, "p05", "p07"]}
    ).astype("string")
    found = audit.judgements(
        judged(
            ("a", "p01", "right"), ("a", "p01", "wrong"), ("b", "p01", "right"), ("c", "p01", "right"),
            ("d", "p03", "right"), ("e", "p06", "right"), ("z", "p01", "right"),
        ),
        texts,
        registry(
            ("p01", ""), ("p03", ""), ("p04", ""), ("p05", "p03 p04"),
            ("p06", ""), ("p07", "p06"), ("p08", "p06"),
        ),
    )  # fmt: skip
    assert list(found["record_id"]) == ["a", "b", "c", "d", "e"]
    assert found["verdict"][0] == "wrong"
    assert list(found["is_stale"]) == [False, True, True, False, True]
    assert list(found["problem_id"]) == ["p01", "p01", "p01", "p05", "p06"]


def many(counts: dict[tuple[str, str], int]) -> pd.DataFrame:
    rows = [pair for pair, count in counts.items() for _ in range(count)]
    return judged(*((f"r{n}", id_, verdict) for n, (id_, verdict) in enumerate(rows)))


def test_precision_has_an_interval_for_a_finite_number_of_texts() -> None:
    found = many({("p01", "right"): 18, ("p01", "wrong"): 2, ("p02", "right"): 5, ("p02", "unclear"): 7})
    texts = pd.DataFrame({"record_id": found["record_id"], "problem_id": found["problem_id"]})
    more = pd.DataFrame({"record_id": [f"m{n}" for n in range(70)], "problem_id": ["p01"] * 60 + [None] * 10})
    texts = pd.concat([texts, more.astype("string")], ignore_index=True)
    table = audit.precision(audit.judgements(found, texts, registry(("p01", ""), ("p02", ""))), texts)
    assert list(table["problem_id"]) == [audit.ALL, "p01"], "5 judged ones of p02 are too few"
    first, own = table.iloc[0], table.iloc[1]
    assert (first["population"], first["judged"], first["right"], first["unclear"]) == (92, 25, 23, 7)
    assert (own["population"], own["precision"]) == (80, 0.9)
    factor = 79 / 60
    assert (own["ci_low"], own["ci_high"]) == wilson(18 * factor, 20 * factor)
    wide = wilson(18, 20)
    assert wide[0] < own["ci_low"] < 0.9 < own["ci_high"] < wide[1]


def test_a_stale_judgement_is_counted_apart() -> None:
    found = judged(("a", "p01", "right"), ("b", "p01", "right"), ("c", "p01", "wrong"))
    texts = pd.DataFrame({"record_id": ["a", "b", "c"], "problem_id": ["p01", "p02", "p01"]}, dtype="string")
    row = audit.precision(audit.judgements(found, texts, registry(("p01", ""))), texts).iloc[0]
    assert (row["judged"], row["right"], row["stale"], row["precision"]) == (2, 1, 1, 0.5)


def test_an_error_that_its_judgement_mended_still_counts_as_one() -> None:
    found = judged(("a", "p01", "right"), ("b", "p01", "wrong"))
    texts = pd.DataFrame({"record_id": ["a", "b"], "problem_id": ["p01", pd.NA]}, dtype="string")
    row = audit.precision(audit.judgements(found, texts, registry(("p01", ""))), texts).iloc[0]
    assert (row["judged"], row["right"], row["stale"]) == (2, 1, 0)


def test_the_last_judgement_of_a_text_is_its_answer_whatever_was_merged_since() -> None:
    rows = judged(
        ("a", "p01", "wrong"), ("a", "p01", "right"), ("b", "p02", "wrong"), ("c", "p01", "wrong"),
        ("d", "p02", "wrong"), ("e", "p01", "unclear"),
    )  # fmt: skip
    rows["right_problem_id"] = pd.Series([None, None, "p01", "none", None, "p02"], dtype="string")
    found = answers.answers(rows, registry(("p01", ""), ("p02", ""), ("p03", "p01"))).set_index("record_id")
    assert dict(found["judged_problem_id"]) == {"a": "p03", "b": "p03", "c": "none", "d": "", "e": ""}
    assert dict(found["denied_problem_id"]) == {"a": "", "b": "p02", "c": "p03", "d": "p02", "e": ""}


def test_all_judged_leaves_nothing_to_chance_and_none_judged_everything() -> None:
    assert audit.finite_wilson(3, 4, 4) == (0.75, 0.75)
    assert audit.finite_wilson(0, 0, 40) == (0.0, 1.0)
    nothing = pd.DataFrame({"record_id": [], "problem_id": []}, dtype="string")
    empty = audit.precision(audit.judgements(judged(), nothing, registry()), nothing)
    assert math.isnan(empty["precision"][0])


def test_bounds_of_a_ratio() -> None:
    """40 → 60 with 0.8–0.9 right before and 0.6–0.95 now: between 60·0.6/(40·0.9) and 60·0.95/(40·0.8)."""
    assert audit.ratio_bounds(60 / 40, (0.8, 0.9), (0.6, 0.95)) == pytest.approx((1.0, 1.78125))
    assert audit.ratio_bounds(1.5, (1, 1), (1, 1)) == (1.5, 1.5)
    assert audit.ratio_bounds(1.5, (0, 0.9), (0.6, 0.95))[1] == math.inf


def test_changes_that_the_error_alone_could_make() -> None:
    def table(**intervals: tuple[float, float]) -> pd.DataFrame:
        rows = [
            {"problem_id": i.replace("all", audit.ALL), "judged": 20, "ci_low": a, "ci_high": b}
            for i, (a, b) in intervals.items()
        ]
        return pd.DataFrame(rows, columns=["problem_id", "judged", "ci_low", "ci_high"])

    counts = pd.DataFrame(
        {"problem_id": ["p01", "p02", "p03", "p04"], "before": [40, 40, 40, 0], "now": [44, 90, 44, 5]}
    )
    found = audit.changes(counts, table(all=(0.8, 0.95)), table(all=(0.8, 0.95), p03=(0.99, 1.0)))
    assert list(found["problem_id"]) == ["p01", "p02", "p03"]
    assert list(found["is_possible_artefact"]) == [True, False, False]
    assert list(found["is_own"]) == [False, False, True]
    assert found["low"][1] == pytest.approx(90 / 40 * 0.8 / 0.95)
    unknown = audit.changes(counts, table(), table())
    assert unknown["is_possible_artefact"].isna().all()
    shown = audit.changes_table(found, registry(("p01", ""), ("p02", "")))
    assert shown["Вывод"][0] == "может объясняться ошибками отнесения"
    assert set(audit.changes_table(unknown, registry())["Вывод"]) == {"отнесение не проверялось"}
    judged_table = audit.precision(
        audit.judgements(many({("p01", "right"): 12}), many({("p01", "right"): 12}), registry(("p01", ""))),
        many({("p01", "right"): 12}),
    )
    assert list(audit.precision_table(judged_table, registry(("p01", "")))["Проблема"]) == [
        "Все проблемы",
        "p01",
    ]
