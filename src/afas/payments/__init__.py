"""Payments of a prestation de service: schedule, ledger, cash flow and reconciliation with the bank.

`_facts` has a class for each thing that happened; `_account` turns the facts of an activity into entries, by the
amounts of `_amounts` (written once, for a case and for columns) and the days of `_year`; `_ledger` holds all accounts.
Add a fact: a class in `_facts`, its place in `_order`, and what it does in `_account`.
"""

from afas.payments._amounts import NAMES, figures_of, trigger_of, whole_year
from afas.payments._balance import Balance
from afas.payments._booking import OF_WORKFLOW, NotBooked, from_workflow
from afas.payments._cash_flow import CashFlow, Expectation, Month, cash_flow
from afas.payments._cents import from_cents
from afas.payments._checks import NOT_WHOLE_CENTS
from afas.payments._dues import Due, Payment, PaymentKind, Rights, Settlement, bases_of, bases_of_cap
from afas.payments._entries import DayCome, Entry, Reasoned, Side
from afas.payments._errors import BalanceDiffers, CannotReverse, Difference, SameIdOtherFact, UnknownActivity
from afas.payments._facts import (
    FACTS,
    Accepted,
    Agreed,
    Amended,
    BalanceStated,
    BroughtForward,
    Cancelled,
    Closed,
    Fact,
    GapJustified,
    GivenUpFor,
    Money,
    Movement,
    Notified,
    OfDeclaration,
    OfYear,
    Paid,
    Recovered,
    Refused,
    Reversed,
    SetOff,
    Transmitted,
    WrittenOff,
)
from afas.payments._ledger import Ledger
from afas.payments._matching import Matching, Open
from afas.payments._overpayments import CIRCULAR_2021, NOTIFICATION, Overpayment, overpayments
from afas.payments._reconciliation import BankLine, Clash, Match, Reconciliation, reconcile
from afas.payments._schedule import schedule
from afas.payments._year import Item, Plan, Year
from afas.terms import PaymentTerms, UnspecifiedTerms

__all__ = [
    "CIRCULAR_2021",
    "FACTS",
    "NAMES",
    "NOTIFICATION",
    "NOT_WHOLE_CENTS",
    "OF_WORKFLOW",
    "Accepted",
    "Agreed",
    "Amended",
    "Balance",
    "BalanceDiffers",
    "BalanceStated",
    "BankLine",
    "BroughtForward",
    "Cancelled",
    "CannotReverse",
    "CashFlow",
    "Clash",
    "Closed",
    "DayCome",
    "Difference",
    "Due",
    "Entry",
    "Expectation",
    "Fact",
    "GapJustified",
    "GivenUpFor",
    "Item",
    "Ledger",
    "Match",
    "Matching",
    "Money",
    "Month",
    "Movement",
    "NotBooked",
    "Notified",
    "OfDeclaration",
    "OfYear",
    "Open",
    "Overpayment",
    "Paid",
    "Payment",
    "PaymentKind",
    "PaymentTerms",
    "Plan",
    "Reasoned",
    "Reconciliation",
    "Recovered",
    "Refused",
    "Reversed",
    "Rights",
    "SameIdOtherFact",
    "SetOff",
    "Settlement",
    "Side",
    "Transmitted",
    "UnknownActivity",
    "UnspecifiedTerms",
    "WrittenOff",
    "Year",
    "bases_of",
    "bases_of_cap",
    "cash_flow",
    "figures_of",
    "from_cents",
    "from_workflow",
    "overpayments",
    "reconcile",
    "schedule",
    "trigger_of",
    "whole_year",
]  # fmt: skip
