"""The journal for process mining: both formats fit their schemas, tell what happened, and nothing about anybody."""

import io
import json
from collections import Counter
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from lxml import etree  # type: ignore[import-untyped] # as elsewhere: no stubs for it

from desk.commands.event_logs import write_ocel, write_xes
from tests.conftest import OFFICERS
from tests.workflow.service.walking import PAYMENT, decided, perform_all, settled, submitted
from workflow.service.exporting import Trace, traces
from workflow.service.office import Office

XES = "{http://www.xes-standard.org/}"
# The structure of IEEE 1849-2016 as far as a log of ours uses it: what may stand in what, in which order, with which types.
XES_SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.xes-standard.org/"
    xmlns="http://www.xes-standard.org/" elementFormDefault="qualified">
  <xs:complexType name="Text"><xs:attribute name="key" type="xs:Name" use="required"/>
    <xs:attribute name="value" type="xs:string" use="required"/></xs:complexType>
  <xs:complexType name="Moment"><xs:attribute name="key" type="xs:Name" use="required"/>
    <xs:attribute name="value" type="xs:dateTime" use="required"/></xs:complexType>
  <xs:group name="attributes"><xs:choice><xs:element name="string" type="Text"/><xs:element name="date" type="Moment"/>
    </xs:choice></xs:group>
  <xs:complexType name="Event"><xs:group ref="attributes" minOccurs="0" maxOccurs="unbounded"/></xs:complexType>
  <xs:complexType name="Trace"><xs:sequence><xs:group ref="attributes" minOccurs="0" maxOccurs="unbounded"/>
    <xs:element name="event" type="Event" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
  <xs:complexType name="Extension"><xs:attribute name="name" type="xs:NCName" use="required"/>
    <xs:attribute name="prefix" type="xs:NCName" use="required"/>
    <xs:attribute name="uri" type="xs:anyURI" use="required"/></xs:complexType>
  <xs:complexType name="Globals"><xs:group ref="attributes" maxOccurs="unbounded"/>
    <xs:attribute name="scope" type="xs:NCName" use="required"/></xs:complexType>
  <xs:complexType name="Classifier"><xs:attribute name="name" type="xs:NCName" use="required"/>
    <xs:attribute name="keys" type="xs:token" use="required"/></xs:complexType>
  <xs:element name="log"><xs:complexType><xs:sequence>
    <xs:element name="extension" type="Extension" minOccurs="0" maxOccurs="unbounded"/>
    <xs:element name="global" type="Globals" minOccurs="0" maxOccurs="unbounded"/>
    <xs:element name="classifier" type="Classifier" minOccurs="0" maxOccurs="unbounded"/>
    <xs:group ref="attributes" minOccurs="0" maxOccurs="unbounded"/>
    <xs:element name="trace" type="Trace" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="xes.version" type="xs:decimal" use="required"/>
    <xs:attribute name="xes.features" type="xs:token"/></xs:complexType></xs:element>
</xs:schema>
"""


def each(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "required": list(properties), "properties": properties}}


TEXT = {"type": "string"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
VALUE = {"type": ["string", "number", "boolean"]}
TYPES = each(name=TEXT, attributes=each(name=TEXT, type={"enum": ["string", "time", "integer", "float", "boolean"]}))
RELATIONS = each(objectId=TEXT, qualifier=TEXT)
OCEL_SCHEMA = {
    "type": "object",
    "required": ["objectTypes", "eventTypes", "objects", "events"],
    "properties": {
        "objectTypes": TYPES,
        "eventTypes": TYPES,
        "objects": each(
            id=TEXT, type=TEXT, attributes=each(name=TEXT, value=VALUE, time=MOMENT), relationships=RELATIONS
        ),
        "events": each(
            id=TEXT, type=TEXT, time=MOMENT, attributes=each(name=TEXT, value=VALUE), relationships=RELATIONS
        ),
    },
}  # OCEL 2.0, JSON


@pytest.fixture
def two_dossiers(office: Office) -> list[Trace]:
    """One settled with a payment and a parcel, one refused at the counter."""
    settled(office, submitted(office, "P-1"))
    refused = submitted(office, "P-2", answers={"person_id": "001000000002"})
    decided(office, refused, "intake/receive", "rec", "refuse", reason="Bà Nguyệt không cư trú ở đây")
    perform_all(office)
    return list(traces(office))


def test_xes_fits_its_schema_and_tells_the_way(two_dossiers: list[Trace]) -> None:
    file = io.StringIO()
    assert write_xes(two_dossiers, file) == (2, sum(len(trace.happenings) for trace in two_dossiers))
    log = etree.fromstring(file.getvalue().encode())
    etree.XMLSchema(etree.fromstring(XES_SCHEMA)).assertValid(log)
    trace = log.find(f"{XES}trace")
    told = [
        {child.get("key"): child.get("value") for child in event.iterchildren()}
        for event in trace.iterfind(f"{XES}event")
    ]
    way = [(event["concept:name"], event["lifecycle:transition"], event.get("outcome")) for event in told]
    assert way == [
        ("dossier_submitted", "complete", None),
        ("intake/receive", "assign", None),
        ("intake/receive", "complete", "accept"),
        ("produce receipt", "complete", "produced"),
        ("sign receipt", "complete", "signed"),
        ("assess", "assign", None),
        ("assess", "complete", "grant"),
        ("sign", "assign", None),
        ("sign", "complete", "sign"),
        ("produce lump-sum-decision", "complete", "produced"),
        ("sign lump-sum-decision", "complete", "signed"),
        ("pay", "complete", "paid"),
        ("shipment delivered", "complete", None),
    ]
    assert (told[5]["org:role"], told[5]["org:group"]) == ("specialist", "BEN")


def test_ocel_fits_its_schema_and_relates_what_belongs_together(two_dossiers: list[Trace]) -> None:
    file = io.StringIO()
    write_ocel(two_dossiers, file)
    log = json.loads(file.getvalue())
    Draft202012Validator(OCEL_SCHEMA).validate(log)
    objects = {each["id"]: each for each in log["objects"]}
    assert Counter(each["type"] for each in log["objects"]) == {
        "dossier": 2,
        "document": 3,
        "shipment": 1,
        "payment": 1,
    }
    assert all(relation["objectId"] in objects for event in log["events"] for relation in event["relationships"])
    assert all(event["relationships"][0]["qualifier"] == "dossier" for event in log["events"])
    [paid] = [event for event in log["events"] if event["type"] == "pay"]
    payment = objects[paid["relationships"][1]["objectId"]]
    assert payment["attributes"][0]["value"] == 1  # one line
    declared = {each["name"]: {a["name"] for a in each["attributes"]} for each in log["eventTypes"]}
    assert all({a["name"] for a in event["attributes"]} <= declared[event["type"]] for event in log["events"])


def test_nothing_about_anybody_is_in_them(office: Office, two_dossiers: list[Trace]) -> None:
    written = io.StringIO()
    write_xes(two_dossiers, written)
    write_ocel(two_dossiers, written)
    personal = ["Nguyệt", "001000000001", "0912345678", PAYMENT["account"], "Hồng Gai", "250804"]
    personal += [name for name, _ in OFFICERS.values()] + [f'"{officer}"' for officer in ("rec", "spec", "dir")]
    assert [each for each in personal if str(each) in written.getvalue()] == []


def test_an_export_may_be_of_one_procedure_or_some_days(office: Office, two_dossiers: list[Trace]) -> None:
    day = office.now().date()
    assert len(list(traces(office, first=day, last=day))) == 2
    assert list(traces(office, last=day.replace(day=1))) == []
    assert list(traces(office, procedure="another")) == []
