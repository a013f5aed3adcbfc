"""The questionnaire as one self-contained page, to be printed on A4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from markupsafe import Markup

from painmap.params.coding import answer_codes, field_name
from painmap.params.models import Filter, Question, Questionnaire
from painmap.report import styles
from painmap.report.html import join, paragraphs, tag, template
from painmap.report.questionnaire import words
from painmap.report.questionnaire.mark import mark_of

# Lines to write an answer on.
_LINES = 4
# So many options, none longer (in signs), stand in two columns.
_MANY, _SHORT = 4, 36


def page(questionnaire: Questionnaire, version: str = "") -> str:
    """HTML with every question, text and answer once and in order; the codes stand beside them, small.

    Args:
        questionnaire: As it is to be asked (`Questionnaire.version` for a former one).
        version: Id of the former version; empty: the present one.

    Raises:
        PainmapError: Codes of answers cannot be told apart.
    """
    stamp = words.STAMP.format(id=questionnaire.id, mark=mark_of(questionnaire, version))
    return (
        template(
            "questionnaire.html.j2",
            title=questionnaire.title,
            fonts=Markup(styles.fonts()),
            style=Markup(styles.questionnaire(stamp, words.PAGE, words.PAGES)),
            lead=paragraphs(questionnaire.lead.split("\n\n")) if questionnaire.lead else "",
            how=words.HOW,
            questions=join(_blocks(questionnaire)),
            thanks=words.THANKS,
            office=words.OFFICE,
            fields=words.OFFICE_FIELDS,
            stamp=stamp,
        ).strip()
        + "\n"
    )


def _blocks(questionnaire: Questionnaire) -> Iterator[Markup]:
    """Questions one under another; those on one scale that follow each other share a table."""
    numbers = {question.id: number for number, question in enumerate(questionnaire.questions, start=1)}
    for condition, run in groupby(questionnaire.questions, key=lambda q: q.only_if):
        asked = list(run)
        if condition:
            after = numbers[asked[-1].id] + 1
            yield _for_whom(condition, questionnaire, numbers, after if after <= len(numbers) else None)
        for scale, group in groupby(asked, key=lambda q: q.scale if q.kind == "scale" else ""):
            numbered = [(numbers[question.id], question) for question in group]
            if scale:
                yield _table(numbered, questionnaire)
            else:
                for number, question in numbered:
                    yield _question(number, question, questionnaire)


def _for_whom(
    condition: Filter, questionnaire: Questionnaire, numbers: Mapping[str, int], after: int | None
) -> Markup:
    """Who answers the questions below, and where the others go on; None: nowhere."""
    number, answers = numbers[condition.question], questionnaire.passing(condition)
    only = words.ONLY.format(number=number, answers=answers)
    others = words.DONE if after is None else words.OTHERS.format(number=after)
    return tag("p", join([tag("b", only), Markup.escape(others)], " "), class_="only")


def _table(numbered: list[tuple[int, Question]], questionnaire: Questionnaire) -> Markup:
    codes = answer_codes(numbered[0][1], questionnaire)
    labels = [
        tag("th", tag("span", label, class_="label") + _code(code), scope="col", data_label=code)
        for code, label in codes.items()
    ]
    head = tag("tr", join([tag("th", words.QUESTION, scope="col", class_="asked"), *labels]))
    rows = [_row(number, question, list(codes)) for number, question in numbered]
    table = tag("table", join([tag("thead", head), tag("tbody", join(rows))]), class_="scale")
    hint = tag("p", words.SCALE if len(numbered) > 1 else words.ONE, class_="hint")
    return tag("section", join([hint, table]), class_="block")


def _row(number: int, question: Question, codes: list[str]) -> Markup:
    boxes = [tag("td", _box(), data_option=code) for code in codes]
    asked = tag("th", _asked(number, question), scope="row", class_="asked")
    return tag("tr", join([asked, *boxes]), data_question=field_name(question.id))


def _question(number: int, question: Question, questionnaire: Questionnaire) -> Markup:
    parts = [tag("h2", _asked(number, question)), tag("p", _HINTS[question.kind], class_="hint")]
    if question.kind == "open":
        parts.append(tag("div", join([tag("div", class_="line")] * _LINES), class_="lines"))
    else:
        options = answer_codes(question, questionnaire).items()
        is_row = question.kind == "nps"
        items = [
            tag("li", _box() + tag("span", title, class_="label") + (Markup() if is_row else _code(code)),
                data_option=code)
            for code, title in options
        ]  # fmt: skip
        is_short = len(items) >= _MANY and max(len(title) for _, title in options) <= _SHORT
        parts.append(
            tag("ul", join(items), class_="steps" if is_row else "options two" if is_short else "options")
        )
    return tag("section", join(parts), class_="question", data_question=field_name(question.id))


def _asked(number: int, question: Question) -> Markup:
    return join(
        [
            tag("span", f"{number}.", class_="number"),
            tag("span", question.text, class_="text"),
            _code(field_name(question.id)),
        ],
        " ",
    )


def _code(code: str) -> Markup:
    return Markup(" ") + tag("small", code, class_="code")


def _box() -> Markup:
    return tag("span", class_="box")


_HINTS = {"single": words.ONE, "multi": words.SEVERAL, "nps": words.NPS, "open": words.OPEN}
