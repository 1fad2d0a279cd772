"""The estimate while typing: the page computes, the server judges."""

import json
from typing import Any

from django.test import Client

import afas
from afas import exchange
from examples.portal import store
from examples.portal.live import document
from examples.portal.tests.base import Demonstration, declaration, do, fill, row


class Judged(Demonstration):
    """A declaration whose forms are filled in, seen by its approver."""

    def setUp(self) -> None:
        self.number = row("A1")
        fill(self.browser("bruno"), self.number, "activity/S1", attended_hours="12 500")
        fill(self.browser("chloe"), self.number, "activity/S2", attended_hours="9 500")
        self.amel = self.browser("amel")
        fill(self.amel, self.number, "financial", expenses="60000")

    def asked(self, client: Client, digest: str = "", amount: str = "1.00", **entries: Any) -> Any:
        """What the server says of these entries."""
        sent = {"entries": entries, "amount": amount, "digest": digest or document("ALSH")["digest"]}
        return client.post(f"/declarations/{self.number}/estimate/", json.dumps(sent), "application/json")

    def test_the_server_keeps_its_own_amount_and_tells_what_differs(self) -> None:
        """Whatever the page showed: the amount of what is declared, another one, rules that have changed."""
        held = afas.workflow.estimate_of(declaration(self.number), scale=store.scale())
        same = self.asked(self.amel, amount=str(held.amount), attended_hours="22 000", expenses="60 000 €").json()
        assert (same["amount"], same["as_shown"], same["same_rules"]) == (str(held.amount), True, True)
        other = self.asked(self.amel, attended_hours="22000", expenses="60000", digest="0" * 64).json()
        assert (other["amount"], other["as_shown"], other["same_rules"]) == (str(held.amount), False, False)
        assert afas.workflow.estimate_of(declaration(self.number), scale=store.scale()) == held, "nothing is kept"

    def test_a_figure_of_the_caf_or_of_the_scale_is_not_the_page_s_to_say(self) -> None:
        """The share of the general scheme and the ceiling are the server's; another name is a fault, as ever."""
        refused = self.asked(self.amel, attended_hours="1.234", expenses="", general_scheme_share="1", ceiling="9")
        assert refused.status_code == 422
        assert {fault["path"] for fault in refused.json()["faults"]} == {
            "entries.attended_hours", "entries.expenses", "entries.general_scheme_share", "entries.ceiling",
        }  # fmt: skip

    def test_only_whoever_sees_the_recapitulative_is_answered(self) -> None:
        """A provider of one site, another partner, nobody; and no body is a fault of the server."""
        for person, status in (("bruno", 404), ("gilles", 404), ("CAF", 200)):
            answer = self.asked(self.browser(person), attended_hours="1", expenses="1")
            assert answer.status_code == status, person
        assert self.asked(Client(), attended_hours="1").status_code == 302
        for body in ("", "{", "[]", "null", '{"entries": 3, "amount": 1, "digest": 2}'):
            path = f"/declarations/{self.number}/estimate/"
            assert self.amel.post(path, body, "application/json").status_code == 400, body
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(f"/declarations/{self.number}/estimate/", "{}", "application/json").status_code == 403

    def test_rules_are_served_under_their_digest_alone(self) -> None:
        """As the library writes them, to be kept by caches; under another name there is nothing."""
        digest = document("ALSH")["digest"]
        answer = self.amel.get(f"/rules/ALSH-{digest}.json")
        assert answer.json() == json.loads(json.dumps(exchange.rules("ALSH")))
        assert "immutable" in answer["Cache-Control"]
        for name in (f"RPE-{digest}", f"ALSH-{'0' * 64}", f"XX-{digest}"):
            assert self.amel.get(f"/rules/{name}.json").status_code == 404
        assert self.amel.get("/live/settings.py").status_code == 404

    def test_the_page_says_what_it_computes_with(self) -> None:
        """The digest, the scale with its marks, the figures of the Caf; once it is signed, those that were signed."""
        assert do(self.amel, self.number, "VALIDATE").status_code in (302, 409)
        page = self.amel.get(f"/declarations/{self.number}/recap/").content.decode()
        assert document("ALSH")["digest"] in page
        assert "ILLUSTRATIVE" in page or "SUPPLIED" in page
        assert "general_scheme_share" in page
