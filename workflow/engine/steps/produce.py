"""`produce`: a document is rendered and numbered, then signed and sealed. Two pieces of work, one step."""

from typing import TYPE_CHECKING, Any

from workflow.definition.models import ProduceStep
from workflow.engine.case import Document, Token, Wait
from workflow.engine.commands import ProduceDocument, SignDocument
from workflow.engine.errors import Invalid
from workflow.engine.events import WorkCompleted
from workflow.engine.permission import deciders_of

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ProduceStep) -> None:
    corrects: dict[str, Any] | None = turn.case.scopes[scope].variables.get("corrects")
    if corrects is None:
        values = turn.values(step.with_, scope)
        signers = deciders_of(turn.case, scope, step.signed_by) if step.signed_by else []
        signer, replaces = signers[-1].id if signers else None, None
    else:  # once more, with the values of its first home, corrected; whoever ordered the correction signs
        values = {**turn.values(step.with_, corrects["scope"]), **corrects["values"]}
        signer, replaces = corrects["signer"], corrects["visit"]
    token = turn.wait(scope, name, Wait.WORK, stage="produce")
    order(
        turn, token.visit, token.path, step.produce, values,
        series=step.series, signer=signer, result=step.result, replaces=replaces,
    )  # fmt: skip


def order(
    turn: "Turn", visit: int, path: str, template: str, values: dict[str, Any], *,
    series: str | None, signer: str | None, result: bool = False, replaces: int | None = None, errand: bool = False,
) -> None:  # fmt: skip
    """Ask for a document, for a step or (as an errand no token waits for) for a fact of the dossier's life.

    `signer` is the officer whose decision it carries; with none the agency's seal alone goes on it.
    """
    turn.own("documents")[visit] = Document(
        visit=visit, step=path, template=template, result=result, signer=signer, errand=errand, replaces=replaces
    )
    turn.emit(
        ProduceDocument(
            visit=visit, step=path, template=template, values=values, series=series,
            signer=signer, result=result, issued_at=turn.at, replaces=replaces,
        )
    )  # fmt: skip


def errand(turn: "Turn", template: str, values: dict[str, Any], *, series: str, signer: str | None = None) -> None:
    """A paper about the dossier that no step waits for."""
    path = template.replace("-", "_")
    order(turn, turn.next_visit(), path, template, values, series=series, signer=signer, errand=True)


def note_work(turn: "Turn", event: WorkCompleted) -> Document | None:
    """Record what work on a document gave: the document as it now is, or None when the work was recorded before.

    Raises Invalid when the work says it is done and does not name its file.
    """
    document = turn.case.documents[event.visit]
    if event.kind == "produce" and document.sha256 is None:
        given = {key: event.output.get(key) for key in ("number", "sha256", "pages")}
        if not given["sha256"]:
            raise Invalid("no-file", f"document {event.visit} was produced without saying which file")
        turn.emit(SignDocument(visit=event.visit, signer=document.signer))
    elif event.kind == "sign" and document.sha256 is not None and not document.signed:
        given = {"signed": True, "sha256": event.output.get("sha256", document.sha256)}
    else:
        return None
    turn.own("documents")[event.visit] = document = document.but(**given)
    return document


def worked(turn: "Turn", token: Token, event: WorkCompleted) -> None:
    document = note_work(turn, event)
    if document is None:
        return
    if document.signed:
        given = {"document": token.visit, "number": document.number, "sha256": document.sha256}
        turn.complete(token, "produced", given)
    else:
        turn.change_token(token, stage="sign")
