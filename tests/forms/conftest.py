"""The real forms, loaded once."""

import pytest
from form_samples import FOLDERS, load

from forms import Form


@pytest.fixture(scope="session")
def real_forms() -> dict[str, Form]:
    """The forms of the procedures, by a short name."""
    return {name: load(folder) for name, folder in FOLDERS.items()}
