"""Files that come with a dossier: checked one by one and together, then kept by their digest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from forms import attachments
from forms.inspecting import KINDS, kind_of
from workflow.definition.models import Definition
from workflow.engine.events import FormFault, Paper
from workflow.service.filling import faults
from workflow.service.office import Office

MEGABYTE = 2**20


@dataclass(frozen=True)
class Attachment:
    """A file for a component of the dossier."""

    component: str
    name: str
    content: bytes = field(repr=False)


def named(files: Sequence[Attachment], definition: Definition) -> list[Attachment]:
    """The files with the portal's code of a paper (MAGIAYTO) replaced by the component's own name."""
    by_code = {component.code: name for name, component in definition.components.items() if component.code}
    return [replace(each, component=by_code.get(each.component, each.component)) for each in files]


def check(files: Sequence[Attachment], definition: Definition, before: Sequence[Paper] = ()) -> Iterator[FormFault]:
    """Everything wrong with these files; `before` are papers handed in earlier, which count towards the limits."""
    limits = definition.attachments
    sizes = [*(paper.size for paper in before), *(len(each.content) for each in files)]
    together = attachments.check_together(sizes, max_files=limits.count, max_total=limits.megabytes * MEGABYTE)
    if together is not None:
        yield from (_at("/attachments", fault) for fault in faults([together]))
    for place, each in enumerate(files):
        component = definition.components.get(each.component)
        if component is None:
            yield FormFault(
                pointer=f"/attachments/{place}",
                code="unknown_component",
                vi=f"Thủ tục không có thành phần hồ sơ '{each.component}'.",
                en=f"The procedure has no component '{each.component}'.",
            )
            continue
        problem = attachments.check(
            each.name, each.content, accepts=component.accepts, max_bytes=limits.megabytes * MEGABYTE
        )
        if problem is not None:
            yield from (_at(f"/attachments/{place}", fault) for fault in faults([problem]))


def keep(office: Office, files: Sequence[Attachment]) -> tuple[Paper, ...]:
    """Store checked files. A file kept for a dossier that then does not come to be harms nobody: it has no row."""
    return tuple(
        Paper(
            component=each.component,
            name=attachments.display_name(each.name),
            sha256=office.blobs.put(each.content),
            size=len(each.content),
            media_type=KINDS[kind_of(each.content) or ""],
        )
        for each in files
    )


def _at(pointer: str, fault: FormFault) -> FormFault:
    return fault.model_copy(update={"pointer": pointer})
