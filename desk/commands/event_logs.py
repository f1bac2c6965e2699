"""Event logs written as they come: XES with one trace a dossier, OCEL 2.0 as JSON with objects and events."""

import json
import shutil
from collections.abc import Iterable, Mapping
from tempfile import TemporaryFile
from typing import IO, TextIO
from xml.sax.saxutils import quoteattr

from workflow.service.exporting import Happening, Thing, Trace

XES_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event">
<string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
<string key="lifecycle:transition" value="complete"/>
</global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="ActivityAndOutcome" keys="concept:name outcome"/>
<string key="lifecycle:model" value="standard"/>
"""
XES_KEYS = {"role": "org:role", "unit": "org:group"}
TYPES = {str: "string", int: "integer", bool: "boolean"}
ALWAYS = "1970-01-01T00:00:00Z"
"""Since when an attribute of an OCEL object holds, when it never changes."""


def write_xes(traces: Iterable[Trace], file: TextIO) -> tuple[int, int]:
    """The log, trace after trace; how many dossiers and events."""
    dossiers = happenings = 0
    file.write(XES_HEAD)
    for trace in traces:
        file.write(f"<trace>{_xes('string', 'concept:name', trace.dossier.id)}")
        file.write("".join(_xes("string", key, str(value)) for key, value in trace.dossier.attributes.items()))
        file.writelines(_xes_event(each) for each in trace.happenings)
        file.write("\n</trace>\n")
        dossiers, happenings = dossiers + 1, happenings + len(trace.happenings)
    file.write("</log>\n")
    return dossiers, happenings


def _xes_event(happening: Happening) -> str:
    parts = [
        _xes("string", "concept:name", happening.activity),
        _xes("date", "time:timestamp", happening.at.isoformat(timespec="milliseconds")),
        _xes("string", "lifecycle:transition", happening.transition),
        *(_xes("string", XES_KEYS.get(key, key), value) for key, value in happening.attributes.items()),
    ]
    return f"\n<event>{''.join(parts)}</event>"


def _xes(kind: str, key: str, value: str) -> str:
    return f"<{kind} key={quoteattr(key)} value={quoteattr(value)}/>"


def write_ocel(traces: Iterable[Trace], file: TextIO) -> tuple[int, int]:
    """The log: events as they come, objects kept aside meanwhile, and the types once all are known."""
    log = _Ocel(file)
    with TemporaryFile("w+", encoding="utf-8") as aside:
        file.write('{"events": [')
        for trace in traces:
            log.take(trace, aside)
        file.write('\n], "objects": [')
        aside.seek(0)
        shutil.copyfileobj(aside, file)
        file.write(f'\n], "eventTypes": {_types(log.event_types)}, "objectTypes": {_types(log.object_types)}}}\n')
    return log.dossiers, log.happenings


class _Ocel:
    """What was written so far, and the types that were met."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.dossiers = self.happenings = self.objects = 0
        self.event_types: dict[str, dict[str, str]] = {}
        self.object_types: dict[str, dict[str, str]] = {}

    def take(self, trace: Trace, aside: IO[str]) -> None:
        kinds = {thing.id: thing.kind for thing in (trace.dossier, *trace.things)}
        parts = [{"objectId": thing.id, "qualifier": thing.kind} for thing in trace.things]
        self._object(trace.dossier, parts, aside)
        for thing in trace.things:
            self._object(thing, [], aside)
        for happening in trace.happenings:
            self._event(happening, kinds)
        self.dossiers += 1

    def _object(self, thing: Thing, parts: list[dict[str, str]], aside: IO[str]) -> None:
        types = self.object_types.setdefault(thing.kind, {})
        types.update({key: TYPES[type(value)] for key, value in thing.attributes.items()})
        written = {
            "id": thing.id,
            "type": thing.kind,
            "attributes": [{"name": key, "time": ALWAYS, "value": value} for key, value in thing.attributes.items()],
            "relationships": parts,
        }
        aside.write((",\n" if self.objects else "\n") + json.dumps(written, ensure_ascii=False))
        self.objects += 1

    def _event(self, happening: Happening, kinds: Mapping[str, str]) -> None:
        attributes = {"transition": happening.transition, **happening.attributes}
        self.event_types.setdefault(happening.activity, {}).update(dict.fromkeys(attributes, "string"))
        written = {
            "id": happening.id,
            "type": happening.activity,
            "time": happening.at.isoformat(timespec="milliseconds"),
            "attributes": [{"name": key, "value": value} for key, value in attributes.items()],
            "relationships": [
                {"objectId": thing, "qualifier": kinds[thing]} for thing in happening.things if thing in kinds
            ],
        }
        self.file.write((",\n" if self.happenings else "\n") + json.dumps(written, ensure_ascii=False))
        self.happenings += 1


def _types(found: Mapping[str, Mapping[str, str]]) -> str:
    types = [
        {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()]}
        for name, attributes in found.items()
    ]
    return json.dumps(types, ensure_ascii=False)
