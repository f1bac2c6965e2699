"""Pictures of every procedure, in every version and both languages: all is on them, and nothing lies on anything else."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from desk.words import LANGUAGES, Words
from outputs.fonts import fontconfig_path  # noqa: F401
from workflow.definition.models import StepGraph
from workflow.drawing.layout import Box, Drawing, Measures, Route, Size, laid_out
from workflow.drawing.measuring import width
from workflow.drawing.mermaid import mermaid
from workflow.drawing.plan import plan_of
from workflow.drawing.svg import svg
