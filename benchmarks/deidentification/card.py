"""The model card in Russian, from the measured figures and the prose of `card.md`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template

from benchmarks.deidentification.corpus import SIZES, carriers
from benchmarks.deidentification.measure import SMALLEST

from painmap.codes import PERSONAL_DATA
from painmap.params.models import Kind, Measurement, ModelCard, Recall

_CORPORA = {
    "synthetic": "вымышленные тексты",
    "kursk_dev": "обращения граждан (`kursk_dev`)",
    "reviews_dated": "отзывы (`reviews_dated`)",
}
_TITLES = {
    "spelling": "Имена: написание",
    "region": "Имена: происхождение",
    "form": "Имена: состав и порядок",
    "kind": "Прочие сведения: вид записи",
    "length": "Длина текста (все сведения)",
    "register": "Род текста (все сведения)",
    "place": "Место в тексте (все сведения)",
    "markup": "Разметка (все сведения)",
}
# Share of characters to be found in real appeals that the rules have not seen; CASE and ACCOUNT have none.
_GOALS = dict.fromkeys(("PHONE", "EMAIL", "SNILS", "INN", "PASSPORT", "CARD"), 0.995) | dict.fromkeys(
    ("PERSON", "ADDRESS", "PLATE", "BIRTHDATE"), 0.97
)
_REGISTERS = {
    "letter": "письма",
    "chat": "переписка в чате",
    "annotation": "аннотации делопроизводителя",
    "signature": "подписи",
    "survey": "ответы на анкеты",
    "review": "отзывы",
}
_WORDS = {
    "ordinary": "как принято",
    "lower": "строчными",
    "upper": "прописными",
    "initials": "с инициалами",
    "oblique": "в косвенном падеже",
    "misspelt": "с ошибкой",
    "glued": "слитно",
    "lookalike": "с латинскими буквами",
    "russian": "русские",
    "dagestan": "дагестанские",
    "chechnya": "чеченские",
    "ingushetia": "ингушские",
    "nenets": "ненецкие",
    "tatar": "татарские",
    "armenian-georgian": "армянские и грузинские",
    "azerbaijani": "азербайджанские",
    "central-asian": "среднеазиатские",
    "ukrainian": "украинские",
    "fio": "фамилия, имя, отчество",
    "iof": "имя, отчество, фамилия",
    "io": "имя и отчество",
    "if": "имя и фамилия",
    "fi": "фамилия и имя",
    "f": "только фамилия",
    "i": "только имя",
    "f_in": "фамилия и инициалы",
    "in_f": "инициалы и фамилия",
    "i_letter": "имя и буква фамилии",
    "phone": "мобильный телефон",
    "city": "городской телефон",
    "abroad": "зарубежный телефон",
    "snils": "СНИЛС",
    "inn": "ИНН человека",
    "inn10": "ИНН организации",
    "passport": "паспорт",
    "card": "банковская карта",
    "bank": "банковский счёт",
    "plate": "госномер",
    "birth": "дата рождения",
    "email": "эл. почта",
    "email-obfuscated": "«собака», пробелы, скобки вместо @",
    "account": "учётная запись, ссылка",
    "flat": "адрес с квартирой",
    "house": "адрес без квартиры",
    "appeal": "номер обращения",
    "application": "номер заявления",
    "court": "номер судебного дела",
    "enforcement": "исполнительное производство",
    "polis": "полис ОМС",
    "certificate": "свидетельство о рождении",
    "cadastre": "кадастровый номер",
    "short": "до 120 знаков",
    "medium": "121–500 знаков",
    "long": "более 500 знаков",
    "start": "начало",
    "middle": "середина",
    "end": "конец",
    "html": "HTML",
    "plain": "простой текст",
    **_REGISTERS,
}
# Parts of the sentence on a kind of misses.
_SPELT = {
    "ordinary": "написанные как принято",
    "lower": "написанные строчными буквами",
    "upper": "написанные прописными буквами",
    "initials": "с инициалами",
    "oblique": "в косвенном падеже",
    "misspelt": "с ошибкой в имени",
    "glued": "написанные слитно",
    "lookalike": "с латинскими буквами вместо похожих русских",
}
_WHERE = {
    "letter": "в тексте писем",
    "chat": "в переписке в чате",
    "annotation": "в аннотациях делопроизводителя",
    "signature": "в подписях",
    "survey": "в ответах на анкеты",
    "review": "в отзывах",
}


def card(figures: ModelCard) -> str:
    """The whole page as Markdown."""
    own = next(m for m in figures.measurements if m.corpus == "synthetic")
    template = Template(Path(__file__).with_name("card.md").read_text(encoding="utf-8"))
    return template.substitute(
        corpora=_corpora(figures.measurements),
        carriers=sum(len(carriers(register)) for register in SIZES),
        registers=", ".join(_REGISTERS.values()),
        types="\n\n".join(_types(m) for m in figures.measurements),
        groups="\n\n".join(_group(_TITLES[name], some) for name, some in own.groups.items()),
        rules=_table(
            ("Правило", "Вид", "Оценка", "Срабатываний", "Попаданий, %"),
            (
                (r.rule, PERSONAL_DATA[r.type], _number(r.score, 2), r.spans, _percent(r.precision))
                for r in own.rules
            ),
        ),
        worst="\n".join(f"{i}. {_sentence(kind)}" for i, kind in enumerate(own.worst, 1)),
        smallest=SMALLEST,
    )


def _corpora(some: Sequence[Measurement]) -> str:
    head = (
        "Набор",
        "Текстов",
        "Сведений",
        "Закрыто прочих знаков, %",
        "Текстов в секунду",
        "Измерено",
        "Код",
        "Набор, отпечаток",
    )
    rows = (
        (
            _CORPORA.get(m.corpus, m.corpus),
            m.texts,
            m.details,
            _percent(m.other_masked, 2),
            m.texts_a_second,
            f"{m.measured_on:%d.%m.%Y}",
            f"`{m.code}`",
            f"`{m.fingerprint}`",
        )
        for m in some
    )
    return _table(head, rows)


def _types(one: Measurement) -> str:
    head = (
        "Вид сведений",
        "n",
        "Полнота, % знаков",
        "Цель, %",
        "Целиком",
        "95 % ДИ, %",
        "Точность, % знаков",
        "Тот же вид, %",
    )
    rows = (
        (
            PERSONAL_DATA[t.group],
            t.n,
            _percent(t.recall, 2),
            _percent(_GOALS.get(t.group)),
            t.found,
            _interval(t),
            _percent(t.precision),
            _percent(t.same_type),
        )
        for t in one.types
    )
    short = [PERSONAL_DATA[t.group] for t in one.types if (t.recall or 0) < _GOALS.get(t.group, 0)]
    said = f"Ниже цели: {'; '.join(short)}." if short else "Цели достигнуты."
    return f"### {_CORPORA.get(one.corpus, one.corpus).capitalize()}\n\n{_table(head, rows)}\n\n{said}"


def _group(title: str, some: Sequence[Recall]) -> str:
    head = (title, "n", "Полнота, % знаков", "Целиком", "95 % ДИ, %")
    return _table(head, ((_WORDS[r.group], r.n, _percent(r.recall), r.found, _interval(r)) for r in some))


def _sentence(kind: Kind) -> str:
    """«Чеченские имена (только имя) в подписях, написанные строчными буквами: целиком найдено 3 из 10»."""
    about = kind.about
    subject = f"{_WORDS[about['region']]} имена" if "region" in about else PERSONAL_DATA[kind.type]
    if "form" in about:
        subject += f" ({_WORDS[about['form']]})"
    if "register" in about:
        subject += f" {_WHERE[about['register']]}"
    said = ", ".join([subject, *([_SPELT[about["spelling"]]] if "spelling" in about else [])])
    return f"{said[0].upper()}{said[1:]}: целиком найдено {kind.found} из {kind.n}."


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(head), *(list(map(str, row)) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _interval(one: Recall) -> str:
    return f"{_percent(one.ci_low)}–{_percent(one.ci_high)}"


def _percent(share: float | None, digits: int = 1) -> str:
    return "—" if share is None else _number(100 * share, digits)


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
