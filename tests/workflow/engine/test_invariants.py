"""The invariants of design §6, over random graphs and random, repeated, late and reordered events."""

from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.workflow.engine.graphs import Drawn, drawn_by, forms, procedures
from tests.workflow.engine.lives import Life

WAYS = ["post", "counter", "electronic"]
randoms = st.randoms(use_true_random=True)


class Dossiers(RuleBasedStateMachine):
    """Hypothesis chooses the procedure and how often what happens, and finds the shortest way to a fault."""

    life: Life | None = None

    @initialize(drawn=procedures(), answers=forms(), way=st.sampled_from(WAYS))
    def submit(self, drawn: Drawn, answers: dict[str, Any], way: str) -> None:
        self.life = Life(drawn.procedure, answers, way)

    @rule(random=randoms, times=st.integers(1, 12))
    def the_office_works(self, random: Random, times: int) -> None:
        assert self.life
        for _ in range(times):
            self.life.an_ordinary_act(random)

    @rule(random=randoms, times=st.integers(1, 25))
    def anything_happens(self, random: Random, times: int) -> None:
        assert self.life
        for _ in range(times):
            self.life.anything(random)

    def teardown(self) -> None:
        if self.life:
            self.life.folds()


Dossiers.TestCase.settings = settings(stateful_step_count=8)
TestDossiers = Dossiers.TestCase


@pytest.mark.parametrize("seed", range(120))
def test_long_lives_hold_the_invariants_too(seed: int) -> None:
    """Hypothesis likes short stories; here a dossier lives through a hundred acts."""
    random = Random(seed)
    drawn, answers = drawn_by(lambda *choices: random.choice(choices))
    life = Life(drawn.procedure, answers, random.choice(WAYS))
    for _ in range(100):
        life.an_ordinary_act(random) if random.random() < 0.4 else life.anything(random)
    life.folds()
