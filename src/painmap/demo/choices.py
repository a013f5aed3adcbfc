"""What a clerk enters and by which way an appeal comes: applicant, topic, reason, channel, kind, unit."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from painmap.demo.lineage import Lineage
from painmap.demo.phrases import bank, common, population, surname_of, weighted

# A listed channel of a problem is this much more likely than by the usual mix.
_LISTED = 0.62
# What two problems must have in common for one person to write about both.
_VOICE = ("client_kind", "who", "firm_forms")


class Choices:
    """Random choices by the rates of one agency's bank; every method takes the caller's generator."""

    def __init__(self, agency: str) -> None:
        self._agency = agency
        self._bank = bank(agency)
        self._setup: dict[str, Any] = self._bank["setup"]
        self._lineage = Lineage(self._bank)
        # A file of messages holds the messages themselves, a journal of calls has only what a clerk noted.
        messages = [
            channel
            for output in self._setup["outputs"]
            if output["layout"] in common()["message_layouts"]
            for channel in output.get("channels", ())
        ]
        self._messages = frozenset(messages)
        self._annotated: dict[str, float] = {
            **common()["annotated"],
            **self._setup.get("annotated", {}),
            **dict.fromkeys(common()["note_channels"], 1),
            **dict.fromkeys(messages, 0),
        }

    def is_message(self, channel: str) -> bool:
        """Whether the channel's file holds the messages themselves: their day is the writer's."""
        return channel in self._messages

    def applicant(self, problem: str, about: tuple[str, str], rng: random.Random) -> str:
        """Code of the kind of applicant of an external appeal; `about`: category, topic."""
        if rng.random() >= self._firm_share(problem, about):
            return "person"
        own = self._bank["problems"].get(problem, {})
        if own.get("who") == "media":
            return "media"
        usual = {"company": 48, "entrepreneur": 49, "media": 3}
        rates = self._setup.get("firm_applicants" if problem else "applicants", usual)
        return weighted(rng, own.get("applicants", rates))

    def firm_forms(self, problem: str) -> tuple[str, ...]:
        """Legal forms of the firms that write about a problem; empty: any form of the region."""
        return tuple(self._bank["problems"].get(problem, {}).get("firm_forms", ()))

    def is_firms(self, problem: str, about: tuple[str, str]) -> bool:
        """Whether it is a matter of firms alone; `about`: category, topic."""
        if problem:
            return self._bank["problems"][problem].get("who") in ("firm", "media")
        return about[1] in self._voices(about[0], "firm")

    def _voices(self, category: str, whose: str) -> list[str]:
        """Topics on which, within a category, firms write alone (`firm`) or beside people (`any`)."""
        topics: list[str] = self._setup["voices"].get(category, {}).get(whose, [])
        return topics

    def _firm_share(self, problem: str, about: tuple[str, str]) -> float:
        if self.is_firms(problem, about):
            return float(self._setup.get("firm_problem_share", 0.93)) if problem else 1.0
        is_open = not problem and about[1] in self._voices(about[0], "any")
        return float(self._setup["firm_share"]) if is_open else 0.0

    def topic(self, category: str, problem: str, rng: random.Random) -> tuple[str, str]:
        """Topic and reason; a reason is not always found."""
        if category == "problem":
            entry = self._bank["problems"][problem]
            return entry["topic"], entry["reason"] if rng.random() < 0.9 else "п15"
        if category == "request":
            requests = self._bank["requests"]
            return weighted(rng, {topic: len(entry["note"]) for topic, entry in requests.items()}), "п03"
        if category in ("misc", "staff_misc"):
            entry = rng.choice(self._bank[category])
            return entry["topic"], entry["reason"]
        if category in ("suggestion", "thanks"):
            entries = self._bank["suggestions" if category == "suggestion" else "thanks"]
            return rng.choice(entries)["topic"], "п13" if category == "suggestion" else "п14"
        entry = self._bank.get(category, self._bank["offtopic"])
        return entry["topic"], entry.get("reason", "п12" if category == "offtopic" else "п15")

    def channel(self, day: date, case: tuple[bool, str, str], rng: random.Random) -> str:
        """Code of the channel; `case`: whether of staff, category, problem."""
        internal, category, problem = case
        channels = self._setup["channels"]
        if category == "corruption":
            return weighted(rng, channels["corruption"])
        if category == "mailing":
            return rng.choices(("post", "email", "site"), (60, 25, 15))[0]
        weights = dict(channels["internal" if internal else "external"])
        listed = self._bank["problems"][problem]["channels"] if problem else []
        usual, ranks = sum(weights.values()), len(listed) * (len(listed) + 1) / 2
        for i, channel in enumerate(listed):
            extra = usual * _LISTED / (1 - _LISTED) * (len(listed) - i) / ranks
            weights[channel] = weights.get(channel, 0) + extra
        law = self._setup["email_law"]
        if day >= law["day"] and not internal:
            factors = {"email": law["email"], **dict.fromkeys(law["portal_channels"], law["portals"])}
            weights = {c: w * factors.get(c, 1) for c, w in weights.items()}
        return weighted(rng, weights)

    def other_channel(self, channel: str, rng: random.Random) -> str:
        """Another channel of those by which people send the same letter once more."""
        usual = self._setup["channels"]["external"]
        others = {c: usual.get(c, 1) for c in self._setup["twin_channels"] if c != channel}
        return weighted(rng, others)

    def secondary(self, problem: str, rng: random.Random) -> str:
        """Another problem that a letter names in passing; empty for none."""
        if not problem or rng.random() >= common()["secondary_share"]:
            return ""
        problems = self._bank["problems"]
        own, living = problems[problem], self._lineage.living
        others = {
            p: v["shares"][0]
            for p, v in problems.items()
            if living(p) != living(problem) and all(v.get(key) == own.get(key) for key in _VOICE)
        }
        return weighted(rng, others) if others else ""

    def client_kind(self, channel: str, internal: bool, rng: random.Random) -> str:
        """Kind of client as the register tells it: unknown where the channel serves both."""
        if rng.random() < self._setup["unknown_kind"].get(channel, 0):
            return "unknown"
        return "internal" if internal else "external"

    def kind(self, case: tuple[str, str, bool], text: str, rng: random.Random) -> str:
        """Kind of appeal; `case`: category, problem, whether a repeat. An annotation's first word decides."""
        category, problem, is_repeat = case
        if word := common()["kind_words"].get(text.split(" ")[0].strip(":")):
            return str(word)
        name = "misc" if category == "staff_misc" else category
        if is_repeat:
            name = "repeat"
        elif category == "problem" and self._bank["problems"][problem].get("is_need"):
            name = "need"
        weights = common()["kinds"][name]
        return weighted(rng, weights)

    def is_annotated(self, channel: str, rng: random.Random) -> bool:
        """Whether the register holds an annotation, so that the agency's whole share comes out."""
        usual, shares = self._setup["channels"]["external"], self._annotated
        if shares[channel] in (0, 1):
            return bool(shares[channel])
        always = sum(w for c, w in usual.items() if shares[c] == 1)
        others = sum(shares[c] * w for c, w in usual.items() if shares[c] != 1)
        wanted = self._setup["annotation_share"] * sum(usual.values()) - always
        share: float = min(0.97, shares[channel] * wanted / others)
        return rng.random() < share

    def unit(self, topic: str) -> str:
        """The unit that works on a topic."""
        units: dict[str, list[str]] = self._setup["units"]
        return next(unit for unit, topics in units.items() if topic in topics)

    def executor(self, topic: str, rng: random.Random) -> str:
        """One to three executors of the unit, one per line."""
        names = population(self._setup["population"])["people"]
        pool = random.Random(f"{self._agency}/{self.unit(topic)}")
        staff = [
            f"{surname_of(pool.choice(names['surnames']), False)} "
            f"{pool.choice('АГМРСИН')}.{pool.choice('АМРИШ')}."
            for _ in range(5)
        ]
        return "\n".join(rng.sample(staff, rng.choices((1, 2, 3), (75, 20, 5))[0]))
