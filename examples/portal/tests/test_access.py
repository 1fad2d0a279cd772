"""Who sees and does what: every address as every person; what a browser cannot bring; headers."""

import re
from collections.abc import Callable
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.template import Context, Template
from django.test import Client
from django.urls import get_resolver

import afas
from afas import exchange
from afas.declarations import Accept
from afas.partners import CAF
from afas.text import Text
from examples.portal import store
from examples.portal.models import Declared, Happened
from examples.portal.tests.base import PERSONS, Demonstration, addresses, declaration, do, fill, hidden, row, words

OPEN_TO_ALL = {"/", "/payments/", "/contacts/"}


class Access(Demonstration):
    """The walk of every address, and what a posted form may say."""

    def test_every_address_as_every_person(self) -> None:
        """Nobody sees a declaration of an activity on which they have no role; no page fails."""
        centre = row("A1")
        whole = {
            f"/declarations/{centre}/recap/",
            f"/declarations/{centre}/receipt.pdf",
            f"/declarations/{centre}/form/financial/",
        }
        sees: dict[str, Callable[[str], bool]] = {
            "amel": lambda path: path not in ("/caf/", "/caf/load/", "/profiles/"),
            "bruno": lambda path: (
                path not in ("/caf/", "/caf/load/", "/profiles/") and path not in whole and not path.endswith("/S2/")
            ),
            "chloe": lambda path: (
                path not in ("/caf/", "/caf/load/", "/profiles/") and path not in whole and not path.endswith("/S1/")
            ),
            "denise": lambda path: path in ("/", "/profiles/", "/contacts/"),
            "eric": lambda path: path == "/",
            "fanny": lambda path: path == "/",
            "gilles": lambda path: path in ("/", "/declarations/", "/payments/", "/contacts/"),
            "CAF": lambda path: path != "/contacts/",
        }
        assert set(sees) == set(PERSONS)
        for person, may_see in sees.items():
            client = self.browser(person)
            for path in addresses(centre):
                absent = path == f"/declarations/{centre}/form/activity/"  # this activity fills it by site
                wanted = may_see(path) and not absent
                status = client.get(path).status_code
                assert (status in (200, 403)) is wanted, (person, path, status)
                assert status in (200, 403, 404), (person, path, status)

    def test_nobody_signed_in_is_sent_to_sign_in(self) -> None:
        """Every address but the sign-in, the style and the feeds."""
        for path in addresses(row("A1")):
            answer = Client().get(path)
            assert answer.status_code == 302, path
            assert answer["Location"] == "/sign-in/", path

    def test_every_pattern_is_walked_or_posts_only(self) -> None:
        """An address added without a line in the walk is told here."""
        names = {str(one.name) for one in get_resolver().url_patterns}
        walked = {
            "home",
            "declarations",
            "declaration",
            "form",
            "form_of_site",
            "act",
            "recap",
            "pdf",
            "queue",
            "load",
            "payments",
            "profiles",
            "contacts",
        }
        posted = {"sign_out", "language", "clock", "bank", "feed_new", "judge"}
        assert names == walked | posted | {"style", "icon", "script", "rules", "sign_in", "feed"}
        for name in ("sign-out", "language", "clock", "payments/bank", "feed"):
            assert self.browser("amel").get(f"/{name}/").status_code == 405, name

    def test_only_the_caf_decides(self) -> None:
        """The approver cannot accept what they sent, nor can a neighbour."""
        relay = row("A3")
        for person in ("amel", "bruno"):
            assert do(self.browser(person), relay, "ACCEPT").status_code == 409, person
        assert do(self.browser("gilles"), relay, "ACCEPT").status_code == 404
        assert declaration(relay).status.value == "TRANSMITTED"
        assert do(self.browser("CAF"), relay, "ACCEPT").status_code == 302

    def test_no_figure_of_the_scale_comes_from_a_browser(self) -> None:
        """A posted rate, role, moment or name changes nothing: an action has no key for them."""
        bruno, centre = self.browser("bruno"), row("A1")
        path = f"/declarations/{centre}/form/activity/S1/"
        sent = {
            **hidden(bruno.get(path)),
            "field-attended_hours": "100",
            "field-general_scheme_share": "1",
            "general_scheme_share": "1",
            "rate": "1",
            "by": "amel",
            "at": "2022-01-01",
            "save": "",
        }
        assert bruno.post(path, sent).status_code == 302
        stored = declaration(centre)
        typed = next(values for form, values in stored.entries.items() if form[1] == "S1")
        assert {name for name, value in typed.items() if value is not None} == {"attended_hours"}
        assert stored.given["general_scheme_share"] != 1
        assert stored.history[-1].by.id == "bruno"

    def test_a_form_of_another_site_is_refused(self) -> None:
        """Bruno has École Balzac, not École Pasteur."""
        assert fill(self.browser("bruno"), row("A1"), "activity/S2", attended_hours="1").status_code == 404

    def test_a_post_without_its_token_is_refused(self) -> None:
        """Cross-site request forgery."""
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/sign-in/", {"person": "amel"}).status_code == 403
        assert strict.post("/language/").status_code == 403

    def test_headers(self) -> None:
        """Nothing from elsewhere, no frame, no script but that of the recapitulative, which is a file."""
        for path in addresses(row("A1")):
            answer = self.browser("amel").get(path)
            policy = answer["Content-Security-Policy"]
            assert "default-src 'self'" in policy, path
            assert "unsafe-inline" not in policy
            assert answer["X-Frame-Options"] == "DENY"
            if answer["Content-Type"].startswith("text/html"):
                page = answer.content.decode()
                scripts = re.findall("<script[^>]*>", page)
                assert scripts in ([], ['<script type="module" src="/live/live.js">']), path
                assert ("script-src 'none'" in policy) or path.endswith("/recap/"), path
                assert " style=" not in page, path

    def test_the_caf_loads_its_documents(self) -> None:
        """Reference data is followed, a calendar replaced; what is neither, or cannot be read, changes nothing."""
        caf, known = self.browser("CAF"), store.book().reference
        left = [one for one in known.activities if one.id != "A2"]
        newer = afas.Reference.of(left, known.persons, known.partners, known.agreements)
        for document, status in (
            (exchange.dumps(newer), 302),
            (exchange.dumps(afas.calendars.get("92", 2023)), 302),
            (exchange.dumps(afas.Site("S1", "École Balzac")), 400),
            ("{", 400),
        ):
            sent = SimpleUploadedFile("document.json", document.encode())
            assert caf.post("/caf/load/", {"document": sent}).status_code == status, document[:60]
        assert store.book().reference.activity("A2") is None
        assert self.browser("amel").post("/caf/load/").status_code == 404

    def test_a_file_that_is_too_large_is_refused(self) -> None:
        """A document of the Caf, and a statement of the bank: 256 kB at most, whatever is in it."""
        large = b"{" + b" " * 300_000
        answer = self.browser("CAF").post("/caf/load/", {"document": SimpleUploadedFile("x.json", large)})
        assert answer.status_code == 400
        assert "256" in words(answer)
        answer = self.browser("amel").post("/payments/bank/", {"statement": SimpleUploadedFile("x.csv", large)})
        assert answer.status_code == 400
        assert "256" in words(answer)

    def test_what_people_write_is_never_markup(self) -> None:
        """A reason of the Caf with a tag in it reads as it was typed."""
        relay = row("A3")
        assert do(self.browser("CAF"), relay, "REFUSE", reason="<script>alert(1)</script>").status_code == 302
        page = self.browser("amel").get(f"/declarations/{relay}/").content.decode()
        assert "<script" not in page
        assert "&lt;script&gt;" in page

    def test_a_large_post_is_refused(self) -> None:
        """More than 256 kB of fields."""
        answer = self.browser("amel").post("/contacts/", {"partner": "P1", "message": "x" * 300_000})
        assert answer.status_code == 400

    def test_the_same_form_posted_twice_is_done_once(self) -> None:
        """The second post of one page adds no event, and says no error."""
        caf, relay = self.browser("CAF"), row("A3")
        path = f"/declarations/{relay}/do/ACCEPT/"
        sent = hidden(caf.get(path))
        assert [caf.post(path, sent).status_code for _ in range(2)] == [302, 302]
        assert Happened.objects.filter(declared_id=relay).count() == declaration(relay).version

    def test_two_people_on_one_form_do_not_undo_each_other(self) -> None:
        """Each saves another field of the page that both had opened: both figures stand."""
        chloe, creche = self.browser("chloe"), row("A2")
        path = f"/declarations/{creche}/form/activity/"
        pages = [hidden(chloe.get(path)), hidden(chloe.get(path))]
        assert chloe.post(path, {**pages[0], "field-entitled_hours": "40000", "save": ""}).status_code == 302
        assert chloe.post(path, {**pages[1], "field-billed_hours": "44000", "save": ""}).status_code == 302
        (typed,) = declaration(creche).entries.values()
        assert (typed["entitled_hours"], typed["billed_hours"]) == ("40000", "44000")
        stale = chloe.post(path, {**pages[1], "once": "other", "field-entitled_hours": "1", "save": ""})
        assert stale.status_code == 409

    def test_an_administrator_changes_the_roles_of_their_partner_alone(self) -> None:
        """Denise gives a role of the town; of the neighbour's activity she cannot. Fanny waits for the Caf."""
        denise, caf = self.browser("denise"), self.browser("CAF")
        give = {"change": "give", "role": "FINANCIAL_DATA", "person": "eric", "start": "2023-01-16"}
        assert denise.post("/profiles/", {**give, "where": "B1"}).status_code == 409
        assert denise.post("/profiles/", {**give, "where": "A1"}).status_code == 302
        withdraw = {"change": "withdraw", "role": "APPROVER", "person": "amel", "where": "A2", "start": "2023-01-17"}
        assert denise.post("/profiles/", withdraw).status_code == 302
        approve = {"change": "give", "role": "APPROVER", "person": "fanny", "where": "A2", "start": "2023-01-17"}
        assert denise.post("/profiles/", approve).status_code == 302
        assert "fanny" in {one.person.id for one in store.book().history("A2") if one.power is None}
        validate = {"change": "validate", "role": "APPROVER", "person": "fanny", "where": "A2", "start": "2023-01-18"}
        assert denise.post("/profiles/", validate).status_code == 409
        assert caf.post("/profiles/", validate).status_code == 302

    def test_a_database_that_is_away_is_told_and_the_same_post_comes_through_later(self) -> None:
        """503 with the words to send again; then it acts once."""
        caf, relay = self.browser("CAF"), row("A3")
        path = f"/declarations/{relay}/do/ACCEPT/"
        sent = hidden(caf.get(path))
        with patch.object(store, "act", side_effect=OperationalError("server closed the connection")):
            answer = caf.post(path, sent)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "rien n’a été enregistré" in answer.content.decode()
        assert [caf.post(path, sent).status_code for _ in range(2)] == [302, 302]
        assert Happened.objects.filter(declared_id=relay).count() == declaration(relay).version

    def test_a_fault_half_way_stores_nothing(self) -> None:
        """The declaration, its event and its fact come together or not at all."""
        relay = row("A3")
        before = declaration(relay), Happened.objects.count()

        def broken(*_: object) -> None:
            message = "the worker was killed"
            raise RuntimeError(message)

        kept, store.book_facts = store.book_facts, broken  # type: ignore[assignment]
        try:
            store.act(relay, Accept(), by=CAF)
        except RuntimeError:
            pass
        finally:
            store.book_facts = kept
        assert (declaration(relay), Happened.objects.count()) == before
        assert Declared.objects.get(pk=relay).status == "TRANSMITTED"


class Said(Demonstration):
    """What the pages say, in the language chosen."""

    def test_words_are_said_in_the_language_and_not_called_by_the_template(self) -> None:
        """Django calls what it can call: a `Text` would be said in French on an English page."""
        text = Text(fr="au plus {n}", en="at most {n}")
        for value in (text, text.fill(n=3), [text.fill(n=3)]):
            page = Template("{% load said %}{% for one in all %}{{ one|say:'en' }}{% endfor %}")
            shown = page.render(Context({"all": value if isinstance(value, list) else [value]}))
            assert shown.startswith("at most"), shown

    def test_no_page_shows_a_name_of_the_code(self) -> None:
        """Labels, not `activity.S1.attended_hours`; also in English, and where something is refused."""
        centre, amel = row("A1"), self.browser("amel")
        for colon in (": ", " : "):  # in French, then in English
            for path in (one for one in addresses(centre) if not one.endswith(".pdf")):
                said = words(amel.get(path))
                for name in ("attended_hours", "general_scheme_share", "entries.", "given.", "financial.", "FORECAST"):
                    assert name not in said, (path, name)
                assert colon == ": " or colon not in said, (path, "a colon as French writes it")
            refused = words(do(amel, centre, "VALIDATE"))
            assert "attended_hours" not in refused
            amel.post("/language/")
