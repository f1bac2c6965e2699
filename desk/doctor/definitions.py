"""The procedures compile."""

from collections.abc import Iterator

from outputs.health import Finding
from workflow.settings import Settings


def compiled(settings: Settings) -> Iterator[Finding]:
    """Every version of every procedure; their cases are for `motcua check`."""
    from workflow.compiler import check
    from workflow.definition.library import read_library
    from workflow.definition.places import DefinitionError
    from workflow.service.context import build_context

    name, remedy = "Procedures", f"motcua check {settings.procedures}"
    try:
        library = read_library(settings.procedures)
        context = build_context(library)
    except DefinitionError as error:
        yield Finding(name, False, f"{len(error.faults)} faults; the first: {error.faults[0]}", remedy)
        return
    except OSError as error:
        yield Finding(name, False, str(error), "let MOTCUA_PROCEDURES name the folder of the definitions")
        return
    faults = [fault for source in library.sources.values() for fault in check(source, context)]
    seen = f"{len(library.sources)} procedures, {len(faults)} errors"
    yield Finding(name, bool(library.sources) and not faults, seen, remedy)
