"""Controls as data: the usual ones, by site and on the whole, against last year and against the forecast."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from typing import Any

import attrs
import pytest

import afas
from afas import ps as registry
from afas.controls import (
    Against,
    Control,
    Figures,
    Finding,
    Known,
    Severity,
    WeakJustification,
    against_forecast,
    check_justification,
    companions,
    run,
    run_all,
    variation,
)
from afas.declarations import Declaration, Variation, Variations
from afas.declarations._beside import variations
from afas.forms import DeclarationKind, Field, FormCode, sections
from afas.quantities import Unit
from afas.text import Text
from afas.workflow import ActionBlocked


def field(name: str, unit: Unit = Unit.EUR, form: FormCode = FormCode.FINANCIAL, **more: Any) -> Field:
    return attrs.evolve(Field(name, unit, Text(fr=name, en=name), form), **more)


CHILDREN = Text(fr="Enfants", en="Children")
HOURS = field("hours", Unit.HOUR, FormCode.ACTIVITY, by_site=True)
ENROLLED = field("enrolled", Unit.CHILD, FormCode.ACTIVITY, by_site=True, section=CHILDREN)
HANDICAP = field("handicap", Unit.CHILD, FormCode.ACTIVITY, by_site=True, section=CHILDREN)
CHARGES, WAGES, RENT, PRODUCTS = (field(name) for name in ("charges", "wages", "rent", "products"))


def figures(**named: str) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in named.items()}


def found(control: Control, *, other: Figures | None = None, **named: str) -> Finding | None:
    return control.find(figures(**named), other or {})


@pytest.mark.parametrize(("now", "odd"), [("89.99", True), ("90", False), ("110", False), ("110.01", True)])
def test_the_actual_against_the_forecast(now: str, odd: bool) -> None:
    control = against_forecast(HOURS, Decimal("0.10"))
    known = {Against.FORECAST: Known(figures(hours="100")), Against.PREVIOUS: Known(figures(hours="1"))}
    for kind, expected in ((DeclarationKind.ACTUAL, odd), (DeclarationKind.FORECAST, False)):
        assert bool(run_all([control], Known(figures(hours=now)), known, kind)) is expected


@pytest.mark.parametrize("digits", [1, 4, 28])
def test_law_1_a_change_does_not_depend_on_the_decimal_context_nor_on_its_size(digits: int) -> None:
    """11,000.01 h is a hundredth above 10,000 h and 10 %: an exact difference says so, one of 4 digits does not."""
    control = against_forecast(HOURS, Decimal("0.10"))
    known = {Against.FORECAST: Known(figures(hours="10000"))}
    with localcontext() as context:
        context.prec = digits
        assert bool(run_all([control], Known(figures(hours="11000.01")), known, DeclarationKind.ACTUAL))
        assert not run_all([control], Known(figures(hours="11000")), known, DeclarationKind.ACTUAL)
        # (7.5 - 6) / 6; (10^30 - 1) / 1 less one, to four decimals
        moved = Variation(HOURS, Decimal("7.5"), Decimal(6), Decimal("7.5"))
        assert (moved.since_previous, moved.since_forecast) == (Decimal("0.2500"), Decimal("0.0000"))
        assert Variation(HOURS, Decimal("9" * 30), Decimal(1), None).since_previous == Decimal("9" * 29 + "8.0000")


@pytest.mark.parametrize(
    ("words", "enough"),
    [
        ("deux semaines fermées, 640 h", True),
        ("fermeture de 640 h", False),  # two words: “h” is a letter
        ("fermeture de juin : 640", True),
        ("fermeture à juin : 640", False),
        ("deux semaines de fermeture", False),
        ("deux semaines de fermeture ²", False),  # no figure of ours
        ("640 12 3", False),
        ("", False),
    ],
)
def test_a_justification_has_three_words_and_a_figure(words: str, enough: bool) -> None:
    if enough:
        check_justification("X-N1", words)
        return
    with pytest.raises(WeakJustification) as weak:
        check_justification("X-N1", words)
    assert (weak.value.control, weak.value.words, weak.value.found) == ("X-N1", 3, words)


def test_what_is_quoted_of_a_justification_is_cut_at_eighty() -> None:
    with pytest.raises(WeakJustification) as weak:
        check_justification("X-N1", "é" * 200)
    assert weak.value.found == "é" * 80


def test_a_control_by_site_of_an_activity_without_sites_looks_at_the_whole() -> None:
    by_site = variation("X-N1", "hours", HOURS.text, Decimal("0.10"), by_site=True)
    charges = variation("Y-N1", "charges", CHARGES.text, Decimal("0.10"))
    now, before = figures(hours="150", charges="100"), figures(hours="100", charges="100")
    whole = run_all([by_site, charges], Known(now), {Against.PREVIOUS: Known(before)})
    assert [finding.key for finding in whole] == ["X-N1"]
    assert run([charges, by_site], now, before) == whole
    assert run([charges], now, before) == ()


def test_what_a_control_of_a_ps_compares_with_last_year_it_compares_with_the_forecast_too() -> None:
    """By the same threshold, on the whole; not where the PS does so itself, nor what has no threshold or no field."""
    hours = variation("X-N1", "hours", HOURS.text, Decimal("0.25"), by_site=True)
    charges = variation("Y-N1", "charges", CHARGES.text, Decimal("0.05"))
    assert (hours.threshold, hours.by_site, charges.by_site) == (Decimal("0.25"), True, False)
    own = against_forecast(CHARGES, Decimal("0.02"), "Y-REAL", by_site=True)
    assert (own.code, own.threshold, own.by_site, own.against) == ("Y-REAL", Decimal("0.02"), True, Against.FORECAST)
    assert own.kinds == frozenset({DeclarationKind.ACTUAL})
    made = companions([hours, charges], [HOURS, CHARGES])
    assert [(one.code, one.threshold, one.by_site, one.reads) for one in made] == [
        ("FORECAST-hours", Decimal("0.25"), False, ("hours",)),
        ("FORECAST-charges", Decimal("0.05"), False, ("charges",)),
    ]
    assert [one.code for one in companions([hours, charges, own], [HOURS, CHARGES])] == ["FORECAST-hours"]
    assert companions([hours, attrs.evolve(charges, threshold=None)], [CHARGES]) == ()


def test_nothing_is_said_of_what_is_unknown_or_was_zero() -> None:
    control = variation("X-N1", "hours", HOURS.text, Decimal("0.10"))
    assert found(control, hours="5") is None
    assert found(control, other=figures(hours="0"), hours="5") is None
    assert found(control) is None  # a kind of declaration that does not ask for it


def test_a_control_by_site_speaks_of_that_site() -> None:
    control = variation("X-N1", "hours", HOURS.text, Decimal("0.10"), by_site=True)
    now = Known(figures(hours="200"), {"S1": figures(hours="150"), "S2": figures(hours="50")})
    before = Known(figures(hours="200"), {"S1": figures(hours="100"), "S2": figures(hours="100")})
    both = run_all([control], now, {Against.PREVIOUS: before})
    assert [(finding.key, finding.site) for finding in both] == [("X-N1/S1", "S1"), ("X-N1/S2", "S2")]
    whole = run_all([attrs.evolve(control, by_site=False)], now, {Against.PREVIOUS: before})
    assert whole == ()  # the sites make up for each other


def test_sub_forms_keep_the_order_of_the_fields() -> None:
    assert sections((HOURS, ENROLLED, HANDICAP)) == {None: (HOURS,), CHILDREN: (ENROLLED, HANDICAP)}


class Watched(Mapping[str, Decimal]):
    """Figures that remember which of them were read."""

    def __init__(self, names: list[str], value: Decimal) -> None:
        self.inner, self.read = dict.fromkeys(names, value), set[str]()

    def __getitem__(self, name: str) -> Decimal:
        self.read.add(name)
        return self.inner[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.inner)

    def __len__(self) -> int:
        return len(self.inner)


@pytest.mark.parametrize("code", registry.codes())
def test_every_control_of_a_ps_reads_what_it_says_it_reads(code: str) -> None:
    """A justification is dropped when what the control reads changes: so it has to say all of it."""
    service = registry.get(code)
    names = [one.name for one in service.fields]
    for control in (*service.controls, *companions(service.controls, service.fields)):
        assert control.reads, control.code
        for value in (Decimal(0), Decimal(1), Decimal(1000)):
            now, other = Watched(names, value), Watched(names, Decimal(10))
            control.check(now, other)
            assert now.read | other.read <= set(control.reads), control.code


ALSH = registry.get("ALSH")
SITES = (afas.Site("S1", "Balzac"), afas.Site("S2", "Pasteur"))
ACTIVITY = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", SITES)
AMEL = afas.Person("U1", "Amel")
AT = datetime(2023, 1, 16, 9)
START = date(2022, 9, 1)
BOOK = (
    afas.RoleBook()
    .assign(afas.Role.APPROVER, AMEL, ACTIVITY, START)
    .assign(afas.Role.ACTIVITY_DATA, AMEL, ACTIVITY, START)
    .assign(afas.Role.FINANCIAL_DATA, AMEL, ACTIVITY, START)
)
HOURS_BY_SITE = variation("ALSH-N1", "attended_hours", ALSH.fields[0].text, Decimal("0.10"), by_site=True)
CLOSED = Control(
    "X-00",
    Severity.BLOCKING,
    Text(fr="{hours} h : site fermé", en="{hours} h: the site is closed"),
    lambda now, _: {"hours": now["attended_hours"]} if now["attended_hours"] > 500 else None,
    reads=("attended_hours",),
    by_site=True,
)


OWN = (HOURS_BY_SITE,)


def entered(kind: DeclarationKind, *controls: Control, s1: str = "100", s2: str = "100") -> Declaration:
    service = attrs.evolve(ALSH, controls=controls)
    before = Known(figures(attended_hours="200"), {site.id: figures(attended_hours="100") for site in SITES})
    offered = afas.open_declarations(
        afas.calendars.get("92", 2023),
        [ACTIVITY],
        on=AT.date(),
        previous={"A1": before},
        forecast={("A1", DeclarationKind.ACTUAL): figures(attended_hours="400", expenses="1000")},
        services={"ALSH": service},
    )
    declaration = next(one for one in offered if one.kind is kind)
    for form, site, values in (
        ("activity", "S1", {"attended_hours": s1}),
        ("activity", "S2", {"attended_hours": s2}),
        ("financial", None, {"expenses": "1000", "general_scheme_share": "1"}),
    ):
        declaration = do(declaration, afas.Enter(form, site=site, values=values))
    return declaration


def do(declaration: Declaration, *actions: afas.workflow.Action) -> Declaration:
    for action in actions:
        declaration = afas.apply(declaration, action, by=AMEL, roles=BOOK, at=AT).declaration
    return declaration


CHECKS = (afas.Check("activity", site="S1"), afas.Check("activity", site="S2"), afas.Check("financial"))


def test_a_provider_sees_the_findings_of_their_form_and_site_alone() -> None:
    """What looks at the whole activity, or at nothing that was typed, is for the approver."""
    sentence = Text(fr="{expenses} €", en="€{expenses}")
    costly = Control(
        "X-01", Severity.TO_JUSTIFY, sentence, lambda now, _: {"expenses": now["expenses"]}, reads=("expenses",)
    )
    whole = variation("X-02", "attended_hours", ALSH.fields[0].text, Decimal("0.10"))
    always = Control("X-03", Severity.INFORMATION, Text(fr="oui", en="yes"), lambda *_: {})
    declaration = entered(DeclarationKind.FORECAST, HOURS_BY_SITE, CLOSED, costly, whole, always, s1="501")
    s1, s2, accounts = declaration.forms
    seen = {form: [one.key for one in declaration.form_findings(form)] for form in declaration.forms}
    assert seen == {s1: ["ALSH-N1/S1", "X-00/S1"], s2: [], accounts: ["X-01"]}
    blocking = {form: [one.key for one in declaration.form_findings(form, blocking=True)] for form in seen}
    assert blocking == {s1: ["X-00/S1"], s2: [], accounts: []}
    assert [one.key for one in declaration.findings()] == ["ALSH-N1/S1", "X-00/S1", "X-01", "X-02", "X-03"]


def test_a_justification_of_one_site_lasts_as_long_as_that_site_does_not_change() -> None:
    declaration = do(entered(DeclarationKind.FORECAST, HOURS_BY_SITE, s1="150", s2="50"), *CHECKS)
    with pytest.raises(ActionBlocked, match="ALSH-N1/S1"):
        do(declaration, afas.Validate())
    justified = do(
        declaration,
        afas.Justify("ALSH-N1/S1", "Un groupe de 10 enfants en plus"),
        afas.Justify("ALSH-N1/S2", "Un groupe de 10 enfants en moins"),
    )
    assert do(justified, afas.Validate()).status is afas.workflow.Status.VALIDATED
    back = do(justified, afas.SendBack("activity", site="S2"))
    changed = do(back, afas.Enter("activity", site="S2", values={"attended_hours": "51"}))
    assert set(changed.justifications) == {"ALSH-N1/S1"}


def test_a_justification_of_a_control_that_the_ps_has_no_more_is_dropped_at_the_next_save() -> None:
    declaration = entered(DeclarationKind.FORECAST, HOURS_BY_SITE, s1="150")
    words = {"ALSH-N1/S1": "Un groupe de 10 enfants en plus", "ALSH-00": "Une règle de 2019"}
    justified = declaration.evolved({"justifications": words})
    changed = do(justified, afas.Enter("activity", site="S2", values={"attended_hours": "51"}))
    assert set(changed.justifications) == {"ALSH-N1/S1"}


def test_a_provider_cannot_check_a_form_that_a_blocking_control_speaks_of() -> None:
    declaration = entered(DeclarationKind.FORECAST, CLOSED, s1="501")
    with pytest.raises(ActionBlocked, match=r"X-00/S1, blocking: 501 h: the site is closed → Provider"):
        do(declaration, CHECKS[0])
    do(declaration, *CHECKS[1:])  # the others are not stopped by it


def test_a_declaration_is_compared_with_its_forecast() -> None:
    actual = do(entered(DeclarationKind.ACTUAL, *ALSH.controls), *CHECKS)
    assert [finding.key for finding in actual.findings()] == ["FORECAST-attended_hours"]
    assert actual.findings()[0].text("en") == (
        "Attended hours: 200 against 400 in the forecast, that is -50% (more than 10%)"
    )


def test_a_declaration_has_the_controls_against_the_forecast_where_it_is_known_and_of_its_kind() -> None:
    def codes(declaration: Declaration) -> list[str]:
        return [control.code for control in declaration.controls]

    offered = afas.open_declarations(
        afas.calendars.get("92", 2023), [ACTIVITY], on=AT.date(), services={"ALSH": attrs.evolve(ALSH, controls=OWN)}
    )
    unknown = next(one for one in offered if one.kind is DeclarationKind.ACTUAL)
    assert codes(unknown) == ["ALSH-N1"]
    assert codes(entered(DeclarationKind.ACTUAL, *OWN)) == ["ALSH-N1", "FORECAST-attended_hours"]
    assert codes(entered(DeclarationKind.FORECAST, *OWN)) == ["ALSH-N1"]


def test_variations_field_by_field() -> None:
    table = variations(entered(DeclarationKind.ACTUAL, s1="150"), by_site=True)
    row = {(one.field.name, one.site): one for one in table.rows}
    hours, of_s1, of_s2 = (row["attended_hours", site] for site in (None, "S1", "S2"))
    expenses = row["expenses", None]
    assert ("general_scheme_share", None) not in row  # given by the Caf since 2019: nothing of the partner's
    # 250 h against 200 last year: a quarter more; against 400 forecast: three eighths less
    assert (hours.since_previous, hours.since_forecast) == (Decimal("0.2500"), Decimal("-0.3750"))
    assert (of_s1.site, of_s1.since_previous, of_s2.since_previous) == ("S1", Decimal("0.5000"), Decimal("0.0000"))
    assert (expenses.previous, expenses.forecast) == (None, Decimal(1000))
    assert table.beyond(Decimal("0.40")) == (of_s1,)
    assert table.to_markdown("en").splitlines()[2] == "| Attended hours | 250 | 200 | +25% | 400 | -37.5% |"
    assert table._repr_html_().count("<tr>") == 1 + len(table.rows)


def test_what_moved_beyond_a_ratio_is_what_its_control_finds() -> None:
    # 110,001 is 10.001 % above 100,000: more than 10 %, though it is shown as +10 %
    for now, before, beyond in (
        ("110001", "100000", True),
        ("110000", "100000", False),
        ("89999", "100000", True),
        ("90000", "100000", False),
        ("-110001", "-100000", True),
        ("-110000", "-100000", False),
        ("1", "0", False),  # no ratio
        ("1E+400", "1.1E-400", True),  # past every digit that is kept
    ):
        of = {"charges": Decimal(now)}, {"charges": Decimal(before)}
        control = variation("X-01", "charges", CHARGES.text, Decimal("0.10"))
        row = Variation(CHARGES, Decimal(now), Decimal(before), None)
        table = Variations(entered(DeclarationKind.ACTUAL), (row,))
        with localcontext(Context(prec=3)):
            assert (control.find(*of) is not None, table.beyond(Decimal("0.10")) == (row,)) == (beyond, beyond)


def test_a_sum_of_sites_is_compared_only_once_all_are_entered() -> None:
    declaration = do(
        entered(DeclarationKind.ACTUAL), afas.Enter("activity", site="S2", values={"attended_hours": None})
    )
    now = {row.field.name: row.now for row in variations(declaration).rows}
    assert (now["attended_hours"], now["expenses"]) == (None, Decimal(1000))
    of_sites = {(row.field.name, row.site): row.now for row in variations(declaration, by_site=True).rows}
    assert of_sites["attended_hours", "S1"] == Decimal(100)
    assert of_sites["attended_hours", "S2"] is None


def test_a_comparison_has_a_row_for_each_site_of_what_is_entered_by_site_where_it_is_asked() -> None:
    declaration = entered(DeclarationKind.ACTUAL)
    assert {row.site for row in variations(declaration).rows} == {None}
    sites: dict[str, list[str | None]] = {}
    for row in variations(declaration, by_site=True).rows:
        sites.setdefault(row.field.name, []).append(row.site)
    assert sites == {
        field.name: [None, "S1", "S2"] if field.by_site else [None]
        for form in (FormCode.ACTIVITY, FormCode.FINANCIAL)
        for field in declaration.fields(form)
    }
    head, aligned, *_ = variations(declaration).to_markdown("en").splitlines()
    assert (head, aligned) == (
        "| Figure | Declared | N-1 | Change | Forecast | Gap |",
        "|---|---:|---:|---:|---:|---:|",
    )
