"""What is kept over time: rows that version 1 of the wire wrote, and the outbox that other systems read."""

import json
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import attrs
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client, TestCase, TransactionTestCase

import afas
from afas import exchange
from afas.declarations import verify
from afas.partners import CAF
from examples.portal import demo, store
from examples.portal.models import AfasField, Apart, Booked, Declared, Delivered, Happened, Stored
from examples.portal.tests.base import row

GOLDEN = Path(__file__).resolve().parents[3] / "tests" / "golden" / "wire_v1"
WHOLE = sorted({one.stem for one in GOLDEN.glob("*.json")} - {"signed", "declaration", "ledger"})
"""The documents of version 1 that are stored as they are; the others are rows of a declaration, or facts."""
CHANGES: dict[str, object] = {
    "status": "TO_ENTER",
    "entries": [],
    "checked": [],
    "justifications": {},
    "signature": None,
    "history": [],
    "complements": "",
    "refusal": None,
}
"""What a declaration of version 1 held before its first event, of all that events change."""


def texts(model: type[Any], name: str) -> list[str]:
    """The texts of a column, as they are stored."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {name} from {model._meta.db_table}")  # noqa: S608 - names of this file
        return [text for (text,) in cursor.fetchall()]


class Version1(TestCase):
    """The documents of version 1 that the library keeps for ever, stored as a portal of that day stored them."""

    def stored(self, name: str) -> Declared:
        """A declaration in rows that version 1 wrote: as it opened, and its events."""
        raw = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
        opened = deepcopy(raw)
        opened["value"] |= {key: start for key, start in CHANGES.items() if key in opened["value"]}
        whole = exchange.loads(json.dumps(raw))
        columns = store.columns(whole)
        found = Declared.objects.create(key=whole.id.key, **{**columns, "opened": json.dumps(opened)})
        for number, event in enumerate(raw["value"]["history"], start=1):
            text = json.dumps({"wire_version": 1, "type": "Event", "value": event})
            Happened.objects.create(declared=found, number=number, event=text)
        return Declared.objects.get(pk=found.pk)

    def test_rows_of_version_1_are_read_then_rewritten_and_say_the_same(self) -> None:
        """Nothing has to be migrated; once it is, each declaration is what it was, and its signature still holds."""
        found = self.stored("signed")
        signed = store.declaration(found)
        assert signed == exchange.loads((GOLDEN / "signed.json").read_text(encoding="utf-8"))
        assert (verify(signed).holds, verify(signed).scheme) == (True, 1)
        for name in WHOLE:
            text = (GOLDEN / f"{name}.json").read_text(encoding="utf-8")
            Stored.objects.create(name=name, version="1", value=text)
        facts = json.loads((GOLDEN / "ledger.json").read_text(encoding="utf-8"))["value"]["facts"]
        for fact in facts:
            text = json.dumps({"wire_version": 1, "type": fact["$type"], "value": fact["value"]})
            Booked.objects.create(name=fact["value"]["id"], activity=fact["value"]["activity"], fact=text)
        before = [one.fact for one in Booked.objects.order_by("pk")]
        kept_whole = {one.name: one.value for one in Stored.objects.all()}
        said = StringIO()
        call_command("rewrite_store", stdout=said)
        assert "1 écrivait le jour d’un fait sans son heure" in said.getvalue(), "what version 1 lacked is told"
        for model, column in ((Declared, "opened"), (Happened, "event"), (Stored, "value"), (Booked, "fact")):
            assert isinstance(model._meta.get_field(column), AfasField)
            assert {json.loads(text)["wire_version"] for text in texts(model, column)} == {exchange.WIRE_VERSION}
        assert [one.fact for one in Booked.objects.order_by("pk")] == before
        assert {one.name: one.value for one in Stored.objects.all()} == kept_whole
        assert store.declaration(Declared.objects.get(pk=found.pk)) == signed
        assert verify(store.declaration(found)).holds
        again = StringIO()
        call_command("rewrite_store", stdout=again)
        assert again.getvalue().startswith("0 rewritten")

    def test_a_signature_of_version_1_is_accepted_by_the_caf(self) -> None:
        """The life of a declaration goes on from rows of version 1."""
        demo.load()
        Happened.objects.all().delete()
        Declared.objects.all().delete()
        found = self.stored("signed")
        signed = store.declaration(found)
        at = signed.history[-1].at + timedelta(days=1)  # a wall time, as this portal has written them
        with patch.object(store, "now", lambda: at):
            done = store.act(found.pk, afas.Accept(), by=CAF)
        assert done.status.value == "ACCEPTED"
        assert attrs.evolve(done, history=signed.history, status=signed.status) == signed

    def test_a_declaration_that_its_events_do_not_give_back_is_left_as_it_is_and_says_what_to_do(self) -> None:
        """Rewriting changes nothing of it, and the rest is rewritten; its page says so; it is set aside by its key."""
        demo.load()
        Happened.objects.all().delete()
        Declared.objects.all().delete()
        sound = self.stored("signed")
        found = self.stored("declaration")
        mine = Declared.objects.filter(pk=found.pk)
        before = texts(Declared, "opened"), texts_of(found.pk)
        said = StringIO()
        assert refused("rewrite_store", said) == "1 cannot be read, and are as they were"
        assert f"`set_aside {found.key}`" in said.getvalue()
        assert "Rien n’est changé" in said.getvalue()
        (opened,) = [one for one in before[0] if "UPDATE_JUNE" in one]
        assert opened in texts(Declared, "opened")
        assert texts_of(found.pk) == before[1]
        assert json.loads(texts_of(sound.pk)[0])["wire_version"] == exchange.WIRE_VERSION
        caf = Client()
        caf.post("/sign-in/", {"person": "CAF"})
        page = caf.get(f"/declarations/{found.pk}/")
        assert (page.status_code, "rien n’a été changé" in page.content.decode()) == (409, True)
        call_command("set_aside", found.key, stdout=said)
        assert not mine.exists()
        (apart,) = Apart.objects.all()
        assert {event["wire_version"] for event in json.loads(apart.text)["events"]} == {1}
        call_command("rewrite_store", stdout=said)
        again = StringIO()
        call_command("set_aside", stdout=again)
        (line,) = map(json.loads, again.getvalue().splitlines())
        assert (line["declaration"], line["text"]["opened"]["type"]) == (found.key, "Declaration")
        call_command("set_aside", sound.key, stdout=again)
        assert again.getvalue().endswith("rien n’est changé.\n")
        assert store.declaration(sound).status.value == "TRANSMITTED"


def refused(name: str, said: StringIO) -> str:
    """Why a command ends with an exit status that is not 0."""
    try:
        call_command(name, stdout=said)
    except CommandError as error:
        return str(error)
    return ""


def texts_of(row: int) -> list[str]:
    """The texts of a declaration's events."""
    with connection.cursor() as cursor:
        cursor.execute("select event from portal_happened where declared_id = %s order by number", [row])
        return [text for (text,) in cursor.fetchall()]


class FirstTables(TransactionTestCase):
    """The tables of the first portal, which kept each declaration whole, in version 1."""

    def test_whole_documents_become_openings_and_events_and_none_is_lost(self) -> None:
        """One comes back from its events; the one that does not is set aside as it was, with why and what to do."""
        MigrationExecutor(connection).migrate([("portal", "0001_initial")])
        try:
            then = MigrationExecutor(connection).loader.project_state([("portal", "0001_initial")]).apps
            documents = {
                name: (GOLDEN / f"{name}.json").read_text(encoding="utf-8") for name in ("signed", "declaration")
            }
            for name, text in documents.items():
                whole = exchange.loads(text)
                columns = {**store.columns(whole), "key": f"{whole.id.key}/{name}", "whole": text}
                declared = then.get_model("portal", "Declared").objects.create(**columns)
                for number, event in enumerate(json.loads(text)["value"]["history"], start=1):
                    raw = json.dumps({"wire_version": 1, "type": "Event", "value": event})
                    then.get_model("portal", "Happened").objects.create(declared=declared, number=number, event=raw)
            with patch("sys.stderr", StringIO()) as said:
                MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
        finally:
            MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
        (kept,) = Declared.objects.all()
        assert store.declaration(kept) == exchange.loads(documents["signed"])
        assert verify(store.declaration(kept)).holds
        (apart,) = Apart.objects.all()
        assert apart.text == documents["declaration"], "to the letter"
        assert "mise à part, telle qu’elle était" in said.getvalue()
        assert "ne peut suivre l’état" in apart.why
        assert apart.key in said.getvalue()
        assert not Happened.objects.exclude(declared=kept).exists()


class Outbox(TestCase):
    """Each reader has each event at least once, under one id."""

    @classmethod
    def setUpTestData(cls) -> None:
        demo.load()

    def read(self, reader: str, **options: int) -> list[dict[str, Any]]:
        """The lines that a call writes."""
        out = StringIO()
        call_command("outbox", reader, stdout=out, **options)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_each_reader_has_each_event_once_in_order(self) -> None:
        """By parts, then nothing, then what happened since; another reader has all."""
        parts = [*self.read("erp", limit=3), *self.read("erp")]
        assert [one["id"] for one in parts] == sorted({one["id"] for one in parts})
        assert len(parts) == Happened.objects.count()
        assert self.read("erp") == []
        store.act(row("A3"), afas.Accept(), by=CAF)
        (new,) = self.read("erp")
        assert new["declaration"].endswith("/A3")
        event = exchange.loads(json.dumps(new["event"]))
        assert event == store.events_of(row("A3"))[new["number"] - 1]
        assert len(self.read("statistics")) == len(parts) + 1

    def test_what_could_not_be_written_is_handed_out_again(self) -> None:
        """The pipe breaks: nothing counts as handed out, and the same ids come back."""

        class Broken(StringIO):
            def write(self, text: str) -> int:
                if len(self.getvalue()) > 2000:
                    raise BrokenPipeError
                return super().write(text)

        broken = Broken()
        with suppress(BrokenPipeError):
            call_command("outbox", "erp", stdout=broken)
        assert Delivered.objects.count() == 0
        first = json.loads(broken.getvalue().splitlines()[0])
        assert self.read("erp")[0] == first

    def test_an_event_committed_after_one_with_a_greater_number_is_not_lost(self) -> None:
        """Two transactions at once: the one that began first commits last."""
        late = Happened.objects.order_by("pk").first()
        assert late is not None
        Happened.objects.filter(pk=late.pk).delete()
        before = self.read("erp")
        late.save(force_insert=True)
        assert [one["id"] for one in self.read("erp")] == [late.pk]
        assert late.pk < before[0]["id"]
