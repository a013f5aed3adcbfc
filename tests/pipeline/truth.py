"""What the generator planted in a year against what the internal report of that year says.

Every function returns lines that say what differs; none: the figures are met. A format that leaves a
field out on purpose (a mailbox has no kinds of appeal, a VK comment no topic) takes the appeals of its
files out of that field's table: by how many is known from the truth's counts of each file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from painmap.params.bundle import AgencyParams
from painmap.params.load import load_agency
from painmap.params.models import Format
from painmap.paths import Tree

KINDS = ("external", "internal")
# Share of a year's appeals of which a correspondent without an address does not tell who wrote them: lists
# of cards and journals kept by hand have no column for it. Measured: up to 3.3 %.
NAMELESS = 0.05
# Fewer planted appeals and answers say nothing of the extraction.
PLANTED_ENOUGH = 20
_MAILING = "в том числе письма массовых рассылок"
_BY_MODEL = "в том числе тема определена моделью, в реестре не указана"
# Digits of the means in the truth file.
_ROUNDING = 6e-5
# A clerk notes the group of the classifier in six rows of ten.
_FORGOTTEN = 0.5


@dataclass(frozen=True)
class Year:
    """One agency's year: the built project, the truth of the agency."""

    root: Path
    agency: str
    year: str
    truth: dict[str, Any]

    @cached_property
    def params(self) -> AgencyParams:
        return load_agency(Tree(self.root), self.agency)

    @property
    def planted(self) -> dict[str, Any]:
        own: dict[str, Any] = self.truth["years"][self.year]
        return own

    def of_kind(self, kind: str, key: str) -> Counter[str]:
        return Counter(self.planted["by_client_kind"].get(kind, {}).get(key, {}))

    def appeals_of(self, kind: str) -> int:
        return int(self.planted["by_client_kind"].get(kind, {}).get("appeals", 0))

    @cached_property
    def _figures(self) -> dict[tuple[str, str, str, str], float | None]:
        path = self.root / "reports" / self.agency / self.year / "internal" / "metrics.json"
        entries = json.loads(path.read_text(encoding="utf-8"))["metrics"]
        return {(e["table"], e["row"], e["row_title"], e["column"]): e["value"] for e in entries}

    def rows(self, table: str, column: str = "period") -> dict[str, float]:
        """Code of a row of the report's table, its title where it stands outside the sum → the figure."""
        return {
            (title if row in ("aside", "item") else row): value or 0.0
            for (name, row, title, of), value in self._figures.items()
            if name == table and of == column
        }

    @cached_property
    def report(self) -> dict[str, Any]:
        """What the report prints, whole."""
        folder = self.root / "data" / "interim" / self.agency / self.year / "internal"
        data: dict[str, Any] = json.loads((folder / "report_data.json").read_text(encoding="utf-8"))
        return data

    def format_of(self, file: str) -> Format:
        source = next(s for s in self.params.agency.sources if Path(file).match(s.files))
        return self.params.formats[source.format]

    def files(self, *, having: str = "", without: str = "") -> list[dict[str, Any]]:
        """Truth of the raw files whose format has a field, has not another."""
        own = {name: fields_of(self.format_of(name)) for name in self.planted["files"]}
        return [
            counts
            for name, counts in self.planted["files"].items()
            if (not having or having in own[name]) and without not in own[name]
        ]

    def by_remark(self, field: str) -> list[dict[str, Any]]:
        """Truth of the raw files whose clerks note the field among other remarks."""
        files = self.planted["files"].items()
        return [counts for name, counts in files if is_by_remark(self.format_of(name), field)]

    @property
    def unknown(self) -> int:
        """Appeals of clients whose kind the report does not know."""
        return int(self.planted["appeals"] - self.rows("completeness")["client_kind"])

    @property
    def lost(self) -> int:
        """Those of them whose kind was known when they were planted."""
        return self.unknown - self.appeals_of("unknown")


def fields_of(layout: Format) -> set[str]:
    """Fields that a format can fill; a word of the source's own classifier is a topic."""
    fields = {field for mapping in layout.columns.values() for field in mapping.fields}
    return fields | {*layout.defaults} | ({"topic_code"} if "source_topic" in fields else set())


def is_by_remark(layout: Format, field: str) -> bool:
    """Whether the field stands among other remarks of a cell, where a clerk may forget it."""
    return (
        field == "topic_code"
        and field not in {m.field for m in layout.columns.values()}
        and any(part.field == field for mapping in layout.columns.values() for part in mapping.parts)
    )


def summed(counts: Iterable[dict[str, Any]], key: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one[key])
    return total


def totals(own: Year) -> list[str]:
    """Appeals of all clients, of each kind, of each raw file: to the last one."""
    found = {kind: int(own.rows(f"channels-appeals-{kind}")["total"]) for kind in KINDS}
    wrong = []
    if sum(found.values()) + own.unknown != own.planted["appeals"]:
        wrong.append(f"planted {own.planted['appeals']}, found {found} and {own.unknown} of unknown clients")
    if found["internal"] != own.appeals_of("internal"):
        wrong.append(f"staff: planted {own.appeals_of('internal')}, found {found['internal']}")
    if own.appeals_of("external") - found["external"] != own.lost:
        wrong.append(f"external: planted {own.appeals_of('external')}, found {found}, lost {own.lost}")
    tells = all(_tells_clients(own, name) for name in own.planted["files"])
    if not 0 <= own.lost <= (0 if tells else NAMELESS * own.planted["appeals"]):
        wrong.append(f"clients lost: {own.lost} of {own.planted['appeals']}")
    sources = own.rows("sources")
    for source in own.params.agency.sources:
        names = [n for n in own.planted["files"] if Path(n).match(source.files)]
        planted = sum(own.planted["files"][n]["appeals"] for n in names)
        if source.study is None and sources.get(source.id, 0) != planted:
            wrong.append(f"{source.id}: planted {planted}, found {sources.get(source.id)}")
    return wrong


def _tells_clients(own: Year, file: str) -> bool:
    """Whether every row of a file tells whether it is of the staff."""
    source = next(s for s in own.params.agency.sources if Path(file).match(s.files))
    layout = own.params.formats[source.format]
    column = any(m.field == "client_kind" for m in layout.columns.values())
    return column or source.client_kind is not None or "client_kind" in layout.defaults


def channels(own: Year) -> list[str]:
    """Appeals by channel; what is short of the planted adds up to the clients lost, staff lack none."""
    wrong = []
    for kind in KINDS:
        planted = own.of_kind(kind, "by_channel")
        found = own.rows(f"channels-appeals-{kind}")
        others = found.pop(own.params.agency.other_channels_title)
        short = Counter({code: planted[code] - int(n) for code, n in found.items() if code in planted})
        named = {code for code in planted if code in found}
        short["other"] = sum(n for code, n in planted.items() if code not in named) - int(others)
        lost = own.lost if kind == "external" else 0
        if min(short.values()) < 0 or sum(short.values()) != lost:
            wrong.append(f"{kind}: short of the planted {dict(short)}, clients lost {lost}")
    return wrong


def kinds(own: Year) -> list[str]:
    """Appeals by kind, of the files whose format has kinds."""
    wrong = _known(own, "appeal_kind", "by_kind")
    away = summed(own.files(without="appeal_kind"), "by_kind")
    both: Counter[str] = Counter()
    for kind in KINDS:
        planted, found = own.of_kind(kind, "by_kind"), own.rows(f"kinds-{kind}")
        lost = own.lost if kind == "external" else 0
        for code in planted.keys() - {""}:
            both[code] += int(found[code])
            if not planted[code] - away[code] - lost <= found[code] <= planted[code]:
                wrong.append(f"{kind} {code}: planted {planted[code]}, away {away[code]}, {found[code]}")
    carried = summed(own.files(having="appeal_kind"), "by_kind")
    for code in carried.keys() - {""}:
        if not carried[code] - own.unknown <= both[code] <= carried[code]:
            wrong.append(f"{code}: carried {carried[code]}, found {both[code]}, unknown {own.unknown}")
    return wrong


def topics(own: Year) -> list[str]:
    """Appeals by topic: at least those of the files that carry topics, at most the model's more."""
    wrong = _known(own, "topic_code", "by_topic")
    away = summed([*own.files(without="topic_code"), *own.by_remark("topic_code")], "by_topic")
    for kind in KINDS:
        planted, found = own.of_kind(kind, "by_topic"), own.rows(f"topics-{kind}")
        lost = own.lost if kind == "external" else 0
        more = found.get(_BY_MODEL, 0) + _of_further_questions(own, "by_topic")
        for code in planted.keys() - {""}:
            if not planted[code] - away[code] - lost <= found[code] <= planted[code] + more:
                wrong.append(f"{kind} {code}: planted {planted[code]}, away {away[code]}, {found[code]}")
    return wrong


def _known(own: Year, field: str, key: str) -> list[str]:
    """Appeals of which the field is known are those of the files that carry it, but for gaps."""
    carried = summed(own.files(having=field), key)
    planted, found = sum(carried.values()) - carried[""], own.rows("completeness")[field]
    more = _of_further_questions(own, key) if field == "topic_code" else 0
    remarked = summed(own.by_remark(field), key)
    least = planted - _FORGOTTEN * (sum(remarked.values()) - remarked[""])
    return [] if least <= found <= planted + more else [f"{field} known: planted {planted}, found {found}"]


def _of_further_questions(own: Year, key: str) -> int:
    """Gaps that a further question of the same appeal fills (ССТУ: a row is a question)."""
    return sum(c[key].get("", 0) for n, c in own.planted["files"].items() if own.format_of(n).has_items)


def surveys(own: Year) -> list[str]:
    """Respondents, numbers of answers, means to every digit of the truth."""
    wrong = []
    for study, waves in own.truth["surveys"].items():
        wave, table = waves[own.year], f"survey-{study}-summary"
        received = own.rows(f"survey-{study}-accounting", "received")
        if received.get(own.year) != wave["respondents"]:
            wrong.append(f"{study}: respondents {wave['respondents']}, found {received}")
        numbers, means = own.rows(table, "n"), own.rows(table, "mean")
        for question, n in wave["n"].items():
            if numbers.get(question) != n:
                wrong.append(f"{study} {question}: n {n}, found {numbers.get(question)}")
            if abs(means.get(question, 0) - wave["mean"][question]) > _ROUNDING:
                wrong.append(f"{study} {question}: {wave['mean'][question]}, found {means.get(question)}")
    return wrong


def mailing(own: Year) -> list[str]:
    """The letters of the mass mailing, by their numbers, and no others; those of known clients in print."""
    path = own.root / "data" / "processed" / own.agency / own.year / "appeals.parquet"
    marked = pd.read_parquet(path, columns=["appeal_id", "client_kind", "mailing_id"])
    marked = marked[marked["mailing_id"].notna()]
    numbers = sorted(marked["appeal_id"].astype(str))
    wrong = [] if numbers == sorted(own.planted["mailing"]) else [f"{len(numbers)} letters are marked"]
    for kind in KINDS:
        printed = own.rows(f"channels-appeals-{kind}").get(_MAILING, 0)
        if printed != (marked["client_kind"] == kind).sum():
            wrong.append(f"{kind}: {printed} letters in the report")
    return wrong


def twins(own: Year) -> list[str]:
    """Copies sent by another channel, and no others, refer to the first where the two have one client.

    A copy by another channel without the phone of the first cannot be told to be its author's; the same
    said anew is not looked for. Clients have no id across channels where the profile states no purpose.
    """
    folder = own.root / "data" / "processed" / own.agency
    columns = ["record_id", "appeal_id", "client_id", "registered_date", "same_as"]
    appeals = pd.concat([pd.read_parquet(path, columns=columns) for path in folder.glob("*/appeals.parquet")])
    number = appeals.set_index("record_id")["appeal_id"]
    client = (
        appeals.dropna(subset="client_id").drop_duplicates("appeal_id").set_index("appeal_id")["client_id"]
    )
    copied = {second: twin["first"] for second, twin in own.planted["twins"].items() if twin["is_copied"]}
    known = {k: v for k, v in copied.items() if k in client and v in client and client[k] == client[v]}
    marked = appeals[appeals["same_as"].notna() & (appeals["registered_date"].dt.year == int(own.year))]
    found = dict(zip(marked["appeal_id"], marked["same_as"].map(number), strict=True))
    return [] if found == known else [f"{len(found.items() - known.items())} too many, {len(known)} planted"]


def problems(own: Year) -> pd.DataFrame:
    """A row is a problem: client_kind, planted and found appeals and open answers of the year."""
    found = {p["id"]: p for p in own.report["problems"]}
    rows = []
    for kind in KINDS:
        waves = own.truth["surveys"].get(f"{own.agency}-{kind}", {})
        answers = waves.get(own.year, {}).get("problem_of", {})
        for problem, counts in sorted(own.of_kind(kind, "by_problem").items()):
            planted = counts["appeals"] + len(answers.get(problem, ()))
            value = found[problem]["appeals"]["value"] if problem in found else 0
            rows.append((own.agency, own.year, kind, problem, planted, int(value or 0)))
    frame = pd.DataFrame(rows, columns=["agency", "year", "client_kind", "problem", "planted", "found"])
    # Each problem is of clients of one kind; a register may call a few of its appeals the other's.
    return frame.sort_values("planted").drop_duplicates(["agency", "year", "problem"], keep="last")


CHECKS = {
    "totals": totals,
    "channels": channels,
    "kinds": kinds,
    "topics": topics,
    "surveys": surveys,
    "mailing": mailing,
    "twins": twins,
}


def is_near(found: pd.DataFrame) -> pd.Series:
    """Whether each problem was found about as often as planted; fewer than 20 planted say too little."""
    few = found["planted"] < PLANTED_ENOUGH
    return few | ((found["found"] - found["planted"]).abs() <= allowance(found["planted"]))


def allowance(planted: pd.Series) -> pd.Series:
    """Two standard deviations of a count, and a third for what extraction misses and mixes up."""
    return 2 * planted**0.5 + 0.35 * planted
