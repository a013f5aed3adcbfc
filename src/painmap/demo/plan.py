"""The appeals of one agency: how many of what, by whom, when, by which channel, with which text."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from painmap.demo import answers
from painmap.demo.annotations import annotation
from painmap.demo.bodies import body_of
from painmap.demo.choices import Choices
from painmap.demo.days import Profile, cumulative_weights, days_of
from painmap.demo.letters import Case, Written, letter
from painmap.demo.past import Past
from painmap.demo.people import People, Person
from painmap.demo.phrases import bank, common
from painmap.demo.records import Record
from painmap.demo.slots import Filler
from painmap.demo.workdays import near_working_day

_RETURNING = 0.11


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
        mix = dict(common()["staff_mix" if internal else "mix"])
        if not internal and setup.get("twin_channels"):
            mix["twin"] = common()["twins"]["share"]
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
        first, last = common()["twins"]["days"]
        self._past = Past((first, last), tuple(self._setup.get("twin_channels", ())))

    def year(self, year: int) -> list[Record]:
        """The appeals of a year in the order of registration, numbered; earlier years must come first."""
        rng = random.Random(f"{self._seed}/{self._agency}/{year}")
        planned = [(*self._sent(draft, year, rng), draft) for draft in drafts(self._agency, year)]
        rng.shuffle(planned)
        planned.sort(key=lambda item: item[0])
        records = []
        for number, (day, channel, draft) in enumerate(planned, start=1):
            record = self._record((day, channel), draft, rng)
            records.append(replace(record, appeal_id=self._number(number, record, year)))
            self._past.add(records[-1])
        return records

    def _number(self, number: int, record: Record, year: int) -> str:
        letter = "К" if record.is_collective else "Г"
        template: str = self._setup["register"]["number"]
        return template.format(letter=letter, seq=number, yy=year % 100)

    def _sent(self, draft: Draft, year: int, rng: random.Random) -> tuple[date, str]:
        """Day and channel: people send messages on any day, whatever an office registers has a day of it."""
        day = self._day(draft, year, rng)
        channel = self._choices.channel(day, (draft.internal, draft.category, draft.problem), rng)
        is_free = self._choices.is_message(channel) and not draft.internal and draft.category != "twin"
        return day if is_free else near_working_day(day, rng), channel

    def _day(self, draft: Draft, year: int, rng: random.Random) -> date:
        if draft.category == "mailing":
            month = int(self._bank["mailing"]["month"][5:])
            return date(year, month, rng.choice((8, 9, 9, 10, 10, 11, 14, 14, 15, 16, 17, 18, 21)))
        change = self._setup.get("registration_change")
        event = (change["day"], change["ratio"]) if change else None
        weights = cumulative_weights(year, draft.profile, event)
        return days_of(year)[bisect_left(weights, rng.random() * weights[-1])]

    def _record(self, sent: tuple[date, str], draft: Draft, rng: random.Random) -> Record:
        """The appeal that a draft becomes; `sent`: day, channel."""
        day, channel = sent
        earlier = self._earlier(day, draft, rng)
        is_repeat = earlier is not None and draft.category == "repeat"
        twin = earlier if draft.category == "twin" else None
        case = self._case(draft, earlier, rng)
        topic, reason = self._choices.topic(case.category, case.problem, rng)
        if twin:
            topic, channel = twin.topic, self._choices.other_channel(twin.channel, rng)
        is_firms = self._choices.is_firms(case.problem, (case.category, topic))
        case = replace(case, topic=topic, is_firms=is_firms)
        person = earlier.person if earlier else self._person(draft, case, rng)
        written, is_annotation, secondary = self._text(case, (day, channel), person, rng)
        text, body = written.text, body_of(self._bank, topic, written.matter, person.place)
        if twin and not twin.is_annotation and rng.random() < common()["twins"]["copied"]:
            text, is_annotation, secondary, body = twin.text, False, twin.secondary, twin.body
        kind = self._choices.kind((case.category, case.problem, is_repeat), text, rng)
        median = self._median(day, person, kind)
        outcome_of = answers.Case(day, channel, kind, case.category, median, is_others=bool(body))
        gap = common()["missing"]["is_repeat"]
        return Record(
            day=day, person=person, category=case.category, problem=case.problem,
            client_kind=self._choices.client_kind(channel, draft.internal, rng),
            channel=channel, form=common()["forms"][channel],
            kind=_or_gap(kind, "kind", rng), topic=_or_gap(topic, "topic", rng),
            reason=_or_gap(reason, "reason", rng), text=text, is_annotation=is_annotation,
            unit=self._choices.unit(topic), executor=self._choices.executor(topic, rng),
            municipality=_or_gap(person.place.municipality, "municipality", rng),
            is_repeat=is_repeat if is_repeat or rng.random() > gap else None,
            is_collective=not draft.internal and case.category != "mailing" and rng.random() < 0.02,
            result=answers.result(outcome_of, rng), body=body,
            secondary=secondary, twin_of=twin.appeal_id if twin else "",
        )  # fmt: skip

    def _earlier(self, day: date, draft: Draft, rng: random.Random) -> Record | None:
        """The appeal that a repeat or a twin goes back to; None where there is none to go back to."""
        if draft.category == "repeat":
            return self._past.repeatable(day, draft.internal, rng)
        return self._past.twinnable(day, rng) if draft.category == "twin" else None

    def _case(self, draft: Draft, earlier: Record | None, rng: random.Random) -> Case:
        """What the text is about, its topic left open."""
        if draft.category not in ("repeat", "twin"):
            return Case(draft.category, draft.problem, "")
        if earlier is None:
            return Case("staff_misc" if draft.internal else "request", "", "")
        return Case(earlier.category, earlier.problem, "", is_repeat=draft.category == "repeat")

    def _person(self, draft: Draft, case: Case, rng: random.Random) -> Person:
        about = (case.category, case.topic)
        applicant = "staff" if draft.internal else self._choices.applicant(case.problem, about, rng)
        forms = self._choices.firm_forms(case.problem)
        known = self._known.setdefault(" ".join((applicant, *forms)), [])
        if known and draft.category != "mailing" and rng.random() < _RETURNING:
            # Of the last two months or so: then each year has as many appeals per person.
            return rng.choice(known[-self._recent :])
        person = self._people.make(applicant, forms)
        if not person.is_anonymous:
            known.append(person)
        return person

    def _text(
        self, case: Case, sent: tuple[date, str], person: Person, rng: random.Random
    ) -> tuple[Written, bool, str]:
        """Text, whether it is an annotation, another problem that it names; `sent`: day, channel."""
        day, channel = sent
        region, own = self._setup["population"], (person.firm, person.short_name, person.is_female)
        filler = Filler(rng, day, person.place, region, *own)
        if case.category == "mailing":
            text = filler.fill(self._bank["mailing"]["text"] + rng.choice(common()["mailing_tails"]))
            return Written(text, text), False, ""
        if case.category != "empty" and self._choices.is_annotated(channel, rng):
            return annotation(self._bank, case, filler, person, channel), True, ""
        if channel not in common()["short_channels"]:
            case = replace(case, secondary=self._choices.secondary(case.problem, rng))
        return letter(self._bank, case, filler, person, channel), False, case.secondary

    def _median(self, day: date, person: Person, kind: str) -> float:
        """Median of the days to the answer; a request of an editorial office may have its own."""
        is_editorial = person.applicant == "media" and kind == "request"
        own = self._setup.get("editorial_waiting_median") if is_editorial else None
        medians = own or self._setup["waiting_median"]
        return float(medians[sorted(self._setup["volumes"]).index(day.year)])


def _or_gap(value: str, name: str, rng: random.Random) -> str:
    return value if rng.random() >= common()["missing"][name] else ""
