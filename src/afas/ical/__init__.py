"""The calendar of declarations as iCalendar (RFC 5545), for the client each person already has; and back.

What is exported: the windows of a Caf's calendar (the day it opens, and the last day in time, with reminders), the
deadlines of declarations that are not transmitted, the last days of assignments. The identifier of an event depends
on what it is about only: importing again moves events, and doubles none. Dates that no Caf has published are
tentative. `read` gives the windows back, with the days as they stand in the client, and says what it left out.
"""

from afas.ical._export import InstantWithoutZone, export
from afas.ical._reading import WindowsRead, read, windows_of

__all__ = ["InstantWithoutZone", "WindowsRead", "export", "read", "windows_of"]
