"""What takes half a second at each start and comes out the same every time: remembered beside the proofs."""

import json
from datetime import date
from io import BytesIO

from workflow.compiler.syntax import read_grammar, write_grammar
from workflow.definition.calendar import public_holidays
from workflow.service.proved import Proved


def prepare_grammar(proved: Proved) -> None:
    """Go by the grammar of expressions as it was analysed before."""
    if (kept := proved.found("grammar")) is not None:
        read_grammar(BytesIO(kept))
    else:
        written = BytesIO()
        write_grammar(written)
        proved.keep("grammar", written.getvalue())


def holidays_known(proved: Proved) -> frozenset[date]:
    """The public holidays as they were worked out before."""
    if (kept := proved.found("public holidays")) is not None:
        return frozenset(map(date.fromisoformat, json.loads(kept)))
    days = public_holidays()
    proved.keep("public holidays", json.dumps([day.isoformat() for day in sorted(days)]).encode())
    return days
