from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import log

import pytest

from painmap.text.language import word
from painmap.text.titles.binding import is_actor, is_near, is_object, preposition
from painmap.text.titles.choosing import _choices
from painmap.text.titles.frames import framed, lacks
from painmap.text.titles.having import Having
from painmap.text.titles.ideas import Idea, ideas
from painmap.text.titles.subjects import canonical, numbered, subjects, variants
from painmap.text.titles.telling import Said, weights
from painmap.text.titles.wording import worded


def said(texts: Sequence[str], cue: str = "negation", kind: str = "complaint") -> list[Said]:
    """Mentions whose lemmas are their words in the dictionary's normal form, «не» joined to the next."""
    made = []
    for i, text in enumerate(texts):
        words = [word(w).lemma for w in text.lower().split() if w.isalpha()]
        negated = {f"не_{b}" for a, b in pairwise(words) if a == "не"}
        made.append(Said(i, kind, cue, words[0], frozenset(words) | negated | {f"={cue}"}, "", text))
    return made


def frames(phrase: str, mentions: Sequence[Said]) -> dict[str, int]:
    """Titles with the number of texts that say so of the thing itself."""
    return {f.title: len(f.records) for f in framed(phrase, Having(mentions)) if f.records}


@pytest.mark.parametrize(
    ("phrase", "text", "title"),
    [
        ("лифт", "сломан лифт", "плохое состояние лифта"),
        ("тротуар", "нет тротуара", "отсутствие тротуара"),
        ("снег", "не убирают снег", "ненадлежащая уборка снега"),
        ("мусор", "мусор не вывозится", "ненадлежащий вывоз мусора"),
        ("тополь", "надо спилить тополь", "необходимость спила тополя"),
        ("пособие", "не выплатили пособие", "трудности с выплатой пособия"),
        ("вклад", "не смогли снять вклад", "трудности со снятием вклада"),
        ("администрация", "администрация не реагирует", "бездействие администрации"),
        ("поликлиника", "не дозвониться в поликлинику", "не дозвониться до поликлиники"),
        ("трамвай", "долго ждать трамвай", "долгое ожидание трамвая"),
        ("требование", "пандус не соответствует требованию", "несоответствие требованию"),
        ("очередь", "ждать в очереди", "долгое ожидание в очереди"),
        ("запах гари", "запах гари", "запах гари"),
        ("приём", "прием с утра", "трудности с приёмом"),
        ("каша", "каша с утра", "жалобы на кашу"),
        ("куча", "куча с утра", "жалобы на кучу"),
        ("приложение", "приложение с утра", "жалобы на приложение"),
        ("раздача", "раздача с утра", "трудности с раздачей"),
        ("график", "график с утра", "недовольство графиком"),
    ],
)
def test_frame_of_a_thing(phrase: str, text: str, title: str) -> None:
    assert title in frames(phrase, said([text]))


def test_nobody_complains_of_money_as_such() -> None:
    assert frames("деньги", said(["деньги с утра"])) == {}


def test_where_people_are_rude() -> None:
    told = said(["в регистратуре нагрубили", "во второй регистратуре кричат"], "rudeness")
    assert frames("регистратура", told)["грубость в регистратуре"] == 2
    assert "грубость в регистратуре" not in frames("регистратура", said(["регистратура груба"], "rudeness"))
    assert "грубость в регистратуре" not in frames("регистратура", said(["в регистратуре душно"]))


def test_what_is_not_there_is_no_act() -> None:
    made = said(["не бывают талоны к неврологу", "не печатают талоны к неврологу"])
    assert [[what for what, _ in ideas(m, is_whole=True)] for m in made] == [[], ["not"]]


def test_a_machine_is_no_person() -> None:
    assert "грубость робота" not in frames("робот", said(["робот нагрубил"], "rudeness"))


def test_a_group_alone_is_told_by_what_it_says() -> None:
    assert weights([said(["нет лифта"] * 4)])[0]["лифт"] == pytest.approx(log(9 / 5))
    two = weights([said(["нет лифта"] * 4), said(["нет воды"] * 4)])
    assert two[0]["нет"] == 0 < two[0]["лифт"]


def test_a_queue_that_does_not_work_is_no_pain() -> None:
    broken = ["не работает электронная очередь", "нет талонов электронной очереди"]
    assert "электронная очередь" not in frames("электронная очередь", said(broken))
    queues = said([*broken, "большая электронная очередь", "снова электронная очередь"])
    assert "электронная очередь" in frames("электронная очередь", queues)


def test_a_body_that_works_badly_is_told_as_such() -> None:
    made = list(framed("администрация", Having(said(["администрация не реагирует"]))))
    assert {f.title for f in made if f.is_of_body} == {
        "бездействие администрации",
        "неудовлетворительная работа администрации",
        "недовольство работой администрации",
    } & {f.title for f in made}
    assert not any(f.is_of_body for f in framed("каша", Having(said(["каша с утра"]))))


def test_an_apology_is_no_subject() -> None:
    assert variants("извинение за задержку") == []


@pytest.mark.parametrize(
    ("phrase", "text", "part"),
    [
        ("администрация", "администрация не отремонтировала мост", "состояние"),
        ("дом", "дома нет", "отсутствие"),
        ("банкомат", "банкомат не выдал карту", "выдачей"),
        ("карта", "списали деньги с карты", "списание"),
        ("начальник", "начальник требует отчёт", "требование"),
        ("ветер", "ветер с утра", "состояние"),
    ],
)
def test_no_frame_for_what_is_not_said(phrase: str, text: str, part: str) -> None:
    assert not any(part in title for title in frames(phrase, said([text])))


def test_harm_that_people_ask_for_is_no_harm() -> None:
    assert "отключение воды" in frames("вода", said(["отключили воду"] * 3))
    assert "отключение рассылки" not in frames("рассылка", said(["не отключили рассылку"] * 3))
    assert "отключение рассылки" not in frames(
        "рассылка", said(["отключить рассылку"] * 3, "request", "request")
    )


def test_what_nobody_asked_for() -> None:
    some = said(["подключили услугу", "подключили услугу без согласия", "подключили услугу без согласия"])
    assert frames("услуга", some)["подключение услуги без согласия"] == 3
    assert "подключение услуги" not in frames("услуга", some)
    assert not any("согласия" in title for title in frames("услуга", some[:1]))


def test_late_is_no_trouble_but_a_delay() -> None:
    assert "задержки с выплатой пособия" in frames("пособие", said(["выплатили пособие"], "delay"))
    paid = [replace(m, record=m.record + 1) for m in said(["выплатили пособие"] * 4, "fact")]
    late = said(["выплатили пособие"], "delay")
    assert not any("выплат" in title for title in frames("пособие", [*late, *paid]))


def test_request_to_clear_away_is_no_cleaning() -> None:
    asked = said(["убрать пункт"], "request", "request")
    assert not any("уборка" in title for title in frames("пункт", asked))


def test_refusal_with_its_own_preposition() -> None:
    found = frames("кредит", said(["отказ в кредите", "отказали в кредите", "отказ банка на кредит"]))
    assert found["отказ в кредите"] == 3
    assert "отказ по кредиту" not in found


def test_praised_groups_have_opinions() -> None:
    thanks = [replace(m, record=m.record + 2) for m in said(["каша хороша"] * 2, "thanks", "thanks")]
    assert "отзывы о каше" in frames("каша", [*said(["каша с утра"] * 2), *thanks])


def test_help_is_lacking_only_where_it_is_said() -> None:
    assert lacks("помощь", Having(said(["помощи нет", "нужна помощь"]))).records == {0}


def test_object_and_actor() -> None:
    acts = frozenset({"выдать", "выдача"})
    assert is_object("карту не выдали", "карта", acts)
    assert is_object("выдача новой карты", "карта", acts)
    assert is_object("выдали наконец карту", "карта", acts)
    assert not is_object("банкомат не выдал", "банкомат", acts)
    assert not is_object("не выдал банкомат", "банкомат", acts)
    assert not is_object("выдали на карту", "карта", acts)
    assert not is_object("выдали номер карты", "карта", acts)


def test_a_device_that_fails_in_this_and_that() -> None:
    fails = ["терминал не печатает", "терминал не принимает купюры", "терминал не видит карту"]
    works = ["работа терминала ужасна", "терминал работает с перебоями"]
    title = "неудовлетворительная работа терминала"
    assert title in frames("терминал", said([*fails, *works]))
    assert title not in frames("терминал", said(fails))
    assert title not in frames("терминал", said(["терминал не работает"] * 3))


def test_actor() -> None:
    assert is_actor("терминал не выдал чек", "терминал")
    assert not is_actor("на терминал не пришёл чек", "терминал")
    assert not is_actor("терминалу отказали", "терминал")


def test_near_and_preposition() -> None:
    assert is_near("яма на дороге", "дорога", frozenset({"яма"}))
    assert not is_near("яма у дома где раньше была дорога", "дорога", frozenset({"яма"}))
    assert preposition("в новом доме", "дом") == "в"
    assert preposition("новый дом", "дом") == ""
    assert preposition("сад", "дом") is None


def test_number_is_the_group_s() -> None:
    many = Having(said(["сухие деревья", "деревьев много", "дерево упало"]))
    assert numbered("дерево", many) == "деревья"
    assert numbered("дерево", Having(said(["деревьев много", "дерево упало"]))) == "дерево"
    assert numbered("вода", Having(said(["воды нет", "вода ржавая", "воду отключили"]))) == "вода"
    assert numbered("счет", Having(said(["счетов нет", "счетов много"]))) == "счет"


def test_subjects_are_whole_and_no_sufferers() -> None:
    texts = ["пешеходный переход стерт"] * 3 + ["переход стерт"] + ["дети у перехода"] * 3
    having = Having(said(texts))
    names = canonical(Counter(["переход", "пешеходный переход", "дети"] * 2), having)
    telling = weights([said(texts), said(["прием врача"] * 9)])[0]
    told = subjects(names, having, telling, 2.0)
    assert told[0] == "пешеходный переход"
    assert "переход" not in told
    assert not {"дети", "ребёнок", "дитя"} & set(told)


@pytest.mark.parametrize("about", ["банкомат деньги", "дата рождения", "дети", "ужасный банк"])
def test_no_subject(about: str) -> None:
    assert about not in [phrase for phrase, _ in variants(about)]


def test_two_of_many_speak_for_none_unless_nothing_else_is_said() -> None:
    texts = ["нет скамейки"] * 2 + ["наш хороший парк"] * 30
    mentions, other = said(texts), said(["прием врача"] * 30)
    having, telling = Having(mentions), weights([mentions, other])[0]
    names = canonical(Counter({"скамейка": 2}), having)
    assert not any("скамейк" in t for _, t, *_ in _choices(mentions, having, names, telling))
    having.is_free = True
    assert having.fewest(0.5) == 2.0
    assert any("скамейк" in t for _, t, *_ in _choices(mentions, having, names, telling))


def test_a_state_that_few_speak_of_is_no_title() -> None:
    texts = ["нет тротуара"] * 3 + ["тротуар у школы"] * 57
    elsewhere = [replace(m, record=m.record + 10) for m in said(["нет света"] * 20)]
    mentions, other = [*said(texts), *elsewhere], said(["прием врача"] * 30)
    having, telling = Having(mentions), weights([mentions, other])[0]
    names = canonical(Counter({"тротуар": 60}), having)
    assert not any("тсутствие тротуар" in t for _, t, *_ in _choices(mentions, having, names, telling))


def test_no_frame_says_a_word_twice() -> None:
    mentions, other = said(["долго ждать ожидание"] * 9), said(["прием врача"] * 30)
    having, telling = Having(mentions), weights([mentions, other])[0]
    made = _choices(mentions, having, canonical(Counter({"ожидание": 9}), having), telling)
    assert made
    assert not any("жидание ожидания" in choice.title for choice in made)


def test_words_the_dictionary_lacks_are_subjects_if_written_small() -> None:
    small = Having(said(["вернули кэшбэк"] * 12))
    assert small.is_small("кэшбэк")
    assert not Having(said(["вернули Кэшбэк"] * 12)).is_small("кэшбэк")
    assert not Having(said(["вернули кэшбэк"] * 3)).is_small("кэшбэк")


@pytest.mark.parametrize(
    ("template", "lemma", "phrase", "title"),
    [
        ("lack", "", "лифт", "Отсутствие лифта"),
        ("lack", "", "задолженность", ""),
        ("wait", "", "приём врача", "Длительное ожидание приёма врача"),
        ("wait", "", "долгое ожидание в коридоре", ""),
        ("request", "", "выдача справки", "Просьбы о выдаче справки"),
        ("request", "", "оказание", ""),
    ],
)
def test_what_is_no_pain_or_lacks_its_object_has_no_wording(
    template: str, lemma: str, phrase: str, title: str
) -> None:
    assert worded(Idea(template, lemma, phrase), said([phrase])[0]) == title


def test_what_is_thought_of_a_thing_is_no_part_of_it() -> None:
    assert [phrase for phrase, _ in variants("худший банк")] == ["банк"]


@pytest.mark.parametrize(
    ("phrase", "text", "broad"),
    [
        ("администрация", "администрация не реагирует", True),
        ("администрация", "администрация плохо работает", True),
        ("мусор", "не убирают мусор", False),
    ],
)
def test_what_an_organisation_leaves_undone_asks_for_details(phrase: str, text: str, broad: bool) -> None:
    own = [made for made in framed(phrase, Having(said([text]))) if made.worth > 0.6]
    assert own
    assert all(made.is_broad == broad for made in own)
