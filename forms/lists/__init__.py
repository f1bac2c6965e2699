"""Lists that come as files: XLSX or CSV in the column layout of an official form, or JSON, into a list field of a form."""

from forms.lists.columns import ListLayout, load_lists
from forms.lists.judging import CellProblem, Verdict, judge
from forms.lists.reading import Reading, read_list

__all__ = ["CellProblem", "ListLayout", "Reading", "Verdict", "judge", "load_lists", "read_list"]
