"""Open answers on their way to the problems: a suggestion is a text like any letter, a blank is none."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.periods import Period
from painmap.report_data import ANSWERS
from painmap.schema import BLANK_QUESTION, REVIEWS
from painmap.stages import _clean, _pain_points, _texts
from painmap.stages._figures import Figures, Inputs
from painmap.stages.baselines.counts import read_counts
from painmap.stages.project import Project
from painmap.text import pain_points
from tests.stages.check_tree import AGENCY

SUGGESTION = "Требуют лишние справки и большой пакет документов. Предлагаю сократить перечень документов"
STAFF = "Справочная система зависает, согласование документов занимает неделю"


def _export(path: Path, form: str, rows: list[tuple[str, str]], tree: Path) -> None:
    """Questionnaires of 2025 in the shape of Яндекс Формы; a row is its answers to the two open questions."""
    questions = load_agency(Tree(tree), AGENCY).questionnaires[form].questions
    asked = [q for q in questions if q.kind == "open"]
    head = ["ID", "Время создания", *(q.text for q in asked)]
    day = "2025-11-21 12:00:00" if "internal" in form else "2025-10-20 12:00:00"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([head, *([str(i + 1), day, *row] for i, row in enumerate(rows))])


@pytest.fixture(scope="module")
def project(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    root = tmp_path_factory.mktemp("answers") / "project"
    shutil.copytree(template, root)
    raw = root / "data" / "raw" / AGENCY / "2025"
    outside = [("", SUGGESTION), ("Нет", "-"), ("", "")]
    _export(raw / "survey-external-2025.csv", f"{AGENCY}-external", outside, root)
    # Of fewer than ten staff no word is evidence.
    inside = [(STAFF, ""), *[("", "")] * 9]
    _export(raw / "survey-internal-2025.csv", f"{AGENCY}-internal", inside, root)
    (root / "key").write_text("5a" * 32, encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAINMAP_KEY_FILE", str(root / "key"))
        yield Project(root, AGENCY)


@pytest.fixture(scope="module")
def found(project: Project) -> _pain_points.PainPoints:
    return _pain_points.run(project)


@pytest.fixture(scope="module")
def cleaned(project: Project, found: _pain_points.PainPoints) -> _clean.Cleaned:
    """The tables that `found` left behind: before it has run there are none to load."""
    return _clean.load(project)


def _answer(found: _pain_points.PainPoints, words: str) -> pd.Series:
    (record,) = found.texts.loc[found.texts["text"] == words, "record_id"]
    return found.assignments.set_index("record_id").loc[record]


def test_a_suggestion_of_a_survey_reaches_its_problem(found: _pain_points.PainPoints) -> None:
    # «Избыточный пакет документов».
    assert _answer(found, SUGGESTION)["problem_id"] == "p02"


def test_an_answer_of_staff_is_a_text_of_staff_and_never_quoted(found: _pain_points.PainPoints) -> None:
    one = _answer(found, STAFF)
    assert pd.isna(one["quote_start"])
    kinds = found.texts.set_index("text")["client_kind"]
    assert (kinds[SUGGESTION], kinds[STAFF]) == ("external", "internal")
    assert STAFF not in found.examples.to_csv()
    assert SUGGESTION.split(" и ")[0] in found.examples.to_csv()


def test_blank_questionnaires_are_received_and_say_nothing(
    project: Project, cleaned: _clean.Cleaned, found: _pain_points.PainPoints
) -> None:
    responses = cleaned.responses
    outside = responses[responses["client_kind"] == "external"]
    assert sorted(outside["question_id"]) == [BLANK_QUESTION, BLANK_QUESTION, "suggestions"]
    blank = outside.loc[outside["question_id"] == BLANK_QUESTION, "record_id"]
    assert not found.texts["record_id"].isin(blank).any()
    assert not found.assignments["record_id"].isin(blank).any()
    part = read_counts(project)["survey-external"].parts["2025"]
    assert part.rows == 3
    assert dict(part.filled) == {"suggestions": 1}


def test_texts_of_channels_that_are_only_counted_are_left_out(
    project: Project, cleaned: _clean.Cleaned
) -> None:
    letters = set(cleaned.appeals["record_id"])
    assert letters & set(_texts.texts_of(project, cleaned)["record_id"])
    channels = tuple(
        c.model_copy(update={"is_count_only": c.code in set(cleaned.appeals["channel_code"])})
        for c in project.params.agency.channels
    )
    agency = project.params.agency.model_copy(update={"channels": channels})
    closed = Project(project.tree.root, AGENCY)
    closed.params = replace(project.params, agency=agency)
    left = set(_texts.texts_of(closed, cleaned)["record_id"])
    assert not letters & left
    assert left


def test_the_map_reads_open_answers_and_no_blank(
    project: Project, cleaned: _clean.Cleaned, found: _pain_points.PainPoints
) -> None:
    figures = Figures(
        Inputs(
            params=project.params,
            period=Period.parse("2025"),
            appeals=cleaned.appeals,
            responses=cleaned.responses,
            assignments=found.assignments,
            first=date(2025, 1, 1),
            items=cleaned.items,
            rejected={},
            received={},
        )
    )
    items = figures._items(date(2025, 12, 31))
    assert sorted(items.loc[items["source"] == "response", "client_kind"]) == ["external", "internal"]
    problem = next(p for p in figures.map.problems if p.id == "p02")
    sources = {title: count.value for title, count in problem.channels}
    assert sources.pop(ANSWERS) == 1
    assert problem.appeals.value == 1 + sum(sources.values())
    assert problem.signs["strong"].base == problem.appeals.value
    assert problem.signs["overdue"].base <= sum(sources.values())
    few = cleaned.responses[~cleaned.responses["record_id"].str.contains("internal:.*:blank", na=False)]
    figures = Figures(replace(figures._in, responses=few))
    items = figures._items(date(2025, 12, 31))
    assert items.loc[items["source"] == "response", "client_kind"].tolist() == ["external"]


def test_judgements_of_texts_reach_their_assignment(
    project: Project,
    found: _pain_points.PainPoints,
    cleaned: _clean.Cleaned,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = _answer(found, SUGGESTION).name
    row = {"record_id": record, "problem_id": "p02", "verdict": "wrong", "right_problem_id": "none"}
    reviews = REVIEWS.conform(
        pd.DataFrame([{**row, "author_role": "аналитик", "entered_date": "2025-12-01"}])
    )
    monkeypatch.setattr(project, "params", replace(project.params, reviews=reviews))
    seen: list[pd.DataFrame] = []

    def noted(texts: pd.DataFrame, *others: object) -> object:
        seen.append(texts)
        raise StopIteration

    monkeypatch.setattr(pain_points, "find", noted)
    with pytest.raises(StopIteration):
        _pain_points._make(project, cleaned, found.texts, found.mentions)
    told = seen[0].set_index("record_id")
    assert list(told.index) == list(found.texts["record_id"])
    assert tuple(told.loc[record, ["judged_problem_id", "denied_problem_id"]]) == ("none", "p02")
    assert told["judged_problem_id"].notna().sum() == 1
