"""The procedure all of them run: received at the counter, proposed, reviewed by the head, signed by the director, one PDF."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from desk.words import Words
from outputs.catalogue import TEMPLATES
from workflow.drawing.bpmn import bpmn
from workflow.service.checking import open_workplace
from workflow.service.describing import described

PROCEDURES = Path(__file__).parents[2] / "procedures"
SLUG, VALID_FROM = "short-approval", date(2025, 7, 1)
TEMPLATE = "decline-letter"

DEFINITION = """
procedure: short-approval
code: "1.000001"
sector: measured
title: { vi: Phê duyệt ngắn, en: Short approval }
applicants: [individual]
basis: [{ act: Luật Bảo hiểm xã hội số 41/2024/QH15 }]
components:
  application: { title: { vi: Đơn đề nghị, en: Application } }
deadline: [{ from: 2025-07-01, time: 7 working days }]
supplement: { clock: pause, window: 10 calendar days }
steps:
  receive:
    review: receiver
    unit: ONE_STOP
    clock: start
    title: { vi: Tiếp nhận, en: Receive }
    labels: { accept: { vi: Tiếp nhận, en: Accept }, refuse: { vi: Không giải quyết, en: Decline } }
    then: { accept: approval, refuse: declined }
  approval:
    call: common/approval
    with: { unit: BEN, task: { vi: Thẩm định, en: Appraise } }
    then: { granted: answer, declined: declined }
  answer:
    produce: decline-letter
    series: letter
    signed_by: approval/sign
    with: { reasons: '[{"text": form.wish}]' }
  settled: { end: settled }
  declined: { end: declined }
"""
FORM = {
    "$schema": "urn:motcua:form:1",
    "type": "object",
    "required": ["name", "wish"],
    "properties": {
        "name": {"type": "string", "title": "Họ và tên", "x-title-en": "Name"},
        "wish": {"type": "string", "title": "Yêu cầu", "x-title-en": "Request"},
    },
    "additionalProperties": False,
}
LAYOUT = """
title: { vi: Đơn đề nghị, en: Application }
sections:
  - { id: all, title: { vi: Nội dung, en: Content }, fields: [/name, /wish] }
"""
OUTCOMES = {"receive": "accept", "approval/propose": "grant", "approval/head": "agree", "approval/sign": "sign"}
"""What is decided at each of the four reviews."""


def lay_out(folder: Path) -> Path:
    """A folder of definitions with this one procedure in it, shared graphs and organisation as they ship."""
    root = folder / "procedures"
    shutil.copytree(PROCEDURES, root, ignore=lambda where, names: [n for n in names if _is_left_out(Path(where), n)])
    mine = root / "measured" / SLUG
    mine.mkdir(parents=True)
    (mine / "procedure.yaml").write_text(DEFINITION, encoding="utf-8")
    (mine / "form.schema.json").write_text(json.dumps(FORM, ensure_ascii=False), encoding="utf-8")
    (mine / "form.layout.yaml").write_text(LAYOUT, encoding="utf-8")
    return root


def _is_left_out(where: Path, name: str) -> bool:
    return where == PROCEDURES and any((where / name).glob("*/procedure.yaml"))


def exported(root: Path) -> str:
    """The procedure as BPMN, for other engines."""
    place = open_workplace(root, [])
    assert place is not None
    found = described(place.procedures, SLUG, VALID_FROM, "en", Words("en").of)
    return bpmn(found.procedure.definition, found.procedure.valid_from, found.names)


def page_data() -> dict[str, Any]:
    """What stands in the answer."""
    found: dict[str, Any] = json.loads((TEMPLATES / TEMPLATE / "sample.json").read_text(encoding="utf-8"))
    return found
