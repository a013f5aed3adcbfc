"""How many assignments are right, as people judged a sample, and what their error may do to a trend."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from painmap.stats import wilson
from painmap.text.lineage import heirs

# A share of fewer judged assignments says nothing of a problem by itself.
LEAST = 10
PRECISION_COLUMNS = (
    "problem_id", "population", "judged", "right", "unclear", "stale", "precision", "ci_low", "ci_high",
)  # fmt: skip
CHANGE_COLUMNS = (
    "problem_id", "before", "now", "ratio", "low", "high", "is_own", "is_possible_artefact",
)  # fmt: skip
# `problem_id` of the row that holds all problems.
ALL = ""
_PRECISION_TITLES = {
    "problem_id": "Код",
    "title": "Проблема",
    "population": "Обращений",
    "judged": "Проверено",
    "precision": "Доля верных",
    "ci_low": "от",
    "ci_high": "до",
    "unclear": "Не ясно",
    "stale": "Отнесено иначе после проверки",
}
_CHANGE_TITLES = {
    "problem_id": "Код",
    "title": "Проблема",
    "before": "Было",
    "now": "Стало",
    "ratio": "Изменение, раз",
    "low": "с учётом ошибок от",
    "high": "до",
    "told": "Вывод",
}


def judgements(reviews: pd.DataFrame, texts: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    """The last judgement of each text that is among `texts`; a row is a judged text.

    Args:
        reviews: `schema.REVIEWS`, in the order of entry.
        texts: The texts of a period as the sample was drawn from: record_id, problem_id (empty: «иные»);
            see `reviews.population`.
        registry: `schema.PROBLEMS`: what was merged since is still the same assignment.

    Returns:
        record_id, problem_id (as judged, or the one that it was merged into), verdict, right_problem_id,
        is_stale: the text is assigned otherwise now, so its verdict says nothing of the present assignment;
        never where it is «wrong», as the build mends what was judged.
    """
    last = reviews.drop_duplicates("record_id", keep="last")
    into = heirs(registry)
    frame = last.merge(
        texts[["record_id", "problem_id"]].rename(columns={"problem_id": "problem_now"}), on="record_id"
    )
    frame["problem_id"] = [today(str(id_), into) for id_ in frame["problem_id"]]
    is_other = (frame["problem_now"] != frame["problem_id"]).fillna(True).astype(bool)
    # A wrong one is mended because it was judged: it still tells how often the program errs.
    frame["is_stale"] = is_other & (frame["verdict"] != "wrong")
    columns = ["record_id", "problem_id", "verdict", "right_problem_id", "is_stale"]
    return frame.sort_values("record_id", ignore_index=True)[columns]


def today(id_: str, into: dict[str, tuple[str, ...]]) -> str:
    """The problem that took all texts of this one; itself where none did, or several share them."""
    while len(into.get(id_, ())) == 1:
        id_ = into[id_][0]
    return id_


def precision(judged: pd.DataFrame, texts: pd.DataFrame, least: int = LEAST) -> pd.DataFrame:
    """Share of right assignments: of all problems, and of each with `least` judged ones.

    The sample is drawn without replacement from just these assignments, so the variance of the share is
    pq/n · (N − n)/(N − 1) (Cochran 1977, Sampling Techniques, 3.2), that of a sample of n(N − 1)/(N − n)
    with replacement: Wilson's interval is taken for that many. «Не ясно» and stale judgements count for
    neither side.

    Args:
        judged: See `judgements`.
        texts: As there.
        least: Fewest judged assignments of a problem with a row of its own.

    Returns:
        `PRECISION_COLUMNS`; the first row, problem_id `ALL`, holds all problems; population: texts assigned;
        judged: right or wrong; without any the share is NaN and its interval 0 to 1.
    """
    rows = [_share(ALL, judged, int(texts["problem_id"].notna().sum()))]
    sizes = texts["problem_id"].value_counts()
    for id_, own in judged.groupby("problem_id"):
        row = _share(str(id_), own, int(sizes.get(id_, 0)))
        if row["judged"] >= least:
            rows.append(row)
    return pd.DataFrame(rows, columns=list(PRECISION_COLUMNS))


def _share(id_: str, judged: pd.DataFrame, population: int) -> dict[str, Any]:
    verdicts = judged.loc[~judged["is_stale"], "verdict"].value_counts()
    right, wrong = int(verdicts.get("right", 0)), int(verdicts.get("wrong", 0))
    n = right + wrong
    low, high = finite_wilson(right, n, population)
    return {
        "problem_id": id_,
        "population": population,
        "judged": n,
        "right": right,
        "unclear": int(verdicts.get("unclear", 0)),
        "stale": int(judged["is_stale"].sum()),
        "precision": right / n if n else math.nan,
        "ci_low": low,
        "ci_high": high,
    }


def finite_wilson(k: int, n: int, population: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of k/n, n drawn without replacement from `population`: see `precision`.

    Where all were judged nothing is left to chance: both ends are k/n.
    """
    if n and n >= population:
        return k / n, k / n
    factor = (population - 1) / (population - n) if n else 1.0
    return wilson(k * factor, n * factor, level)


def ratio_bounds(
    ratio: float, precision_before: tuple[float, float], precision_now: tuple[float, float]
) -> tuple[float, float]:
    """Between what the true change of a problem lies, if its counts hold wrongly assigned texts.

    Of n assigned texts n·p are right, so the ratio of the right ones is
    (now · p_now) / (before · p_before): with p_before in [l₁, h₁] and p_now in [l₂, h₂] it lies in
    [r · l₂/h₁, r · h₂/l₁], r = now/before. Both intervals of 95 % hold together in at least 90 % of cases
    (Bonferroni). Texts of the problem that were not assigned to it are not seen by this: it is right where
    their share is the same in both periods.

    Args:
        ratio: r, of the assigned texts of two periods.
        precision_before, precision_now: Intervals of the share of right assignments, 0 to 1; where one
            period was not judged, that of the other.

    Returns:
        The two ends; the upper one is infinite where p_before may be 0.
    """
    (low_before, high_before), (low_now, high_now) = precision_before, precision_now
    low = ratio * low_now / high_before if high_before else math.inf
    return low, ratio * high_now / low_before if low_before else math.inf


def changes(counts: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Which changes of a problem's count the error of extraction alone could have made.

    Args:
        counts: A row is a problem: problem_id, before, now (assigned texts).
        before, now: `precision` of the two periods; one that was not judged has no rows or no judged ones.

    Returns:
        `CHANGE_COLUMNS`, a row per problem with texts before; low, high: see `ratio_bounds`, empty where
        neither period was judged; is_own: from the precision of the problem itself, else of all problems
        together; is_possible_artefact: 1 (no change) lies between low and high.
    """
    rows = []
    for row in counts[counts["before"] > 0].to_dict("records"):
        id_, ratio = str(row["problem_id"]), row["now"] / row["before"]
        bounds = change_bounds(id_, ratio, before, now)
        low, high = bounds or (math.nan, math.nan)
        rows.append(
            {
                "problem_id": id_,
                "before": row["before"],
                "now": row["now"],
                "ratio": ratio,
                "low": low,
                "high": high,
                "is_own": any(_interval(table, id_) for table in (before, now)),
                "is_possible_artefact": low <= 1 <= high if bounds else pd.NA,
            }
        )
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS)).astype({"is_possible_artefact": "boolean"})


def change_bounds(
    problem_id: str, ratio: float, before: pd.DataFrame, now: pd.DataFrame
) -> tuple[float, float] | None:
    """`ratio_bounds` of one problem by its own precision, else by that of all; None: neither was judged.

    Args:
        before, now: See `changes`.
    """
    own = [_interval(table, problem_id) for table in (before, now)]
    found = own if any(own) else [_interval(table, ALL) for table in (before, now)]
    first, second = found[0] or found[1], found[1] or found[0]
    return ratio_bounds(ratio, first, second) if first and second else None


def _interval(table: pd.DataFrame, id_: str) -> tuple[float, float] | None:
    found = table[(table["problem_id"] == id_) & (table["judged"] > 0)]
    return (float(found["ci_low"].iloc[0]), float(found["ci_high"].iloc[0])) if len(found) else None


def precision_table(found: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    """`precision` under Russian titles."""
    return _titled(found, registry, _PRECISION_TITLES)


def changes_table(found: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    """`changes` under Russian titles, with what follows from each row."""
    words = found["is_possible_artefact"].map(
        {True: "может объясняться ошибками отнесения", False: "ошибками отнесения не объясняется"}
    )
    return _titled(found.assign(told=words.fillna("отнесение не проверялось")), registry, _CHANGE_TITLES)


def _titled(found: pd.DataFrame, registry: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    titles = {ALL: "Все проблемы", **dict(zip(registry["id"], registry["title"], strict=True))}
    frame = found.assign(title=[titles.get(id_, "") for id_ in found["problem_id"]])
    numbers = frame.select_dtypes("float").round(2)
    return frame.assign(**{str(name): numbers[name] for name in numbers})[list(names)].rename(columns=names)
