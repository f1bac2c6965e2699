"""What tests of papers share: fixed dates, and reading a laid-out document back."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2

ISSUED_ON = date(2026, 3, 9)
SIGNED_AT = datetime(2026, 3, 9, 10, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

Builder = Callable[..., dict[str, Any]]


def text_of(pdf: bytes) -> list[str]:
    """The words of each page, as a reader's copy would give them, in one line."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
