"""What a designer chose on the page of a walk, as an act of a case: data for the door, which says whether it can happen."""

import json
from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData

from desk import doors
from desk.officer.review_fields import typed_fields
from desk.pages import form_values

Act = dict[str, Any]
OWN = "own"
"""The answer of a register that the designer wrote."""


def act_posted(posted: FormData) -> Act | str:
    """The act; a text is a line as `motcua try` takes it. Raises Invalid for a page that was tampered with."""
    made = ACTS.get(str(posted.get("kind")))
    if made is None:
        raise doors.Invalid("unknown-outcome", "this is nothing that can happen")
    return made(posted)


def _decide(posted: FormData) -> Act:
    given = form_values(posted, "path", "outcome", "reason")
    fields = typed_fields(posted)
    return {
        given["path"]: given["outcome"],
        **({"fields": fields} if fields else {}),
        **({"reason": given["reason"]} if given["reason"] else {}),
    }


def _pass(posted: FormData) -> Act:
    given = form_values(posted, "number", "unit")
    return {"after": f"{given['number']} {given['unit']}"}


def _until(posted: FormData) -> Act:
    return {"at": _moment(posted, "until")}


def _answer(posted: FormData) -> Act:
    given = form_values(posted, "name", "of", "answer", "own", "usual")
    answer: Any = given["answer"]
    if answer in (OWN, "usual"):
        try:
            answer = json.loads(given[answer])
        except ValueError as error:
            raise doors.Invalid("not-json", str(error)) from None
    rejected = [str(each) for each in posted.getlist("account")]
    if answer == "rejected" and rejected:
        answer = {"rejected": rejected}
    return {"answer": {given["name"]: answer}, **({"of": given["of"]} if given["of"] else {})}


def _ask(posted: FormData) -> Act:
    given = form_values(posted, "path", "field", "field_reason")
    items = [
        {"component": str(name), "reason": str(posted.get(f"why:{name}") or "").strip()}
        for name in posted.getlist("component")
    ]
    if given["field"]:
        items.append({"field": given["field"], "reason": given["field_reason"]})
    if not items or not all(item["reason"] for item in items):
        raise doors.Invalid("supplement-items", "name each missing field or paper, each with its reason")
    return {"ask_supplement": {"at": given["path"], "items": items}}


def _supply(posted: FormData) -> Act:
    """What was asked for: a field left as it was is not supplied."""
    change = {
        name.removeprefix("change:"): _as_before(str(value), str(posted.get(f"before:{name.removeprefix('change:')}")))
        for name, value in posted.multi_items()
        if name.startswith("change:")
    }
    papers = [str(each) for each in posted.getlist("component")]
    return {"supply": {**({"change": change} if change else {}), **({"papers": papers} if papers else {})}}


def _as_before(value: str, before: str) -> Any:
    """The text as the kind of value it replaces: a number or a truth stays one."""
    try:
        was = json.loads(before)
        return json.loads(value) if isinstance(was, int | float) else value
    except ValueError:
        return value


def _apologise(posted: FormData) -> Act:
    return {"apologise": {"until": _moment(posted, "until"), "reason": str(posted.get("reason") or "").strip()}}


def _correct(posted: FormData) -> Act:
    given = form_values(posted, "document", "reason")
    return {"correct": {"document": given["document"], "reason": given["reason"]}}


def _with_reason(fact: str) -> Callable[[FormData], Act]:
    return lambda posted: {fact: str(posted.get("reason") or "").strip()}


def _moment(posted: FormData, name: str) -> str:
    """A day and time as browsers send them, as cases write them."""
    return str(posted.get(name) or "").replace("T", " ").strip()


ACTS: dict[str, Callable[[FormData], Act | str]] = {
    "decide": _decide,
    "pass": _pass,
    "until": _until,
    "next": lambda posted: "next",
    "answer": _answer,
    "ask": _ask,
    "supply": _supply,
    "withdraw": _with_reason("withdraw"),
    "suspend": _with_reason("suspend"),
    "resume": _with_reason("resume"),
    "apologise": _apologise,
    "correct": _correct,
    "signal": lambda posted: {"signal": str(posted.get("name") or "")},
    "expect": lambda posted: "expect",
}
