"""Completes what a case says of a register's record, since the real contract wants whole records."""

import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

FIRST_OF_SOME = re.compile(r"\^\(([a-z_]+)")
USUAL: dict[str, Any] = {
    "province": "22",
    "province_name": "Quảng Ninh",
    "ward": "06685",
    "ward_name": "Phường Hồng Gai",
    "street": "Tổ 5, khu 3",
    "facility": "22012",
    "code": "22012",
    "facility_name": "Bệnh viện đa khoa tỉnh Quảng Ninh",
    "tax_code": "5700100256",
    "card_number": "DN4220000000001",
    "group": "DN",
    "level": 4,
    "days": 3,
    "full_name": "NGUYỄN VĂN AN",
    "si_number": "2200000001",
    "personal_id": "022080000001",
    "gender": "male",
    "from": "2024-01",
    "to": "2024-12",
    "last_paid_month": "2025-09",
    "is_alive": True,
    "is_active": True,
    "is_licence_valid": True,
}
"""What a field holds where neither the case nor the person says it."""


def completed(model: type[BaseModel], said: Mapping[str, Any], who: Mapping[str, Any]) -> dict[str, Any]:
    """`said` with every field the model needs; the person's own data come before what is usual."""
    whole = dict(said)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key in whole:
            whole[key] = _inside(field.annotation, whole[key])
        elif field.is_required():
            whole[key] = who[key] if key in who and _fits(field, who[key]) else _usual(key, field)
    return whole


def _fits(field: FieldInfo, value: Any) -> bool:
    """Whether what a form says may stand in the record, too: half a day of leave is no number of days of a certificate."""
    allowed: Any = field.annotation
    for rule in field.metadata:
        allowed = Annotated[allowed, rule]
    try:
        TypeAdapter(allowed).validate_python(value)
    except ValidationError:
        return False
    return True


def _inside(kind: Any, value: Any) -> Any:
    """Records within a record are completed, too."""
    inner = _model_in(kind)
    if inner is None:
        return value
    if isinstance(value, list):
        return [completed(inner, each, {}) for each in value]
    return completed(inner, value, {}) if isinstance(value, Mapping) else value


def _usual(key: str, field: Any) -> Any:
    kind = field.annotation
    fitting = next((each.pattern for each in field.metadata if getattr(each, "pattern", None)), "")
    if key in USUAL and kind is not date and (not fitting or re.match(fitting, str(USUAL[key]))):
        return USUAL[key]
    if found := FIRST_OF_SOME.match(fitting):
        return found[1]
    if typing.get_origin(kind) in (list, dict):
        return []
    if (inner := _model_in(kind)) is not None:
        return completed(inner, {}, {})
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(iter(kind)).value
    plain: dict[Any, Any] = {str: "-", int: 0, bool: False, date: "2020-01-02", Decimal: 0}
    return plain.get(kind)


def _model_in(kind: Any) -> type[BaseModel] | None:
    for each in (kind, *typing.get_args(kind)):
        if isinstance(each, types.GenericAlias):
            continue
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None
