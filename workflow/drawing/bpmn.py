"""The procedure as BPMN 2.0 XML with its layout, for other modelers and engines; a pool of the agency, a lane a role.

Conditions are `<step> == '<outcome>'`: who runs the process sets a variable named after the step. The choice of a `decide` is
the name of the step it leads to; its CEL stands in the flow's documentation.
"""

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from workflow.clock import Duration, Unit
from workflow.definition.models import (
    ComputeStep,
    Definition,
    EachStep,
    ParallelStep,
    ProduceStep,
    RequestStep,
    ReviewStep,
    WaitStep,
)
from workflow.drawing.elements import Elements, Kind, expanded, lanes, repeats, variable
from workflow.drawing.layout import Box, Drawing, Measures, Size, laid_out, start_of
from workflow.drawing.measuring import lines, width
from workflow.drawing.names import Names
from workflow.drawing.plan import Arrow, Node, Plan, plan_of

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"": MODEL, "bpmndi": DI, "dc": DC, "di": LINES, "xsi": XSI}
TEXT = 12.0  # what bpmn-js writes with
GATEWAY, EVENT = 40.0, 34.0
TASK = 150.0
BESIDE = 78.0
"""Left free on both sides of a task with a timer, for what the timer says."""
HEAD = 30.0
ISO = {
    Unit.WORKING_DAYS: "P{}D",
    Unit.CALENDAR_DAYS: "P{}D",
    Unit.CALENDAR_DAYS_WITHOUT_PUBLIC_HOLIDAYS: "P{}D",
    Unit.MONTHS: "P{}M",
    Unit.WORKING_HOURS: "PT{}H",
    Unit.HOURS: "PT{}H",
    Unit.WORKING_MINUTES: "PT{}M",
    Unit.MINUTES: "PT{}M",
}


def bpmn(definition: Definition, valid_from: date, names: Names) -> str:
    """The whole procedure as one BPMN document."""
    return _Document(definition, valid_from, names).text()


def iso(duration: Duration) -> str:
    """A legal time as BPMN writes times; working time as if every hour counted, which the documentation says."""
    if duration.unit is Unit.SAME_DAY:
        return "P1D"
    if duration.value % 1:
        return f"PT{duration.seconds}S"
    return ISO.get(duration.unit, "PT{}S").format(duration.value)


def identifier(path: str) -> str:
    """A path as an XML id."""
    return "n_" + variable(path.replace("/", "__").replace(".", "_of_"))


class _Document:
    """Builds one document: first the process, then its diagram."""

    def __init__(self, definition: Definition, valid_from: date, names: Names) -> None:
        self.definition, self.valid_from, self.names = definition, valid_from, names
        self.elements = Elements()
        self.plan = expanded(plan_of(definition.graph, names), names, self.elements)
        self.lanes = lanes(self.plan, names)
        self.flows: dict[Arrow, str] = {}

    def text(self) -> str:
        for prefix, space in PREFIXES.items():
            ElementTree.register_namespace(prefix, space)
        slug = self.definition.procedure
        root = Element(
            _tag("definitions"), id="definitions", targetNamespace=f"urn:motcua:procedure:{slug}", exporter="Motcua"
        )
        pool = SubElement(root, _tag("collaboration"), id="collaboration")
        SubElement(
            pool, _tag("participant"), id="pool", name=self.names.organisation.agency.name, processRef=self.process_id
        )
        process = SubElement(
            root, _tag("process"), id=self.process_id, name=self.names.text(self.definition.title), isExecutable="true"
        )
        self._document(process, self._about())
        self._lanes(process)
        self._graph(process, self.plan)
        self._diagram(root)
        ElementTree.indent(root)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"

    @property
    def process_id(self) -> str:
        return "procedure_" + variable(self.definition.procedure)

    # --- The process ---

    def _about(self) -> str:
        deadline = self.definition.deadline
        limits = [deadline.time] if deadline.time else [limit.time for limit in deadline.choose]
        times = " / ".join(dict.fromkeys(self.names.time(limit) for limit in limits))
        first = self.names.say("version", self.valid_from.strftime("%d/%m/%Y"))
        return f"{self.definition.code}. {first}. {self.names.say('deadline')}: {times}."

    def _lanes(self, process: Element) -> None:
        lane_set = SubElement(process, _tag("laneSet"), id="lanes")
        for name in self._lane_names():
            lane = SubElement(lane_set, _tag("lane"), id=self._lane_id(name), name=name)
            for path in (start_of(self.plan), *(node.path for node in self.plan.nodes)):
                if self._lane_of(path) == name:
                    SubElement(lane, _tag("flowNodeRef")).text = identifier(path)
                    for timer in (node for node in self.plan.nodes if node.path == path and self._has_timer(node)):
                        SubElement(lane, _tag("flowNodeRef")).text = _timer_id(timer)

    def _lane_of(self, path: str) -> str:
        return self.lanes.get(path, self.names.say("system"))

    def _lane_names(self) -> list[str]:
        return list(dict.fromkeys(self._lane_of(path) for path in (start_of(self.plan), *self.lanes)))

    def _lane_id(self, name: str) -> str:
        return f"lane_{self._lane_names().index(name)}"

    def _graph(self, parent: Element, plan: Plan) -> None:
        start = start_of(plan)
        arrows = (Arrow(start, plan.start), *plan.arrows)
        for number, arrow in enumerate(arrows):
            self.flows[arrow] = f"{identifier(start)}_flow_{number}"
        self._ends_of_flows(SubElement(parent, _tag("startEvent"), id=identifier(start)), start, arrows)
        for node in plan.nodes:
            self._node(parent, node, arrows)
        for arrow in arrows:
            self._flow(parent, arrow)

    def _node(self, parent: Element, node: Node, arrows: tuple[Arrow, ...]) -> None:
        kind = self.elements.kinds[node.path]
        element = SubElement(parent, _tag(kind), id=identifier(node.path))
        if node.title and not (kind is Kind.CHOICE and node.step.title is None):
            element.set("name", node.title)
        default = next(
            (self.flows[arrow] for arrow in arrows if arrow.source == node.path and arrow in self.elements.defaults),
            None,
        )
        if default:
            element.set("default", default)
        self._document(element, "\n".join(self._remarks(node, kind)))
        self._ends_of_flows(element, node.path, arrows)
        self._particulars(element, node, kind)
        for _, part in node.parts:
            self._graph(element, part)
        if self._has_timer(node):
            self._timer(parent, node)

    def _particulars(self, element: Element, node: Node, kind: Kind) -> None:
        """What a kind of element has of its own, in the order the schema wants."""
        match kind:
            case Kind.USER if isinstance(node.step, ReviewStep):
                owner = SubElement(SubElement(element, _tag("potentialOwner")), _tag("resourceAssignmentExpression"))
                post = node.step.review + (f"@{node.step.unit}" if node.step.unit else "")
                SubElement(owner, _tag("formalExpression")).text = post
            case Kind.GROUP if repeats(node, self.elements):
                loop = SubElement(element, _tag("multiInstanceLoopCharacteristics"), isSequential="false")
                cardinality = SubElement(loop, _tag("loopCardinality"), {_tag("type", XSI): "tFormalExpression"})
                cardinality.text = f"{variable(node.path)}_count"
            case Kind.SCRIPT:
                element.set("scriptFormat", "python")
                SubElement(element, _tag("script")).text = self.elements.scripts[node.path]
            case Kind.CATCH if isinstance(node.step, WaitStep):
                self._waited_for(element, node.step)
            case Kind.ENOUGH if isinstance(node.step, ParallelStep):
                until = node.step.until
                words = f"count >= {1 if until == 'any' else until}" if isinstance(until, int | str) else until.source
                SubElement(element, _tag("activationCondition"), {_tag("type", XSI): "tFormalExpression"}).text = words
            case Kind.END if node.path in self.elements.terminating:
                SubElement(element, _tag("terminateEventDefinition"))

    def _waited_for(self, element: Element, step: WaitStep) -> None:
        if step.event:
            SubElement(element, _tag("messageEventDefinition"))
            return
        timer = SubElement(element, _tag("timerEventDefinition"))
        if step.wait:
            SubElement(timer, _tag("timeDuration"), {_tag("type", XSI): "tFormalExpression"}).text = iso(step.wait)
        elif step.until:
            SubElement(timer, _tag("timeDate"), {_tag("type", XSI): "tFormalExpression"}).text = step.until.source

    def _has_timer(self, node: Node) -> bool:
        return _limit(node) is not None and self.elements.kinds[node.path] in (Kind.USER, Kind.SERVICE, Kind.RECEIVE)

    def _timer(self, parent: Element, node: Node) -> None:
        """The time a step is given: when it is up somebody is reminded, and the step goes on."""
        limit = _limit(node)
        assert limit is not None
        event = SubElement(
            parent,
            _tag("boundaryEvent"),
            id=_timer_id(node),
            name=self._overdue(node),
            attachedToRef=identifier(node.path),
            cancelActivity="false",
        )
        timer = SubElement(event, _tag("timerEventDefinition"))
        SubElement(timer, _tag("timeDuration"), {_tag("type", XSI): "tFormalExpression"}).text = iso(limit)

    def _flow(self, parent: Element, arrow: Arrow) -> None:
        flow = SubElement(
            parent,
            _tag("sequenceFlow"),
            id=self.flows[arrow],
            sourceRef=identifier(arrow.source),
            targetRef=identifier(arrow.target),
        )
        if arrow.label:
            flow.set("name", arrow.label)
        if arrow.when is not None:
            self._document(flow, f"CEL: {arrow.when.source}")
        condition = self.elements.conditions.get(arrow)
        if condition:
            SubElement(flow, _tag("conditionExpression"), {_tag("type", XSI): "tFormalExpression"}).text = condition

    def _ends_of_flows(self, element: Element, path: str, arrows: tuple[Arrow, ...]) -> None:
        for tag, end in (("incoming", "target"), ("outgoing", "source")):
            for arrow in arrows:
                if getattr(arrow, end) == path:
                    SubElement(element, _tag(tag)).text = self.flows[arrow]

    def _remarks(self, node: Node, kind: Kind) -> Iterator[str]:
        if kind in (Kind.SCRIPT, Kind.END, Kind.BOTH) or node.path.endswith("/(choice)"):
            return
        yield from filter(None, (node.who, *node.remarks, node.step.law, node.step.note))
        match node.step:
            case ComputeStep(compute=rule):
                yield f"rule: {rule}"
            case RequestStep(request=register):
                yield f"register: {register}"
            case ProduceStep(produce=template):
                yield f"template: {template}"
            case EachStep(each=each):
                yield f"CEL: {each.source}"
        for key, value in getattr(node.step, "with_", {}).items():
            yield f"{key}: {getattr(value, 'source', value)}"

    def _document(self, element: Element, words: str) -> None:
        if words:
            SubElement(element, _tag("documentation")).text = words

    # --- The diagram ---

    def _diagram(self, root: Element) -> None:
        measures = Measures(Size(EVENT, EVENT, is_narrow=True), self._size, _label_size, 0, may_lie=False)
        drawing = laid_out(self.plan, measures, lambda node: self._lane_of(node.path if node else ""))
        drawing = drawing.moved(60, 60 + HEAD)
        plane = SubElement(
            SubElement(root, _tag("BPMNDiagram", DI), id="diagram"),
            _tag("BPMNPlane", DI),
            id="plane",
            bpmnElement="collaboration",
        )
        self._shape(plane, "pool", 60, 60 - HEAD, drawing.width, drawing.height + 2 * HEAD, {"isHorizontal": "false"})
        for name, x, room in drawing.lanes:
            self._shape(plane, self._lane_id(name), x, 60, room, drawing.height + HEAD, {"isHorizontal": "false"})
        self._drawn(plane, drawing)

    def _size(self, node: Node, inside_width: float, inside_height: float) -> Size:
        kind = self.elements.kinds[node.path]
        if kind.is_gateway:
            return Size(GATEWAY, GATEWAY, is_narrow=True)
        if kind.is_round:
            rows = lines(node.title, 110, TEXT)
            return Size(
                max([EVENT, *(width(row, TEXT) for row in rows)]),
                EVENT + len(rows) * 14 + (4 if rows else 0),
                is_narrow=True,
            )
        if node.parts:
            return Size(max(inside_width + 20, width(node.title, TEXT) + 40, 120), inside_height + 36, 26)
        rows = lines(node.title, TASK - 20, TEXT)
        has_timer = self._has_timer(node)
        return Size(TASK + (2 * BESIDE if has_timer else 0), max(80.0, len(rows) * 14.5 + 50), is_narrow=has_timer)

    def _drawn(self, plane: Element, drawing: Drawing) -> None:
        for box in drawing.boxes:
            self._box(plane, box, drawing.plan)
        for route in drawing.routes:
            edge = SubElement(
                plane, _tag("BPMNEdge", DI), id=f"{self.flows[route.arrow]}_di", bpmnElement=self.flows[route.arrow]
            )
            for x, y in route.points:
                SubElement(edge, _tag("waypoint", LINES), x=_n(x), y=_n(y))
            room = _label_size(route.arrow.label)
            if room and route.label_at:
                x, y = route.label_at
                _bounds(SubElement(edge, _tag("BPMNLabel", DI)), x - room[0] / 2, y - room[1] / 2, *room)

    def _box(self, plane: Element, box: Box, plan: Plan) -> None:
        if box.node is None:
            self._shape(plane, identifier(start_of(plan)), box.x, box.y, box.width, box.height)
            return
        kind = self.elements.kinds[box.node.path]
        if kind.is_round:
            x = box.x + (box.width - EVENT) / 2
            shape = self._shape(plane, identifier(box.node.path), x, box.y, EVENT, EVENT)
            if box.node.title:
                label = SubElement(shape, _tag("BPMNLabel", DI))
                _bounds(label, box.x, box.y + EVENT + 2, box.width, box.height - EVENT - 2)
            return
        more = (
            {"isExpanded": "true"} if kind is Kind.GROUP else {"isMarkerVisible": "true"} if kind is Kind.CHOICE else {}
        )
        has_timer = self._has_timer(box.node)
        side = BESIDE if has_timer else 0
        self._shape(plane, identifier(box.node.path), box.x + side, box.y, box.width - 2 * side, box.height, more)
        for part in box.parts:
            self._drawn(plane, part)
        if has_timer:
            self._timer_shape(plane, box, box.node)

    def _timer_shape(self, plane: Element, box: Box, node: Node) -> None:
        """The timer on the right edge of its task, its words beside it."""
        edge = box.x + box.width - BESIDE
        shape = self._shape(plane, _timer_id(node), edge - EVENT / 2, box.y + 4, EVENT, EVENT)
        rows = lines(self._overdue(node), BESIDE - EVENT / 2 - 4, TEXT)
        _bounds(
            SubElement(shape, _tag("BPMNLabel", DI)),
            edge + EVENT / 2 + 2,
            box.y + 4,
            BESIDE - EVENT / 2 - 4,
            len(rows) * 14.4,
        )

    def _overdue(self, node: Node) -> str:
        limit = _limit(node)
        return self.names.say("overdue", self.names.time(limit)) if limit else ""

    def _shape(
        self,
        plane: Element,
        of: str,
        x: float,
        y: float,
        room: float,
        height: float,
        more: dict[str, str] | None = None,
    ) -> Element:
        shape = SubElement(plane, _tag("BPMNShape", DI), {"id": f"{of}_di", "bpmnElement": of, **(more or {})})
        _bounds(shape, x, y, room, height)
        return shape


def _limit(node: Node) -> Duration | None:
    """The time a step is given, where it is the step itself and not a gateway behind it."""
    if node.name and isinstance(node.step, ReviewStep | RequestStep):
        return node.step.within
    if node.name and isinstance(node.step, WaitStep) and node.step.event:
        return node.step.wait
    return None


def _timer_id(node: Node) -> str:
    return f"{identifier(node.path)}_time"


def _label_size(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    rows = lines(text, 84, TEXT)
    return max(width(row, TEXT) for row in rows) + 8, len(rows) * 14.4 + 4


def _tag(name: str, space: str = MODEL) -> str:
    return f"{{{space}}}{name}"


def _bounds(parent: Element, x: float, y: float, room: float, height: float) -> None:
    SubElement(parent, _tag("Bounds", DC), x=_n(x), y=_n(y), width=_n(room), height=_n(height))


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
