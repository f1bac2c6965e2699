"""The gate in front of secrets that could be guessed."""

from desk.throttle import Gate


class Hand:
    """A clock turned by hand, in seconds."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_five_guesses_then_a_wait_that_ends() -> None:
    hand = Hand()
    gate = Gate(5, 900, hand)
    assert [gate.enter("spec", "here") for _ in range(5)] == [0] * 5
    assert gate.enter("spec", "here") == 901
    hand.at = 901.0
    assert gate.enter("spec", "here") == 0


def test_others_at_the_same_place_and_the_same_name_elsewhere_are_not_held_up() -> None:
    gate = Gate(5, 900, Hand())
    for _ in range(6):
        gate.enter("spec", "here")
    assert gate.enter("head", "here") == 0
    assert gate.enter("spec", "elsewhere") == 0


def test_many_names_from_one_place_are_held_up() -> None:
    gate = Gate(5, 900, Hand())
    assert [gate.enter(f"officer-{number}", "here") for number in range(50)] == [0] * 50
    assert gate.enter("officer-51", "here") > 0


def test_one_name_from_many_places_is_held_up() -> None:
    gate = Gate(5, 900, Hand())
    assert [gate.enter("dir", f"place-{number}") for number in range(100)] == [0] * 100
    assert gate.enter("dir", "place-101") > 0


def test_a_right_answer_does_not_wipe_wrong_ones_out() -> None:
    gate = Gate(5, 900, Hand())
    for _ in range(40):
        gate.enter("own", "here")
        gate.opened("own", "here")
    for _ in range(5):
        assert gate.enter("other", "here") == 0
        gate.enter("own", "here")
        gate.opened("own", "here")
    assert gate.enter("other", "here") > 0
