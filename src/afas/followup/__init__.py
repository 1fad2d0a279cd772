"""The follow-up of declarations: the home page, the list and its queries, the alerts and tasks of a day.

`alerts` and `agenda` read a calendar and a portfolio of activities, before any declaration is entered. `choices` says
what the home page offers a person; `follow_up` gives the service's list with its columns, and `Query` and `row` let a
database sort, filter and page it; `todo` gives a person's tasks of the day, `progress` the counts of each partner.
"""

from afas.followup._agenda import Alert, Task, TaskState, agenda, alerts, next_tasks
from afas.followup._home import Choice, Choices, Offered, choices
from afas.followup._list import COLUMNS, HEADS, FollowUp, FormState, Line, UnknownColumn, follow_up, form_state
from afas.followup._query import INDEXED, STORED, Order, Query, row
from afas.followup._todo import Progress, Todo, progress, todo

__all__ = [
    "COLUMNS",
    "HEADS",
    "INDEXED",
    "STORED",
    "Alert",
    "Choice",
    "Choices",
    "FollowUp",
    "FormState",
    "Line",
    "Offered",
    "Order",
    "Progress",
    "Query",
    "Task",
    "TaskState",
    "Todo",
    "UnknownColumn",
    "agenda",
    "alerts",
    "choices",
    "follow_up",
    "form_state",
    "next_tasks",
    "progress",
    "row",
    "todo",
]
