"""What the public edition tells of the check of assignments: a bound, and published changes in doubt."""

from __future__ import annotations

import pytest

from painmap.report_data import Audit, Number, Precision, ReportData
from tests.disclosure.conftest import publish, report, trend


def precision(right: int, judged: int) -> Precision:
    return Precision(
        assigned=Number(value=240),
        judged=Number(value=judged),
        share=Number(value=right / judged, base=judged) if judged else Number(mark="…"),
        ci_low=0.5 if judged else None,
        ci_high=0.9 if judged else None,
    )


def audited(right: int, judged: int, **fields: object) -> ReportData:
    return report(audit=Audit(total=precision(right, judged), **fields))


def public(right: int, judged: int) -> Audit:
    found = publish(audited(right, judged, problems={"p01": precision(9, 12)})).audit
    assert found is not None
    return found


def test_a_bound_stands_in_place_of_the_counts() -> None:
    found = public(38, 50)
    assert (found.total.judged.mark, found.total.assigned.mark, found.total.share.mark) == ("X", "X", "X")
    # Wilson's lower end of 38 of 50 is 0.626.
    assert (found.total.ci_low, found.total.ci_high) == (0.6, None)
    assert found.problems == {}
    assert found.is_judged


def test_few_wrong_ones_cannot_be_told_apart() -> None:
    """0 to 4 wrong of 50: below the threshold of 5 all say the same, for 4 of 50 have the end 0.812."""
    assert {public(right, 50).total.ci_low for right in (50, 49, 48, 47, 46)} == {0.8}
    assert public(44, 50).total.ci_low == 0.75


@pytest.mark.parametrize(("right", "judged"), [(3, 3), (0, 12)])
def test_a_bound_that_says_nothing_is_left_out(right: int, judged: int) -> None:
    assert public(right, judged).total.ci_low is None


def test_nobody_judged_is_said_so() -> None:
    found = public(0, 0)
    assert not found.is_judged
    assert found.total.ci_low is None


def test_doubt_is_told_of_published_changes_alone() -> None:
    both = ("p01", "p02")
    changed = tuple(trend(family="problems", code=code, label=code) for code in both)
    whole = audited(44, 50, bounded=both, doubtful=both).model_copy(update={"trends": changed})
    found = publish(whole).audit
    assert found is not None
    assert (found.bounded, found.doubtful) == (("p01",), ("p01",))
    assert publish(publish(whole)).audit == found


def test_bounds_of_a_change_stay_inside() -> None:
    known = "возможен эффект учёта; может объясняться ошибками отнесения к проблеме"
    note = f"{known} (с их учётом — от −64 % до +28 %)"
    changed = trend(family="problems", code="p01", label="Очереди", note=note)
    (shown,) = publish(report(trends=(changed,))).trends
    assert shown.note == known
