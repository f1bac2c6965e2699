"""As much of a browser as the tests need: what a page's controls would post, and how its parts refer to each other."""

import json
from html.parser import HTMLParser

_VOID = frozenset(("input", "br", "option"))


class Browser(HTMLParser):
    """Reads a rendered form. `posted()` is what submitting it sends; `ids`, `labels_for` … tell about its structure."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels_for: set[str] = set()
        self.described_by: set[str] = set()
        self.links: set[str] = set()
        self.lists_used: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.parts: list[frozenset[int]] = []
        self.open_details = 0
        self.classes: set[str] = set()
        self.text = ""
        self.conditions: list[dict[str, list[object]]] = []
        self._stack: list[str] = []
        self._within: list[tuple[int, int]] = []
        self._options: list[tuple[str, bool]] = []
        self.feed(str(html))
        self.close()
        assert not self._stack, f"elements left open: {self._stack}"

    def posted(self) -> list[tuple[str, str]]:
        """(name, value) of every successful control, in order; no button is pressed."""
        return [pair for pair, _ in self._sent()]

    def _sent(self) -> list[tuple[tuple[str, str], frozenset[int]]]:
        """What is sent, each with the numbers of the conditional parts it lies in."""
        sent = []
        for control, parts in zip(self.controls, self.parts, strict=True):
            is_box = control.get("type") in ("radio", "checkbox")
            if control.get("type") != "submit" and (not is_box or "checked" in control):
                sent.append(((control["name"] or "", control["value"] or ""), parts))
        return sent

    def posted_by_script(self) -> list[tuple[str, str]]:
        """What is sent where the desk's script hides, and switches off, the parts whose condition does not hold."""
        hidden: set[int] = set()
        for _ in range(5):
            for number, condition in enumerate(self.conditions):
                applies = self._holds(condition, hidden)
                hidden = (hidden - {number}) if applies else hidden | {number}
        return [pair for pair, parts in self._sent() if not hidden & parts]

    def _holds(self, condition: dict[str, list[object]], hidden: set[int]) -> bool:
        given: dict[str, str] = {}
        for (name, value), parts in reversed(self._sent()):
            given[name] = value if not hidden & parts else given.get(name, "")
        texts = {True: "true", False: "false", None: ""}
        return all(
            given.get(pointer, "") in [texts[v] if v is None or isinstance(v, bool) else str(v) for v in values]
            for pointer, values in condition.items()
        )

    def control(self, name: str) -> dict[str, str | None]:
        """The one control of this name."""
        (found,) = [control for control in self.controls if control["name"] == name]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in _VOID:
            self._stack.append(tag)
        if "data-when" in found:
            self._within.append((len(self._stack), len(self.conditions)))
            self.conditions.append(json.loads(found["data-when"] or "{}"))
        if found.get("id"):
            self.ids.append(found["id"] or "")
        self.classes.update((found.get("class") or "").split())
        self.described_by.update((found.get("aria-describedby") or "").split())
        if tag == "label" and found.get("for"):
            self.labels_for.add(found["for"] or "")
        if tag == "a" and (found.get("href") or "").startswith("#"):
            self.links.add((found["href"] or "")[1:])
        if tag == "details" and "open" in found:
            self.open_details += 1
        if tag in ("input", "select", "textarea", "button"):
            self.controls.append(
                {"tag": tag, "value": "", "in_label": "yes" if "label" in self._stack else None, **found}
            )
            self.parts.append(frozenset(number for _, number in self._within))
            self._options = []
            if found.get("list"):
                self.lists_used.add(found["list"] or "")
        if tag == "option" and "select" in self._stack:
            self._options.append((found.get("value") or "", "selected" in found))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._within and self._within[-1][0] == len(self._stack):
            self._within.pop()
        opened = self._stack.pop() if self._stack else "nothing"
        assert opened == tag, f"</{tag}> closes {opened}"
        if tag == "select":
            chosen = [value for value, is_selected in self._options if is_selected]
            self.controls[-1]["value"] = (chosen or [value for value, _ in self._options[:1]] or [""])[-1]

    def handle_data(self, data: str) -> None:
        if self._stack and self._stack[-1] == "textarea":
            text = str(self.controls[-1]["value"]) + data
            self.controls[-1]["value"] = text.removeprefix("\n")
        else:
            self.text += data
