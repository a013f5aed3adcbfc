"""Paragraphs that fields and sentences cite, and the check that the act has them."""

# ruff: noqa: E501 — a case stands on one line.

from __future__ import annotations

from typing import Any

import pytest

from painmap.errors import PainmapError
from painmap.params.citations import cites, in_prose, names, names_law
from painmap.params.load import agency_ids, load, load_agency
from painmap.paths import Tree

NAO, NAO_LEDGER = "agencies/dztszn-nao.yaml", "obligations/dztszn-nao.yaml"
GROUND = "пункт 15 Порядка (анализ"
GROUP = 'any_of: ["16, подпункт 1"'


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("пункт 12 Порядка (не реже 1 раза в год); пункт 6 (внутриведомственный характер)", "12|6"),
        ("пункты 2 и 3 приказа (не реже одного раза в год), пункт 4.1 Порядка", "приказ 2|приказ 3|4.1"),
        ("не предусмотренными пунктами 5, 9 и 13 Порядка", "5|9|13"),
        ("пункт 15 Порядка и Приложение № 3 к приказу", "15|Прил. 3"),
        ("Пункт 2 распоряжения", "распоряжение 2"),
        ("п. 4.1; пп. 1–3, п.8", "4.1|1|3|8"),
        ("подпункт 5 пункта 16 Порядка", "16, подпункт 5"),
        ("подпункты 1–3 пункта 16", "16, подпункт 1|16, подпункт 3"),
        ("подпункт «б» пункта 16", "16, подпункт «б»"),
        ("опубликование актом не предусмотрено, 2 раза в год", ""),
    ],
)
def test_paragraphs_in_a_sentence(text: str, cited: str) -> None:
    assert "|".join(in_prose(text)) == cited


@pytest.mark.parametrize(
    "text",
    [
        "8-ФЗ ст. 13",
        "8-ФЗ ст. 13 ч. 1 п. 9 «в»",
        "пункт 9 части 1 статьи 13 Федерального закона № 8-ФЗ",
        "пункт 3 постановления Правительства Российской Федерации",
        "пункт 1.1 распоряжения Правительства Магаданской области, закон о персональных данных",
    ],
)
def test_paragraphs_of_other_acts_are_left_out(text: str) -> None:
    assert list(in_prose(text)) == []
    assert names_law(text)


def test_what_a_field_names() -> None:
    assert names("8, 9") == ["8", "9"]
    assert names("16, подпункт 1") == ["16, подпункт 1"]
    assert [cites("4.1", p) for p in ("4.1, предложение третье", "4", "4.10")] == [True, False, False]
    assert [cites("16, подпункт 1", p) for p in ("16, подпункт 1", "16", "16, подпункт 2")] == [
        True,
        False,
        False,
    ]
    assert [cites("2", "распоряжение 2"), cites("", "2")] == [False, False]


def test_every_ground_of_the_profiles_names_a_paragraph(real: Tree) -> None:
    grounds = [rule.ground for p in load(real).agencies.values() for rule in p.agency.editions]
    assert len(grounds) == 3 + 3 * 3 + 1
    assert all(any(in_prose(ground)) for ground in grounds)


def refused(tree: Tree, agency: str) -> str:
    with pytest.raises(PainmapError) as caught:
        load_agency(tree, agency)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (NAO, GROUND, "пункт 51 Порядка (анализ", ("Пункт акта «51»", "editions[1].ground", "1, 2, 3")),
        (NAO, GROUND, "пункты 15 и 20 Порядка (анализ", ("Пункт акта «20»", "editions[1].ground")),
        (NAO, GROUND, "пункт 15 приказа (анализ", ("Пункт акта «приказ 15»", "распоряжение 1")),
        (NAO, GROUND, "подпункт 6 пункта 16 (анализ", ("«16, подпункт 6»", "«16, подпункт «б»»")),
        (NAO, GROUND, "по решению руководителя (анализ", ("не называет ни одного пункта", "editions[1].ground", "15")),
        (NAO, "map_ground: актом не", "map_ground: пунктом 20 не", ("Пункт акта «20»", "map_ground")),
        (NAO, "подпункт 5 пункта 16 Порядка", "пункт 61 Порядка", ("«61»", "internal_clients", "16, 17")),
        (NAO, "пунктами 5, 9 и 13", "пунктами 5, 9 и 31", ("«31»", "other_channels_title", "12, 13")),
        (NAO, 'paragraph: "5, 13"', 'paragraph: "5, 31"', ("«31»", "channels[1].paragraph", "12, 13")),
        (NAO, 'paragraph: "5, 13"', "paragraph: Порядок", ("Пункт акта «Порядок»", "channels[1].paragraph")),
        ("studies/dztszn-nao-internal.yaml", "(пункт 10 Порядка)", "(пункт 110 Порядка)", ("«110»", "поле population", "9, 10")),
        ("questionnaires/dztszn-nao-external.yaml", '"16, подпункт 1"', '"16, подпункт 9"', ("«16, подпункт 9»", "].paragraph", "«16», «16, подпункт 1»")),
        (NAO_LEDGER, GROUP, 'any_of: ["16, подпункт 6"', ("«16, подпункт 6»", "].any_of[1]", "«16, подпункт 1»")),
        (NAO_LEDGER, GROUP, 'any_of: ["16"', ("Пункт акта «16»", "].any_of[1]")),
        (NAO_LEDGER, GROUP, 'any_of: ["6"', ("Пункт акта «6»", "].any_of[1]")),
        (NAO_LEDGER, GROUP, 'any_of: ["16, подпункт 2"', ("«16, подпункт 2» встречается дважды", "].any_of")),
        (NAO_LEDGER, f"  {GROUP}", f"  section: appeals\n  {GROUP}", ("Пункт 16 отражается любым из пунктов", "].any_of")),
    ],
)  # fmt: skip
def test_a_paragraph_that_the_act_does_not_have(
    tree: Tree, break_: Any, name: str, old: str, new: str, says: tuple[str, ...]
) -> None:
    break_(name, old, new)
    text = refused(tree, "dztszn-nao")
    for part in (f"params/{name}", *says):
        assert part in text


@pytest.mark.parametrize("ground", ["8-ФЗ ст. 13 ч. 1 п. 9 «в»", "пункт 2 распоряжения", "п. 19"])
def test_grounds_that_are_law(tree: Tree, break_: Any, ground: str) -> None:
    break_(NAO, GROUND, f"{ground} (анализ")
    assert load_agency(tree, "dztszn-nao").agency.editions[0].ground.startswith(ground)


def test_a_rule_of_the_profile_names_its_own_field(tree: Tree, break_: Any) -> None:
    break_(
        "agencies/minec-49.yaml", 'in_depth_survey: {paragraph: "5.2"', 'in_depth_survey: {paragraph: "2.5"'
    )
    assert "поле thresholds.in_depth_survey.paragraph" in refused(tree, "minec-49")


def test_unknown_units_are_told_apart(tree: Tree, break_: Any) -> None:
    """A name that holds a comma itself stands in «»."""
    agency = agency_ids(tree)[0]
    break_(f"agencies/{agency}.yaml", "units:\n", "units:\n- Отдел печати, радио и телевидения\n")
    name = load_agency(tree, agency).processes["unit"].iloc[0]
    break_(f"processes/{agency}.csv", str(name), "Отдел сказок")
    assert "«Отдел печати, радио и телевидения», «" in refused(tree, agency)


def test_a_period_of_a_table_is_written_as_it_is_searched(tree: Tree, break_: Any) -> None:
    break_("problems/minyust-rd.csv", "accepted,2023,", "accepted,2023-q1,")
    text = refused(tree, "minyust-rd")
    assert "Период «2023-q1»" in text
    assert "valid_from, запись 1" in text
    assert "«2023-Q1»" in text


def test_a_period_of_a_profile_may_have_small_letters(tree: Tree, break_: Any) -> None:
    break_("agencies/minec-49.yaml", "map_required:", "as_of: {2025-q1: 2025-04-20}\nmap_required:")
    assert list(load_agency(tree, "minec-49").agency.as_of) == ["2025-Q1"]
    break_("agencies/minec-49.yaml", "{2025-q1:", "{2025Q1:")
    assert "возможно, имелось в виду «2025-Q1»" in refused(tree, "minec-49")
