"""How right the assignment of texts to problems is: beside the counts, and beside what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from painmap.report import strings
from painmap.report.formats import ShareRules, counted, decimal, inner, number, percent
from painmap.report.tables import share_rules
from painmap.report_data import Audit, Precision, ReportData, Trend


def told(report: ReportData) -> Iterator[str]:
    """Sentences beside the counts of problems of external clients; none where the report does not know."""
    found = report.audit
    if found is None:
        return
    if not found.is_judged:
        yield strings.AUDIT_NONE
    elif report.edition == "public":
        low = found.total.ci_low
        yield strings.AUDIT_PUBLIC.format(low=percent(low, 99)) if low else strings.AUDIT_PUBLIC_FEW
    else:
        yield " ".join(_internal(report, found))


def _internal(report: ReportData, found: Audit) -> Iterator[str]:
    rules, titles = share_rules(report), {p.id: p.title for p in report.problems}
    assigned = counted(found.total.assigned.value or 0, strings.FORMS["texts"])
    yield strings.AUDIT.format(precision=_precision(found.total, rules), assigned=assigned)
    own = [
        strings.AUDIT_OF.format(title=inner(titles[id_]), precision=_precision(precision, rules))
        for id_, precision in found.problems.items()
        if id_ in titles and (precision.judged.value or 0) >= rules.whole_from
    ]
    if own:
        yield strings.AUDIT_OWN.format(items="; ".join(own))


def _precision(found: Precision, rules: ShareRules) -> str:
    """«88 % (95 % ДИ 76–95 %), проверено 46»; with few judged ones the counts alone."""
    judged = int(found.judged.value or 0)
    if judged < rules.whole_from:
        return strings.AUDIT_COUNT.format(right=round(judged * (found.share.value or 0)), judged=judged)
    low, high = (decimal(100 * (end or 0)) for end in (found.ci_low, found.ci_high))
    return strings.AUDIT_SHARE.format(
        share=number(found.share, "share", rules),
        interval=strings.INTERVAL.format(low=low, high=high),
        judged=judged,
    )


def changes(report: ReportData, changed: Sequence[Trend]) -> Iterator[str]:
    """How many of the growths and declines of problems the errors of assignment could have made."""
    codes = [t.code for t in changed if (t.family, t.client_kind) == ("problems", "external")]
    if report.audit is None or not codes:
        return
    bounded = [code for code in codes if code in report.audit.bounded]
    if not bounded:
        yield strings.AUDIT_CHANGES_NONE.format(count=len(codes))
        return
    doubtful = sum(code in report.audit.doubtful for code in bounded)
    text = strings.AUDIT_CHANGES if doubtful else strings.AUDIT_CHANGES_STAND
    yield text.format(doubtful=doubtful, count=len(bounded), if_=strings.AUDIT_CHANGES_IF)
