"""Unknown agencies, strict YAML, CSV tables, and errors of fields in Russian."""

# ruff: noqa: E501 — a case stands on one line.

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from painmap.errors import PainmapError
from painmap.params.load import agency_ids, load, load_agency, odd_profiles
from painmap.params.messages import validated
from painmap.params.models import (
    Agency,
    Baselines,
    Corrections,
    File,
    Format,
    Obligations,
    Questionnaire,
    ReportDefaults,
    Study,
)
from painmap.params.yaml_file import read_yaml
from painmap.paths import Tree

AGENCY = "minyust-rd"


def message(tree: Tree, agency: str = AGENCY) -> str:
    with pytest.raises(PainmapError) as caught:
        load_agency(tree, agency)
    return str(caught.value)


def test_unknown_agency_lists_the_known_and_the_nearest(real: Tree) -> None:
    text = message(real, "minust-rd")
    assert "Орган «minust-rd»" in text
    assert "minec-49, minfin-chr, minyust-rd" in text
    assert "имелось в виду «minyust-rd»" in text


@pytest.mark.parametrize("agency", ["../x", "con", "мinyust-rd", "", "a/b", "minyust-rd\n"])
def test_unsafe_agency_is_refused_before_any_file_is_touched(agency: str, tmp_path: Path) -> None:
    assert "недопустимый идентификатор" in message(Tree(tmp_path), agency)


def test_no_profiles_at_all(tmp_path: Path) -> None:
    assert agency_ids(Tree(tmp_path)) == ()
    assert "нет ни одного" in message(Tree(tmp_path))


def test_profile_with_a_look_alike_letter_in_its_name(tree: Tree) -> None:
    (tree.params / "agencies" / "minеc.yaml").write_text("id: x", encoding="utf-8")  # Cyrillic «е»
    assert "minеc" not in agency_ids(tree)
    assert "minеc.yaml не прочитан" in " ".join(odd_profiles(tree))


def test_fault_of_one_agency_leaves_the_other_alone(tree: Tree) -> None:
    (tree.params / "agencies" / "minec-49.yaml").write_text("schema_version: 1\nid: [", encoding="utf-8")
    assert load_agency(tree, AGENCY).agency.id == AGENCY
    assert "params/agencies/minec-49.yaml" in message(tree, "minec-49")
    with pytest.raises(PainmapError):
        load(tree)


# --- YAML -----------------------------------------------------------------------------------------


def test_no_stays_a_word(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("answer: no\noptions: {yes: да, on: вкл}\n", encoding="utf-8")
    assert read_yaml(path, "x.yaml") == {"answer": "no", "options": {"yes": "да", "on": "вкл"}}


def test_duplicate_key(tree: Tree, break_: Any) -> None:
    break_("agencies/minyust-rd.yaml", "region:", "title_short: Второе\nregion:")
    text = message(tree)
    assert "Поле «title_short» записано дважды" in text
    assert "params/agencies/minyust-rd.yaml, строка 6" in text


def test_duplicate_key_in_a_flow_mapping(tree: Tree, break_: Any) -> None:
    break_("agencies/minyust-rd.yaml", "{code: site, title:", "{code: site, title: Сайт, title:")
    text = message(tree)
    assert "Поле «title» записано дважды" in text
    assert "params/agencies/minyust-rd.yaml, строка" in text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id: [1, 2", "нарушает правила YAML"),
        (b"\tid: x", "нарушает правила YAML"),
        (b"id: !!python/object/apply:os.system [ls]", "нарушает правила YAML"),
        (b"", "пуст"),
        (b"- a\n- b", "пуст или не состоит из пар"),
        ("title: Министерство".encode("cp1251"), "не в кодировке UTF-8"),
        (b"a: \x00", "нарушает правила YAML"),
        (b"day: 2025-02-31", "невозможная дата"),
        (b"a: !!int x", "невозможная дата или число"),
        (b"a: &a [*a]", "обязательное поле отсутствует"),
        (b"a: " + b"[" * 5000, "params/agencies"),
    ],
)
def test_unreadable_yaml(tree: Tree, content: bytes, says: str) -> None:
    (tree.params / "agencies" / "minyust-rd.yaml").write_bytes(content)
    text = message(tree)
    assert says in text
    assert "params/agencies/minyust-rd.yaml" in text


@pytest.mark.parametrize(
    "name",
    [
        "report.yaml",
        "obligations/minyust-rd.yaml",
        "corrections/minyust-rd.yaml",
        "problems/minyust-rd.csv",
        "processes/minyust-rd.csv",
        "decisions/minyust-rd.csv",
    ],
)
def test_missing_file(tree: Tree, name: str) -> None:
    (tree.params / name).unlink()
    text = message(tree)
    assert "не найден" in text
    assert f"params/{name}" in text


def test_nothing_accepted_yet_is_no_fault(tree: Tree) -> None:
    """`painmap baseline` writes the file; a new agency has none."""
    tree.baselines(AGENCY).unlink()
    assert load_agency(tree, AGENCY).baselines.sources == ()


def test_folder_in_place_of_a_file(tree: Tree) -> None:
    (tree.params / "report.yaml").unlink()
    (tree.params / "report.yaml").mkdir()
    assert "params/report.yaml" in message(tree)


# --- fields ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("region: Республика Дагестан\n", "", ("поле «region»", "обязательное поле отсутствует")),
        ("region:", "regoin:", ("поле «regoin»", "такого поля нет", "имелось в виду «region»")),
        ("{code: site, title:", "{code: site, titel:", ("поле «channels[2].titel»", "имелось в виду «title»")),
        ("[external], regime: none", "[foreign], regime: none", ("channels[3].client_kinds[1]", "«foreign»", "external, internal, unknown")),
        ("code: email", "code: E-mail", ("channels[1].code", "недопустимый идентификатор")),
        ('code: "07"', "code: 07", ("topics[7].code", "нужен текст")),
        ("low_below: 0.04", "low_below: 4", ("thresholds.external.low_below", "не больше 1")),
        ("low_below: 0.04", "low_below: 0.5", ("thresholds.external", "граница низкого уровня")),
        ("high_min_clients: 30", "high_min_clients: много", ("thresholds.external.high_min_clients", "целое число")),
        ("day: 2024-07-01", "day: 01.07.2024", ("events[1].day", "дата вида 2025-03-30")),
        ("client_kinds: [external], channels: [email", "client_kinds: [], channels: [email", ("events[2].client_kinds",)),
        ("client_kinds: [external], channels: [email", "channels: [email", ("events[2].client_kinds", "обязательное поле")),
        ("client_kinds: [external], channels: [email", "client_kinds: [unknown], channels: [email", ("events[2].client_kinds[1]", "external, internal")),
        ("people_first: true", "people_first: возможно", ("people_first", "true или false")),
        ("studies: [", "studies: x #", ("studies", "нужен список")),
        ("schema_version: 1", "schema_version: 2", ("schema_version", "допустимые: 1")),
        ("disclosure: {threshold: 5", "disclosure: {threshold: 3", ("disclosure.threshold", "не меньше 5")),
        ("{threshold: 5, survey_min: 10}", "5", ("disclosure", "пары «поле: значение»")),
    ],
)  # fmt: skip
def test_wrong_field(tree: Tree, break_: Any, old: str, new: str, says: tuple[str, ...]) -> None:
    break_("agencies/minyust-rd.yaml", old, new)
    text = message(tree)
    for part in (*says, "params/agencies/minyust-rd.yaml"):
        assert part in text


def test_many_wrong_fields_are_counted(tree: Tree) -> None:
    (tree.params / "report.yaml").write_text("schema_version: 1\nfoo: 1\n", encoding="utf-8")
    text = message(tree)
    assert "и ещё ошибок:" in text


def samples(real: Tree) -> list[File]:
    params = load_agency(real, AGENCY)
    return [
        params.report,
        params.agency,
        params.obligations,
        params.corrections,
        params.baselines,
        *params.formats.values(),
        *params.studies.values(),
        *params.questionnaires.values(),
    ]


WRONG: tuple[Any, ...] = (None, 7, -1.5, "слово", "", [], ["x"], {}, {"x": 1}, True, {1: 2}, [[None]])


def test_no_wrong_value_escapes_as_another_exception(real: Tree) -> None:
    """Each field of each file, one level deep in lists and mappings, takes each wrong value in turn."""
    messages = [
        text
        for sample in samples(real)
        for changed in _mutations(sample.model_dump())
        if (text := _refusal(type(sample), changed))
    ]
    assert len(messages) > 1000
    assert not [text for text in messages if "(правило" in text], "an error type without a Russian sentence"


def _refusal(model: type[File], content: dict[str, Any]) -> str:
    try:
        validated(model, content, "x.yaml")
    except PainmapError as error:
        return str(error)
    return ""


def _mutations(content: dict[str, Any]) -> Any:
    for name, value in content.items():
        for wrong in WRONG:
            yield {**content, name: wrong}
            if isinstance(value, dict):
                for inner in list(value)[:3]:
                    yield {**content, name: {**value, inner: wrong}}
            if isinstance(value, list | tuple) and value:
                yield {**content, name: [wrong, *value[1:]]}
                if isinstance(value[0], dict):
                    yield from ({**content, name: [{**value[0], key: wrong}]} for key in value[0])


def test_all_models_of_files_are_tried(real: Tree) -> None:
    kinds = {type(sample) for sample in samples(real)}
    assert kinds == {
        ReportDefaults,
        Agency,
        Obligations,
        Corrections,
        Baselines,
        Format,
        Study,
        Questionnaire,
    }


# --- CSV ------------------------------------------------------------------------------------------

PROBLEMS = "problems/minyust-rd.csv"


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (PROBLEMS, ",severity", "", ("граф", "строка 2")),
        (PROBLEMS, "severity", "heaviness", ("Графа «heaviness»", "severity")),
        (PROBLEMS, "schema_version,id", "id,schema_version", ("Версия схемы «p01»", "допустимых значений: 1")),
        (PROBLEMS, "\n1,p01", "\n2,p01", ("Версия схемы «2»", "строка 2")),
        (PROBLEMS, "accepted,2023", "agreed,2023", ("«agreed»", "графа status", "accepted, closed, proposed")),
        (PROBLEMS, "zags-booking,10", "zags-booking,десять", ("нужно целое число", "графа severity")),
        (PROBLEMS, ",p02,", ",p01,", ("Ключ строки повторяется (id)", "строка 3")),
        (PROBLEMS, "1,p03,external", "1,,external", ("Обязательная графа не заполнена", "строка 4", "графа id")),
        (PROBLEMS, "\n1,p01", "\n1,x,p01", ("граф 14, а в шапке 13", "строка 2")),
        (PROBLEMS, '"Незнание', '"Незна"ние', ("повреждена", "строка")),
        ("decisions/minyust-rd.csv", "2023-10-02,,", "02.10.2023,,", ("дата вида 2025-03-30", "entered_date")),
    ],
)  # fmt: skip
def test_broken_table(tree: Tree, break_: Any, name: str, old: str, new: str, says: tuple[str, ...]) -> None:
    break_(name, old, new)
    text = message(tree)
    for part in (*says, f"params/{name}"):
        assert part in text


def test_missing_column(tree: Tree) -> None:
    path = tree.params / PROBLEMS
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.rsplit(",", 2)[0] for line in lines), encoding="utf-8")
    text = message(tree)
    assert "нет граф: signs" in text
    assert "нужны графы: schema_version, id, client_kind" in text


def test_empty_table(tree: Tree) -> None:
    (tree.params / PROBLEMS).write_text("", encoding="utf-8")
    assert "пуста" in message(tree)


def test_table_as_excel_saves_it(tree: Tree) -> None:
    """Byte order mark, CRLF and blank rows at the end change nothing."""
    path = tree.params / PROBLEMS
    before = load_agency(tree, AGENCY).problems
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_bytes(("\ufeff" + text + ",,,,,,,,,,\r\n").encode())
    assert load_agency(tree, AGENCY).problems.equals(before)


def test_decisions_without_entries(tree: Tree) -> None:
    path = tree.params / "decisions" / "minyust-rd.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert load_agency(tree, AGENCY).decisions.empty
