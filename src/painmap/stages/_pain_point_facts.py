"""Facts of each problem in one period: how many write of it, by which way, and how hard it hits them."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from painmap import metrics
from painmap.codes import CLIENT_KINDS
from painmap.metrics.terms import classified
from painmap.periods import Period
from painmap.report import formats
from painmap.stages.project import Project
from painmap.stages.registry.listing import within
from painmap.stats import wilson
from painmap.text.strength import strong

_LATE = ("late", "open_late")
_REFUSED = "refused"
_CHANNELS = 3
_KNOWN = ("record_id", "client_id", "channel_code", "mailing_id", "is_repeat", "is_overdue", "is_refused")
_SURVEY = "анкеты"
_FLAGS = {
    "is_overdue": "Просрочено",
    "is_repeat": "Повторных",
    "is_refused": "Отказано",
    "is_strong": "Резких слов",
}


def of_period(
    texts: pd.DataFrame, appeals: pd.DataFrame, responses: pd.DataFrame, period: Period, project: Project
) -> pd.DataFrame:
    """The texts of a period with what is known of them at its end, as `facts` takes them.

    Args:
        texts: A row is a masked text: record_id, text, client_kind, date.
        appeals, responses: `schema.APPEALS`, `schema.RESPONSES`.
    """
    frame = texts.loc[within(texts, period), ["record_id", "client_kind", "text"]].merge(
        _marked(appeals, period, project), on="record_id", how="left", validate="one_to_one"
    )
    respondents = responses.set_index("record_id")["respondent_id"]
    words = project.params.vocab["mentions"].lists["strong"]
    return frame.assign(
        client_id=frame["client_id"].fillna(frame["record_id"].map(respondents)),
        is_strong=pd.array(strong(frame["text"].tolist(), frozenset(words)), dtype="boolean"),
    )


def _marked(appeals: pd.DataFrame, period: Period, project: Project) -> pd.DataFrame:
    """Appeals of the period as known at its end: `is_overdue` and `is_refused`, empty where unknown."""
    params = project.params
    setting = metrics.Setting(
        agency=params.agency, defaults=params.report, period=period, calendar=params.calendar
    )
    seen = metrics.registered(metrics.view(appeals, setting.as_of), period)
    classes = classified(seen, setting, setting.as_of)["term_class"]
    is_known = ~classes.isin(["no_term", "no_date", "no_answer_due"])
    outcome = seen["outcome_code"]
    return seen.assign(
        is_overdue=classes.isin(_LATE).astype("boolean").where(is_known),
        is_refused=(outcome == _REFUSED).astype("boolean").where(outcome.notna() & (outcome != "pending")),
    )[list(_KNOWN)]


def facts(
    texts: pd.DataFrame, mentions: pd.DataFrame, registry: pd.DataFrame, channels: dict[str, str]
) -> pd.DataFrame:
    """A row is a problem of the period, most frequent first.

    Args:
        texts: A row is a text of the period with `problem_id` (empty: «иные»), client_kind, client_id,
            channel_code (empty: an answer of a survey), mailing_id, `is_overdue`, `is_repeat`,
            `is_refused`, `is_strong`.
        mentions: A row is a fragment: record_id, problem_id (empty: none); a text may voice several problems.
        registry: `schema.PROBLEMS`.
        channels: Titles of channels by code.

    Returns:
        Shares in per cent with Wilson's 95 % interval: of texts among all of these clients, of distinct
        clients among those who can be told apart; marks among the texts for which they are known.
    """
    titles = registry.set_index("id")["title"].astype(str)
    named = _named(texts, mentions)
    rows = []
    for client_kind, own in texts.groupby("client_kind", sort=True):
        known = own["client_id"].nunique()
        for problem, part in own[own["problem_id"].notna()].groupby("problem_id", sort=True):
            row: dict[str, object] = {"Клиенты": CLIENT_KINDS[str(client_kind)]}
            row["Проблема"] = titles[str(problem)]
            clients = part["client_id"].nunique()
            row |= {"Текстов": len(part), "Доля текстов, %": _share(len(part), len(own))}
            row["Текстов, где названа"] = named[str(client_kind), str(problem)]
            row |= {"Клиентов": clients, "Доля клиентов, %": _share(clients, known)}
            row |= {"Из них писем рассылок": int(part["mailing_id"].notna().sum())}
            row |= {title: _of_known(part[flag]) for flag, title in _FLAGS.items()}
            rows.append(row | {"Каналы": _channels(part["channel_code"], channels)})
    frame = pd.DataFrame(rows)
    if frame.empty:
        return frame
    return frame.sort_values(
        ["Клиенты", "Текстов", "Проблема"], ascending=[True, False, True], ignore_index=True
    )


def _named(texts: pd.DataFrame, mentions: pd.DataFrame) -> Counter[tuple[str, str]]:
    """Texts by client kind and problem: assigned to it, or with a fragment that voices it."""
    kinds = texts[["record_id", "client_kind"]]
    voiced = kinds.merge(mentions[["record_id", "problem_id"]], on="record_id")
    pairs = pd.concat([texts[[*voiced.columns]], voiced]).dropna().drop_duplicates()
    return Counter(pairs[["client_kind", "problem_id"]].astype(str).itertuples(index=False, name=None))


def _share(k: int, n: int) -> str:
    """«12,3 (10,1–14,9)»; a dash without a base."""
    if not n:
        return "–"
    low, high = wilson(k, n)
    share, first, last = (formats.decimal(100 * value, 1) for value in (k / n, low, high))
    return f"{share} ({first}–{last})"


def _of_known(flags: pd.Series) -> str:
    """«3 из 40»: marked ones of those for which it is known."""
    known = flags.dropna().astype(bool)
    return f"{int(known.sum())} из {len(known)}" if len(known) else "–"


def _channels(codes: pd.Series, titles: dict[str, str]) -> str:
    """The most frequent ways: «Портал 40; МФЦ 12»; answers of surveys are marked as such."""
    counts = codes.fillna("").map(lambda code: titles.get(code, code) if code else _SURVEY).value_counts()
    first = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))[:_CHANNELS]
    return "; ".join(f"{title} {count}" for title, count in first)
