"""Help in Russian with an example for every verb; doctor with remedies."""

from __future__ import annotations

from pathlib import Path

import pytest

from painmap.cli.main import VERBS, main
from painmap.errors import PainmapError
from painmap.workflow import doctor


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_helps_in_russian_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([verb, "--help"])
    shown = capsys.readouterr().out
    assert f"Пример: painmap {verb}" in shown
    assert "Использование:" in shown
    for english in ("usage", "options", "show this help"):
        assert english not in shown


def test_the_readmes_name_every_verb(repository: Path) -> None:
    for name in ("README.md", "README.ru.md"):
        text = (repository / name).read_text(encoding="utf-8")
        for verb in VERBS:
            assert f"painmap {verb.name}" in text, (name, verb.name)


def test_doctor_is_content_here(repository: Path) -> None:
    findings = doctor.examine(repository)
    assert [f.what for f in findings if not f.is_good] == []
    assert len(findings) == len(doctor.CHECKS)


def test_doctor_names_the_remedy_of_what_is_wrong(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = project / "key"
    key.write_text("ab" * 32, encoding="ascii")
    key.chmod(0o644)
    monkeypatch.setenv("PAINMAP_KEY_FILE", str(key))
    (project / "uv.lock").write_text(
        (project / "uv.lock")
        .read_text(encoding="utf-8")
        .replace('name = "natasha"\nversion = "1.6.0"', 'name = "natasha"\nversion = "9.9"'),
        encoding="utf-8",
    )
    profile = project / "params" / "agencies" / "minec-49.yaml"
    profile.write_text(profile.read_text(encoding="utf-8") + "\nlishnee: 1\n", encoding="utf-8")
    wrong = {f.what: f.remedy for f in doctor.examine(project) if not f.is_good}
    assert wrong["Ключ доступен другим пользователям"] == f"chmod 600 {key}"
    assert wrong["Пакеты не те: natasha"] == "выполните «make setup»"
    assert "lishnee" in wrong["Параметры (params/)"]


def test_an_error_is_one_russian_sentence_on_stderr(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(project), "build", "--agency", "net"]) == 1
    shown = capsys.readouterr()
    assert "Ошибка. Орган «net»: нет такого значения." in shown.err
    assert shown.out == ""


def test_the_message_has_what_where_and_remedy() -> None:
    error = PainmapError("Нет графы", where="файл x, лист y", remedy="проверьте формат")
    assert str(error) == "Нет графы. Где: файл x, лист y. Что сделать: проверьте формат."
