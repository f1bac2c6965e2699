"""Sealing: only the right key and place open a value, and nothing of it shows."""

import pytest

from workflow.store.vault import KEY_BYTES, SealBroken, Vault

KEY = b"k" * KEY_BYTES
TEXTS = ["", "ngắn", "Nguyễn Văn A " * 100]


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_sealed_comes_back(text: str) -> None:
    vault = Vault(KEY)
    assert vault.open(vault.seal(text.encode(), "dossier.snapshot"), "dossier.snapshot").decode() == text


def test_the_same_value_is_sealed_differently_each_time() -> None:
    vault = Vault(KEY)
    assert vault.seal(b"001000000001", "a.b") != vault.seal(b"001000000001", "a.b")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    vault = Vault(KEY)
    with pytest.raises(SealBroken, match=r"work\.payload"):
        vault.open(vault.seal(b"secret", "dossier.subject"), "work.payload")


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        Vault(b"x" * KEY_BYTES).open(Vault(KEY).seal(b"secret", "a.b"), "a.b")


@pytest.mark.parametrize("place", [0, 1, 5, 20, -1])
def test_one_changed_byte_is_noticed_wherever_it_is(place: int) -> None:
    vault = Vault(KEY)
    sealed = bytearray(vault.seal(b"a secret of some length", "a.b"))
    sealed[place] ^= 1
    with pytest.raises(SealBroken):
        vault.open(bytes(sealed), "a.b")


def test_a_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        Vault(b"short")


def test_blind_indexes_are_equal_for_equal_values_of_one_kind_only() -> None:
    vault = Vault(KEY)
    assert vault.blind("id", "001000000001") == vault.blind("id", "001000000001")
    assert vault.blind("id", "001000000001") != vault.blind("phone", "001000000001")
    assert vault.blind("id", "001000000001") != Vault(b"x" * KEY_BYTES).blind("id", "001000000001")
