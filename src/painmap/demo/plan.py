"""The appeals of one agency: how many of what, by whom, when, by which channel, with which text."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from painmap.demo import answers, letters
from painmap.demo.choices import Choices
from painmap.demo.days import Profile, cumulative_weights, days_of
from painmap.demo.people import People, Person
from painmap.demo.phrases import Filler, bank, common
from painmap.demo.records import Record

_RETURNING = 0.11
_REPEAT_DAYS = (25, 340)


@dataclass(frozen=True)
class Draft:
    """An appeal to be written: its kind of client, what it is about, and when it may come."""

    internal: bool
    category: str
    problem: str
    profile: Profile


def shares_of(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers that add up to `total` in the given proportions (largest remainder)."""
    whole = sum(shares.values())
    exact = {key: total * share / whole for key, share in shares.items()}
    counts = {key: int(value) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: (counts[key] - exact[key], key))
    for key in order[: total - sum(counts.values())]:
        counts[key] += 1
    return counts


def drafts(agency: str, year: int) -> list[Draft]:
    """What the appeals of a year are about; their number is the year's volume exactly."""
    setup = bank(agency)["setup"]
    total = setup["volumes"][year]
    mailing = bank(agency).get("mailing")
    letters_sent = mailing["letters"] if mailing and mailing["month"].startswith(str(year)) else 0
    corruption = setup["corruption_a_year"]
    staff = round(total * setup["staff_share"])
    external = total - staff - letters_sent - corruption
    result = [Draft(False, "mailing", "", Profile())] * letters_sent
    result += [Draft(False, "corruption", "", Profile())] * corruption
    for internal, count in ((False, external), (True, staff)):
        mix = common()["staff_mix" if internal else "mix"]
        for category, number in shares_of(count, {**mix, "request": 1 - sum(mix.values())}).items():
            result += _of_category(agency, year, internal, category, number)
    return result


def _of_category(agency: str, year: int, internal: bool, category: str, count: int) -> list[Draft]:
    if internal and category == "request":
        category = "staff_misc"
    if category != "problem":
        return [Draft(internal, category, "", Profile())] * count
    kind = "internal" if internal else "external"
    problems = {p: v for p, v in bank(agency)["problems"].items() if v["client_kind"] == kind}
    index = sorted(bank(agency)["setup"]["volumes"]).index(year)
    shares: dict[str, float] = {p: v["shares"][index] for p, v in problems.items()}
    shares[""] = 100 - sum(shares.values())
    result = []
    for problem, number in shares_of(count, shares).items():
        if problem:
            draft = Draft(internal, "problem", problem, Profile.of(problems[problem]))
        else:
            draft = Draft(internal, "staff_misc" if internal else "misc", "", Profile())
        result += [draft] * number
    return result


class Planner:
    """Writes the appeals of one agency, year by year; the same people come back."""

    def __init__(self, agency: str, seed: int, phone_block: int) -> None:
        self._agency = agency
        self._bank = bank(agency)
        self._setup: dict[str, Any] = self._bank["setup"]
        self._seed = seed
        self._choices = Choices(agency)
        self._recent = min(self._setup["volumes"].values()) // 6
        people_rng = random.Random(f"{seed}/{agency}/people")
        self._people = People(people_rng, self._setup["population"], phone_block)
        self._known: dict[str, list[Person]] = {}
        self._past: list[Record] = []

    def year(self, year: int) -> list[Record]:
        """The appeals of a year in the order of registration, numbered; earlier years must come first."""
        rng = random.Random(f"{self._seed}/{self._agency}/{year}")
        planned = [(self._day(draft, year, rng), draft) for draft in drafts(self._agency, year)]
        rng.shuffle(planned)
        planned.sort(key=lambda item: item[0])
        records = []
        for number, (day, draft) in enumerate(planned, start=1):
            record = self._record(day, draft, rng)
            records.append(replace(record, appeal_id=self._number(number, record, year)))
            self._past.append(records[-1])
        return records

    def _number(self, number: int, record: Record, year: int) -> str:
        letter = "К" if record.is_collective else "Г"
        template: str = self._setup["register"]["number"]
        return template.format(letter=letter, seq=number, yy=year % 100)

    def _day(self, draft: Draft, year: int, rng: random.Random) -> date:
        if draft.category == "mailing":
            return date(year, 10, rng.choice((8, 9, 9, 10, 10, 11, 14, 14, 15, 16, 17, 18, 21)))
        change = self._setup.get("registration_change")
        event = (change["day"], change["ratio"]) if change else None
        weights = cumulative_weights(year, draft.profile, event)
        return days_of(year)[bisect_left(weights, rng.random() * weights[-1])]

    def _record(self, day: date, draft: Draft, rng: random.Random) -> Record:
        earlier = self._earlier(day, draft, rng) if draft.category == "repeat" else None
        is_repeat = earlier is not None
        category, problem = draft.category, draft.problem
        if draft.category == "repeat":
            category, problem = ("problem", earlier.problem) if earlier else ("request", "")
            if earlier is None and draft.internal:
                category = "staff_misc"
        person = earlier.person if earlier else self._person(draft, problem, rng)
        topic, reason = self._choices.topic(category, problem, rng)
        channel = self._choices.channel(day, (draft.internal, category, problem), rng)
        text, is_annotation = self._text((category, problem, topic), (day, channel, is_repeat), person, rng)
        kind = self._choices.kind((category, problem, is_repeat), text, rng)
        return Record(
            day=day, person=person, category=category, problem=problem,
            client_kind=self._choices.client_kind(channel, draft.internal, rng),
            channel=channel, form=common()["forms"][channel],
            kind=_or_gap(kind, "kind", rng), topic=_or_gap(topic, "topic", rng),
            reason=_or_gap(reason, "reason", rng), text=text, is_annotation=is_annotation,
            unit=self._choices.unit(topic), executor=self._choices.executor(topic, rng),
            municipality=_or_gap(person.place.municipality, "municipality", rng),
            is_repeat=is_repeat if is_repeat or rng.random() > common()["missing"]["is_repeat"] else None,
            is_collective=not draft.internal and category != "mailing" and rng.random() < 0.02,
            result=answers.result(answers.Case(day, channel, kind, category, self._median(day)), rng),
        )  # fmt: skip

    def _earlier(self, day: date, draft: Draft, rng: random.Random) -> Record | None:
        """A record of the last year on a problem, whose person can be recognised."""
        first, last = day - timedelta(days=_REPEAT_DAYS[1]), day - timedelta(days=_REPEAT_DAYS[0])
        known = [
            r for r in self._past
            if first <= r.day <= last and r.category == "problem" and not r.is_repeat
            and not r.person.is_anonymous and (r.person.applicant == "staff") == draft.internal
        ]  # fmt: skip
        return rng.choice(known) if known else None

    def _person(self, draft: Draft, problem: str, rng: random.Random) -> Person:
        applicant = "staff" if draft.internal else self._choices.applicant(problem, draft.category, rng)
        known = self._known.setdefault(applicant, [])
        if known and draft.category != "mailing" and rng.random() < _RETURNING:
            # Of the last two months or so: then each year has as many appeals per person.
            return rng.choice(known[-self._recent :])
        person = self._people.make(applicant)
        if not person.is_anonymous:
            known.append(person)
        return person

    def _text(
        self, case: tuple[str, str, str], sent: tuple[date, str, bool], person: Person, rng: random.Random
    ) -> tuple[str, bool]:
        """Text, and whether it is an annotation.

        `case`: category, problem, topic; `sent`: day, channel, whether it is a repeat.
        """
        category, problem, topic = case
        day, channel, is_repeat = sent
        filler = Filler(rng, day, person.place, self._setup["population"], person.firm, person.short_name)
        if category == "mailing":
            return filler.fill(self._bank["mailing"]["text"] + rng.choice(common()["mailing_tails"])), False
        if category != "empty" and self._choices.is_annotated(channel, rng):
            text = letters.annotation(self._bank, category, problem, filler, topic)
            return (rng.choice(common()["repeat_notes"]) if is_repeat else "") + text, True
        return letters.letter(self._bank, case, filler, person, channel, is_repeat), False

    def _median(self, day: date) -> float:
        index = sorted(self._setup["volumes"]).index(day.year)
        return float(self._setup["waiting_median"][index])


def _or_gap(value: str, name: str, rng: random.Random) -> str:
    return value if rng.random() >= common()["missing"][name] else ""
