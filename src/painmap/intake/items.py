"""Topics by the source's own classifier, and rows that are questions of one appeal together."""

from __future__ import annotations

import re

import pandas as pd

from painmap.intake.cellwise import each
from painmap.intake.request import Context, Fault
from painmap.intake.words import norm
from painmap.schema import APPEAL_ITEMS

# Under this name the journal notes entries of a source's `topics` that a file did not use.
TOPICS = "topics источника"
# «0005.0005.0056.1149 Оплата услуг»: раздел (их пять), тематика, тема, вопрос, подвопрос.
_CODE = re.compile(r"000[1-5](?:\.\d{4}){0,4}(?![\d.])")
# The first of these that any question has is the result of the appeal.
_UPHELD = ("upheld_partly", "upheld_pending", "upheld")
_REST = ("refused", "explained", "forwarded", "left_unanswered", "withdrawn")


def find_topics(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Topic by the source's own classifier where the register names none of ours.

    A row whose word or code the source's table in the profile does not know is rejected.
    """
    request, words = context.request, frame["source_topic"]
    todo = frame["topic_code"].isna() & words.notna()
    if not words.notna().any():
        return frame
    if not request.source.topics:
        context.journal.warn(
            f"Темы источника не прочитаны: в профиле органа у источника «{request.source.id}» нет topics."
        )
        return frame
    table = {norm(word): topic for word, topic in request.source.topics.items()}
    entries = each(words, lambda word: _entry(word, table))
    met = set(entries.dropna())
    context.journal.unused(TOPICS, (word for word in request.source.topics if norm(word) not in met))
    found = frame.assign(topic_code=frame["topic_code"].where(~todo, entries.map(table)))
    remedy = f"впишите её в params/agencies/{request.agency.id}.yaml, sources, «{request.source.id}», topics"
    fault = Fault("source_topic", "текст", "тема источника не сопоставлена с темами органа", remedy)
    return context.reject(found, todo & entries.isna(), fault)


def _entry(word: str, table: dict[str, str]) -> str | None:
    """The word itself in the table, else the longest beginning of its code there."""
    if norm(word) in table:
        return norm(word)
    match = _CODE.match(word)
    parts = match[0].split(".") if match else []
    starts = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((start for start in starts if start in table), None)


def row_keys(frame: pd.DataFrame, context: Context) -> pd.Series:
    """What tells rows apart: the number of the appeal, and its question where a row is a question."""
    keys = frame["appeal_id"].map(norm)
    if not context.request.format.has_items:
        return keys
    # Questions without a name cannot be copies of each other.
    places = frame["sheet"].astype(str) + "!" + frame["row"].astype(str)
    return keys + "|" + frame["source_topic"].map(norm, na_action="ignore").fillna(places)


def joined(frame: pd.DataFrame, context: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of questions as rows of appeals, and `schema.APPEAL_ITEMS`; other registers as they are.

    Questions count in the order of the file. Of the appeal's own fields the first filled one counts,
    texts are put together; topic, result and answer are those of `settled`.
    """
    if not context.request.format.has_items or frame.empty:
        return frame, APPEAL_ITEMS.empty()
    ordered = frame.sort_values(["sheet", "row"], kind="stable")
    keys = ordered["appeal_id"].map(norm)
    ordered = ordered.assign(record_id=ordered.groupby(keys)["record_id"].transform("first"))
    rows = ordered.groupby("record_id", sort=True)
    days = rows["registered_date"].agg(["min", "nunique"])
    if differing := int((days["nunique"] > 1).sum()):
        context.journal.warn(
            f"У {differing} обращений даты регистрации вопросов различаются: взята самая ранняя."
        )
    codes = ordered["source_topic"].map(_code, na_action="ignore")
    items = ordered.assign(item_number=rows.cumcount() + 1, question_code=codes)
    size = rows.size()
    appeals = rows.first().assign(
        registered_date=days["min"],
        text=rows["text"].agg(_together),
        referrer_code=_sender(ordered),
        extended_until_date=rows["extended_until_date"].max(),
    )
    for name in ("forwarded_date", "forward_known_date"):
        appeals[name] = rows[name].max().where(rows[name].count() == size)
    context.journal.facts["appeals"] = len(appeals)
    table = APPEAL_ITEMS.conform(items)
    return settled(appeals.reset_index(), table), table


def warn_of_parts(frame: pd.DataFrame, numbers: pd.Series, context: Context) -> None:
    """Warn of appeals that lost some of their questions to the rejects (`numbers`: of all rows read)."""
    if not context.request.format.has_items:
        return
    kept = frame["appeal_id"].map(norm).value_counts()
    read = numbers.dropna().map(norm).value_counts().reindex(kept.index)
    if parts := int((kept < read).sum()):
        context.journal.warn(f"Обращений, у которых отклонена часть вопросов: {parts}.")


def settled(appeals: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Appeals with the topic, result and answer that their questions make; those without stay as they are.

    The topic is that of the first question which has one. An appeal is answered on the day of the last
    answer, once every question has one. The result follows `outcome_of`.
    """
    if items.empty:
        return appeals
    facts = _of_appeals(items).reindex(appeals["record_id"]).set_index(appeals.index)
    is_asked = appeals["record_id"].isin(items["record_id"])
    return appeals.assign(**{str(name): appeals[name].mask(is_asked, facts[name]) for name in facts})


def _of_appeals(items: pd.DataFrame) -> pd.DataFrame:
    ordered = items.sort_values(["record_id", "item_number"], kind="stable")
    rows = ordered.groupby("record_id")
    outcomes = rows["outcome_code"].agg(outcome_of).astype("string")
    answered = rows["answered_date"].max().where(rows["answered_date"].count() == rows.size())
    return pd.DataFrame(
        {
            "topic_code": rows["topic_code"].first(),
            "outcome_code": outcomes,
            "outcome_known_date": rows["outcome_known_date"].max().where(outcomes.notna()),
            "answered_date": answered,
            "answer_known_date": answered,
        }
    )


def outcome_of(outcomes: pd.Series) -> str | None:
    """The result of an appeal from those of its questions.

    «На рассмотрении» while any question is; else unknown (None) while any result is: it might change the
    whole. Upheld beside refused is upheld in part. Otherwise support outweighs a refusal, a refusal an
    explanation, and an explanation what was not decided on its merits.
    """
    found = set(outcomes.dropna())
    if "pending" in found:
        return "pending"
    if outcomes.isna().any():
        return None
    if "refused" in found and not found.isdisjoint(_UPHELD):
        return "upheld_partly"
    return next(code for code in (*_UPHELD, *_REST) if code in found)


def latest(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Questions of an appeal from the last file that holds it, whole.

    A result that a later file merely repeats keeps the day on which it first became known.
    """
    filled = [frame.assign(_file=i) for i, frame in enumerate(frames) if len(frame)]
    if not filled:
        return APPEAL_ITEMS.empty()
    items = pd.concat(filled, ignore_index=True)
    same = ["record_id", "question_code", "topic_code", "outcome_code"]
    first_known = items.groupby(same, dropna=False)["outcome_known_date"].transform("min")
    items = items.assign(outcome_known_date=first_known)
    last = items.groupby("record_id")["_file"].transform("max")
    kept = items[items["_file"] == last]
    return kept.sort_values(["record_id", "item_number"], kind="stable", ignore_index=True)


def _code(word: str) -> str | None:
    match = _CODE.match(word)
    return match[0] if match else None


def _sender(ordered: pd.DataFrame) -> pd.Series:
    """Of each appeal, the first body that any of its rows names; an empty cell also says `direct`."""
    senders = ordered["referrer_code"]
    named = senders.mask(senders == "direct").groupby(ordered["record_id"], sort=True).first()
    return named.fillna(senders.groupby(ordered["record_id"], sort=True).first())


def _together(texts: pd.Series) -> str | None:
    return "\n".join(dict.fromkeys(texts.dropna())) or None
