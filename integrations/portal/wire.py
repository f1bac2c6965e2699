"""How the portal writes values: everything text, dates `yyyyMMddHHmmss` in Vietnamese time, empty text when absent."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from integrations.wire import VIETNAM, Text

DATE = re.compile(r"[0-9]{14}")


class Wire(BaseModel):
    """A wire object: exact names as aliases, unknown fields ignored on reading, nothing coerced on writing."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")

    def to_wire(self) -> dict[str, Any]:
        """Return the object under its wire names."""
        return self.model_dump(by_alias=True)


def date_to_wire(at: datetime | None) -> str:
    """Write an aware time as the portal does; absent is empty."""
    return at.astimezone(VIETNAM).strftime("%Y%m%d%H%M%S") if at else ""


def date_from_wire(value: str) -> datetime:
    """Read a portal date; raises ValueError for anything else."""
    if not DATE.fullmatch(value):
        raise ValueError("is not a date yyyyMMddHHmmss")
    return datetime.strptime(value, "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM)


def shortened(value: str, limit: int) -> str:
    """Cut a text to `limit` characters, the last of them an ellipsis of three dots as other clients write it."""
    return value if len(value) <= limit else value[: limit - 3] + "..."


def _check_date(value: str) -> str:
    if value:
        date_from_wire(value)
    return value


DateText = Annotated[Text, AfterValidator(_check_date)]
