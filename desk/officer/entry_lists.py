"""A list file at the counter: read and judged, its faults kept beside the entry until another file comes or they are left out."""

from dataclasses import replace
from datetime import date

from desk import doors
from forms import Form
from forms.lists import judge, read_list

SHOWN = 100
"""Faults of a file that a page shows; the rest are counted."""


def taken_in(
    office: doors.Office, form: Form, layout: doors.ListLayout, entry: doors.CounterEntry, name: str, content: bytes,
    *, today: date, sound_only: bool = False,
) -> doors.CounterEntry:  # fmt: skip
    """The entry with the rows of a file; with the faults of the file instead where it has some.

    `sound_only`: its sound rows alone, where the law allows it.
    """
    verdict = judge(form, read_list(form, layout, name, content, today=today), entry.answers, today=today)
    others = {field: said for field, said in entry.lists.items() if field != layout.field}
    if verdict.is_sound or (sound_only and verdict.may_be_taken_in_part):
        return replace(entry, answers=verdict.accepted(), lists=others)
    said = {
        "name": name,
        "sha256": doors.keep_list_file(office, content),
        "rows": len(verdict.reading.rows),
        "faulty": len(verdict.faulty),
        "partial": verdict.may_be_taken_in_part,
        "number": len(verdict.problems),
        "problems": [
            {"cell": each.cell, "vi": each.message_vi, "en": each.message_en} for each in verdict.problems[:SHOWN]
        ],
    }
    return replace(entry, lists={**others, layout.field: said})
