"""The ledger names the metrics that answer a paragraph; both ways complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from painmap.metrics import METRICS
from painmap.params.load import agency_ids, load_agency
from painmap.paths import Tree

ROOT = Path(__file__).resolve().parents[2]
PRESCRIBED = {"channels-people", "channels-appeals", "reasons", "topics", "waiting", "complaints"}
# НАО, п. 16: counts of complaints and claims, and their list; no reasons, waiting time or outcomes of them;
# п. 4: processes; п. 7: online and offline.
OF_NAO = {
    "channels-people",
    "channels-appeals",
    "channels-complaints",
    "modes",
    "topics",
    "claims",
    "remarks",
}
OTHERWISE = {"dztszn-nao": OF_NAO | {"processes"}}


@pytest.mark.parametrize("agency", agency_ids(Tree(ROOT)))
def test_every_named_metric_exists_and_every_prescribed_one_is_named(agency: str) -> None:
    paragraphs = load_agency(Tree(ROOT), agency).obligations.paragraphs
    named = {metric for paragraph in paragraphs for metric in paragraph.metrics}
    assert named <= {metric.key for metric in METRICS}
    assert OTHERWISE.get(agency, PRESCRIBED) <= named
