"""The draft of `params/questionnaires/<id>.yaml`: the questions of a survey export as they stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from painmap.intake.inspection.draft import quoted
from painmap.intake.inspection.surveys import Asked


def questionnaire_draft(questionnaire_id: str, source: str, questions: Sequence[Asked]) -> str:
    """The text of the draft; it loads through the strict loader as it is."""
    scales: dict[tuple[tuple[str, int | None], ...], str] = {}
    for question in questions:
        if question.labels and question.kind == "scale":
            scales.setdefault(tuple(question.labels.items()), f"scale-{len(scales) + 1}")
    parts = [
        f"# Черновик «painmap inspect»{source}. Решите то, что помечено знаком «?», остальное проверьте.",
        "schema_version: 1",
        f"id: {questionnaire_id}",
        f"title: {quoted(f'Анкета {questionnaire_id}')}  # ? название анкеты, как оно будет стоять в отчёте",
        "client_kind: external  # ? external — внешние клиенты, internal — сотрудники",
    ]
    if scales:
        parts.append("scales:")
        for labels, name in scales.items():
            parts += [f"  {name}:", "    labels:"]
            parts += [
                f"      {quoted(label)}: {'null' if value is None else value}" for label, value in labels
            ]
    parts.append("questions:")
    for number, question in enumerate(questions, start=1):
        parts += _question(f"q{number}", question, scales)
    return "\n".join(parts) + "\n"


def _question(
    id_: str, question: Asked, scales: dict[tuple[tuple[str, int | None], ...], str]
) -> Iterator[str]:
    yield f"  - id: {id_}"
    if question.note:
        yield f"    # ? {question.note}."
    yield f"    text: {quoted(question.text)}"
    yield f"    kind: {question.kind}"
    if question.kind == "scale":
        yield f"    scale: {scales[tuple(question.labels.items())]}"
    if question.kind in ("single", "multi"):
        yield "    options:"
        options = list(dict.fromkeys(question.options))
        yield from (f"      v{number}: {quoted(option)}" for number, option in enumerate(options, start=1))
