"""Survey exports: one csv per study and wave, in the layout of Yandex Forms or as a tally."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from painmap.demo import opinions
from painmap.demo.phrases import bank, common, phrases_of, population, random_place, weighted
from painmap.demo.registers import DEMO
from painmap.demo.slots import Filler
from painmap.demo.survey_tally import write_tally
from painmap.params.models import Question, Questionnaire, Study, Wave
from painmap.params.yaml_file import read_yaml

_DONT_KNOW = 0.04
_SKIPPED = 0.025
_WITH_PROBLEM = 0.62
_MARK = "Метка формы"
# Format of a survey in the bank's `setup.surveys`; any other survey is an export of Yandex Forms.
_TALLY = "survey-tally"
_SPREAD, _OWN = 0.75, 0.65


@dataclass
class Survey:
    """A wave as generated.

    Attributes:
        problems: Respondent's ID → problem that the answer about difficulties voices.
        values: Question → values on its scale, «затрудняюсь ответить» left out.
    """

    study: str
    wave: str
    respondents: int
    received: str
    problems: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Respondent:
    """What the answers of one person have in common."""

    rng: random.Random
    mood: float
    problem: str
    filler: Filler


def read_study(root: Path, study_id: str) -> tuple[Study, Questionnaire]:
    """A study and its questionnaire from `params/`."""
    where = f"params/studies/{study_id}.yaml"
    study = Study.model_validate(read_yaml(root / where, where))
    where = f"params/questionnaires/{study.questionnaire}.yaml"
    return study, Questionnaire.model_validate(read_yaml(root / where, where))


class SurveyMaker:
    """Makes the waves of one study of an agency."""

    def __init__(self, agency: str, kind: str, root: Path, seed: int) -> None:
        self._agency, self._kind, self._seed = agency, kind, seed
        self._bank = bank(agency)
        self._figures = self._bank["setup"]["surveys"][kind]
        self.study, self._questionnaire = read_study(root, f"{agency}-{kind}")

    def write(self, wave: Wave, path: Path) -> Survey:
        """Write the export of a wave and return what is in it."""
        index = sorted(self._bank["setup"]["volumes"]).index(wave.start.year)
        rng = random.Random(f"{self._seed}/{self.study.id}/{wave.id}")
        received = wave.end + timedelta(days=5)
        survey = Survey(self.study.id, wave.id, self._figures["respondents"][index], received.isoformat())
        filled: list[tuple[str, datetime, list[list[str]]]] = []
        times = sorted(self._time(wave, rng) for _ in range(survey.respondents))
        number = 2_000_000_000 + (index + 1) * 10_000_000
        for time in times:
            number += rng.randint(11, 4000)
            person = self._respondent(index, time, rng)
            if person.problem:
                survey.problems[str(number)] = person.problem
            filled.append((str(number), time, self._cells(person, index, survey)))
        if self._figures.get("layout") == _TALLY:
            # A tally has no words of one person, so it voices no problem.
            survey.problems.clear()
            write_tally(self._questionnaire, [cells for _, _, cells in filled], wave, path)
        else:
            self._write_forms(filled, path)
        return survey

    def _write_forms(self, filled: list[tuple[str, datetime, list[list[str]]]], path: Path) -> None:
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["ID", "Время создания", *self._titles(), _MARK])
        for number, time, cells in filled:
            flat = [cell for own in cells for cell in own]
            writer.writerow([number, f"{time:%Y-%m-%d %H:%M:%S}", *flat, DEMO])
        path.write_bytes(stream.getvalue().encode("utf-8-sig"))

    def _titles(self) -> list[str]:
        titles = []
        for i, question in enumerate(self._questionnaire.questions):
            # The form's author pressed Enter in long questions.
            text = question.text.replace(" в целом ", " в целом\n").replace("? (", "?\n(")
            text = text.replace(" и ", "\nи ", 1) if i % 4 == 3 else text
            titles += (
                [f"{text} / {o}" for o in question.options.values()] if question.kind == "multi" else [text]
            )
        return titles

    def _time(self, wave: Wave, rng: random.Random) -> datetime:
        # More answers in the first days after the link is sent.
        days = (wave.end - wave.start).days
        day = wave.start + timedelta(days=min(days, int(days * rng.random() ** 1.5)))
        start = datetime(
            day.year,
            day.month,
            day.day,
            rng.choices(range(8, 23), (3, 6, 9, 9, 8, 6, 6, 7, 8, 7, 6, 6, 6, 5, 3))[0],
        )
        return start + timedelta(seconds=rng.randint(0, 3599))

    def _respondent(self, index: int, time: datetime, rng: random.Random) -> Respondent:
        problem = self._problem(index, rng) if rng.random() < _WITH_PROBLEM else ""
        # About half of those who met a problem leave the open question empty.
        problem = problem if rng.random() < 0.78 else ""
        region = self._bank["setup"]["population"]
        firm = f"ООО «{rng.choice(population(region)['firms'])}»"
        filler = Filler(rng, time.date(), random_place(rng, region), region, firm, "", rng.random() < 0.5)
        return Respondent(rng, rng.gauss(-0.35 if problem else 0.3, _OWN), problem, filler)

    def _problem(self, index: int, rng: random.Random) -> str:
        own = {p: v for p, v in self._bank["problems"].items() if v["client_kind"] == self._kind}
        weights = [v["shares"][index] * self._figures["weights"].get(p, 1) for p, v in own.items()]
        return weighted(rng, dict(zip(own, weights, strict=True)))

    def _cells(self, person: Respondent, index: int, survey: Survey) -> list[list[str]]:
        questions = self._questionnaire.questions
        return [KINDS[question.kind](self, question, person, (index, survey)) for question in questions]

    def _scale(self, question: Question, person: Respondent, at: tuple[int, Survey]) -> list[str]:
        rng, (index, survey) = person.rng, at
        draw = rng.random()
        labels = self._questionnaire.scales[question.scale].labels
        if draw < _SKIPPED:
            return [""]
        if draw < _SKIPPED + _DONT_KNOW:
            return [next(label for label, value in labels.items() if value is None)]
        mean = self._figures["mean"].get(question.id, (3.6, 3.6, 3.6))[index]
        value = min(5, max(1, round(rng.gauss(mean + 0.12 + person.mood, _SPREAD))))
        survey.values.setdefault(question.id, []).append(value)
        return [next(label for label, known in labels.items() if known == value)]

    def _nps(self, question: Question, person: Respondent, at: tuple[int, Survey]) -> list[str]:
        index, survey = at
        mean = self._figures["mean"].get(question.id, (7, 7, 7))[index]
        value = min(10, max(0, round(person.rng.gauss(mean + 1.8 * person.mood, 1.6))))
        survey.values.setdefault(question.id, []).append(value)
        return [str(value)]

    def _single(self, question: Question, person: Respondent, at: tuple[int, Survey]) -> list[str]:
        options = question.options
        # Who voices a problem came with that matter, as far as the bank knows the option.
        known = self._figures.get("options", {}).get(question.id, {}).get(person.problem)
        if known in options and person.rng.random() < 0.9:
            return [options[known]]
        return [weighted(person.rng, {o: 1 / (i + 1) for i, o in enumerate(options.values())})]

    def _multi(self, question: Question, person: Respondent, at: tuple[int, Survey]) -> list[str]:
        chosen = [person.rng.random() < 0.48 - 0.05 * i for i in range(len(question.options))]
        return [
            o if is_chosen else "" for o, is_chosen in zip(question.options.values(), chosen, strict=True)
        ]

    def _open(self, question: Question, person: Respondent, at: tuple[int, Survey]) -> list[str]:
        rng = person.rng
        is_first = question.id == next(q.id for q in self._questionnaire.questions if q.kind == "open")
        if is_first and person.problem:
            return [opinions.short_answer(self._bank, person.problem, person.filler)]
        if is_first or rng.random() < 0.72:
            return ["" if rng.random() < 0.45 else rng.choice(common()["empty_answers"])]
        return [self._suggestion(person)]

    def _suggestion(self, person: Respondent) -> str:
        rng = person.rng
        if self._kind == "internal" or rng.random() < 0.6:
            own = [p for p, v in self._bank["problems"].items() if v["client_kind"] == self._kind]
            problem = person.problem or rng.choice(own)
            asks = phrases_of(self._bank, problem, person.filler.day.year)["ask"]
            return opinions.wish(asks, self._kind, person.filler)
        return opinions.wish(rng.choice(self._bank["suggestions"])["text"], self._kind, person.filler)


Answer = Callable[[SurveyMaker, Question, Respondent, tuple[int, Survey]], list[str]]
KINDS: dict[str, Any] = {
    "scale": SurveyMaker._scale,
    "nps": SurveyMaker._nps,
    "single": SurveyMaker._single,
    "multi": SurveyMaker._multi,
    "open": SurveyMaker._open,
}
