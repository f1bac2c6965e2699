"""Writes plain values as YAML that people like to read: what fits on a line stands on one, texts with a meaning to YAML are quoted."""

import json
import re
from io import StringIO
from textwrap import dedent
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from workflow.definition.reading import AMBIGUOUS_KEYS

LINE = 96
TRAILING = re.compile(r" +$", re.MULTILINE)


def as_yaml(value: Any) -> str:
    """YAML 1.2 that `reading` gives the same value for."""
    yaml = YAML()
    yaml.width = 118
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    yaml.dump(_laid_out(value), text)
    return dedent(TRAILING.sub("", text.getvalue()))


def _laid_out(value: Any, *, inline: bool = False) -> Any:
    """Mappings and lists as ruamel lays them out: short ones, and all that stands inside them, between braces."""
    if isinstance(value, dict):
        made: Any = CommentedMap(
            {_key(key): _laid_out(child, inline=inline or _fits(child)) for key, child in value.items()}
        )
    elif isinstance(value, list):
        made = CommentedSeq([_laid_out(child, inline=inline) for child in value])
    else:
        return value
    (made.fa.set_flow_style if inline else made.fa.set_block_style)()
    return made


def _key(key: str) -> str:
    return DoubleQuotedScalarString(key) if key.lower() in AMBIGUOUS_KEYS else key


def _fits(value: Any) -> bool:
    """Whether it stands on the line of its key: what is short, and lists of words however long, but no list of mappings."""
    if isinstance(value, list):
        return not any(isinstance(each, dict | list) for each in value)
    return isinstance(value, dict) and len(json.dumps(value, ensure_ascii=False, default=str)) <= LINE
