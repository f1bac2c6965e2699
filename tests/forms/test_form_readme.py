"""What a designer may write is written down where designers look."""

from pathlib import Path

import pytest
from test_form_html import CLASSES

import forms
from forms.formats import FORMATS
from forms.inspecting import KINDS
from forms.keywords import KEYWORDS

README = (Path(forms.__file__).parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", sorted({*FORMATS, "money", *KEYWORDS, "x-code-within", *CLASSES, *KINDS}))
def test_the_readme_knows(word):
    assert f"`{word}`" in README
