"""Whose name stands for what is done at the machine itself."""

import getpass

import pytest

from core.access.keyboard import COMMAND_LINE, at_the_keyboard


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (None, "tien-do"),
        ("", "tien-do"),
        ("tien-do", "tien-do"),
        ("an", "an (qua tài khoản tien-do)"),
        (" an\n", "an (qua tài khoản tien-do)"),
    ],
)
def test_under_sudo_the_journal_names_who_called_it(
    monkeypatch: pytest.MonkeyPatch, caller: str | None, expected: str
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "tien-do")
    monkeypatch.delenv("SUDO_USER", raising=False)
    if caller is not None:
        monkeypatch.setenv("SUDO_USER", caller)
    assert at_the_keyboard(COMMAND_LINE).who == expected
