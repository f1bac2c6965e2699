"""One renderer for all tests of papers (setting one up is what is slow), and builders of valid data."""

import copy
from pathlib import Path
from typing import Any

import pytest
from paper_reading import ISSUED_ON, Builder

from outputs.rendering import Renderer
from outputs.signing import Signer


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture
def sample(renderer: Renderer) -> Builder:
    """A template's sample, free to be changed; keywords replace whole fields."""

    def build(template_id: str, **changes: Any) -> dict[str, Any]:
        return {**copy.deepcopy(renderer.catalogue[template_id].sample), **changes}

    return build


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "demo"


@pytest.fixture(scope="session")
def signers(keys: Path) -> dict[str, Signer]:
    return Signer.create_demo(keys, agency="Bảo hiểm xã hội khu vực VIII", officers={"director": "Phạm Quốc Khánh"})


@pytest.fixture(scope="session")
def letter(renderer: Renderer) -> bytes:
    """An unsigned letter."""
    template = renderer.catalogue["apology"]
    return renderer.render(template.id, template.sample, issued_on=ISSUED_ON).pdf
