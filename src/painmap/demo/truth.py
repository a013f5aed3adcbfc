"""What was planted, counted from the generator's own records: the measure of what the project finds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Any

from painmap.demo.records import Record
from painmap.demo.surveys import Survey


def of_register(records: Sequence[Record], faults: Iterable[str], carried: int) -> dict[str, Any]:
    """Counts of one year; `rejects`: rows of the file that must be rejected, by fault."""
    kinds = sorted({r.client_kind for r in records})
    return {
        "appeals": len(records),
        "annotations": sum(r.is_annotation for r in records),
        "carried_over": carried,
        "rejects": dict(sorted(Counter(faults).items())),
        "by_client_kind": {kind: _counts([r for r in records if r.client_kind == kind]) for kind in kinds},
        "problem_of": _by_problem(records),
    }


def _counts(records: Sequence[Record]) -> dict[str, Any]:
    problems = sorted({r.problem for r in records if r.problem})
    return {
        "appeals": len(records),
        "clients": _clients(records),
        "by_category": _tally(r.category for r in records),
        "by_channel": _tally(r.channel for r in records),
        "by_kind": _tally(r.kind for r in records),
        "by_topic": _tally(r.topic for r in records),
        "by_month": _tally(f"{r.day:%m}" for r in records),
        "by_problem": {
            p: {
                "appeals": sum(r.problem == p for r in records),
                "clients": _clients([r for r in records if r.problem == p]),
            }
            for p in problems
        },
    }


def _clients(records: Iterable[Record]) -> int:
    """Distinct people; nobody can tell anonymous ones apart, so each counts as one."""
    known, anonymous = set(), 0
    for record in records:
        if record.person.is_anonymous:
            anonymous += 1
        else:
            known.add(record.person.key)
    return len(known) + anonymous


def _tally(values: Iterable[str]) -> dict[str, int]:
    """Counts by value; a gap counts under the empty string."""
    return dict(sorted(Counter(values).items()))


def _by_problem(records: Sequence[Record]) -> dict[str, list[str]]:
    problems = sorted({r.problem for r in records if r.problem})
    return {p: [r.appeal_id for r in records if r.problem == p] for p in problems}


def of_survey(survey: Survey) -> dict[str, Any]:
    """Counts and means of one wave."""
    ids: dict[str, list[str]] = {}
    for respondent, problem in survey.problems.items():
        ids.setdefault(problem, []).append(respondent)
    return {
        "respondents": survey.respondents,
        "n": {q: len(v) for q, v in sorted(survey.values.items())},
        "mean": {q: round(fmean(v), 4) for q, v in sorted(survey.values.items())},
        "problem_of": dict(sorted(ids.items())),
    }


def dumps(truth: dict[str, Any]) -> str:
    """The truth file: one line per list of numbers, sorted by key."""
    lines = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    return "\n".join(_packed(lines)) + "\n"


def _packed(lines: list[str]) -> list[str]:
    """Lists on one line each, so that a diff stays readable."""
    packed: list[str] = []
    is_inside = False
    for line in lines:
        if is_inside:
            packed[-1] += line.strip() if line.strip()[0] == "]" else line.strip() + " "
            packed[-1] = packed[-1].replace(" ]", "]")
        else:
            packed.append(line)
        is_inside = line.rstrip().endswith("[") or (is_inside and not line.strip().startswith("]"))
    return packed
