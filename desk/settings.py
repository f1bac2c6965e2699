"""What the desk needs to know beside its office: secrets, cookies, limits and who receives messages of outside systems."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from desk import doors

Receiver = Callable[[str, Mapping[str, str], bytes], tuple[int, dict[str, Any]]]
"""Takes (path below the address, headers in lower case, body), verifies, stores, and gives HTTP status and JSON body.

It answers 401 for a forged message, 409 for a replayed one, 400 or 422 for one that cannot be taken, with `code` and
`detail` in the body; it does no more than store the message and hasten work.
"""

Preview = Callable[[str, int, str], tuple[bytes, str]]
"""Takes dossier code, visit of a review with a preview, and who looks; gives the PDF it would lead to, unsigned, and its name."""

Label = Callable[[str, int, int], tuple[bytes, str]]
"""Takes dossier code, visit and attempt of a booked parcel; gives its label as PDF, and its name."""


class Signature(Protocol):
    """One signature found in a file."""

    @property
    def signer(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def valid(self) -> bool: ...


class Verified(Protocol):
    """What was found about a file; `problems` are sentences for people."""

    @property
    def valid(self) -> bool: ...
    @property
    def signatures(self) -> Sequence[Signature]: ...
    @property
    def problems(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class DeskSettings:
    """Settings of one desk process. Times are in seconds unless the name says otherwise, sizes in bytes."""

    secret: str = field(repr=False)
    verify_file: Callable[[bytes], Verified]
    preview: Preview | None = None
    label: Label | None = None
    ask: doors.Ask | None = None
    https_only: bool = True
    session_hours: int = 10
    token_hours: int = 10
    attempts: int = 5
    attempts_within: float = 15 * 60
    body_limit: int = 96 * 1024 * 1024  # a list of many workers may carry 50 MB of papers, in base64 from the portal
    receivers: Mapping[str, Receiver] = field(default_factory=dict)
    workbench: doors.Workbench | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a secret that is too short to sign sessions with."""
        if len(self.secret) < 32:
            raise ValueError("the desk's secret needs at least 32 characters")
