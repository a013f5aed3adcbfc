"""What `plan` says beside the steps that are due."""

from __future__ import annotations

from pathlib import Path

import pytest

from painmap.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_that_nobody_will_read_is_told_before_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No key is made by planning: neither is it needed to say that a file lies elsewhere."""
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(tmp_path / "no-key"))
    root = tmp_path / "project"
    raw = root / "data" / "raw" / "minec-49"
    (raw / "2025").mkdir(parents=True)
    for name in ("params", "notebooks", "Snakefile"):
        (root / name).symlink_to(ROOT / name)
    (raw / "2025" / "register-2025.csv").write_text("a;b\n", encoding="utf-8")
    (raw / "register-2025.csv").write_text("c;d\n", encoding="utf-8")
    main(["--root", str(root), "plan", "--agency", "minec-49"])
    shown = " ".join(capsys.readouterr().out.split())
    assert "minec-49: Файл register-2025.csv лежит не в папке года и не прочитан" in shown
    assert not (tmp_path / "no-key").exists()
