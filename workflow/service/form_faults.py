"""What is wrong with the form of a procedure, said with file and line: files that cannot work, fields that nothing reads."""

from collections.abc import Iterator
from pathlib import Path

from forms import Form
from forms.errors import FormError
from forms.pointers import join, split
from workflow.compiler.fields import unused_fields
from workflow.definition.library import Source
from workflow.definition.models import Definition
from workflow.definition.places import Fault, Place
from workflow.definition.reading import Node, parse_file
from workflow.service.lists import list_layouts
from workflow.service.procedures import Procedures

RECORD = "let a condition, rule or paper read it, or give it `x-record` with the reason why it is asked for"


def form_faults(source: Source, procedures: Procedures) -> Iterator[Fault]:
    """The faults of the forms of all versions of a sound definition."""
    used: dict[Path, list[Definition]] = {}
    forms: dict[Path, Form] = {}
    for first_day in source.versions:
        try:
            version = procedures.on(source.slug, first_day)
        except FormError as error:
            yield fault_of(error)
            continue
        file = source.folder / version.procedure.definition.form
        used.setdefault(file, []).append(version.procedure.definition)
        forms[file] = version.form
    for form in forms.values():
        try:
            list_layouts(source, form)
        except FormError as error:
            yield fault_of(error)
            break  # of another version's form it would be said again
    for file, form in forms.items():
        yield from _unused(used[file], form, _tree(file) or Node(None, Place(str(file))))


def _unused(definitions: list[Definition], form: Form, tree: Node) -> Iterator[Fault]:
    """unused-field: nothing in any version reads it. A shared fragment is asked for as one."""
    leaves = [field for field in form.fields() if field.is_leaf]
    excused = {*form.steering(), *(field.pointer for field in leaves if field.record)}
    asked = dict.fromkeys(_asked(tree, field.pointer)[0] for field in leaves)
    for pointer in unused_fields(definitions, asked, excused):
        node = _asked(tree, pointer)[1]
        reason = f"nothing reads '{pointer}' of the form"
        yield Fault("unused-field", node.key or node.place, reason, RECORD)


def fault_of(error: FormError) -> Fault:
    """A fault of a form's file, at the line of the place it names."""
    tree = _tree(error.file)
    place = tree.place_of(_keys(tree, error.pointer)) if tree else Place(str(error.file))
    return Fault(error.code, place, f"{error.pointer or 'the form'}: {error.reason}")


def _tree(file: Path) -> Node | None:
    """The file with its lines; JSON is YAML."""
    return parse_file(file, str(file))[0] if file.is_file() else None


def _keys(tree: Node, pointer: str) -> tuple[str | int, ...]:
    """The pointer's tokens as keys; in a list they are numbers."""
    keys: list[str | int] = []
    for token in split(pointer):
        is_list = isinstance(tree.at(tuple(keys)).value, list)
        keys.append(int(token) if is_list and token.isdecimal() else token)
    return tuple(keys)


def _asked(tree: Node, pointer: str) -> tuple[str, Node]:
    """The field as the form's own file asks for it, and where: of a shared fragment it names the fragment only."""
    node, tokens = tree, split(pointer)
    for place, token in enumerate(tokens):
        found = _below(tree, node, token)
        if found is None:
            return (join(*tokens[:place]), node) if node.get("$ref") else (pointer, node)
        node = found
    return pointer, node


def _below(tree: Node, node: Node, token: str) -> Node | None:
    """The schema of a property, or of a row, said by a schema itself, a part of it or what it refers to in its file."""
    if token == "*":
        direct = node.get("items")
    else:
        properties = node.get("properties")
        direct = properties.get(token) if properties else None
    if direct is not None and direct.value is not False:
        return direct
    every = node.get("allOf")
    parts = [*(every.value if every else ()), node.get("then"), node.get("else"), _referred(tree, node)]
    return next((found for part in parts if part is not None and (found := _below(tree, part, token))), None)


def _referred(tree: Node, node: Node) -> Node | None:
    reference = node.get("$ref")
    if reference is None or not str(reference.value).startswith("#/"):
        return None
    return tree.at(_keys(tree, str(reference.value)[1:]))
