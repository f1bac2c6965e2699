"""Begins a procedure: a folder that checks clean at once, with comments that say what the designer has still to fill in."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template

from workflow.definition.library import DEFINITION, definitions_below
from workflow.definition.organisation import load_organisation
from workflow.definition.places import DefinitionError
from workflow.definition.reading import read

SKELETON = Path(__file__).parent / "skeleton"
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
ASSUMED = (
    "Thẩm quyền, thành phần hồ sơ và căn cứ pháp lý chưa được kiểm tra (model).",
    "Thời hạn 5 ngày làm việc và 10 ngày bổ sung là giả định (model).",
)
NO_CODE = "0.000000"
CODE_ASSUMED = "Mã thủ tục quốc gia chưa có; 0.000000 là tạm (model)."


class NotBegun(Exception):
    """Why nothing was written."""


@dataclass(frozen=True)
class Draft:
    """What is known of a procedure before it is written; without a code it gets one that is noted as provisional."""

    slug: str
    sector: str
    title_vi: str
    title_en: str
    first_day: date
    code: str | None = None


def begin(root: Path, draft: Draft) -> list[Path]:
    """Write the skeleton into a new folder below `root`; its files. Raises NotBegun, and then nothing was written."""
    for word, what in ((draft.slug, "name"), (draft.sector, "sector")):
        if not SLUG.fullmatch(word):
            raise NotBegun(f"'{word}' is no {what}: write small letters and digits, words joined by hyphens")
    if not draft.title_vi.strip() or not draft.title_en.strip():
        raise NotBegun("the title is needed in Vietnamese and in English")
    folder = root / draft.sector / draft.slug
    taken = next((each for each in definitions_below(root) if each.name == draft.slug), None)
    if taken is not None or folder.exists():
        raise NotBegun(f"{taken or folder} is there already; nothing was changed")
    values = _values(root, draft)
    files = sorted(file for file in SKELETON.rglob("*") if file.is_file())
    return [_write(folder / file.relative_to(SKELETON), file, values) for file in files]


def _values(root: Path, draft: Draft) -> dict[str, str]:
    notes = ASSUMED if draft.code else (CODE_ASSUMED, *ASSUMED)
    return {
        "slug": draft.slug,
        "code": _quoted(draft.code or NO_CODE),
        "sector": _sector(root / draft.sector) or draft.sector,
        "title_vi": _quoted(draft.title_vi),
        "title_en": _quoted(draft.title_en),
        "day": draft.first_day.isoformat(),
        "unit": _unit(root),
        "notes": "\n".join(f"  - {note}" for note in notes),
    }


def _sector(folder: Path) -> str | None:
    """What the other procedures of the folder call their sector."""
    for file in sorted(folder.glob(f"*/{DEFINITION}")):
        try:
            said = read(file).get("sector")
        except DefinitionError:
            continue
        if said is not None and isinstance(said.value, str):
            return said.value
    return None


def _unit(root: Path) -> str:
    """A unit that can examine dossiers, to begin with: the first that is neither the counter, the money nor the lead."""
    try:
        units = load_organisation(root / "organisation.yaml").units
    except DefinitionError as error:
        raise NotBegun(f"the organisation cannot be read: {error}") from None
    return next((unit for unit in units if unit not in ("ONE_STOP", "FIN", "LEAD")), "LEAD")


def _quoted(text: str) -> str:
    """As JSON and YAML both read it."""
    return json.dumps(text.strip(), ensure_ascii=False)


def _write(target: Path, skeleton: Path, values: dict[str, str]) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    # `$schema` and `$ref` belong to JSON Schema: names that are not ours stay as they are.
    target.write_text(Template(skeleton.read_text(encoding="utf-8")).safe_substitute(values), encoding="utf-8")
    return target
