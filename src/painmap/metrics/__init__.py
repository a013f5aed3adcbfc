"""Prescribed figures of appeals: the state of knowledge on a day, and the tables that the orders ask for."""

from __future__ import annotations

from painmap.metrics.calendars import with_missing
from painmap.metrics.catalogue import METRICS, OVERALL, Metric, Overall
from painmap.metrics.comparisons import cases
from painmap.metrics.compute import compute, ledger_rows
from painmap.metrics.rules import LowScoreSource, RuleInputs, materials, rules, sensitivity
from painmap.metrics.series import Plan, charted, collapsed, monthly, plan, portfolio
from painmap.metrics.signals import signals
from painmap.metrics.views import AppealFrames, Setting, enriched, frames, people, registered, view

__all__ = [
    "METRICS",
    "OVERALL",
    "AppealFrames",
    "LowScoreSource",
    "Metric",
    "Overall",
    "Plan",
    "RuleInputs",
    "Setting",
    "cases",
    "charted",
    "collapsed",
    "compute",
    "enriched",
    "frames",
    "ledger_rows",
    "materials",
    "monthly",
    "people",
    "plan",
    "portfolio",
    "registered",
    "rules",
    "sensitivity",
    "signals",
    "view",
    "with_missing",
]
