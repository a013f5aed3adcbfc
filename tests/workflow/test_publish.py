from __future__ import annotations

from pathlib import Path

import pytest

from painmap.errors import PainmapError
from painmap.stages.store import read_json
from painmap.workflow.publish import is_intact, publish
from tests.stages.test_store import on_small_disk

FILES = ("report.html", "report.pdf", "metrics.json", "problem_map.xlsx", "reconciliation.xlsx")


def _set(folder: Path, content: str, names: tuple[str, ...] = FILES) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(f"{content} {name}", encoding="utf-8")
    return folder


def _shown(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.name != "run.json"}


def test_a_whole_set_is_put_in_place_with_its_manifest_last(tmp_path: Path) -> None:
    target = tmp_path / "reports"
    publish(_set(tmp_path / "a", "первый"), target, {"agency": "x"})
    assert _shown(target) == {name: f"первый {name}" for name in FILES}
    run = read_json(target / "run.json")
    assert (run["status"], run["agency"], sorted(run["outputs"])) == ("done", "x", sorted(FILES))
    assert is_intact(target)
    assert max(target.iterdir(), key=lambda p: p.stat().st_mtime_ns).name == "run.json"


@pytest.mark.parametrize("name", FILES[:3])
def test_an_incomplete_set_leaves_the_last_good_one(tmp_path: Path, name: str) -> None:
    target = tmp_path / "reports"
    publish(_set(tmp_path / "a", "первый"), target, {})
    second = _set(tmp_path / "b", "второй")
    (second / name).write_bytes(b"")
    with pytest.raises(PainmapError, match=f"нет файла {name}"):
        publish(second, target, {})
    assert _shown(target)[name] == f"первый {name}"
    assert is_intact(target)


def test_a_file_that_the_new_set_has_not_is_removed(tmp_path: Path) -> None:
    target = tmp_path / "reports"
    publish(_set(tmp_path / "a", "первый"), target, {})
    publish(_set(tmp_path / "b", "второй", FILES[:3]), target, {})
    assert sorted(_shown(target)) == sorted(FILES[:3])


def test_damage_is_noticed(tmp_path: Path) -> None:
    target = tmp_path / "reports"
    assert not is_intact(target)
    publish(_set(tmp_path / "a", "первый"), target, {})
    (target / "report.pdf").write_bytes(b"torn")
    assert not is_intact(target)


def test_a_full_disk_leaves_the_last_good_report_to_the_byte(tmp_path: Path) -> None:
    _set(tmp_path / "a", "первый")
    big = _set(tmp_path / "b", "второй")
    (big / "metrics.json").write_bytes(b"x" * 200_000)
    small = tmp_path / "small"
    small.mkdir()
    script = f"""
import sys
from pathlib import Path
from painmap.errors import PainmapError
from painmap.workflow.publish import is_intact, publish
target = Path(sys.argv[1]) / "r"
publish(Path({str(tmp_path / "a")!r}), target, {{}})
before = {{p.name: p.read_bytes() for p in target.iterdir()}}
try:
    publish(Path({str(tmp_path / "b")!r}), target, {{}})
except PainmapError as error:
    print(error)
print(before == {{p.name: p.read_bytes() for p in target.iterdir()}}, is_intact(target))
"""
    printed = on_small_disk(script, small)
    assert "На диске нет места" in printed
    assert "True True" in printed
