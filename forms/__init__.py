"""JSON-Schema forms: load, normalise, validate with messages in two languages, compare, render. Knows no workflow."""

from forms.errors import FormError
from forms.fields import Field
from forms.form import Answers, Form
from forms.posting import from_html
from forms.problems import Problem

__all__ = ["Answers", "Field", "Form", "FormError", "Problem", "from_html"]
