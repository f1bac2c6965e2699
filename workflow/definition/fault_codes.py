"""The catalogue of faults: what each code means in plain words, with a bad and a good example. Data in fault_codes.yaml."""

import difflib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workflow.definition.reading import read

FILE = Path(__file__).with_suffix(".yaml")


class Code(BaseModel):
    """One kind of fault.

    Examples are parts of procedure.yaml, the rest of it being sound; `# file: …` begins another file. An example may leave
    out the steps that receive and settle a dossier, unless `whole` says that it holds every step there is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    means: str = Field(description="in English, for somebody who is no programmer")
    vi: str = Field(description="the same in one Vietnamese sentence")
    bad: str
    good: str
    whole: bool = False
    told: Literal["in words"] | None = Field(None, description="the examples are no text of a file but tell of files")


def load_codes() -> dict[str, Code]:
    """Every code in the order of the catalogue."""
    return {name: Code.model_validate(node.plain()) for name, node in read(FILE, FILE.name).value.items()}


def near(code: str, codes: dict[str, Code]) -> list[str]:
    """Codes somebody may have meant: spelt alike, else sharing a word."""
    alike = difflib.get_close_matches(code, codes, 3, 0.75)
    return alike or [name for name in codes if set(code.split("-")) & set(name.split("-"))]
