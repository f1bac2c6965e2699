"""Runs the cases of a definition: what is submitted, what officers decide, what must come out. No database, no network.

Automatic work answers at once, as the case says or as usually: papers are produced, registers find, the bank pays and
the post delivers. Every officer needed is there; nobody decides twice where the definition wants four eyes.
"""

from workflow.cases.ground import Ground
from workflow.cases.running import Verdict, cases_in, run_case

__all__ = ["Ground", "Verdict", "cases_in", "run_case"]
