"""Steps that another version calls otherwise: the same case under the new names. Pure, and undone by the renaming turned round."""

import re
from collections.abc import Mapping
from typing import Any

from workflow.engine.case import Case
from workflow.engine.procedure import INDEX

NAME = re.compile(r"[^.\[]*")
SHIPMENT = "_shipment"
"""What the return of results adds to its step's name to remember a parcel."""


class Renaming:
    """New paths by the old paths of steps, without element numbers: `{"people/verify": "people/examine"}`.

    A step keeps its graph: a path changes only in its last name and as the steps around it are renamed.
    """

    def __init__(self, paths: Mapping[str, str]) -> None:
        self._names = {old: new.rpartition("/")[2] for old, new in paths.items()}

    def path(self, path: str) -> str:
        """A step's or scope's path under the new names; element numbers and branches stay."""
        if not self._names:
            return path
        done, parts = "", []
        for part in path.split("/"):
            name = NAME.match(part)[0]  # type: ignore[index]  # it matches everything, also nothing
            parts.append(self._names.get(done + name, name) + part[len(name) :])
            done = INDEX.sub("", f"{done}{part}/")
        return "/".join(parts)

    def case(self, case: Case) -> Case:
        """The case with every path and every step's values under the new names."""
        if not self._names:
            return case
        return case.but(
            tokens={
                visit: token.but(scope=self.path(token.scope), step=self.path(token.path).rpartition("/")[2])
                for visit, token in case.tokens.items()
            },
            scopes={
                self.path(scope): value.but(variables=self._values(scope, value.variables))
                for scope, value in case.scopes.items()
            },
            deciders={self.path(path): actors for path, actors in case.deciders.items()},
            documents={
                visit: document if document.errand else document.but(step=self.path(document.step))
                for visit, document in case.documents.items()
            },
        )

    def _values(self, scope: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {self._name(scope, name): self._gathered(scope + name, value) for name, value in values.items()}

    def _name(self, scope: str, name: str) -> str:
        plain = INDEX.sub("", scope)
        if plain + name not in self._names and name.endswith(SHIPMENT):
            step = name.removesuffix(SHIPMENT)
            return self._names.get(plain + step, step) + SHIPMENT
        return self._names.get(plain + name, name)

    def _gathered(self, path: str, value: Any) -> Any:
        """What a step with graphs inside remembers of them: their values, by branch or by row."""
        inside = INDEX.sub("", path)
        if not isinstance(value, dict) or not any(old.startswith((f"{inside}/", f"{inside}.")) for old in self._names):
            return value
        if "branches" in value:
            branches = {name: self._values(f"{path}.{name}/", each) for name, each in value["branches"].items()}
            return {**value, "branches": branches}
        if "rows" in value:
            return {**value, "rows": [self._values(f"{path}/", each) for each in value["rows"]]}
        return self._values(f"{path}/", value)
