"""Charts are well-formed pictures that say what the report says, in either language."""

from xml.etree import ElementTree

import pytest

from tests.workflow.simulation.plans import plan, way
from workflow.simulation.charts import charts_of
from workflow.simulation.report import report
from workflow.simulation.running import simulate


@pytest.mark.parametrize(("language", "title"), [("vi", "Hồ sơ đang mở"), ("en", "Open dossiers")])
def test_charts_name_officers_steps_and_procedures(language: str, title: str) -> None:
    asked = plan([way(("BEN", "specialist"), ("LEAD", "director"))], procedures={"toy": {"a_year": 3000}})
    charts = charts_of(report(asked, [simulate(asked)]), language)
    words = {name: " ".join(ElementTree.fromstring(svg).itertext()) for name, svg in charts.items()}
    assert "BEN · specialist (1)" in words["utilisation"]
    assert "step1" in words["waiting"]
    assert title in words["backlog"]
    assert "toy" in words["backlog"]
