"""What a clerk enters and by which way an appeal comes: applicant, topic, reason, channel, kind, unit."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from painmap.demo.phrases import bank, common, weighted

# A listed channel of a problem is this much more likely than by the usual mix.
_LISTED = 0.62


class Choices:
    """Random choices by the rates of one agency's bank; every method takes the caller's generator."""

    def __init__(self, agency: str) -> None:
        self._agency = agency
        self._bank = bank(agency)
        self._setup: dict[str, Any] = self._bank["setup"]

    def applicant(self, problem: str, category: str, rng: random.Random) -> str:
        """Code of the kind of applicant of an external appeal."""
        if rng.random() >= self._firm_share(problem, category):
            return "person"
        return rng.choices(("company", "entrepreneur", "media"), (48, 49, 3))[0]

    def _firm_share(self, problem: str, category: str) -> float:
        if problem:
            return 0.93 if self._bank["problems"][problem].get("who") == "firm" else 0.02
        return 0.0 if category in ("mailing", "corruption") else float(self._setup["firm_share"])

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
        shares, usual = common()["annotated"], self._setup["channels"]["external"]
        mean = sum(shares[c] * w for c, w in usual.items()) / sum(usual.values())
        share: float = min(0.97, shares[channel] * self._setup["annotation_share"] / mean)
        return rng.random() < share

    def unit(self, topic: str) -> str:
        """The unit that works on a topic."""
        units: dict[str, list[str]] = self._setup["units"]
        return next(unit for unit, topics in units.items() if topic in topics)

    def executor(self, topic: str, rng: random.Random) -> str:
        """One to three executors of the unit, one per line."""
        names = common()["people"][self._setup["population"]]
        pool = random.Random(f"{self._agency}/{self.unit(topic)}")
        staff = [
            f"{pool.choice(names['surnames'])} {pool.choice('АГМРСИН')}.{pool.choice('АМРИШ')}."
            for _ in range(5)
        ]
        return "\n".join(rng.sample(staff, rng.choices((1, 2, 3), (75, 20, 5))[0]))
