"""Legal time: how long the law allows (`Duration`) and which hours count (`Calendar`). Nobody here asks what time it is."""

from workflow.clock.calendar import Calendar
from workflow.clock.days import AnnouncedDay, Sessions, week
from workflow.clock.duration import Duration, Unit
from workflow.clock.moment import HANOI, NaiveTime

__all__ = ["HANOI", "AnnouncedDay", "Calendar", "Duration", "NaiveTime", "Sessions", "Unit", "week"]
