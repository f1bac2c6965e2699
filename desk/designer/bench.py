"""The workbench of this desk, for pages that need it."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from desk import doors
from desk.problems import Problem


def bench_of(request: Request) -> doors.Workbench:
    """Where procedures stand and drafts are kept; raises Problem 404 at a desk that has none."""
    found: doors.Workbench | None = request.app.state.settings.workbench
    if found is None:
        raise Problem(404, "not-found")
    return found


Bench = Annotated[doors.Workbench, Depends(bench_of)]
