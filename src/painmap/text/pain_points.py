"""Texts and their mentions to problems: the registry first, groups of what is left, ids kept by meaning.

A registry's row with a `signature` is a group that was found before: it is looked for among the new groups
(`lineage.match`), since its title was made by a machine and says less than the group. Any other row was
written by a person and is looked for in each text (`problems.assign`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.params.models import TextRules
from painmap.text import evidence, grouping, problems, titles
from painmap.text.form_lines import Form, form, without
from painmap.text.lineage import Signed, living, match
from painmap.text.praise import praising
from painmap.text.problems import VOICED

PROBLEMS = ("id", "client_kind", "title", "status", "signature", "stability", "appeals", "mentions")
_ORDER = ["appeals", "id"]
# Texts of a group that its title is made of: all of 200,000 would take a gigabyte.
_TITLED = 500


@dataclass(frozen=True)
class Found:
    """What became of texts and mentions.

    Attributes:
        assignments: A row is a text: record_id, problem_id (missing: «иные»), score, 0 to 1; by record_id.
        mentions: The mentions given, with problem_id (missing: none).
        problems: A row is a problem: id, client_kind, title, status (`registry`, `proposed`), signature (its
            most telling lemmas, blank-separated), stability (0 to 1; missing for a row of the registry
            that is no group), appeals (texts with any mention of it), mentions. The most frequent first;
            those of the registry stand there with no appeals too.
        praise: Ids of texts that tell how well it went (`praise.praising`): no group is made of them.
    """

    assignments: pd.DataFrame
    mentions: pd.DataFrame
    problems: pd.DataFrame
    praise: frozenset[str] = frozenset()


@dataclass
class _State:
    """The work on its way.

    Attributes:
        texts: With client_kind, is_praise, is_voiced, problem_id ('' for none) and score.
        mentions: With problem_id.
        rows: Of the table of problems.
    """

    texts: pd.DataFrame
    mentions: pd.DataFrame
    rules: TextRules
    rows: list[dict[str, object]] = field(default_factory=list)


def find(texts: pd.DataFrame, mentions: pd.DataFrame, registry: pd.DataFrame, rules: TextRules) -> Found:
    """The problem of each text and of each of its mentions.

    A text that voices nothing, or thanks and praises, has no problem unless the registry's fits it.
    Independent of the order of the rows.

    Args:
        texts: A row is a text, as `problems.assign` takes them.
        mentions: `schema.MENTIONS` of the texts.
        registry: `schema.PROBLEMS`; may have `signature` as `Found.problems` has it.
        rules: `min_score`: a mention is its own problem's, not its text's, from this score on;
            `candidate_min_appeals`: fewest texts of a proposed problem.
    """
    state = _prepared(texts, mentions, rules)
    signatures = (
        registry["signature"].fillna("") if "signature" in registry else pd.Series("", registry.index)
    )
    curated = registry[signatures.eq("").to_numpy(dtype=bool)]
    if len(curated):
        _assign(state, curated)
    known = registry.assign(signature=signatures)
    for kind in sorted(state.texts["client_kind"].unique()):
        _group(state, str(kind), known[known["client_kind"] == kind])
    return _found(state, known)


def _prepared(texts: pd.DataFrame, mentions: pd.DataFrame, rules: TextRules) -> _State:
    rows = texts.sort_values("record_id", kind="stable", ignore_index=True)
    if "client_kind" not in rows:
        rows["client_kind"] = "external"
    # Who wrote is unknown only where somebody wrote from outside.
    rows["client_kind"] = rows["client_kind"].replace("unknown", "external")
    voiced = set(mentions.loc[mentions["mention_kind"].isin(VOICED), "record_id"])
    thanks = set(mentions.loc[mentions["mention_kind"].eq("thanks"), "record_id"]) - voiced
    rows["is_praise"] = praising(rows, mentions) | rows["record_id"].isin(thanks).to_numpy(dtype=bool)
    rows["is_voiced"] = rows["record_id"].isin(voiced) & ~rows["is_praise"]
    if "appeal_kind" in rows:
        rows["is_voiced"] &= ~rows["appeal_kind"].eq("thanks").fillna(False).to_numpy(dtype=bool)
    rows["problem_id"], rows["score"] = "", 0.0
    return _State(rows, mentions.reset_index(drop=True).assign(problem_id=""), rules)


def _assign(state: _State, registry: pd.DataFrame) -> None:
    assigned = problems.assign(state.texts, state.mentions, registry, state.rules)
    own = assigned.set_index("record_id").reindex(state.texts["record_id"])
    state.texts["problem_id"] = own["problem_id"].fillna("").to_numpy(dtype=object)
    state.texts["score"] = own["score"].fillna(0.0).to_numpy(dtype=float)
    is_assigned = state.texts["problem_id"].ne("").to_numpy(dtype=bool)
    for kind, titles_ in living(registry).groupby("client_kind"):
        is_own = is_assigned & state.texts["client_kind"].eq(kind).to_numpy(dtype=bool)
        _say_of_mentions(state, is_own, partial(problems.named, registry=titles_))


def _group(state: _State, client_kind: str, known: pd.DataFrame) -> None:
    """Groups of the texts of these clients that have no problem yet."""
    is_own = state.texts["client_kind"].eq(client_kind).to_numpy(dtype=bool)
    is_left = (
        is_own & state.texts["is_voiced"].to_numpy(dtype=bool) & state.texts["problem_id"].eq("").to_numpy()
    )
    left = np.flatnonzero(is_left)
    if not len(left):
        return
    least = state.rules.candidate_min_appeals
    written = state.texts["text"].iloc[left].tolist()
    asked = form(written)
    made = grouping.group([without(text, asked) for text in written], least=least)
    sizes = np.bincount(made.main[made.main >= 0], minlength=len(made.groups))
    ids = _ids(state, [g if n >= least else None for g, n in zip(made.groups, sizes, strict=True)], known)
    state.texts.loc[left, "problem_id"] = [ids[k] if k >= 0 else "" for k in made.main.tolist()]
    state.texts.loc[left, "score"] = made.score
    ids = _propose(state, client_kind, made, ids, known, asked)
    is_voiced = is_own & state.texts["is_voiced"].to_numpy(dtype=bool)
    _say_of_mentions(state, is_voiced, partial(_nearest, made=made, ids=ids, least=state.rules.min_score))


def _ids(state: _State, groups: Sequence[grouping.Group | None], known: pd.DataFrame) -> list[str]:
    """Id of each group: the registry's where it means the same; empty for a group that is too small."""
    signed = [Signed(g.id, "", g.signature) for g in groups if g is not None]
    old = [
        Signed(id_, title, tuple(signature.split()) or words)
        for id_, title, signature, words in zip(
            known["id"], known["title"], known["signature"], _words(known), strict=True
        )
    ]
    same = match(signed, old)
    taken = {*same.values(), *(str(row["id"]) for row in state.rows)}
    ids = []
    for group in groups:
        own = "" if group is None else same.get(group.id, group.id)
        while group is not None and group.id not in same and own in taken:
            # Two kinds of clients may say the same.
            own += "x"
        taken.add(own)
        ids.append(own)
    return ids


def _words(known: pd.DataFrame) -> list[tuple[str, ...]]:
    """Lemmas of what a person wrote of a problem: its title, then its signs."""
    signs = known["signs"].fillna("") if "signs" in known else pd.Series("", known.index)
    said = [f"{title} {words}" for title, words in zip(known["title"], signs, strict=True)]
    return [tuple(dict.fromkeys(words)) for words in evidence.content(said)]


def _propose(
    state: _State,
    client_kind: str,
    made: grouping.Grouping,
    ids: Sequence[str],
    known: pd.DataFrame,
    asked: Form,
) -> list[str]:
    """Rows of the problems that the groups are; those of the registry keep their titles.

    Args:
        state: Takes the rows.
        client_kind: Whose texts.
        made: The groups.
        ids: Theirs; empty for one that is too small.
        known: The registry's rows of these clients.
        asked: Lines of the texts that name nothing.

    Returns:
        The ids, empty for a group that no title tells: its texts have no problem.
    """
    kept = [(g, id_) for g, id_ in zip(made.groups, ids, strict=True) if id_]
    old = dict(zip(known["id"], known["title"], strict=True))
    new = [(g, id_) for g, id_ in kept if id_ not in old]
    ids_ = [id_ for _, id_ in new]
    said = titles.titles(_surest_first(state, ids_, asked), [g.signature for g, _ in new])
    named = dict(zip(ids_, said, strict=True))
    untold = {id_ for id_, title in named.items() if not title}
    state.texts.loc[state.texts["problem_id"].isin(untold), ["problem_id", "score"]] = "", 0.0
    for group, id_ in kept:
        if id_ in untold:
            continue
        state.rows.append(
            {
                "id": id_,
                "client_kind": client_kind,
                "title": named[id_] if id_ in named else old[id_],
                "status": "proposed" if id_ in named else "registry",
                "signature": " ".join(group.signature),
                "stability": group.stability,
            }
        )
    return ["" if id_ in untold else id_ for id_ in ids]


def _surest_first(state: _State, ids: Sequence[str], asked: Form) -> list[pd.DataFrame]:
    """Mentions of each problem's surest texts, the surest first, whatever the order of the texts."""
    order = state.texts.sort_values(["score", "text"], ascending=[False, True], kind="stable")
    surest = order.groupby("problem_id").head(_TITLED)
    place = pd.Series(np.arange(len(surest)), index=surest["record_id"])
    problem = state.mentions["record_id"].map(surest.set_index("record_id")["problem_id"])
    own = state.mentions.assign(place=state.mentions["record_id"].map(place), problem=problem)
    own = own[problem.notna()].sort_values(["place", "start"], kind="stable")
    said = (without(text, asked) for text in surest["text"])
    text = dict(zip(surest["record_id"], said, strict=True))
    own = own[[f in text[id_] for f, id_ in zip(own["fragment"], own["record_id"], strict=True)]]
    found = dict(tuple(own.drop(columns="place").groupby("problem")))
    return [found.get(id_, own.iloc[:0]) for id_ in ids]


def _nearest(mentions: pd.DataFrame, made: grouping.Grouping, ids: Sequence[str], least: float) -> list[str]:
    """Id of the group that is nearest to each mention; empty where none is near enough."""
    places, score = made.nearest(mentions["fragment"].tolist())
    is_sure = (places >= 0) & (score >= least)
    return [ids[k] if sure else "" for k, sure in zip(places.tolist(), is_sure.tolist(), strict=True)]


def _say_of_mentions(
    state: _State, is_asked: NDArray[np.bool_], own_problem: Callable[[pd.DataFrame], list[str]]
) -> None:
    """Each mention of these texts: of several ones its own problem where sure; else the text's.

    Args:
        is_asked: Of each text.
        own_problem: Id of each mention's own problem; empty where none is sure.
    """
    main = state.texts.loc[is_asked].set_index("record_id")["problem_id"]
    own = state.mentions
    places = np.flatnonzero(
        own["mention_kind"].isin(VOICED).to_numpy(dtype=bool) & own["record_id"].isin(main.index).to_numpy()
    )
    records = own["record_id"].iloc[places]
    before, of_text = own["problem_id"].iloc[places].to_numpy(dtype=object), records.map(main).to_numpy()
    # A mention that says another problem of the registry keeps it.
    said = np.where(before != "", before, of_text)
    further = np.flatnonzero(records.duplicated(keep=False).to_numpy() & (said == of_text))
    if len(further):
        found = np.array(own_problem(own.iloc[places[further]]), dtype=object)
        said[further] = np.where(found != "", found, said[further])
        _keep_main(said, records.to_numpy(dtype=object), main)
    state.mentions.loc[places, "problem_id"] = said


def _keep_main(said: NDArray[np.object_], records: NDArray[np.object_], main: pd.Series) -> None:
    """A text's main problem stays with its first mention if no mention has it."""
    frame = pd.DataFrame({"record": records, "is_main": said == pd.Series(records).map(main).to_numpy()})
    lacks = ~frame.groupby("record")["is_main"].transform("any").to_numpy(dtype=bool)
    for at in np.flatnonzero(lacks & ~frame["record"].duplicated().to_numpy()):
        said[at] = main[records[at]]


def _found(state: _State, known: pd.DataFrame) -> Found:
    made = {str(row["id"]) for row in state.rows}
    rest = [
        {
            "status": "registry",
            "stability": np.nan,
            **{name: row[name] for name in ("id", "client_kind", "title", "signature")},
        }
        for row in known.to_dict("records")
        if row["id"] not in made
    ]
    table = pd.DataFrame(
        [*state.rows, *rest], columns=[c for c in PROBLEMS if c not in ("appeals", "mentions")]
    )
    told = state.mentions[state.mentions["problem_id"] != ""]
    counts = told["problem_id"].value_counts()
    pairs = pd.concat(
        [
            told[["record_id", "problem_id"]],
            state.texts.loc[state.texts["problem_id"] != "", ["record_id", "problem_id"]],
        ]
    )
    appeals = pairs.drop_duplicates()["problem_id"].value_counts()
    table["appeals"] = table["id"].map(appeals).fillna(0).astype(int)
    table["mentions"] = table["id"].map(counts).fillna(0).astype(int)
    assignments = state.texts[["record_id", "problem_id", "score"]].copy()
    assignments["score"] = assignments["score"].where(assignments["problem_id"] != "", 0.0).round(4)
    return Found(
        _missing(assignments),
        _missing(state.mentions),
        table.sort_values(_ORDER, ascending=[False, True], kind="stable", ignore_index=True),
        frozenset(state.texts.loc[state.texts["is_praise"] & state.texts["problem_id"].eq(""), "record_id"]),
    )


def _missing(frame: pd.DataFrame) -> pd.DataFrame:
    """«» as a missing value."""
    ids = frame["problem_id"].astype("string")
    return frame.assign(problem_id=ids.where(ids != ""))
