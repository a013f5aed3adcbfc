"""No text contradicts itself or its place: scans of all texts for glued words, frames and genres."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
import python_calamine
from demo_files import RAW

from painmap.demo.frames import Told, frames_of
from painmap.demo.phrases import agencies, bank, common
from painmap.demo.records import Record

_PREPOSITIONS = "в|на|из|до|от|к|со|об|за|под|у|для|по|при|без|про|над|через"
_DOUBLED = re.compile(rf"(?<![-\w«])({_PREPOSITIONS}) +({_PREPOSITIONS}|о)(?![-\w.»])", re.IGNORECASE)
# «из за этого», «про по телефону» said in speech marks aside.
_SPELT_APART = {("из", "за"), ("из", "под")}
# Frames of the sender, written anew here: no text may hold both of a pair.
_OLD = r"ветеран труда|пенсионер(ка)?, (живу|проживаю)|глаза видят|ноги болят|пенсия (небольшая|северная)"
_BABY = r"младше[йм]у? два года|двойняшки|муж на вахте, дети"
_ALONE = r"живу од(на|ин), (дети|помочь)"
_HOUSE = r"лежачий|лежачая|воспитываю|жена (болеет|после)|муж на"
_CONTRARY = (
    (_OLD, _BABY),
    (_ALONE, _HOUSE),
    (r"(пишу|обращаюсь) за (мать|маму|отца)", r"воспитываю|живу од|спрашиваю для|мне \d\d "),
    (
        r"наше (учреждение|предприятие)|наша организация",
        r"(спрашиваю|интересуюсь) для|воспитываю|ветеран труда",
    ),
    (r"первый раз в жизни жалуюсь|пишу (вам )?впервые", r"обращаюсь повторно|третий раз"),
    (r"помогает писать", r"по образованию я|работаю посменно"),
    (r"не называю|вы поймёте почему", r"заявитель: "),
)
_LETTERLY = r"во вложении|см\. вложение|с уважением|\bтел\.|\+7 ?9|\bмой номер|почерк|прил\.|обратного адреса"


def _pairs(text: str) -> list[tuple[str, str]]:
    found = [(m[1].lower(), m[2].lower()) for m in _DOUBLED.finditer(text)]
    return [pair for pair in found if pair not in _SPELT_APART]


def test_no_text_doubles_a_preposition(records: dict[str, list[Record]]) -> None:
    assert _pairs("Дорогу на в Дербент закрыли") == [("на", "в")]
    assert _pairs("ремонт дороги в с. Чох; из за этого") == []
    found = [(a, r.text) for a, own in records.items() for r in own if _pairs(r.text)]
    # A slip of the pen shortens a word to a preposition now and then.
    assert len(found) <= 3, found[:5]


@pytest.mark.parametrize("agency", agencies())
def test_frames_of_a_sender_do_not_contradict_each_other(
    agency: str, records: dict[str, list[Record]]
) -> None:
    texts = [r.text.lower() for r in records[agency] if not r.secondary]
    for first, second in _CONTRARY:
        both = [text for text in texts if re.search(first, text) and re.search(second, text)]
        assert both == [], (first, second)


def test_the_words_of_the_test_occur(records: dict[str, list[Record]]) -> None:
    texts = [r.text.lower() for own in records.values() for r in own]
    for words in {side for pair in _CONTRARY for side in pair}:
        assert sum(bool(re.search(words, text)) for text in texts) >= 3, words


def test_a_matter_of_firms_is_not_told_by_a_pensioner(records: dict[str, list[Record]]) -> None:
    count = 0
    for agency, own in records.items():
        voices, problems = bank(agency)["setup"]["voices"], bank(agency)["problems"]
        for r in own:
            is_firms = problems[r.problem].get("who") in ("firm", "media") if r.problem else (
                r.topic in voices.get(r.category, {}).get("firm", ())
            )  # fmt: skip
            if is_firms and not r.is_annotation:
                count += 1
                assert not re.search(f"{_OLD}|{_BABY}|{_ALONE}", r.text.lower()), r.text
    assert count > 1000


def test_a_private_matter_is_not_brought_by_a_firm(records: dict[str, list[Record]]) -> None:
    for agency, own in records.items():
        voices, problems = bank(agency)["setup"]["voices"], bank(agency)["problems"]
        for r in own:
            if r.person.applicant in ("company", "entrepreneur", "media") and not r.is_repeat and r.topic:
                named = voices.get(r.category, {})
                is_theirs = (
                    problems[r.problem].get("who") in ("firm", "media")
                    if r.problem
                    else r.topic in [*named.get("firm", ()), *named.get("any", ())]
                )
                assert is_theirs, (agency, r.category, r.topic, r.text)


def test_calls_and_receptions_are_notes_of_a_clerk(records: dict[str, list[Record]]) -> None:
    heard = ("secretary", "hotline", "reception", "leader-reception")
    count = 0
    for own in records.values():
        for r in own:
            if r.channel in heard:
                count += 1
                assert r.is_annotation or r.category == "empty", r.text
            if common()["forms"][r.channel] == "oral":
                assert not re.search(_LETTERLY, r.text.lower()), (r.channel, r.text)
    assert count > 1500


def test_a_letter_does_not_come_at_a_reception() -> None:
    """One channel of the order stands for post, mail and reception; «Дело» tells them apart."""
    count = 0
    for path in sorted(RAW.glob("dztszn-nao/*/delo-*.xls")):
        rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        head = next(row for row in rows if "Вид доставки" in row)
        way, text = head.index("Вид доставки"), head.index("Содержание")
        for row in rows[rows.index(head) + 1 :]:
            if "при" in str(row[way]).lower():
                count += 1
                assert not re.search(f"{_LETTERLY}|здравствуйте|добрый день", str(row[text]).lower()), row
    assert count > 30


def test_what_is_typed_has_no_handwriting(records: dict[str, list[Record]]) -> None:
    typed = [r for own in records.values() for r in own if common()["forms"][r.channel] == "electronic"]
    assert not [r.text for r in typed if re.search(r"\(почерк|без обратного адреса", r.text)]
    posted = [r for own in records.values() for r in own if r.channel == "post"]
    assert [r for r in posted if "почерк" in r.text]
    assert not [r.text for r in posted if r.text in ("тест", "проверка связи", "ааа", "+", ".")]


def test_told_refuses_what_contradicts() -> None:
    told = Told({"person", "typed"})
    told.say("Я ветеран труда, живу в Дербенте.")
    assert not told.admits("Воспитываю четверых детей, младшему два года.")
    assert told.admits("Мы люди простые, законов не знаем.")
    assert not Told({"firm"}).admits("Спрашиваю для матери.")
    assert not Told({"spoken"}).admits(", прил. копия паспорта")
    assert Told({"written"}).admits(", прил. копия паспорта")
    assert not Told({"typed"}).admits(" (почерк неразборчив)")
    assert "old" in frames_of("Я пенсионерка, живу одна.")


def test_every_pair_of_stories_can_be_told_or_is_refused_both_ways() -> None:
    stories = [text for text in common()["stories"]["person"] if "{" not in text and "[" not in text]
    assert len(stories) >= 8
    for first, second in combinations(stories, 2):
        one, other = Told(), Told()
        one.say(first)
        other.say(second)
        assert one.admits(second) == other.admits(first)
