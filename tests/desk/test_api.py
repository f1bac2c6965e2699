"""The API: the same doors as JSON, problems by RFC 9457, and safe repetition."""

from collections.abc import Callable
from typing import Any

import pytest

from desk.visitors import signer
from tests.conftest import PASSWORD
from tests.desk.conftest import SECRET
from tests.desk.visiting import Visitor
from tests.desk.walking import ASSESS, accepted
from tests.workflow.service.walking import case, submitted, visit_of
from workflow.service.deciding import decide
from workflow.service.office import Office
from workflow.service.supervising import resume, suspend


class Program:
    """A caller with a bearer token."""

    def __init__(self, visitor: Visitor, token: str) -> None:
        self.client, self.headers = visitor.client, {"authorization": f"Bearer {token}"}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api{path}", headers={**self.headers, **headers})

    def post(self, path: str, content: Any = None, **headers: str) -> Any:
        return self.client.post(f"/api{path}", json=content, headers={**self.headers, **headers})


Programs = Callable[[str], Program]


@pytest.fixture
def program(visitors: Callable[[], Visitor]) -> Programs:
    """A caller with the token of this officer, as signing in gives one."""
    return lambda name: Program(visitors(), signer(SECRET).dumps(name))


def problem_of(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem details, checked for what RFC 9457 and we promise."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"].endswith(f"#{code}")
    assert body["title"]
    assert body["detail"]
    assert body["instance"].startswith("/")
    return body


def test_signing_in_gives_a_token_that_opens_the_doors(visitor: Visitor) -> None:
    answer = visitor.client.post("/api/sign-in", json={"name": "spec", "password": PASSWORD})
    assert answer.json()["officer"]["name"] == "Trần Văn Thẩm"
    assert Program(visitor, answer.json()["token"]).get("/me").json()["officer"]["id"] == "spec"


def test_a_dossier_goes_its_way_by_the_api_alone(office: Office, program: Programs) -> None:
    code = submitted(office)
    caller = program("rec")
    line = caller.get("/queue").json()[0]
    assert (line["code"], line["step"], line["urgency"]) == (code, "intake/receive", "normal")
    here = f"/dossiers/{code}/visits/{line['visit']}"
    assert caller.post(f"{here}/claim").status_code == 200
    dossier = caller.get(f"/dossiers/{code}").json()
    assert [each["name"] for each in dossier["assignments"][0]["outcomes"]] == ["accept", "refuse"]
    done = caller.post(f"{here}/decide", {"outcome": "accept", "seen_sequence": dossier["sequence"]})
    assert done.status_code == 200
    assert done.json() == {"code": code, "sequence": case(office, code).sequence}


def test_the_dossier_has_an_etag_that_saves_a_second_reading(office: Office, program: Programs) -> None:
    code, caller = accepted(office), program("spec")
    first = caller.get(f"/dossiers/{code}")
    assert first.headers["etag"] == f'"{case(office, code).sequence}"'
    again = caller.get(f"/dossiers/{code}", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_decision_with_if_match_fails_when_the_dossier_changed(office: Office, program: Programs) -> None:
    code, caller = accepted(office), program("spec")
    seen = caller.get(f"/dossiers/{code}").headers["etag"]
    suspend(office, code, "head", "xác minh")
    resume(office, code, "head", "xong")
    decision = {"outcome": "grant", "fields": {"granted": 400}}
    path = f"/dossiers/{code}/visits/{visit_of(office, code, ASSESS)}/decide"
    problem_of(caller.post(path, decision, **{"if-match": seen}), 412, "changed-meanwhile")
    problem_of(caller.post(path, {**decision, "seen_sequence": int(seen.strip('"'))}), 409, "changed-meanwhile")
    problem_of(caller.post(path, decision, **{"if-match": "*bad*"}), 412, "changed-meanwhile")
    assert caller.post(path, decision).status_code == 200


def test_the_same_request_again_gets_the_first_answer(office: Office, program: Programs) -> None:
    code, caller = accepted(office), program("spec")
    path = f"/dossiers/{code}/visits/{visit_of(office, code, ASSESS)}/decide"
    decision, key = {"outcome": "grant", "fields": {"granted": 400}}, {"idempotency-key": "7f0c"}
    first, second = caller.post(path, decision, **key), caller.post(path, decision, **key)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    problem_of(caller.post(path, {**decision, "reason": "another"}, **key), 409, "key-reused")
    problem_of(caller.post(path, decision), 409, "already-decided")


def test_what_cannot_be_is_told_with_status_and_code(office: Office, program: Programs) -> None:
    code, caller, stranger = accepted(office), program("spec"), program("rec")
    path = f"/dossiers/{code}/visits/{visit_of(office, code, ASSESS)}"
    problem_of(stranger.post(f"{path}/claim"), 403, "wrong-role")
    problem_of(caller.post(f"{path}/decide", {"outcome": "sing"}), 422, "unknown-outcome")
    problem_of(caller.post(f"{path}/decide", {"outcome": "decline"}), 422, "reason-missing")
    fields = problem_of(caller.post(f"{path}/decide", {"outcome": "grant", "fields": {"granted": -1}}), 422, "fields")
    assert fields["problems"][0]["pointer"] == "/granted"
    decide(office, code, visit_of(office, code, ASSESS), "spec2", "grant", {"granted": 1})
    problem_of(caller.post(f"{path}/decide", {"outcome": "grant", "fields": {"granted": 1}}), 409, "already-decided")
    problem_of(caller.get("/dossiers/000.00.22.G24-250804-9999"), 404, "no-such-dossier")


@pytest.mark.parametrize(
    ("path", "content", "pointer"),
    [
        ("/dossiers/X/visits/one/decide", {"outcome": "x"}, "/path/visit"),
        ("/dossiers/X/visits/1/decide", {}, "/body/outcome"),
        ("/dossiers/X/visits/1/decide", {"outcome": "x", "oucome": "y"}, "/body/oucome"),
        ("/dossiers/X/visits/1/supplement", {"items": [{"field": "/a"}]}, "/body/items/0/reason"),
        ("/dossiers/X/suspend", {"reason": "x" * 5000}, "/body/reason"),
        ("/dossiers/X/apologise", {"reason": "x", "due_at": "soon"}, "/body/due_at"),
        ("/delegations", {"to": "spec2"}, "/body/unit"),
    ],
)
def test_a_malformed_request_names_every_fault(program: Programs, path: str, content: Any, pointer: str) -> None:
    body = problem_of(program("spec").post(path, content), 422, "request-not-valid")
    assert pointer in [fault["pointer"] for fault in body["problems"]]


def test_json_that_is_none_unknown_addresses_and_methods_are_problems_too(visitor: Visitor, program: Programs) -> None:
    caller = program("spec")
    headers = {**caller.headers, "content-type": "application/json"}
    answer = caller.client.post("/api/dossiers/X/suspend", content=b"{", headers=headers)
    problem_of(answer, 422, "request-not-valid")
    problem_of(caller.get("/nothing"), 404, "not-found")
    answer = caller.client.delete("/api/queue", headers=caller.headers)
    problem_of(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


def test_without_token_or_session_the_api_is_closed(visitor: Visitor) -> None:
    answer = visitor.get("/api/queue")
    problem_of(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"
    forged = visitor.get("/api/queue", headers={"authorization": "Bearer ImRpciI.aaaa.bbbb"})
    problem_of(forged, 401, "token-not-valid")
    wrong = visitor.client.post("/api/sign-in", json={"name": "spec", "password": "wrong"})
    problem_of(wrong, 401, "wrong-credentials")


def test_a_session_may_use_the_api_with_its_form_token(office: Office, as_officer: Callable[[str], Visitor]) -> None:
    code = accepted(office)
    officer = as_officer("spec")
    me = officer.get("/api/me").json()
    assert me["officer"]["id"] == "spec"
    path = f"/api/dossiers/{code}/visits/{visit_of(office, code, ASSESS)}/claim"
    problem_of(officer.client.post(path), 403, "form-token")
    assert officer.client.post(path, headers={"x-csrf-token": me["form_token"]}).status_code == 200


def test_a_supplement_is_asked_for_and_a_draft_kept(office: Office, program: Programs) -> None:
    code, caller = accepted(office), program("spec")
    path = f"/dossiers/{code}/visits/{visit_of(office, code, ASSESS)}"
    caller.post(f"{path}/claim")
    draft = caller.client.put(f"/api{path}/draft", json={"values": {"reason": "?"}}, headers=caller.headers)
    assert draft.status_code == 204
    problem_of(caller.post(f"{path}/supplement", {"items": []}), 422, "supplement-items")
    items = [{"field": "/amount", "reason": "không khớp"}, {"component": "application", "reason": "mờ"}]
    assert caller.post(f"{path}/supplement", {"items": items, "note": "xin gửi sớm"}).status_code == 200
    asked = caller.get(f"/dossiers/{code}").json()["supplement"]
    assert [item["field"] or item["component"] for item in asked["items"]] == ["/amount", "application"]


def test_heads_act_by_the_api_and_others_may_not(office: Office, program: Programs) -> None:
    code, head, officer = accepted(office), program("head"), program("spec")
    problem_of(officer.post(f"/dossiers/{code}/suspend", {"reason": "thử"}), 403, "not-supervisor")
    problem_of(officer.get("/incidents"), 403, "not-supervisor")
    assert head.get("/incidents").json() == []
    problem_of(head.post("/incidents/7/retry", {"reason": "?"}), 404, "no-such-work")
    assert head.post(f"/dossiers/{code}/suspend", {"reason": "thử"}).status_code == 200
    assert head.post(f"/dossiers/{code}/resume", {"reason": "thử"}).status_code == 200
    lent = {"to": "spec2", "unit": "BEN", "role": "specialist", "since": "2025-08-04", "until": "2025-08-05"}
    number = officer.post("/delegations", lent).json()["id"]
    revoked = officer.client.delete(f"/api/delegations/{number}", headers=officer.headers)
    assert revoked.status_code == 204


def test_the_openapi_document_tells_of_every_operation_and_its_problems(visitor: Visitor) -> None:
    schema = visitor.get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.")
    assert "/queue" not in schema["paths"], "pages are not part of the API"
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            assert path.startswith("/api/")
            assert said["description"], (path, method)
            assert "application/problem+json" in said["responses"]["422"]["content"], (path, method)
    page = visitor.read("/api/docs")
    assert "/api/dossiers/{code}/visits/{visit}/decide" in page
    assert "already-decided" in page
