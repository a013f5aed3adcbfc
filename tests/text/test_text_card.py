"""The synthetic corpus is what it says, its measured figures hold, and the model card says the same."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from benchmarks.deidentification import __main__ as program
from benchmarks.deidentification.card import card
from benchmarks.deidentification.corpus import SIZES, Detail, Item, carriers, corpus
from benchmarks.deidentification.measure import fingerprint, measured, outcomes, read_gold, recall
from benchmarks.deidentification.people import names
from benchmarks.deidentification.words import declined, patronymic, womans

from painmap.codes import PERSONAL_DATA
from painmap.params.models import Measurement
from painmap.text.deidentify import Masked, mask_many

SOURCES = Path(__file__).resolve().parents[2] / "src" / "painmap"
SPELLINGS = {"ordinary", "lower", "upper", "initials", "oblique", "misspelt", "glued", "lookalike"}


@pytest.fixture(scope="module")
def known() -> Measurement:
    return next(m for m in program.known().measurements if m.corpus == "synthetic")


def details() -> list[Detail]:
    return [detail for item in corpus() for detail in item.details]


def test_recall_of_each_type_does_not_fall_below_the_card(known: Measurement) -> None:
    items = corpus()
    found = outcomes(items, mask_many([item.text for item in items]))
    now = {t: recall(t, [o for o in found if o.detail.type == t]).recall for t in PERSONAL_DATA}
    fallen = {t.group: (t.recall, now[t.group]) for t in known.types if now[t.group] < t.recall - 0.01}
    assert not fallen, "полнота ниже записанной в карточке (было, стало)"


def test_the_figures_are_of_this_corpus(known: Measurement) -> None:
    remedy = "корпус изменился: python -m benchmarks.deidentification --date ГГГГ-ММ-ДД"
    assert (known.fingerprint, known.texts) == (fingerprint(corpus()), len(corpus())), remedy


def test_the_card_is_generated_from_the_figures() -> None:
    assert program.CARD.read_text(encoding="utf-8") == card(program.known()), "make docs"


def test_the_card_says_where_a_goal_is_not_reached() -> None:
    figures = program.known()
    own = figures.measurements[0]
    poor = own.types[0].model_copy(update={"group": "SNILS", "recall": 0.99})
    good = poor.model_copy(update={"recall": 1.0})
    for types, said in (((poor,), "Ниже цели: СНИЛС."), ((good,), "Цели достигнуты.")):
        changed = own.model_copy(update={"types": types})
        page = card(figures.model_copy(update={"measurements": (changed,)}))
        assert said in page


def test_every_type_of_the_card_stands_in_its_table(known: Measurement) -> None:
    """The tables are read back, so that a figure of a wrong column would show."""
    page = card(program.known()).split("### Вымышленные тексты")[1].split("###")[0]
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| ([\d,]+) \| [\d,—]+ \| (\d+) \|", page, re.M)
    told = {title: (int(n), float(share.replace(",", ".")), int(found)) for title, n, share, found in rows}
    assert told == {
        PERSONAL_DATA[t.group]: (t.n, pytest.approx(100 * t.recall, abs=0.006), t.found) for t in known.types
    }
    assert set(told) == set(PERSONAL_DATA.values())


def test_no_name_of_the_corpus_stands_in_the_code_or_in_the_demo_bank() -> None:
    files = (p for p in SOURCES.rglob("*") if p.suffix in {".py", ".yaml", ".txt", ".csv", ".json"})
    words = {word for path in files for word in re.findall(r"[а-яё]+", path.read_text("utf-8").lower())}
    own = {
        part.lower()
        for bank in names().values()
        for key in ("surnames", "men", "women", "fathers")
        for name in bank.get(key, ())
        for form in name.split("|")
        for part in (form, *(part for part in form.split("-") if len(part) > 3))
    }
    assert len(own) > 400
    assert own & words == set()


def test_corpus_has_what_is_measured() -> None:
    items, planted = corpus(), details()
    assert len(items) == sum(SIZES.values()) == 1500
    assert sum(len(carriers(register)) for register in SIZES) >= 120
    assert max(Counter(item.carrier for item in items).values()) < 15
    assert {d.type for d in planted} == set(PERSONAL_DATA)
    persons = [d for d in planted if d.type == "PERSON"]
    assert {d.spelling for d in persons} == SPELLINGS
    assert {d.region for d in persons} == set(names())
    assert {item.length for item in items} == {"short", "medium", "long"}
    assert sum(not item.details for item in items) > 10, "тексты без персональных данных"


def test_details_lie_where_they_are_said_to_lie() -> None:
    for item in corpus():
        ends = [0, *(d.end for d in item.details)]
        for before, detail in zip(ends, item.details, strict=False):
            said = item.text[detail.start : detail.end]
            assert before <= detail.start < detail.end <= len(item.text), item.carrier
            assert said.strip() == said, item.carrier
            if detail.form in ("email", "phone", "snils", "inn"):
                assert ("@" in said) == (detail.type == "EMAIL"), item.carrier
                assert sum(c.isdigit() for c in said) >= 10 or detail.type == "EMAIL", item.carrier
        assert not re.search(r"[{}]", item.text), item.carrier


def test_another_seed_writes_another_corpus() -> None:
    assert fingerprint(corpus(1)) != fingerprint(corpus())
    corpus.cache_clear()
    assert fingerprint(corpus()) == fingerprint(corpus())


@pytest.mark.parametrize(
    ("word", "case", "is_woman", "is_surname", "form"),
    [
        ("Вазгенов", "ins", False, True, "Вазгеновым"),
        ("Вазгенова", "dat", True, True, "Вазгеновой"),
        ("Загорский", "gen", False, True, "Загорского"),
        ("Загорская", "acc", True, True, "Загорскую"),
        ("Долгопалых", "gen", False, True, "Долгопалых"),
        ("Ковальчук", "dat", True, True, "Ковальчук"),
        ("Ковальчук", "dat", False, True, "Ковальчуку"),
        ("Игоревич", "ins", False, False, "Игоревичем"),
        ("Игоревна", "gen", True, False, "Игоревны"),
        ("Мария", "dat", True, False, "Марии"),
    ],
)
def test_names_are_declined(word: str, case: str, is_woman: bool, is_surname: bool, form: str) -> None:
    assert declined(word, case, is_woman, is_surname) == form


def test_patronymics_and_surnames_of_women() -> None:
    assert [patronymic(f, True) for f in ("Юрий", "Игорь", "Иса", "Артур")] == [
        "Юрьевна", "Игоревна", "Исаевна", "Артуровна",
    ]  # fmt: skip
    assert [womans(s) for s in ("Загорский", "Вазгенов", "Ковальчук")] == [
        "Загорская",
        "Вазгенова",
        "Ковальчук",
    ]


def test_recall_counts_characters_and_whole_details() -> None:
    """A full stop left over is no miss of the whole; a letter is; another type is found all the same."""
    text = "Пишет Анна П. о том, 123 и 456"
    gold = (Detail(6, 13, "PERSON"), Detail(21, 24, "CASE"), Detail(27, 30, "CASE"))
    masked = Masked("", ((6, 12, "PERSON"), (21, 24, "INN"), (27, 29, "CASE")), ("a", "b", "c"))
    found = outcomes((Item(text, gold, "x", False),), (masked,))
    assert [(o.size, o.masked, o.same, o.is_found) for o in found] == [
        (7, 6, 6, True),
        (3, 3, 0, True),
        (3, 2, 2, False),
    ]
    cases = recall("CASE", found[1:])
    assert (cases.n, cases.found, cases.recall) == (2, 1, 0.8333)
    assert (cases.ci_low, cases.ci_high) == (0.0945, 0.9055), "Уилсон, 1 из 2"


def test_a_gold_file_is_measured(tmp_path: Path) -> None:
    """Two telephones, of which only one is labelled."""
    rows = [
        {"text": "Мой телефон 8 928 000-11-22, жду", "pii": [[12, 27, "PHONE"]]},
        {"text": "Звоните 8 928 000-33-44", "pii": []},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    one = measured("gold", read_gold(path), date(2026, 1, 1))
    assert (one.texts, one.details, one.groups, one.worst) == (2, 1, {}, ())
    assert [(t.group, t.recall, t.precision) for t in one.types] == [("PHONE", 1.0, 0.5)]
    assert one.other_masked == round(15 / (32 - 15 + 23), 4)
