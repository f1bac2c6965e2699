"""Walks through procedures made on the spot."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.workflow.engine.walk import Walk
from tests.workflow.toy import PLAIN, compiled
from workflow.engine import Procedure


@cache
def _compiled(steps: str, **how: Any) -> Procedure:
    with TemporaryDirectory() as folder:
        return compiled(Path(folder), steps, **how)


@pytest.fixture
def walk() -> Callable[..., Walk]:
    """`walk(steps)` is a walk at the beginning of a procedure with these steps; without, of the plain one."""

    def begin(steps: str = PLAIN, **how: Any) -> Walk:
        return Walk(_compiled(steps, **how))

    return begin
