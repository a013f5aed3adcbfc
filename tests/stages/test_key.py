from __future__ import annotations

from pathlib import Path

import pytest

from painmap.errors import PainmapError
from painmap.stages.key import DEMO_KEY, ensure_key, is_private, key_path, load_key


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "folder" / "key"
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(path))
    return path


def test_it_is_made_once_and_is_private(place: Path) -> None:
    key, is_new = ensure_key()
    again, is_new_again = ensure_key()
    assert (is_new, is_new_again) == (True, False)
    assert key.secret == again.secret == load_key().secret
    assert is_private(place)
    assert len(key.secret) == 32
    assert key.secret != DEMO_KEY.secret


def test_it_is_never_printed(place: Path) -> None:
    key, _ = ensure_key()
    shown = repr(key) + str(key) + f"{key.fingerprint}"
    assert key.secret.hex() not in shown
    assert str(key.secret) not in shown


def test_the_default_place_is_outside_the_tree(monkeypatch: pytest.MonkeyPatch, repository: Path) -> None:
    monkeypatch.delenv("PAINMAP_KEY_FILE")
    assert not key_path().is_relative_to(repository)


@pytest.mark.parametrize("content", ["", "короткий", "ab" * 31, "zz" * 32])
def test_a_damaged_key_is_refused_and_not_overwritten(place: Path, content: str) -> None:
    place.parent.mkdir()
    place.write_text(content, encoding="utf-8")
    with pytest.raises(PainmapError, match="резервной копии") as caught:
        ensure_key()
    assert place.read_text(encoding="utf-8") == content
    assert not content or content not in str(caught.value)


def test_a_missing_key_says_how_to_make_one(place: Path) -> None:
    with pytest.raises(PainmapError, match="painmap doctor"):
        load_key()
