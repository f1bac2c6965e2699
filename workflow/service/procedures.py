"""The compiled procedures of this office, by day, by national code, and by digest for dossiers that run by older versions."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from forms import Form
from integrations.registers.contract import Register
from workflow.clock import Calendar
from workflow.compiler import Context, compile_procedure
from workflow.definition.figures import load_figures
from workflow.definition.library import Library, Source, digest_of, read_library
from workflow.definition.models import Definition
from workflow.definition.organisation import Organisation
from workflow.definition.places import DefinitionError
from workflow.definition.reading import Node, node_of
from workflow.engine.procedure import Computation, Procedure

COMMON = "common"
FIGURES = "figures.yaml"


class NotInForce(Exception):
    """There is no version of this procedure for that day."""


@dataclass(frozen=True)
class Version:
    """A procedure as dossiers of some day run by it, with its form; `source` is what it can be made from again."""

    procedure: Procedure
    form: Form
    source: str = field(repr=False)

    @property
    def digest(self) -> str:
        return self.procedure.digest

    @property
    def definition(self) -> Definition:
        return self.procedure.definition


class NotAsKept(Exception):
    """What the database keeps of a version is not what its digest stands for."""


class Procedures:
    """Compiles on first use and remembers. May be shared by threads."""

    def __init__(self, library: Library, context: Context) -> None:
        """Raises DefinitionError for faulty figures: told at once, not when the first dossier is settled."""
        self._library = library
        self._context = context
        self.figures = load_figures(library.root / FIGURES, f"{library.root.name}/{FIGURES}")
        self._by_day: dict[tuple[str, date], Version] = {}
        self._by_digest: dict[str, Version] = {}
        self._forms: dict[tuple[Path, Path], tuple[Form, str]] = {}
        self._turn = threading.RLock()

    @classmethod
    def load(
        cls,
        root: Path,
        *,
        rules: Mapping[str, Computation] | None = None,
        rule_inputs: Mapping[str, Mapping[str, bool]] | None = None,
        templates: Mapping[str, frozenset[str]] | None = None,
        messages: Iterable[str] = (),
    ) -> "Procedures":
        """Read a folder of procedures; raises DefinitionError. Definitions themselves are compiled on first use."""
        library = read_library(root)
        context = Context(
            library.organisation,
            library.calendar,
            rules=rules or {},
            rule_inputs=rule_inputs or {},
            templates=templates or {},
            messages=frozenset(messages),
            procedures=frozenset(library.sources),
            registers=frozenset(register.value for register in Register),
        )
        return cls(library, context)

    @property
    def library(self) -> Library:
        return self._library

    @property
    def organisation(self) -> Organisation:
        return self._library.organisation

    @property
    def calendar(self) -> Calendar:
        return self._library.calendar

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(self._library.sources)

    @property
    def root(self) -> Path:
        return self._library.root

    def slug_of(self, name: str) -> str | None:
        """The procedure called by its slug, its national code or one of its service codes; None when there is none."""
        return name if name in self._library.sources else self._codes.get(name)

    def days_of(self, slug: str) -> tuple[date, ...]:
        """The days on which versions of these files begin."""
        return self._library.sources[slug].versions

    @property
    def made_of(self) -> tuple[Library, Context]:
        """What they are compiled from, and in."""
        return self._library, self._context

    def on(self, slug: str, day: date) -> Version:
        """The version for dossiers submitted on `day`; raises NotInForce, and DefinitionError for a faulty definition."""
        source = self._library.sources[slug]
        first_day = source.version_on(day)
        if first_day is None:
            raise NotInForce(f"{slug} has no version for {day}")
        with self._turn:
            if (slug, first_day) not in self._by_day:
                version = self._compiled(source, first_day)
                self._by_day[slug, first_day] = version
                self._by_digest[version.digest] = version
        return self._by_day[slug, first_day]

    def by_digest(self, digest: str, stored: Callable[[], tuple[date, str]]) -> Version:
        """The version a dossier runs by. `stored` gives (valid_from, source) when these files no longer make it."""
        with self._turn:
            if digest not in self._by_digest:
                self._by_digest[digest] = self._restored(digest, *stored())
            return self._by_digest[digest]

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Slug by national code and service code, whatever the version."""
        found = {}
        for slug, source in self._library.sources.items():
            for key in ("code", "service_codes"):
                node = source.tree.get(key)
                for _, leaf in node.walk() if node is not None else ():
                    if isinstance(leaf.value, str):
                        found[leaf.value] = slug
        return found

    def _compiled(self, source: Source, first_day: date) -> Version:
        root = self._library.root
        made: list[tuple[Node, Form]] = []

        def digest(tree: Node) -> str:
            # The definition is known to be sound by now; its form is part of what the digest stands for.
            names = [(tree.get(key), default) for key, default in FORM_FILES]
            schema, layout = (
                source.folder / str(node.value if node is not None else default) for node, default in names
            )
            form = self._form(schema, layout)
            made.append((tree, form))
            return digest_of(tree, *sorted(form.files))

        procedure = compile_procedure(source, first_day, self._context, digest)
        tree, form = made[0]
        definition = procedure.definition
        kept = {
            "tree": tree.plain(),
            "schema": str((source.folder / definition.form).relative_to(root)),
            "layout": str((source.folder / definition.layout).relative_to(root)),
            "files": {str(file.relative_to(root)): file.read_text(encoding="utf-8") for file in form.files},
        }
        # In the order written: an unsaid `then` leads to the step written next.
        return Version(procedure, form, json.dumps(kept, ensure_ascii=False, default=str))

    def _form(self, schema: Path, layout: Path) -> Form:
        """The form of these files, which most versions of a procedure share; loaded again when one of them was changed."""
        form, read = self._forms.get((schema, layout), (None, ""))
        if form is None or read != _content(form):
            form = Form.load(schema, layout, self._library.root / COMMON)
            self._forms[schema, layout] = form, _content(form)
        return form

    def recompiled(self, version: Version) -> Version:
        """The version made again from what is kept of it; raises NotAsKept when that gives another one."""
        return self._restored(version.digest, version.procedure.valid_from, version.source)

    def _restored(self, digest: str, valid_from: date, source: str) -> Version:
        kept: dict[str, Any] = json.loads(source)
        procedure = Procedure(
            definition=Definition.model_validate(kept["tree"]),
            valid_from=valid_from,
            digest=digest,
            calendar=self._context.calendar,
            rules=self._context.rules,
            early_warning=self.organisation.early_warning,
        )
        with TemporaryDirectory() as folder:
            root = Path(folder)
            for name, content in kept["files"].items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(content, encoding="utf-8")
            form = Form.load(root / kept["schema"], root / kept["layout"], root / COMMON)
            made = digest_of(node_of(kept["tree"]), *sorted(form.files))
        if made != digest:
            raise NotAsKept(f"the version kept as {digest} of {procedure.slug} gives {made}: what is kept was changed")
        return Version(procedure, form, source)


def _content(form: Form) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in form.files)).hexdigest()


FORM_FILES = tuple((key, str(Definition.model_fields[key].default)) for key in ("form", "layout"))

__all__ = ["DefinitionError", "NotAsKept", "NotInForce", "Procedures", "Version"]
