"""Lists that come as files, for the fields of a procedure's form that `form.lists.yaml` describes."""

from forms import Form
from forms.errors import FormError
from forms.lists import ListLayout, load_lists
from workflow.definition.library import Source
from workflow.service.procedures import Procedures

LISTS = "form.lists.yaml"


def list_layouts(source: Source, form: Form) -> tuple[ListLayout, ...]:
    """How the lists of a form come as files; none where nothing is said. Raises FormError for a file that cannot work."""
    file = source.folder / LISTS
    return load_lists(file, form) if file.is_file() else ()


def layouts_for(procedures: Procedures, slug: str, form: Form) -> tuple[ListLayout, ...]:
    """Those of a version in force; none where the files were changed since and fit its form no longer."""
    source = procedures.library.sources.get(slug)
    try:
        return list_layouts(source, form) if source is not None else ()
    except FormError:
        return ()


__all__ = ["LISTS", "ListLayout", "layouts_for", "list_layouts"]
