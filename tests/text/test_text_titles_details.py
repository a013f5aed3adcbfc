"""What is said behind a broad title."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from painmap.text.language import word
from painmap.text.titles import titles
from painmap.text.titles.details import detailed
from painmap.text.titles.having import Having
from painmap.text.titles.telling import Said, weights


def said(texts: Sequence[str]) -> list[Said]:
    """A mention a text, by the normal forms of its words."""
    return [
        Said(i, "complaint", "negation", "", frozenset(word(w).lemma for w in text.split()), "", text)
        for i, text in enumerate(texts)
    ]


def details(texts: Sequence[str], others: Sequence[str], subjects: Sequence[str], title: str) -> str:
    own, rest = said(texts), said(others)
    return detailed(title, subjects, Having(own), weights([own, rest])[0])


BUSES = ["автобус маршрут пассажир больница получение"] * 4 + ["автобус очередь контролёр карта"] * 4
OTHERS = ["карта счёт"] * 60


def test_pains_come_first_and_persons_in_the_plural() -> None:
    subjects = ["маршрут", "контролёр", "очередь"]
    assert details(BUSES, OTHERS, subjects, "Жалобы на автобусы") == ": очередь, маршрут"
    assert details(BUSES, OTHERS, ["контролёр"], "Жалобы на автобусы") == ": контролёры"
    assert details(BUSES, OTHERS, ["получение маршрута"], "Жалобы на автобусы") == ": получение маршрута"


def test_no_sufferer_no_organisation_no_bare_act_no_common_word_and_not_the_thing_itself() -> None:
    for subject in ("пассажир", "больница", "получение", "карта", "автобус"):
        assert details(BUSES, OTHERS, [subject], "Жалобы на автобусы") == ""


def test_a_pain_is_a_detail_sooner_than_a_thing() -> None:
    texts = ["автобус маршрут"] * 36 + ["автобус очередь"] * 4 + ["автобус поручень"] * 4
    assert details(texts, OTHERS * 10, ["поручень", "очередь"], "Жалобы на автобусы") == ": очередь"


def test_what_few_of_the_texts_say_is_no_detail() -> None:
    texts = ["автобус маршрут"] * 40 + ["автобус поручень"] * 3
    assert details(texts, OTHERS * 10, ["поручень"], "Жалобы на автобусы") == ""
    assert details(texts[30:], OTHERS, ["поручень"], "Жалобы на автобусы") == ": поручень"


def test_how_people_are_hurt_says_more_than_things() -> None:
    def hurt(cue: str, count: int) -> list[Said]:
        own = said(BUSES)
        return [replace(m, lemmas=m.lemmas | {f"={cue}"}) if m.record < count else m for m in own]

    def tail(own: list[Said], title: str = "Жалобы на автобусы") -> str:
        return detailed(title, ["маршрут"], Having(own), weights([own, said(OTHERS)])[0])

    assert tail(hurt("refusal", 2)) == ": отказы"
    assert tail([*hurt("refusal", 3)[:3], *hurt("delay", 8)[3:]]) == ": долгое ожидание, отказы"
    assert tail(hurt("refusal", 1)) == ": маршрут"
    assert tail(hurt("negation", 8)) == ": маршрут"
    assert tail(hurt("refusal", 2), "Отказы автобусов") == ": маршрут"
    assert tail(hurt("delay", 8), "Задержки с автобусами") == ": маршрут"
    everywhere = [replace(m, lemmas=m.lemmas | {"=refusal"}) for m in said(OTHERS)]
    own = hurt("refusal", 8)
    assert detailed("Жалобы на автобусы", [], Having(own), weights([own, everywhere])[0]) == ""


def test_a_long_title_has_fewer_details() -> None:
    title = "Недовольство работой районного отделения государственной почтовой службы"
    assert details(BUSES, OTHERS, ["маршрут", "очередь"], title) == ""


def test_only_a_broad_title_has_details() -> None:
    def group(fragments: Sequence[str], about: Sequence[str], head: str) -> pd.DataFrame:
        made = said(fragments)
        return pd.DataFrame(
            {
                "record_id": [str(m.record) for m in made],
                "mention_kind": "complaint",
                "cue": "negation",
                "head": head,
                "lemmas": [" ".join(sorted(m.lemmas)) for m in made],
                "about": list(about),
                "fragment": list(fragments),
            }
        )

    broad = group(["автобус маршрут"] * 6 + ["автобус остановка"] * 6, ["автобус"] * 12, "автобус")
    plain = group(["нет горячей воды", "нет горячей воды кран"] * 10, ["горячая вода"] * 20, "нет")
    others = group(["потеряли карту"] * 90, ["карта"] * 90, "потерять")
    told = titles([broad, plain, others], [("автобус",), ("вода",), ("карта",)])
    assert told[0].startswith("Жалобы на ")
    assert ": " in told[0]
    assert told[1] == "Отсутствие горячей воды"
