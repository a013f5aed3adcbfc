"""Who answered, means, shares of the two highest marks, indices, distributions: questionnaires by SQL."""

from __future__ import annotations

# SQL reads best in whole lines.
# ruff: noqa: E501
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.independent.data import SIDES, Data, Period, Side, read
from tests.independent.expected import COUNTS_FROM, Cell, Cells, Rows, compared, share
from tests.independent.terms import wilson

Part = Mapping[str, Any]
RATED = ("scale", "nps")
_TOP, _NPS_FROM = 2, 20

# The same answer of the same questionnaire is one; what the question as it stands cannot take in is none.
_ANSWERS = """
create or replace table answers_{side} as
select distinct wave_id as wave, (wave_id, respondent_id) as person, question_id as question, r.code, value
from (select *, case when question_id not in ({rated}) or option_code = 'unreadable' then option_code
    when value is null then '' when value = floor(value) then cast(cast(value as int) as text) end as code
  from responses where study_id = '{study}' and responded_date between timestamp '{start}' and timestamp '{end}') r
join allowed a on a.wave = r.wave_id and a.question = r.question_id and a.code = r.code
"""


# What a person answered to the form that he had, whatever its scale was then; and what nobody can read.
_GIVEN = """
create or replace table given_{side} as
select wave, person, question, code from answers_{side}
union
select wave_id, (wave_id, respondent_id), question_id, r.code
from (select *, case when question_id not in ({rated}) or option_code = 'unreadable' then option_code
    when value is null then '' when value = floor(value) then cast(cast(value as int) as text) end as code
  from responses where study_id = '{study}' and responded_date between timestamp '{start}' and timestamp '{end}') r
left join stood s on s.wave = r.wave_id and s.question = r.question_id and s.code = r.code
where s.code is not null or r.code = 'unreadable'
"""


@dataclass(frozen=True)
class Survey:
    """One study of an agency with its questionnaire, as they are written."""

    data: Data
    study: Part
    form: Part

    @property
    def questions(self) -> list[Part]:
        """Questions with a table of their own."""
        return [q for q in self.form["questions"] if q["kind"] != "open"]

    def codes(self, question: Part, form: Part | None = None) -> list[str]:
        """Codes of the answers; a mark is its own code, «затрудняюсь ответить» has none."""
        if question["kind"] == "nps":
            return [str(mark) for mark in range(11)]
        if question["kind"] == "scale":
            labels = (form or self.form)["scales"][question["scale"]]["labels"]
            return list(dict.fromkeys("" if mark is None else str(mark) for mark in labels.values()))
        return [str(code) for code in question.get("options", {})]

    def asked(self, version: str) -> dict[str, Part]:
        """The questions of a version of the questionnaire."""
        former = next((v for v in self.form.get("versions", ()) if str(v["id"]) == version), {})
        other = {q["id"]: q for q in former.get("questions", ())}
        absent = former.get("absent", ())
        return {
            q["id"]: {**q, **other.get(q["id"], {})} for q in self.form["questions"] if q["id"] not in absent
        }

    def allowed(self) -> list[tuple[str, str, str]]:
        """Wave, question and code of every answer that a question takes in."""
        versions = {str(w["id"]): str(w.get("version", "")) for w in self.study.get("waves", ())}
        waves = self.query("select distinct wave_id from responses where study_id = '{s}'")
        found = []
        for (wave,) in waves:
            then = self.asked(versions.get(wave, ""))
            for question in self.questions:
                now = set(self.codes(question))
                old = set(self.codes(then[question["id"]])) if question["id"] in then else now
                is_same = now - {""} == old - {""} if question["kind"] in RATED else old <= now
                found += [(wave, question["id"], code) for code in now] if is_same else []
        return found

    def stood(self) -> list[tuple[str, str, str]]:
        """Wave, question and code of every answer that the form of the wave offered."""
        versions = {str(w["id"]): str(w.get("version", "")) for w in self.study.get("waves", ())}
        return [
            (wave, question["id"], code)
            for (wave,) in self.query("select distinct wave_id from responses where study_id = '{s}'")
            for question in self.asked(versions.get(wave, "")).values()
            for code in self.codes(question)
        ]

    def query(self, sql: str, side: Side = "now") -> list[tuple[Any, ...]]:
        """Rows; `{t}`: answers that count, `{g}`: all that were given, `{r}`: all responses of the period, `{s}`: the study."""
        one = self.data.of(side)
        every = (
            f"(select * from responses where study_id = '{self.study['id']}' and responded_date between "
            f"timestamp '{one.start}' and timestamp '{min(one.end, one.as_of)}')"
        )
        sql = sql.replace("{t}", f"answers_{side}").replace("{g}", f"given_{side}").replace("{r}", every)
        sql = sql.replace("{s}", self.study["id"])
        return self.data.con.execute(sql).fetchall()

    def one(self, sql: str, side: Side) -> Any:
        """The only value of a query."""
        return self.query(sql, side)[0][0]

    def prepare(self) -> None:
        """Make the tables of answers of both periods."""
        con = self.data.con
        for name, rows in (("allowed", self.allowed()), ("stood", self.stood())):
            con.execute(f"create or replace table {name} (wave text, question text, code text)")
            if rows:
                con.executemany(f"insert into {name} values (?, ?, ?)", rows)
        rated = ", ".join(f"'{q['id']}'" for q in self.questions if q["kind"] in RATED) or "''"
        for side in SIDES:
            one = self.data.of(side)
            for sql in (_ANSWERS, _GIVEN):
                con.execute(sql.format(
                    side=side, study=self.study["id"], rated=rated, start=one.start, end=min(one.end, one.as_of)
                ))  # fmt: skip

    def is_few(self, n: float) -> bool:
        """Of fewer than ten respondents nothing is told."""
        return 0 < n < COUNTS_FROM

    @cached_property
    def tally(self) -> dict[Side, bool]:
        """Whether answers came as a tally, which links no two of them."""
        return {s: bool(self.one("select count(*) filter (is_tally) from {r}", s)) for s in SIDES}

    def received(self, side: Side) -> int:
        """Questionnaires; of a tally those of the question with most of them."""
        single = (
            "select count(distinct (wave_id, respondent_id)) from {r} where not coalesce(is_tally, false)"
        )
        tally = (
            "select coalesce(sum(n), 0) from (select max(n) as n from (select source_id, wave_id, question_id, "
            "count(distinct respondent_id) as n from {r} where is_tally group by all) group by source_id, wave_id)"
        )
        return int(self.one(single, side) + self.one(tally, side))


def tables(data: Data) -> dict[str, Rows]:
    """Table id → rows, of every study that somebody answered in the period."""
    found: dict[str, Rows] = {}
    for name in data.profile["studies"]:
        study = read(data.params / "studies" / f"{name}.yaml")
        survey = Survey(data, study, read(data.params / "questionnaires" / f"{study['questionnaire']}.yaml"))
        if survey.received("now"):
            survey.prepare()
            found |= _of(survey)
    return found


def _of(survey: Survey) -> dict[str, Rows]:
    head = f"survey-{survey.study['id']}"
    rated = [q for q in survey.questions if q["kind"] in RATED]
    found = {f"{head}-accounting": _accounting(survey)}
    if survey.is_few(survey.received("now")):
        return found
    if rated:
        found[f"{head}-summary"] = {q["id"]: _summary(survey, q) for q in rated}
    indices = _indices(survey)
    if indices:
        found[f"{head}-indices"] = indices
    for question in survey.questions:
        rows = _distribution(survey, question)
        if rows:
            found[f"{head}-{question['id']}"] = rows
    found[f"{head}-item-nonresponse"] = _left_out(survey)
    return found


# --- who answered ---------------------------------------------------------------------------------


def _accounting(survey: Survey) -> Rows:
    rows = {survey.data.name: _account(survey, "now")}
    if survey.received("before"):
        year, _, part = survey.data.name.partition("-")
        rows[f"{int(year) - 1}" + (f"-{part}" if part else "")] = _account(survey, "before")
    return rows


def _account(survey: Survey, side: Side) -> Cells:
    received, period = survey.received(side), survey.data.of(side)
    told = {key: _of_waves(survey, period, key) for key in ("offered", "started", "population")}
    read = "select count(distinct person) from {g} where code <> 'unreadable'"
    usable = received if survey.tally[side] else survey.one(read, side)
    blank = received - survey.one("select count(distinct person) from {g}", side)
    cells: Cells = {key: "…" if told[key] is None else told[key] or 0 for key in ("offered", "started")}
    if survey.is_few(received):
        cells |= dict.fromkeys(("finished", "usable", "blank"), "*")
    elif survey.tally[side]:
        cells |= dict.fromkeys(("finished", "usable", "blank"), "…")
    else:
        cells |= {"finished": _finished(survey, side), "usable": usable, "blank": blank}
    base = told["population"] if told["offered"] is None else told["offered"]
    rate = share(usable / base, base) if base and usable <= base else "…"
    return cells | {"received": received, "response_share": rate}


def _of_waves(survey: Survey, period: Period, key: str) -> int | None:
    """Sum over the waves of the period; None where one does not say or lies partly outside."""
    waves = [
        w for w in survey.study.get("waves", ()) if w["start"] <= period.end and w["end"] >= period.start
    ]
    told = [w.get(key) for w in waves if period.start <= w["start"] and w["end"] <= period.end]
    known = [n for n in told if n is not None]
    return sum(known) if known and len(known) == len(waves) else None


def _finished(survey: Survey, side: Side) -> int:
    """Questionnaires with four fifths of their closed questions answered."""
    versions = {str(w["id"]): str(w.get("version", "")) for w in survey.study.get("waves", ())}
    given = survey.query("select wave, person, count(distinct question) from {g} group by all", side)
    part = survey.data.defaults["survey_finished_share"]

    def wanted(wave: str) -> int:
        return sum(q["kind"] != "open" for q in survey.asked(versions.get(wave, "")).values())

    return sum(n >= part * wanted(wave) - 1e-9 for wave, _, n in given if wanted(wave))


def _left_out(survey: Survey) -> Rows:
    """Who got a question and gave no answer; open questions too."""
    return {
        q["id"]: cells for q in survey.form["questions"] if (cells := _left_out_row(survey, q)) is not None
    }


def _asked_of(survey: Survey, question: Part, side: Side) -> tuple[int, int, int, int]:
    """Asked, answered, unsure, not understood."""
    versions = {str(w["id"]): str(w.get("version", "")) for w in survey.study.get("waves", ())}
    by_wave = survey.query("select wave_id, count(distinct respondent_id) from {r} group by 1", side)
    n = sum(k for wave, k in by_wave if question["id"] in survey.asked(versions.get(wave, "")))
    own = f"question = '{question['id']}'"
    if question["kind"] == "open":
        given = survey.one(
            "select count(distinct (wave_id, respondent_id)) from {r} where text is not null and "
            f"question_id = '{question['id']}'", side
        )  # fmt: skip
        return max(n, given), given, 0, 0
    every = survey.one(f"select count(distinct person) from {{g}} where {own}", side)
    given = survey.one(f"select count(distinct person) from {{g}} where {own} and code <> 'unreadable'", side)
    unsure = survey.one(f"select count(distinct person) from {{g}} where {own} and code = ''", side)
    return max(n, every), given - unsure, unsure, every - given


def _left_out_row(survey: Survey, question: Part) -> Cells | None:
    n, answered, unsure, unread = _asked_of(survey, question, "now")
    if not n:
        return None
    then, given, doubt, lost = _asked_of(survey, question, "before")
    tally = survey.tally
    before = (then - given - doubt - lost, then) if then and not tally["before"] else None
    cells: Cells = {"asked": "…" if tally["now"] else n, "answered": answered, "unsure": unsure}
    cells["unread"] = unread
    cells |= compared((n - answered - unsure - unread, n), before)
    del cells["change_share"]
    if tally["now"]:
        cells |= dict.fromkeys(("period", "share", "change"), "…")
    if survey.is_few(given + doubt):
        cells |= dict.fromkeys(("previous", "previous_share", "change"), "*")
    return dict.fromkeys(cells, "*") if survey.is_few(answered + unsure) else cells


# --- scales ---------------------------------------------------------------------------------------


def _summary(survey: Survey, question: Part) -> Cells:
    cells = _scores(survey, question, "now")
    asked = survey.one(f"select count(*) from {{t}} where question = '{question['id']}'", "before")
    then = _scores(survey, question, "before") if asked else dict.fromkeys(("n", "mean", "top2_share"), "…")
    told = cells | {f"previous_{key}": then[key] for key in ("n", "mean", "top2_share")}
    return told | {"change": _difference(cells["mean"], then["mean"])}


def _scores(survey: Survey, question: Part, side: Side) -> Cells:
    marks = [int(code) for code in survey.codes(question) if code]
    own = f"from {{t}} where question = '{question['id']}'"
    n, mean, people = survey.query(
        f"select count(*) filter (code <> ''), avg(value) filter (code <> ''), count(distinct person) {own}",
        side,
    )[0]
    keys = ("mean", "top2_share", "ci_low", "ci_high")
    if survey.is_few(people):
        return dict.fromkeys(("n", *keys), "*")
    if n < COUNTS_FROM:
        return {"n": n, **dict.fromkeys(keys, "*" if n else "–")}
    top = survey.one(f"select count(*) {own} and code <> '' and value > {max(marks) - _TOP}", side)
    ends = (share(end, n) for end in wilson(top, n))
    return {"n": n, "mean": mean, "top2_share": share(top / n, n), **dict(zip(keys[2:], ends, strict=True))}


def _difference(now: Cell, before: Cell) -> Cell:
    if isinstance(now, str) or isinstance(before, str):
        return now if isinstance(now, str) else before
    return now - before


def _distribution(survey: Survey, question: Part) -> Rows | None:
    """Respondents by answer, of all who gave one that the question knows."""
    own = f"from {{t}} where question = '{question['id']}'"
    base = {side: survey.one(f"select count(distinct person) {own}", side) for side in SIDES}
    if not any(base.values()):
        return None
    found = {
        side: dict(survey.query(f"select code, count(distinct person) {own} group by 1", side))
        for side in SIDES
    }
    signs: dict[str, Cell] = {}
    if not base["now"]:
        signs |= dict.fromkeys(("period", "share", "change", "change_share"), "…")
    for side, keys in (("now", ("period", "share")), ("before", ("previous", "previous_share"))):
        if survey.is_few(base[side]):
            signs |= dict.fromkeys((*keys, "change", "change_share"), "*")

    def cells(now: int, before: int) -> Cells:
        then = (before, base["before"]) if base["before"] else None
        return compared((now, base["now"]), then) | signs

    rows = {c: cells(found["now"].get(c, 0), found["before"].get(c, 0)) for c in survey.codes(question)}
    return rows | {"total": cells(base["now"], base["before"])}


# --- indices --------------------------------------------------------------------------------------


def _indices(survey: Survey) -> Rows:
    scaled = [q for q in survey.questions if q["kind"] == "scale"]
    scales = {q["scale"] for q in scaled if q.get("is_satisfaction")}
    satisfied = [q for q in scaled if q["scale"] in scales and len(set(survey.codes(q)) - {""}) > 1]
    rows: Rows = {}
    if satisfied:
        rows["csi"] = _compared_index({side: _csi(survey, satisfied, side) for side in SIDES})
    for question in (q for q in survey.questions if q["kind"] == "nps"):
        rows[question["id"]] = _compared_index({side: _nps(survey, question, side) for side in SIDES})
    return rows


def _compared_index(found: Mapping[Side, tuple[Cell, Cell] | None]) -> Cells:
    n, value = found["now"] or (0, "–")
    then = found["before"] or ("…", "…")
    return {
        "n": n, "value": value, "previous_n": then[0], "previous": then[1], "change": _difference(value, then[1]),
    }  # fmt: skip


def _csi(survey: Survey, questions: list[Part], side: Side) -> tuple[Cell, Cell] | None:
    """The mean of the indicators' means, each brought to 0–100."""
    listed = ", ".join(f"'{q['id']}'" for q in questions)
    where = f"from {{t}} where question in ({listed})"
    if side == "before" and not survey.one(f"select count(*) {where}", side):
        return None
    by_question = dict(
        survey.query(f"select question, count(distinct person) {where} and code <> '' group by 1", side)
    )
    n = survey.one(f"select count(distinct person) {where} and code <> ''", side)
    n = max(by_question.values(), default=0) if survey.tally[side] else n
    if survey.is_few(n):
        return "*", "*"
    parts = []
    for q in questions:
        marks = [int(code) for code in survey.codes(q) if code]
        k, mean = survey.query(
            f"select count(*), avg(value) from {{t}} where question = '{q['id']}' and code <> ''", side
        )[0]
        parts += [(mean - min(marks)) / (max(marks) - min(marks))] if k >= COUNTS_FROM else []
    return (n, 100 * sum(parts) / len(parts)) if parts else (n, "*" if n else "–")


def _nps(survey: Survey, question: Part, side: Side) -> tuple[Cell, Cell] | None:
    """Those who give 9–10 less those who give 0–6, of all, in points."""
    own = f"from {{t}} where question = '{question['id']}'"
    n, up, down = survey.query(
        f"select count(*), count(*) filter (value >= 9), count(*) filter (value <= 6) {own}", side
    )[0]
    if side == "before" and not n:
        return None
    if survey.is_few(n):
        return "*", "*"
    return n, (100 * (up - down) / n if n >= _NPS_FROM else "*" if n else "–")
