"""Texts as varied as those of many hands; nothing of them is known to the vocabulary that finds pains."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from demo_files import RAW
from near_duplicates import THRESHOLD, jaccard, near_duplicates

from painmap.demo.phrases import BANK, agencies
from painmap.demo.records import Record
from painmap.params.yaml_file import read_yaml
from painmap.text import language
from painmap.text.evidence import content

ROOT = RAW.parents[1]
_MOST = 0.02
# Slots, grammar and marks of a template, and what joins words.
_MARKS = re.compile(r"\[[^\]]*\]|[{}|]|\b[мж]:")
_WORD = re.compile(r"[а-яё-]+")
_WORDS = 3


def _said(texts: list[str]) -> list[frozenset[str]]:
    """The lemmas of each text that says something: one word («тест», «нет») does not."""
    sets = [frozenset(lemmas) for lemmas in language.lemmas(texts)]
    return [own for own in sets if len(own) > 1]


def _appeals(records: list[Record]) -> list[str]:
    planted = [r for r in records if r.is_repeat or r.twin_of or r.category in ("mailing", "empty")]
    return [r.text for r in records if r not in planted]


def _answers(agency: str) -> list[str]:
    """Answers in the respondents' own words, «нет» and other set phrases left out."""
    texts: list[str] = []
    for path in sorted((RAW / agency).glob("*/survey-*.csv")):
        if not path.read_bytes().startswith(b"\xef\xbb\xbf"):
            continue
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for title in rows[0]:
            cells = [row[title] for row in rows if row[title]]
            is_open = len({cell for cell in cells if " " in cell}) > 20 and title != "Время создания"
            texts += [cell for cell in cells if is_open and len(cell.split()) > 2]
    return texts


@pytest.mark.parametrize("agency", agencies())
def test_at_most_one_appeal_in_fifty_resembles_another(agency: str, records: dict[str, list[Record]]) -> None:
    said = _said(_appeals(records[agency]))
    assert len(said) > 0.9 * len(records[agency])
    assert len(near_duplicates(said)) / len(said) <= _MOST


@pytest.mark.parametrize("agency", agencies())
def test_so_it_is_with_the_answers_of_surveys_added(agency: str, records: dict[str, list[Record]]) -> None:
    answers = _answers(agency)
    assert len(answers) > 60
    said = _said(_appeals(records[agency]) + answers)
    assert len(near_duplicates(said)) / len(said) <= _MOST


def test_letters_and_annotations_are_not_all_of_one_length(records: dict[str, list[Record]]) -> None:
    for own in records.values():
        letters = [len(r.text.split()) for r in own if not r.is_annotation and r.category == "problem"]
        assert min(letters) <= 10
        assert max(letters) >= 50
        notes = [len(r.text.split()) for r in own if r.is_annotation]
        # What the domain calls an annotation: 5–15 words.
        assert sum(4 <= n <= 17 for n in notes) / len(notes) > 0.85


def test_the_search_finds_what_comparing_all_pairs_finds() -> None:
    rng = random.Random(3)
    texts = [frozenset(rng.sample("абвгдежзиклмн", rng.randint(4, 9))) for _ in range(400)]
    pairs = combinations(enumerate(texts), 2)
    expected = {k for (i, a), (j, b) in pairs if jaccard(a, b) >= THRESHOLD - 1e-9 for k in (i, j)}
    assert 20 < len(expected) < 400
    assert near_duplicates(texts) == expected


def test_planted_duplicates_would_be_found(records: dict[str, list[Record]]) -> None:
    """The measure is not blind: the mailing and the copies that the other tests leave out."""
    own = [r for r in records["minyust-rd"] if r.category == "mailing"]
    assert len(near_duplicates(_said([r.text for r in own]))) == 64


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from _strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from _strings(child)


def _windows(text: str) -> set[tuple[str, ...]]:
    """Every three words in a row, as written and in their normal forms."""
    words = _WORD.findall(text.lower().replace("ё", "е"))
    normal = [
        lemmas[0] if lemmas else word for word, lemmas in zip(words, language.lemmas(words), strict=True)
    ]
    return {tuple(forms[i : i + _WORDS]) for forms in (words, normal) for i in range(len(forms) - _WORDS + 1)}


def _alternatives(template: str) -> Iterator[str]:
    """Runs of words of a template: with each alternative of a choice, whatever stands in the others."""
    match = re.search(r"\{([^{}]*)\}", template)
    if not match:
        yield _MARKS.sub(" . ", template)
        return
    before, after = template[: match.start()], template[match.end() :]
    for option in match[1].split("|"):
        # The neighbours' choices are cut away: a run is read over one choice at a time.
        yield _MARKS.sub(" . ", f"{before.rpartition('}')[2]} {option} {after.partition('{')[0]}")
    yield from _alternatives(after)


def _sentences() -> set[str]:
    """Whatever stands between two marks in a template of the bank."""
    found: set[str] = set()
    for path in sorted(BANK.rglob("*.yaml")):
        bank = read_yaml(path, path.name)
        bank.pop("setup", None)
        for text in _strings(bank):
            for run in _alternatives(text):
                found.update(re.split(r"[.,;:!?()«»—–]", run))
    return found


def test_no_phrase_of_the_bank_is_in_the_vocabulary() -> None:
    of_bank = {window for sentence in _sentences() for window in _windows(sentence)}
    assert len(of_bank) > 10_000
    # Such an entry would be found, as written and in other forms of its words.
    assert _windows("трубку не берут никогда") & of_bank
    assert _windows("трубки не брать никогда") & of_bank
    for path in sorted((ROOT / "params" / "vocab").glob("*.yaml")):
        vocabulary = read_yaml(path, path.name)
        for entry in _strings(vocabulary["lists"]):
            common_runs = _windows(entry) & of_bank
            assert not common_runs, f"{path.name}: {entry}"


def test_no_content_phrase_of_the_bank_is_a_sign_of_a_problem() -> None:
    """Three words of content in a row; two («не берут трубку») everybody says alike."""

    def content_windows(texts: list[str]) -> list[set[tuple[str, ...]]]:
        return [{words[i : i + _WORDS] for i in range(len(words) - _WORDS + 1)} for words in content(texts)]

    of_bank = set().union(*content_windows(sorted(_sentences())))
    assert len(of_bank) > 10_000
    assert content_windows(["на двери написано звоните"])[0] & of_bank
    signs = [
        (f"{path.name}, {row['id']}", sign.strip())
        for path in sorted((ROOT / "params" / "problems").glob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        for sign in row["signs"].split(";")
    ]
    assert len(signs) > 1000
    for (where, sign), windows in zip(signs, content_windows([sign for _, sign in signs]), strict=True):
        assert not windows & of_bank, f"{where}: {sign}"
