"""What `motcua doctor` is told about making papers."""

from pathlib import Path

import pytest

from outputs import fonts, health


@pytest.fixture
def no_fontconfig(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fonts.font_file.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))


def test_a_machine_that_runs_these_tests_can_make_papers() -> None:
    findings = health.check()
    assert [finding.name for finding in findings if not finding.fine] == []
    assert len(findings) == 3


@pytest.mark.usefixtures("no_fontconfig")
def test_missing_fonts_come_with_the_command_that_mends_them() -> None:
    serif, sans, _ = health.check()
    assert not serif.fine
    assert not sans.fine
    assert "fonts-croscore" in serif.remedy


def test_a_font_that_is_not_there_is_not_replaced_by_another() -> None:
    with pytest.raises(fonts.FontMissing, match="No Such Face is not installed"):
        fonts.font_file("No Such Face")


def test_a_font_without_vietnamese_letters_is_found_out() -> None:
    assert fonts.missing_letters(fonts.font_file(fonts.SERIF)) == ""
    assert fonts.missing_letters(fonts.font_file(fonts.SERIF), "ữ中") == "中"
