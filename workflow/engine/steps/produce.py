"""`produce`: a document is rendered and numbered, then signed and sealed. Two pieces of work, one step."""

from typing import TYPE_CHECKING, Any

from workflow.definition.models import ProduceStep
from workflow.engine.case import Document, Token, Wait
from workflow.engine.commands import ProduceDocument, SignDocument
from workflow.engine.events import WorkCompleted
from workflow.engine.steps.review import deciders_of

if TYPE_CHECKING:
    from workflow.engine.turn import Turn


def enter(turn: "Turn", scope: str, name: str, step: ProduceStep) -> None:
    visit = turn.next_visit()
    turn.wait(visit, scope, name, Wait.WORK, stage="produce")
    corrects = _corrects(turn, scope)
    values = {**turn.values(step.with_, corrects.get("scope", scope)), **corrects.get("values", {})}
    produce_document(
        turn, visit, scope + name, step.produce, values,
        series=step.series, signer=signer_of(turn, scope, step), result=step.result, replaces=corrects.get("visit"),
    )  # fmt: skip


def signer_of(turn: "Turn", scope: str, step: ProduceStep) -> str | None:
    """The officer whose decision the document carries; None when the agency's seal alone goes on it."""
    home = _corrects(turn, scope).get("scope", scope)
    signers = deciders_of(turn, home, step.signed_by) if step.signed_by else []
    return signers[-1].id if signers else None


def _corrects(turn: "Turn", scope: str) -> dict[str, Any]:
    """In a correction, which document it replaces and with what values; else empty."""
    found: dict[str, Any] = turn.scopes[scope].variables.get("corrects") or {}
    return found


def produce_document(
    turn: "Turn", visit: int, path: str, template: str, values: dict[str, Any], *,
    series: str | None = None, signer: str | None = None, result: bool = False, replaces: int | None = None, errand: bool = False,
) -> None:  # fmt: skip
    """Ask for a document, for a step or (as an errand no token waits for) for a fact of the dossier's life."""
    document = Document(
        visit=visit, step=path, template=template, result=result, signer=signer, errand=errand, replaces=replaces
    )
    turn.put(documents={**turn.documents, visit: document})
    turn.emit(
        ProduceDocument(
            visit=visit, step=path, template=template, values=values, series=series,
            signer=signer, result=result, issued_at=turn.at, replaces=replaces,
        )
    )  # fmt: skip


def note_work(turn: "Turn", event: WorkCompleted) -> bool:
    """Record what work on a document gave; True once it is signed. Late repetitions change nothing."""
    document: Document = turn.documents[event.visit]
    if document.signed:
        return False
    if event.kind == "produce" and document.sha256 is None:
        given = {key: event.output.get(key) for key in ("number", "sha256", "pages")}
        turn.put(documents={**turn.documents, event.visit: document.model_copy(update=given)})
        turn.emit(SignDocument(visit=event.visit, signer=document.signer))
        return False
    if event.kind == "sign" and document.sha256 is not None:
        signed = document.model_copy(update={"signed": True, "sha256": event.output.get("sha256", document.sha256)})
        turn.put(documents={**turn.documents, event.visit: signed})
        return True
    return False


def worked(turn: "Turn", token: Token, event: WorkCompleted) -> None:
    if note_work(turn, event):
        document = turn.documents[event.visit]
        turn.complete(
            token, "produced", {"document": token.visit, "number": document.number, "sha256": document.sha256}
        )
    elif token.visit in turn.tokens and event.kind == "produce":
        turn.change_token(token, stage="sign")
