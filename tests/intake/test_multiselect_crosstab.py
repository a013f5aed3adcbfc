"""The real multi-select survey by age: every cell against `pandas.crosstab` straight from the file.

No text of `/work/shared` stands here or is printed: a difference is told by its place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tests.defaults import report_defaults

from painmap import surveys
from painmap.intake import IntakeResult
from painmap.params.messages import validated
from painmap.params.models import Format, Question, Questionnaire, Study
from painmap.params.yaml_file import parsed_yaml
from painmap.periods import Period
from painmap.report_data import Number, Table
from painmap.stages.inspection.parts import InspectRequest
from painmap.stages.inspection.run import run

SOURCE = Path("/work/shared/data/survey_multiselect.csv")
RECEIVED = date(2026, 1, 31)
AGE = 1
pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason="no /work/shared")


@pytest.fixture
def taken(
    tmp_path: Path, take: Callable[..., IntakeResult], survey: tuple[Study, Questionnaire]
) -> tuple[Questionnaire, dict[str, Table]]:
    """The questionnaire that `painmap inspect` drafts, and the tables of the survey by age."""
    drafts = run(InspectRequest(SOURCE, out=tmp_path / "survey.yaml")).drafts
    layout, drawn = (parsed_yaml(path.read_text(encoding="utf-8"), path.name) for path in drafts)
    form = validated(Questionnaire, drawn, "questionnaire")
    wave = survey[0].waves[0].model_copy(update={"start": date(2000, 1, 1), "end": RECEIVED})
    titles = pd.read_csv(SOURCE, nrows=0).columns
    age = next(q for q in form.questions if q.text == titles[AGE])
    fields = {"questionnaire": form.id, "waves": (wave,), "breakdowns": (age.id,)}
    study = survey[0].model_copy(update=fields)
    result = take(SOURCE, validated(Format, layout, "format"), received=RECEIVED, form=(study, form))
    setting = surveys.SurveySetting(
        study=study,
        questionnaire=form,
        defaults=report_defaults(),
        period=Period.parse(str(result.responses["responded_date"].max().year)),
        as_of=RECEIVED,
    )
    return form, surveys.compute(result.responses, setting)


def test_every_cell_of_the_multi_select_questions_by_age(
    taken: tuple[Questionnaire, dict[str, Table]],
) -> None:
    form, tables = taken
    raw = pd.read_csv(SOURCE, dtype="string").rename(columns=squeezed)
    multi = [q for q in form.questions if q.kind == "multi"]
    age = next(q for q in form.questions if q.text == raw.columns[AGE])
    checked = 0
    for question in multi:
        table = tables[f"survey-study-by-{age.id}-{question.id}"]
        checked += compared(table, question, age, raw)
    assert checked > 100


def squeezed(title: str) -> str:
    return " ".join(title.split())


def compared(table: Table, question: Question, age: Question, raw: pd.DataFrame) -> int:
    """Compare the counts behind all shares of the table; returns how many."""
    options = {f"{question.text} / {label}": code for code, label in question.options.items()}
    assert sum(title not in raw.columns for title in options) == 0
    ticked = raw[list(options)].notna()
    long = ticked[ticked.any(axis=1)].rename(columns=options).melt(ignore_index=False, var_name="option")
    long = long[long["value"]].join(raw[raw.columns[AGE]].rename("age"))
    expected = pd.crosstab(long["option"], long["age"])
    bases = raw.loc[ticked.any(axis=1), raw.columns[AGE]].value_counts()
    titles = {f"of-{code}": label for code, label in age.options.items()}
    count = 0
    for row in table.rows:
        for key, title in titles.items():
            cell, n = row.cells.get(key), int(bases.get(title, 0))
            if n == 0:
                assert cell is None
                continue
            assert isinstance(cell, Number)
            assert cell.base == n, (question.id, row.code, key)
            if cell.mark:
                assert (cell.mark, n < 20) == ("*", True)
                continue
            wanted = int(expected.loc[row.code, title]) if row.code in expected.index else 0
            assert cell.value is not None
            assert round(cell.value * n, 9) == wanted, (question.id, row.code, key)
            count += 1
        total = row.cells["n"]
        assert isinstance(total, Number)
        assert total.value == (expected.loc[row.code].sum() if row.code in expected.index else 0)
        count += 1
    return count
