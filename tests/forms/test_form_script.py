"""The desk's script in a real browser hides and switches off just what `Browser.posted_by_script` says it does."""

import shutil
from collections.abc import Iterator
from itertools import product

import pytest
from form_browser import Browser
from form_samples import PROCEDURES, make_form
from playwright.sync_api import Page, sync_playwright
from test_form_conditions import FORMS

from forms.html import render

SCRIPT = (PROCEDURES.parent / "desk" / "static" / "desk.js").read_text(encoding="utf-8")
SENT = "() => [...new FormData(document.forms[0]).entries()]"
CHOOSE = """([name, value]) => {
  const input = document.getElementsByName(name)[0];
  if (input.type === "checkbox") input.checked = value === "true";
  else input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program is not None, "these tests need a Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield running.new_page()
        running.close()


@pytest.mark.parametrize("name", FORMS)
def test_the_script_sends_what_the_page_lets_through(tmp_path, page, name):
    properties, rules, _ = FORMS[name]
    form = make_form(tmp_path, properties, allOf=rules)
    told = {
        "a": "p",
        "b": "q",
        "x": "1",
        "y": "2",
        "g": {"b": "q", "x": "3"},
        "rows": [{"a": "q", "x": "4"}, {"a": "p"}],
    }
    html = str(render(form, {key: value for key, value in told.items() if key in properties}))
    page.goto("about:blank")  # a fresh window: the script is for one page
    page.set_content(f"<form>{html}</form><script>{SCRIPT}</script>")
    model = Browser(html)
    assert list(map(tuple, page.evaluate(SENT))) == model.posted_by_script()
    steering = [control["name"] for control in model.controls if control["tag"] == "select"]
    boxes = [control["name"] for control in model.controls if control.get("type") == "checkbox"]
    for place, value in (*product(steering, ["r", "q", "", "p"]), *product(boxes, ["true", ""])):
        page.evaluate(CHOOSE, [place, value])
        control = model.control(place)
        if place in boxes:
            control.update({"checked": ""}) if value else control.pop("checked", None)
        else:
            control["value"] = value
        assert list(map(tuple, page.evaluate(SENT))) == model.posted_by_script(), (place, value)
