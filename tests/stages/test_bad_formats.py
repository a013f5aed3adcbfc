"""Formats and files that do not fit each other: what the user is told, with files really broken."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from painmap.errors import PainmapError
from painmap.intake import IntakeResult
from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.stages import _clean, _intake, _mappings, _rejects
from painmap.stages.project import Project

ROOT = Path(__file__).resolve().parents[2]
AGENCY, FORMAT = "minec-49", "register-semicolon"
VALUES = {
    "Номер": "ОГ-1",
    "Дата регистрации": "10.02.2025",
    "Вид документа": "Жалоба",
    "Способ поступления": "Почтовая связь",
    "Форма": "Письменная",
    "Тип клиента": "Внешний",
    "Категория": "ФЛ",
    "Содержание": "Заявку рассматривают третий месяц",
    "Дата завершения": "20.02.2025",
    "Итог": "Разъяснено",
}
Write = Callable[..., Project]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A project whose only raw file is a register of this format; `without`: columns that vanished."""

    def made(*rows: dict[str, str], without: tuple[str, ...] = ()) -> Project:
        root = tmp_path / "project"
        if not root.exists():
            shutil.copytree(ROOT / "params", root / "params")
            profile = root / "params" / "agencies" / f"{AGENCY}.yaml"
            text = profile.read_text(encoding="utf-8")
            start, end = text.index("sources:\n"), text.index("studies:")
            source = f'sources:\n- {{id: register, files: "register*.csv", format: {FORMAT}}}\n'
            profile.write_text(text[:start] + source + text[end:], encoding="utf-8")
        layout = load_agency(Tree(root), AGENCY).formats[FORMAT]
        titles = [t for t in (*layout.columns, *layout.ignore) if t not in without]
        folder = root / "data" / "raw" / AGENCY
        path = folder / "2025" / "register-2025.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [["Отчёт"], titles]
        lines += [
            [{**VALUES, "Номер": f"ОГ-{i}", **row}.get(t, "") for t in titles] for i, row in enumerate(rows)
        ]
        with path.open("w", encoding=layout.encoding, newline="") as stream:
            csv.writer(stream, delimiter=layout.delimiter or ";").writerows(lines)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        (folder / "intake.csv").write_text(
            f"file,sha256,received_date\n2025/{path.name},{digest},2026-01-20\n", encoding="utf-8"
        )
        lock = root / "params" / "synthetic.lock"
        lock.write_text(f"{digest}  {path.relative_to(root).as_posix()}\n", encoding="utf-8")
        return Project(root, AGENCY)

    return made


def _read(project: Project) -> IntakeResult:
    _intake.run(project, project.raw.files[0])
    return _intake.found(project, project.raw.files[0])


@pytest.mark.parametrize("title", ["Итог", "Дата регистрации", "Способ поступления"])
def test_a_vanished_column_stops_the_file_and_names_format_and_column(write: Write, title: str) -> None:
    project = write({}, without=(title,))
    with pytest.raises(PainmapError) as caught:
        _intake.run(project, project.raw.files[0])
    message = str(caught.value)
    for part in ("2025/register-2025.csv", f"«{title}»"):
        assert part in message
    assert f"params/formats/{FORMAT}.yaml" in message


def test_a_status_word_without_a_mapping_rejects_the_row_and_says_where_to_add_it(write: Write) -> None:
    project = write({}, {"Итог": "Решено положительно"}, {})
    result = _read(project)
    rows = result.journal["rows"]
    assert (rows["data"], rows["kept"], rows["rejected"]) == (3, 2, 1)
    reject = result.rejects.iloc[0]
    assert reject["column"] == "Итог"
    assert "значение не описано в формате" in reject["reasons"]
    assert f"params/formats/{FORMAT}.yaml" in reject["remedy"]
    told = " ".join(map(str, reject)) + json.dumps(result.journal, ensure_ascii=False)
    assert "Решено положительно" not in told, "no raw value in rejects and journal"


def test_an_unknown_word_of_several_rows_is_named_and_a_name_is_not(write: Write) -> None:
    """Three rows share a category of the source; nobody's name goes out, however often it stands there."""
    rows = [{"Итог": "Закрыто частично"}] * 3 + [{"Итог": "Петрова Анна Сергеевна"}] * 3
    result = _read(write(*rows, *[{}] * 60))
    assert result.rejects["reasons"].value_counts().to_dict() == {
        "значение «Закрыто частично» не описано в формате": 3,
        "значение не описано в формате": 3,
    }
    told = result.rejects.to_json(force_ascii=False) + json.dumps(result.journal, ensure_ascii=False)
    assert "Петров" not in told


def test_a_file_all_of_whose_rows_are_rejected_stops_the_agency(write: Write) -> None:
    project = write({"Итог": "Закрыто"}, {"Итог": "Закрыто"}, {"Дата регистрации": "в марте"})
    with pytest.raises(PainmapError) as caught:
        _clean.run(project)
    message = str(caught.value)
    for part in (
        "Отклонено строк: 3 из 3",
        "«Итог»: значение не описано в формате (строк: 2)",
        "2025/register-2025.csv",
        f"впишите его в params/formats/{FORMAT}.yaml",
    ):
        assert part in message
    assert not list(project.tree.processed(AGENCY).glob("*/appeals.parquet")), "no figures of what is left"


@pytest.mark.parametrize(("bad", "rows", "stops"), [(10, 100, False), (11, 100, True), (9, 20, False)])
def test_many_rejected_rows_stop_a_file_and_few_are_told(
    write: Write, bad: int, rows: int, stops: bool
) -> None:
    """More than a tenth of the rows and at least ten: `rejects` of params/report.yaml."""
    project = write(*[{"Итог": "Закрыто"}] * bad, *[{}] * (rows - bad))
    if stops:
        with pytest.raises(PainmapError, match=f"Отклонено строк: {bad} из {rows}"):
            _clean.run(project)
        return
    _clean.run(project)
    (said,) = _rejects.advice(project)
    assert f"Отклонено строк: {bad} из {rows}" in said
    assert (
        f"2025/register-2025.csv — {bad} из {rows}: «Итог»: значение «Закрыто» не описано в формате" in said
    )
    assert _rejects.by_source(project, 2025) == {"register": (bad, rows)}
    assert _rejects.by_source(project, 2024) == {}


def test_lower_thresholds_stop_a_file_that_was_read_before(write: Write) -> None:
    project = write({"Итог": "Закрыто"}, {})
    _clean.run(project)
    defaults = project.tree.params / "report.yaml"
    text = defaults.read_text(encoding="utf-8")
    changed = text.replace("stop_rows: 10", "stop_rows: 1")
    assert changed != text
    defaults.write_text(changed, encoding="utf-8")
    with pytest.raises(PainmapError, match="Отклонено строк: 1 из 2"):
        _clean.run(Project(project.tree.root, AGENCY))


def test_rows_that_a_later_row_stands_for_are_not_lost(write: Write) -> None:
    project = write(*[{"Номер": "ОГ-1"}] * 30)
    cleaned = _clean.run(project)
    assert (len(cleaned.appeals), len(cleaned.rejects)) == (1, 29)
    assert not _rejects.advice(project)


def test_a_mapping_that_no_file_uses_reaches_the_user(write: Write) -> None:
    """In the table of `10_clean`, and as a sentence after the build that read the data."""
    project = write({}, {"Итог": "Отказано"})
    cleaned = _clean.run(project)
    unused = cleaned.unused
    words = set(unused.loc[unused["Графа"] == "Итог", "Слово"])
    assert "Отозвано заявителем" in words
    assert not words & {"Отказано", "Разъяснено"}
    assert set(unused["Формат"]) == {FORMAT}
    (said,) = _mappings.advice([project])
    assert said.startswith(f"Формат {FORMAT} ({AGENCY}): ни в одном файле не встретилось: «")
    first = unused.sort_values(["Графа", "Слово"]).iloc[0]
    assert f"«{first['Графа']}» — «{first['Слово']}»" in said
    words = said.partition(": ")[2].partition(" и ещё ")[0]
    assert words.count("«") - words.count(" — ") == 15, "what a reader takes in at a glance"
    assert f" и ещё {len(unused) - 15} (все — в блокноте 10_clean)." in said
    assert said.endswith(f"поправьте params/formats/{FORMAT}.yaml.")


def test_the_notebook_shows_the_unused_mappings(repository: Path) -> None:
    cells = json.loads((repository / "notebooks" / "10_clean.ipynb").read_bytes())["cells"]
    assert ["cleaned.unused"] in [cell["source"] for cell in cells]
