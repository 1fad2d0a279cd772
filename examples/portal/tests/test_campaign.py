"""A whole campaign over HTTP: two sites, a refusal and its revision, a transfer, a closed site, a cancellation."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import attrs
from django.core.files.uploadedfile import SimpleUploadedFile

from afas import exchange
from afas.administration import FollowReference
from afas.partners import CAF
from afas.reference import Reference
from afas.text import Text
from examples.portal import store
from examples.portal.models import Declared
from examples.portal.tests.base import Demonstration, declaration, do, fill, move_to, row, words
from examples.portal.views import acting

WHY = "Ouverture de 4 salles à Pasteur : 12 000 heures de plus"


class Campaign(Demonstration):
    """The steps of the leisure centre, as its people take them."""

    def entered(self, pasteur: str = "9 500") -> int:
        """Both sites and the financial form are filled and checked."""
        centre = row("A1")
        assert fill(self.browser("bruno"), centre, "activity/S1", attended_hours="12 500").status_code == 302
        assert fill(self.browser("chloe"), centre, "activity/S2", attended_hours=pasteur).status_code == 302
        assert fill(self.browser("amel"), centre, "financial", expenses="60 000,00").status_code == 302
        return centre

    def sent(self, pasteur: str = "9 500") -> int:
        """Validated, signed and transmitted."""
        centre, amel = self.entered(pasteur), self.browser("amel")
        for finding in declaration(centre).findings():
            assert do(amel, centre, "JUSTIFY", control=finding.key, words=WHY).status_code == 302
        self.transmit(centre)
        return centre

    def transmit(self, centre: int) -> None:
        """The approver's last three steps."""
        amel = self.browser("amel")
        assert do(amel, centre, "VALIDATE").status_code == 302
        recap = words(amel.get(f"/declarations/{centre}/recap/"))
        assert "Je certifie" in recap
        assert "Prix plafond" in recap, "the estimate is explained"
        assert do(amel, centre, "SIGN", certified="yes").status_code == 302
        assert do(amel, centre, "TRANSMIT").status_code == 302

    def test_what_is_left_to_do_is_told_with_who_lifts_it(self) -> None:
        """The page of a declaration says every reason at once."""
        said = words(self.browser("amel").get(f"/declarations/{row('A1')}/"))
        assert "Ce qui reste à faire avant de transmettre" in said
        assert said.count("→") > 3

    def test_a_form_is_saved_unfinished_and_nothing_typed_is_lost(self) -> None:
        """What cannot be read stays as it was typed, with what is wrong beside it."""
        bruno, centre = self.browser("bruno"), row("A1")
        assert fill(bruno, centre, "activity/S1", check=False, attended_hours="douze").status_code == 302
        page = bruno.get(f"/declarations/{centre}/form/activity/S1/")
        assert 'value="douze"' in page.content.decode()
        assert "n’est pas un nombre" in words(page)
        refused = fill(bruno, centre, "activity/S1", attended_hours="douze")
        assert refused.status_code == 409
        assert 'value="douze"' in refused.content.decode()

    def test_a_figure_that_can_be_read_in_two_ways_stays_as_it_was_typed(self) -> None:
        """Nothing is stored; the figure stands in its box, with what is wrong under its label, never a name of code."""
        amel, centre = self.browser("amel"), self.entered()
        before = declaration(centre)
        refused = fill(amel, centre, "financial", expenses="1.234")
        assert refused.status_code == 409
        assert 'value="1.234"' in refused.content.decode()
        assert "Total des charges : « 1.234 » peut se lire de deux façons" in words(refused)
        assert "expenses :" not in words(refused)
        assert "n’est pas renseignée" not in words(refused)
        assert declaration(centre) == before

    def test_the_page_of_an_action_keeps_what_was_typed_when_it_is_refused(self) -> None:
        """The reasons of a refusal, the figures of an amendment."""
        centre, caf = self.sent(), self.browser("CAF")
        refused = do(caf, centre, "REFUSE", **{"reason|activity|S2": "incohérentes"})
        assert refused.status_code == 409
        assert 'value="incohérentes"' in refused.content.decode()
        assert do(caf, centre, "ACCEPT").status_code == 302
        refused = do(caf, centre, "AMEND", reason="contrôle sur place", **{"field-expenses": "1.234"})
        assert refused.status_code == 409
        assert 'value="1.234"' in refused.content.decode()
        assert "contrôle sur place" in words(refused)
        assert "Total des charges : « 1.234 »" in words(refused)
        assert do(caf, centre, "AMEND", reason="contrôle sur place", **{"field-expenses": "1234"}).status_code == 302

    def test_the_steps_of_the_estimate_stand_once_on_the_recapitulative(self) -> None:
        """With the scale and its sources; other figures are tried until it is sent, and no longer."""
        centre, amel = self.entered(), self.browser("amel")
        page = amel.get(f"/declarations/{centre}/recap/")
        for said in ("Étapes du calcul", "1. Dépenses retenues", "2. Droit à la PS", "Barème utilisé"):
            assert words(page).count(said) == 1, said
        assert 'id="live"' in page.content.decode()
        self.transmit(centre)
        assert 'id="live"' not in amel.get(f"/declarations/{centre}/recap/").content.decode()

    def test_a_form_that_is_split_shows_its_sub_forms(self) -> None:
        """Each under its own title, in the language."""
        title, bruno, path = (
            Text(fr="Comptes", en="Accounts"),
            self.browser("bruno"),
            f"/declarations/{row('A1')}/form/activity/S1/",
        )
        with patch.object(acting, "sections", lambda fields: {None: fields[:1], title: fields[1:]}):
            page = bruno.get(path).content.decode()
            assert page.count("<legend>") == 2
            assert page.index("<legend>Comptes</legend>") > page.index('id="field-attended_hours"')
            bruno.post("/language/")
            assert "<legend>Accounts</legend>" in bruno.get(path).content.decode()

    def test_from_entry_to_receipt(self) -> None:
        """22 000 h × the illustrative ceiling × 30 % × 98 %; the receipt; accepted, a first advance of 40 %."""
        centre, amel = self.sent(), self.browser("amel")
        found = declaration(centre)
        assert found.status.text.fr == "Transmise Caf"
        assert found.signature is not None
        ceiling = found.signature.estimate.figures["ceiling"]
        assert found.right == (22000 * ceiling * 30 * 98 / 10000).quantize(Decimal("0.01"))
        receipt = amel.get(f"/declarations/{centre}/receipt.pdf")
        assert receipt["Content-Type"] == "application/pdf"
        assert receipt.content.startswith(b"%PDF")
        assert do(self.browser("CAF"), centre, "ACCEPT").status_code == 302
        (entry, *_) = [one for one in store.ledger(["A1"]).entries(activity="A1") if one.year == 2023]
        assert entry.amount == (found.right * 40 / 100).quantize(Decimal("0.01"))

    def test_a_refusal_and_its_revision(self) -> None:
        """The Caf says what to correct on which form; the steps come again, and the history tells all."""
        centre = self.sent("19 500")
        caf, chloe, amel = self.browser("CAF"), self.browser("chloe"), self.browser("amel")
        assert do(caf, centre, "REFUSE").status_code == 409, "without a reason"
        told = {"reason": "Heures de Pasteur à revoir", "reason|activity|S2": "incohérentes avec la capacité"}
        assert do(caf, centre, "REFUSE", **told).status_code == 302
        assert "incohérentes avec la capacité" in words(amel.get(f"/declarations/{centre}/"))
        assert do(amel, centre, "SEND_BACK", on="activity|S2", reason="capacité").status_code == 302
        assert fill(chloe, centre, "activity/S2", attended_hours="9 500").status_code == 302
        self.transmit(centre)
        assert do(caf, centre, "ACCEPT").status_code == 302
        said = words(amel.get(f"/declarations/{centre}/"))
        assert re.search(r"Caf\s+Refuser\s+Heures de Pasteur à revoir ; Données d’activité, École Pasteur", said), said
        assert declaration(centre).status.value == "ACCEPTED"

    def test_a_role_handed_over_midway(self) -> None:
        """Denise hands Pasteur over from Chloé to Bruno: from that day he fills it, and she no longer does."""
        denise, centre = self.browser("denise"), row("A1")
        change = {
            "change": "transfer",
            "role": "ACTIVITY_DATA",
            "person": "chloe",
            "taker": "bruno",
            "where": "S2",
            "start": "2023-01-18",
        }
        assert denise.post("/profiles/", change).status_code == 302
        said = words(denise.get("/profiles/"))
        assert "Chloé → Bruno, S2, à partir du 18 janvier 2023" in said, "what changes, from when"
        assert "du 1er septembre 2022 au 17 janvier 2023" in said, "until when Chloé holds it"
        chloe, bruno = self.browser("chloe"), self.browser("bruno")
        assert fill(chloe, centre, "activity/S2", check=False, attended_hours="9000").status_code == 302
        move_to(denise, date(2023, 1, 18))
        assert fill(chloe, centre, "activity/S2", attended_hours="9500").status_code == 404
        assert fill(bruno, centre, "activity/S2", attended_hours="9500").status_code == 302
        assert store.role_history()[0].by.id == "denise"

    def test_a_closed_site_is_filled_by_the_approver(self) -> None:
        """Newer reference data lacks Pasteur: the declaration still asks for it, and is not stuck."""
        known = store.book().reference
        centre = known.activity("A1")
        assert centre is not None
        left = [attrs.evolve(one, sites=one.sites[:1]) if one is centre else one for one in known.activities]
        newer = Reference.of(left, known.persons, known.partners, known.agreements)
        store.change_roles(FollowReference(newer, store.today()), by=CAF)
        number = row("A1")
        assert fill(self.browser("chloe"), number, "activity/S2", attended_hours="9500").status_code == 404
        assert fill(self.browser("amel"), number, "activity/S2", attended_hours="9500").status_code == 302

    def test_a_cancelled_declaration_shows_no_pictogram_and_has_a_successor(self) -> None:
        """The Caf cancels; the list shows the state alone, and the next opening makes another."""
        creche = row("A2")
        assert do(self.browser("CAF"), creche, "CANCEL", reason="Ouverte par erreur").status_code == 302
        page = self.browser("chloe").get("/declarations/?status=CANCELLED")
        assert "Annulée Caf" in words(page)
        assert 'role="img"' not in page.content.decode()
        move_to(self.browser("amel"), date(2023, 1, 17))
        assert declaration(row("A2")).sequence == 2

    def test_what_opens_later_has_the_figures_of_the_caf_and_of_the_year_before(self) -> None:
        """The actual of 2022, opened in March: the rate of the agreement, the hours of 2021; it is signed."""
        bruno, chloe, amel = (self.browser(one) for one in ("bruno", "chloe", "amel"))
        move_to(amel, date(2023, 3, 6))
        actual = row("A1", "ACTUAL")
        assert declaration(actual).given == {"general_scheme_share": Decimal("0.98")}
        assert declaration(actual).previous.total == {"attended_hours": Decimal(19000)}
        fill(bruno, actual, "activity/S1", attended_hours="11 000")
        fill(chloe, actual, "activity/S2", attended_hours="9 000")
        fill(amel, actual, "financial", expenses="41 000")
        self.transmit(actual)
        ceiling = declaration(actual).signature.estimate.figures["ceiling"]  # type: ignore[union-attr]
        assert declaration(actual).right == (20000 * ceiling * 30 * 98 / 10000).quantize(Decimal("0.01"))

    def test_the_calendars_of_two_years_are_open_at_once(self) -> None:
        """The Caf loads 2024: in January it offers the forecast of 2024 and the actual of 2023, and 2023 stays."""
        known = store.calendar(2023)
        windows = tuple(
            attrs.evolve(one, year=one.year + 1, available=_later(one.available), before=_later(one.before))
            for one in known.windows
        )
        later = attrs.evolve(known, year=2024, windows=windows)
        document = SimpleUploadedFile("2024.json", exchange.dumps(later).encode())
        assert self.browser("CAF").post("/caf/load/", {"document": document}).status_code == 302
        assert [one.year for one in store.calendars()] == [2023, 2024]
        amel = self.browser("amel")
        move_to(amel, date(2024, 1, 16))
        found = set(Declared.objects.filter(activity_id="A1").values_list("year", "kind"))
        assert {(2024, "FORECAST"), (2023, "ACTUAL"), (2023, "FORECAST")} <= found
        assert "2024" in words(amel.get("/"))
        assert store.calendar().year == 2024

    def test_the_queue_of_the_caf_has_pages(self) -> None:
        """What does not stand on the first page stands on the next: nothing that was sent is out of sight."""
        known = Declared.objects.get(pk=row("A3"))
        Declared.objects.bulk_create(
            Declared(**{**_columns(known), "key": f"{known.key}-{rank}", "activity": f"Relais {rank:02}"})
            for rank in range(30)
        )
        caf, found = self.browser("CAF"), set[str]()
        for page in (1, 2):
            answer = caf.get(f"/caf/?page={page}")
            found |= set(re.findall(r"/declarations/(\d+)/\"", answer.content.decode()))
        assert len(found) == 31
        assert "?page=2" in caf.get("/caf/").content.decode()
        assert caf.get("/caf/?page=x&sort=-nothing").status_code == 200

    def test_what_awaits_others_hides_no_task(self) -> None:
        """Three hundred older declarations that wait for somebody else stand before Bruno's: he is still told."""
        bruno = self.browser("bruno")
        before = words(bruno.get("/"))
        assert "Loisirs du mercredi : Prévisionnelle 2023" in before
        others, sent = Declared.objects.get(pk=row("A2")), Declared.objects.get(pk=row("A3"))
        Declared.objects.bulk_create(
            Declared(**{**_columns(one), "key": f"{one.key}-{rank}", "activity_id": "A1", "before": date(2022, 1, 1)})
            for one in (others, sent)
            for rank in range(150)
        )
        assert words(bruno.get("/")) == before

    def test_a_bank_file_pays_what_is_due(self) -> None:
        """A line that pays the first advance is matched, recorded once, and known the second time."""
        centre = self.sent()
        assert do(self.browser("CAF"), centre, "ACCEPT").status_code == 302
        due = next(one for one in store.ledger(["A1"]).entries(activity="A1") if one.year == 2023)
        line = f"V1;{store.today().isoformat()};{due.amount};CAF 92"
        amel = self.browser("amel")
        assert "V1" in words(amel.post("/payments/bank/", {"lines": line})) or due.amount
        amel.post("/payments/bank/", {"lines": line, "record": "yes"})
        amel.post("/payments/bank/", {"lines": line, "record": "yes"})
        assert store.ledger(["A1"]).balance(activity="A1", year=2023).paid == due.amount
        assert amel.post("/payments/bank/", {"lines": "V2;hier;x"}).status_code == 400

    def test_the_feed_answers_under_its_secret_address_alone(self) -> None:
        """A new address turns the former one off."""
        bruno = self.browser("bruno")
        first = _address(bruno.post("/feed/"))
        assert b"BEGIN:VEVENT" in self.client.get(first).content
        second = _address(bruno.post("/feed/"))
        assert self.client.get(first).status_code == 404
        assert self.client.get(second).status_code == 200

    def test_a_message_to_the_caf_has_the_subject_it_asks_for(self) -> None:
        """Manager, commune, year, keyword."""
        asked = {
            "partner": "P1",
            "topic": "DECLARATIONS",
            "year": "2023",
            "keyword": "Déclarations",
            "message": "Bonjour",
        }
        page = words(self.browser("amel").post("/contacts/", asked))
        assert "Ville de Nanterre (exemple) – NANTERRE – 2023 – Déclarations" in page

    def test_english_by_a_switch(self) -> None:
        """Words of the portal, of the service, and figures."""
        amel = self.browser("amel")
        amel.post("/language/")
        said = words(amel.get("/declarations/"))
        assert "My declarations" in said
        assert "In progress" in said


def _columns(known: Declared) -> dict[str, Any]:
    return {one.name: getattr(known, one.name) for one in Declared._meta.fields if one.name != "id"}


def _later(day: date) -> date:
    return day.replace(year=day.year + 1)


def _address(page: object) -> str:
    return "/feed/" + page.content.decode().split("/feed/", 2)[-1].split("<")[0]  # type: ignore[attr-defined]
