"""Shares of outcomes and the weights of kinds that give them."""

from collections import Counter

import pytest

from workflow.simulation.outcomes import CannotBe, fitted, missed, shares

GRANTED = Counter({("a/propose", "grant"): 1, ("a/review", "agree"): 1})
DECLINED = Counter({("a/propose", "decline"): 1, ("a/review", "agree"): 1})
SENT_BACK = Counter({("a/propose", "grant"): 2, ("a/review", "agree"): 1, ("a/review", "back"): 1})
WAYS = [GRANTED, DECLINED, SENT_BACK]


def test_shares_are_told_of_steps_that_end_in_several_ways() -> None:
    # 1 + 2 grants against 1 declining; 3 agreements against 1 sending back
    assert shares([1, 1, 1], WAYS) == {
        "a/propose": {"grant": 0.75, "decline": 0.25},
        "a/review": {"agree": 0.75, "back": 0.25},
    }
    assert shares([1], [GRANTED]) == {}


@pytest.mark.parametrize(("declined", "back"), [(0.0, 0.2), (0.1, 0.05), (0.5, 0.2), (0.8, 0.05)])
def test_weights_are_fitted_to_what_is_wanted_of_several_steps(declined: float, back: float) -> None:
    wanted = {"propose": {"grant": 1 - declined, "decline": declined}, "a/review": {"agree": 1 - back, "back": back}}
    found = shares(fitted([1, 1, 1], WAYS, wanted), WAYS)
    assert found["a/review"]["back"] == pytest.approx(back, abs=0.01)
    assert found["a/propose"]["decline"] == pytest.approx(declined, abs=0.01)
    assert missed(fitted([1, 1, 1], WAYS, wanted), WAYS, wanted) == {}


def test_what_is_given_as_parts_counts_as_shares_and_what_is_not_named_never_happens() -> None:
    assert fitted([1, 1], WAYS[:2], {"propose": {"grant": 3, "decline": 1}}) == pytest.approx([1.5, 0.5], rel=0.01)
    assert fitted([1, 1], WAYS[:2], {"propose": {"grant": 7}})[1] == 0


def test_shares_that_contradict_each_other_are_missed_and_told() -> None:
    wanted = {
        "propose": {"grant": 1},
        "review": {"agree": 1, "back": 9},
    }  # sending back comes with two grants and one agreeing
    assert missed(fitted([1, 1, 1], WAYS, wanted), WAYS, wanted)["review"]["back"] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"sign": {"sign": 1}}, "no case comes to a decision at 'sign'"),
        ({"propose": {"refuse": 1}}, "no case decides 'refuse' at 'propose'; there are: decline, grant"),
    ],
)
def test_what_no_case_has_cannot_be(wanted: dict[str, dict[str, float]], words: str) -> None:
    with pytest.raises(CannotBe, match=words):
        fitted([1, 1, 1], WAYS, wanted)
