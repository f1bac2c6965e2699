"""The BPMN export, held against the OMG's schema and run by SpiffWorkflow: what another engine makes of it."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

import pytest
from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser import __file__ as PARSER
from SpiffWorkflow.bpmn.parser.task_parsers import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.specs.defaults import ManualTask

from tests.workflow.drawing.described import every_step, version, versions
from workflow.definition.models import Definition
from workflow.drawing.bpmn import DC, DI, MODEL, bpmn, identifier
from workflow.drawing.svg import svg

SCHEMA = Path(PARSER).parent / "schema" / "BPMN20.xsd"
LUMP_SUM = "settle-lump-sum-social-insurance"
ALL = versions()


@cache
def exported(slug: str, day: date, language: str) -> str:
    found = version(slug, day, language)
    return bpmn(found.procedure.definition, day, found.names)


@cache
def omg_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_the_export_is_valid_against_the_schema_of_the_omg(slug: str, day: date, language: str) -> None:
    document = etree.fromstring(exported(slug, day, language).encode())
    omg_schema().assertValid(document)


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_every_step_is_an_element_with_a_place(slug: str, day: date, language: str) -> None:
    root = ElementTree.fromstring(exported(slug, day, language))
    placed = {
        shape.get("bpmnElement")
        for shape in root.iter(f"{{{DI}}}BPMNShape")
        if shape.find(f"{{{DC}}}Bounds") is not None
    }
    wanted = {identifier(path) for path in every_step(version(slug, day, language).procedure.definition.graph)}
    assert wanted - placed == set()


@pytest.mark.parametrize(("slug", "day", "language"), ALL)
def test_flows_join_elements_and_gateways_know_which_way_to_go(slug: str, day: date, language: str) -> None:
    root = ElementTree.fromstring(exported(slug, day, language))
    known = {element.get("id") for element in root.iter()}
    drawn = {edge.get("bpmnElement") for edge in root.iter(f"{{{DI}}}BPMNEdge")}
    flows = list(root.iter(f"{{{MODEL}}}sequenceFlow"))
    assert {flow.get("id") for flow in flows} == drawn
    for flow in flows:
        assert {flow.get("sourceRef"), flow.get("targetRef")} <= known
    for gateway in root.iter(f"{{{MODEL}}}exclusiveGateway"):
        leaving = [flow for flow in flows if flow.get("sourceRef") == gateway.get("id")]
        without = [flow for flow in leaving if flow.find(f"{{{MODEL}}}conditionExpression") is None]
        assert len(leaving) > 1
        assert [flow.get("id") for flow in without] == ([gateway.get("default")] if gateway.get("default") else [])


# --- Run by another engine ---


class Parser(BpmnParser):
    """SpiffWorkflow knows the plain tasks; what it leaves to its users (services, rules, messages) is done by hand here."""

    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {
        full_tag(kind): (TaskParser, ManualTask)
        for kind in ("serviceTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity")
    }


def started(slug: str, day: date) -> BpmnWorkflow:
    root = ElementTree.fromstring(exported(slug, day, "vi"))
    process = root.find(f"{{{MODEL}}}process")
    durations = {timer.text: timer.text for timer in root.iter(f"{{{MODEL}}}timeDuration")}
    assert process is not None
    parser = Parser()
    parser.add_bpmn_xml(etree.fromstring(exported(slug, day, "vi").encode()))
    spec = parser.get_spec(process.get("id"))
    # ISO times stand in the file as BPMN writes them; SpiffWorkflow takes them for expressions.
    engine = PythonScriptEngine(environment=TaskDataEnvironment(durations))
    return BpmnWorkflow(spec, parser.get_subprocess_specs(process.get("id")), script_engine=engine)


def run(workflow: BpmnWorkflow, outcomes: dict[str, Any]) -> list[str]:
    """Complete task after task with the outcomes named, in the order of their being ready; the ids that were done."""
    done: list[str] = []
    workflow.do_engine_steps()
    while not workflow.is_completed():
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        assert ready, f"nothing is ready after {done}"
        name = ready[0].task_spec.bpmn_id
        ready[0].data.update(outcomes)
        ready[0].run()
        done.append(name)
        assert len(done) < 100, done
        workflow.do_engine_steps()
    return done


GRANTED = {
    "intake_receive": "accept",
    "intake_sound": "valid",
    "book": "receipt",
    "history": "found",
    "elsewhere": "amount",
    "amount": "granted",
    "checking": "single",
    "approval_propose": "grant",
    "approval_head": "agree",
    "approval_sign": "sign",
    "same_year": "papers",
    "closing_money_payment_order": "sign",
    "closing_money_payment_due": "due",
    "closing_money_payment_transfer": "paid",
    "closing_money_payment_by_cash": "paid",
}


def test_another_engine_runs_a_lump_sum_to_its_end() -> None:
    workflow = started(LUMP_SUM, date(2025, 7, 1))
    done = run(workflow, GRANTED)
    assert (
        done.index(identifier("approval/sign"))
        < done.index(identifier("decision"))
        < done.index(identifier("hand_over"))
    )
    assert identifier("closing.money/payment/transfer") in done
    assert identifier("closing.time/close_book") in done
    assert ended(workflow) == identifier("settled")


def test_another_engine_takes_the_way_the_outcomes_name() -> None:
    workflow = started(LUMP_SUM, date(2025, 7, 1))
    done = run(workflow, {**GRANTED, "amount": "denied", "no_right_agree": "agree"})
    assert identifier("no_right/letter") in done
    assert identifier("decision") not in done
    assert ended(workflow) == identifier("declined")


def ended(workflow: BpmnWorkflow) -> str:
    """The end event the process itself came to."""
    (found,) = (
        task.task_spec.bpmn_id
        for task in workflow.get_tasks(state=TaskState.COMPLETED)
        if task.workflow is workflow and task.task_spec.__class__.__name__ == "EndEvent"
    )
    return str(found)


# --- Kinds of steps that no procedure has yet ---


def unusual(until: Any) -> Definition:
    branch = {"ask": {"review": "specialist", "unit": "COLL", "then": {"yes": "given"}}, "given": {"end": "given"}}
    return Definition.model_validate(
        {
            "procedure": "unusual",
            "code": "0",
            "sector": "tests",
            "title": {"vi": "Thử <nghiệm> & “khác”", "en": "Unusual <&>"},
            "applicants": ["individual"],
            "basis": [],
            "deadline": {"time": "1.5 working days"},
            "supplement": {"clock": "pause", "window": "10 calendar days"},
            "steps": {
                "opinions": {"parallel": {"one": branch, "two": branch, "three": branch}, "until": until},
                "news": {"wait": "3 calendar days", "event": "answer", "then": {"arrived": "pause", "elapsed": "ask"}},
                "ask": {
                    "request": "population",
                    "within": "4 working hours",
                    "then": {"found": "pause", "not_found": "day", "mismatch": "day", "no_answer": "news"},
                },
                "day": {"until": "dossier.submitted_on"},
                "pause": {"wait": "2 hours"},
                "settled": {"end": "settled"},
            },
        }
    )


@pytest.mark.parametrize("until", ["all", "any", 2, "count >= 2"])
def test_waits_and_partial_joins_are_valid_too(until: Any) -> None:
    names = version(LUMP_SUM, date(2025, 7, 1), "vi").names
    document = etree.fromstring(bpmn(unusual(until), date(2025, 7, 1), names).encode())
    omg_schema().assertValid(document)
    tags = {etree.QName(element).localname for element in document.iter() if isinstance(element.tag, str)}
    assert tags >= {"timeDate", "receiveTask", "boundaryEvent"}
    assert ("complexGateway" in tags, "terminateEventDefinition" in tags) == ((until != "all"),) * 2
    durations = {timer.text for timer in document.iter(f"{{{MODEL}}}timeDuration")}
    assert durations == {"P3D", "PT4H", "PT2H"}
    ElementTree.fromstring(svg(unusual(until), date(2025, 7, 1), names))
