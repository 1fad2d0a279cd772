"""What is stored: objects of `afas` as JSON, beside the few columns that lists filter and sort by."""

from typing import Any

from django.db import models

from afas import exchange
from afas.declarations import Status


class AfasField(models.TextField):
    """An object of `afas` in a column: the text says its type and the version of the wire, so it is always read."""

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else exchange.dumps(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:  # noqa: ARG002 - Django's own shape
        return None if value is None else exchange.loads(value)


class Stored(models.Model):
    """One of the portal's whole objects: book of roles, calendar, terms, pack. Each version has a name of its own."""

    name = models.CharField(max_length=40, primary_key=True)
    version = models.CharField(max_length=32)
    value = AfasField()


class RoleHistory(models.Model):
    """The changes of the book of roles, in their order: who made each, and when."""

    number = models.PositiveIntegerField(primary_key=True)
    event = AfasField()


WAITING = [status.value for status in Status if not status.sent and status is not Status.CANCELLED]
"""Where a declaration stands that its partner has still to transmit."""


class Declared(models.Model):
    """A declaration as it opened, its summary, and the columns of the list (`afas.followup.row`).

    What happened to it since stands in `Happened`, a row an event, and nowhere else: the two together give it back.
    """

    key = models.CharField(max_length=120, unique=True)
    version = models.PositiveIntegerField()
    opened = AfasField()
    summary = AfasField()
    partner = models.CharField(max_length=60, db_index=True)
    activity_id = models.CharField(max_length=60, db_index=True)
    year = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    activity = models.CharField(max_length=200)
    nature = models.CharField(max_length=200)
    activity_form = models.CharField(max_length=20)
    financial_form = models.CharField(max_length=20)
    status = models.CharField(max_length=20, db_index=True)
    before = models.DateField()


class Happened(models.Model):
    """What happened to declarations: their history, the audit trail, and the outbox of other systems. It only grows."""

    declared = models.ForeignKey(Declared, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    event = AfasField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["declared", "number"], name="each_event_once")]


class Apart(models.Model):
    """A declaration that its events do not give back, as it was stored: nothing of it is lost, nobody acts on it.

    Its text is a whole document, as the first tables kept it, or its opening and its events.
    """

    key = models.CharField(max_length=120, db_index=True)
    text = models.TextField()
    why = models.TextField()


class Reader(models.Model):
    """Another system that reads the outbox."""

    name = models.CharField(max_length=60, primary_key=True)


class Delivered(models.Model):
    """An event that a reader has had. A last number would not do: what is numbered first may be committed last."""

    reader = models.ForeignKey(Reader, models.CASCADE)
    event = models.ForeignKey(Happened, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "event"], name="delivered_once")]


class FromCaf(models.Model):
    """What the Caf hands over about an activity: a figure of an agreement, or the figures of an earlier declaration.

    `kind` says which declarations the figures of a year before are compared with.
    """

    activity = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=20, blank=True)
    figures = AfasField()


class Booked(models.Model):
    """A fact of the ledger, under its own id: the same one comes once."""

    name = models.CharField(max_length=200, unique=True)
    activity = models.CharField(max_length=60, db_index=True)
    fact = AfasField()


class Posted(models.Model):
    """A form that was posted and done, by the digest of its number: posted again, it does nothing more."""

    once = models.CharField(max_length=64, primary_key=True)


class Clock(models.Model):
    """By how many days the demonstration is ahead of the machine."""

    days = models.IntegerField()


class Feed(models.Model):
    """The secret address of a person's calendar."""

    person = models.CharField(max_length=60, primary_key=True)
    secret = models.CharField(max_length=64, unique=True)
