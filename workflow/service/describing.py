"""A version of a procedure with the words that pictures and pages of it need: of the organisation, the form, the desk's catalogue."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms import Form
from forms.showing import shown
from workflow.clock.duration import Language
from workflow.definition.library import Library
from workflow.definition.messages import load_messages
from workflow.definition.places import DefinitionError, Fault
from workflow.drawing.names import Names
from workflow.engine.procedure import Procedure
from workflow.service.checking import open_workplace
from workflow.service.context import MESSAGES
from workflow.service.procedures import NotInForce, Procedures

PLACEHOLDER = re.compile(r"\{\w+\}")
Word = Callable[[str, str], str]
"""Names a code of a group in the language wanted, or gives the code back."""


class NoSuchProcedure(Exception):
    """There is no such procedure, or none of it on that day."""


@dataclass(frozen=True)
class Described:
    """A version, what its things are called, the first day of the version after it, if there is one, and its answers."""

    procedure: Procedure
    names: Names
    until: date | None
    fields: int
    """How many single answers its form can hold, each row of a list counted once."""


def describe(folder: Path, procedure: str, day: date, language: Language, word: Word) -> Described:
    """The version of a procedure for dossiers of a day.

    Raises NoSuchProcedure, and DefinitionError with the faults of what cannot be read.
    """
    faults: list[Fault] = []
    workplace = open_workplace(folder.resolve(), faults)
    if workplace is None:
        raise DefinitionError(faults)
    return described(workplace.procedures, procedure, day, language, word)


def described(procedures: Procedures, procedure: str, day: date, language: Language, word: Word) -> Described:
    """The same from procedures that are open already."""
    slug = procedures.slug_of(procedure)
    if slug is None:
        known = procedures.slugs
        near = difflib.get_close_matches(procedure, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known) or 'none'}"
        raise NoSuchProcedure(f"there is no procedure {procedure}; {hint}")
    try:
        version = procedures.on(slug, day)
    except NotInForce as error:
        raise NoSuchProcedure(str(error)) from None
    after = [first for first in procedures.days_of(slug) if first > version.procedure.valid_from]
    names = names_of(procedures.library, version.form, day, language, word)
    return Described(
        version.procedure, names, min(after, default=None), sum(each.is_leaf for each in version.form.fields())
    )


def names_of(library: Library, form: Form, day: date, language: Language, word: Word) -> Names:
    """What everything of a procedure is called in one language; answers are labelled as the form labels them on a day."""
    ours = {"procedure": _titles(library, language), "message": _subjects(library, language)}

    def any_word(group: str, code: str) -> str:
        return ours[group].get(code, code) if group in ours else word(group, code)

    def label(path: str) -> str | None:
        field = form.field("/" + path.replace(".", "/"))
        return None if field is None else field.label_en if language == "en" else field.label

    def answer(path: str, value: object) -> str | None:
        if label(path) is None:
            return None
        return shown(value, form.node({}, "/" + path.replace(".*", ".0").replace(".", "/")), form.codes, language, day)

    return Names(language, library.organisation, any_word, label, answer)


def _subjects(library: Library, language: Language) -> Mapping[str, str]:
    """The subjects of all notices; what is filled in when they are sent is left open. A folder may have none."""
    file = library.root / MESSAGES
    notices = load_messages(file) if file.is_file() else {}
    return {name: PLACEHOLDER.sub("…", notice.subject.in_(language)) for name, notice in notices.items()}


def _titles(library: Library, language: Language) -> Mapping[str, str]:
    """The titles of all procedures, as far as they can be read."""
    found = {}
    for slug, source in library.sources.items():
        title = source.tree.get("title")
        text = title.get(language) if title is not None else None
        if text is not None:
            found[slug] = str(text.value)
    return found
