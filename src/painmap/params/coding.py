"""Names and codes under which a questionnaire is entered: in the printed form, in XLSForm and its exports.

Names of XLSForm are best kept to letters, digits and «_». Ids have «-» and never «_», so that one is put
for the other and back without loss.
"""

from __future__ import annotations

from painmap.errors import PainmapError
from painmap.params.models import Question, Questionnaire
from painmap.paths import is_safe_id

# «Затрудняюсь ответить»: an answer without a value. No number, which could be averaged by mistake.
NO_VALUE = "dk"
NPS = tuple(str(value) for value in range(11))


def field_name(id_: str) -> str:
    """The name of a question or an option in XLSForm: `local-news` → `local_news`."""
    return id_.replace("-", "_")


def answer_codes(question: Question, questionnaire: Questionnaire) -> dict[str, str]:
    """Code → words of each answer that may be chosen, in order; none of an open question.

    The code is the value on the scale, `NO_VALUE` where a label has none, or the option's own code.

    Raises:
        PainmapError: Two answers have one code, or a code is not made of letters, digits and hyphens.
    """
    where = f"params/questionnaires/{questionnaire.id}.yaml, вопрос {question.id}"
    if question.kind == "scale":
        labels = questionnaire.scales[question.scale].labels
        pairs = [(NO_VALUE if value is None else str(value), label) for label, value in labels.items()]
    elif question.kind == "nps":
        pairs = [(value, value) for value in NPS]
    else:
        pairs = [(field_name(_checked(code, where)), title) for code, title in question.options.items()]
    codes = dict(pairs)
    if len(codes) < len(pairs):
        raise PainmapError(
            "У двух ответов один код, при вводе они неразличимы",
            where=where,
            remedy="дайте подписям шкалы разные значения",
        )
    return codes


def _checked(code: str, where: str) -> str:
    if not is_safe_id(code):
        raise PainmapError(
            "Код варианта не годится для ввода ответов",
            where=where,
            remedy="используйте в кодах строчные латинские буквы, цифры и дефис, начиная с буквы",
        )
    return code
