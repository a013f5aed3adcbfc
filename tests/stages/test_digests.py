"""Digests of large raw files, kept between runs."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from painmap.stages import _digests
from painmap.stages._digests import Digests


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files whose bytes were read."""
    read: list[str] = []
    whole = _digests.sha256

    def noted(path: Path) -> str:
        read.append(path.name)
        return whole(path)

    monkeypatch.setattr(_digests, "LARGE", 100)
    monkeypatch.setattr(_digests, "sha256", noted)
    return read


def _run(path: Path) -> str:
    digests = Digests(path.parent / "digests.json")
    digest = digests.of(path, "mark")
    digests.save()
    return digest


def _age(store: Path, seconds: int) -> None:
    """The digests as written so much later than the file was changed."""
    written = store.stat().st_mtime_ns + seconds * 1_000_000_000
    os.utime(store, ns=(written, written))


def test_a_large_file_is_read_once_until_it_changes(tmp_path: Path, hashed: list[str]) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"a" * 200)
    first = _run(path)
    _age(tmp_path / "digests.json", 5)
    assert _run(path) == first == sha256(b"a" * 200).hexdigest()
    assert hashed == ["register.csv"]
    path.write_bytes(b"b" * 200)
    assert _run(path) == sha256(b"b" * 200).hexdigest()
    assert len(hashed) == 2


def test_a_change_that_hides_its_time_and_size_is_seen(tmp_path: Path, hashed: list[str]) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"a" * 200)
    before = path.stat()
    _run(path)
    _age(tmp_path / "digests.json", 5)
    path.write_bytes(b"b" * 200)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert _run(path) == sha256(b"b" * 200).hexdigest()


def test_a_file_changed_just_before_is_hashed_again(tmp_path: Path, hashed: list[str]) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"a" * 200)
    _run(path)
    _run(path)
    assert len(hashed) == 2


@pytest.mark.parametrize("content", ["", "[", "[1]", '{"mark": 1}', '{"mark": {"seen": "", "sha256": ""}}'])
def test_spoiled_digests_are_not_believed(tmp_path: Path, hashed: list[str], content: str) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"a" * 200)
    (tmp_path / "digests.json").write_text(content, encoding="utf-8")
    _age(tmp_path / "digests.json", 5)
    assert _run(path) == sha256(b"a" * 200).hexdigest()


def test_a_small_file_leaves_nothing(tmp_path: Path, hashed: list[str]) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"a")
    _run(path)
    assert hashed == ["register.csv"]
    assert not (tmp_path / "digests.json").exists()


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path, hashed: list[str]) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"a" * 200)
    (tmp_path / "taken").write_bytes(b"")
    digests = Digests(tmp_path / "taken" / "digests.json")
    assert digests.of(path, "mark") == sha256(b"a" * 200).hexdigest()
    digests.save()
