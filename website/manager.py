"""The pages for managers that are made from data: the last days by PS, and whom to write to."""

from collections.abc import Iterator

import afas
from afas.contacts import Directory, Draft, MailboxKind, Topic, draft
from afas.sources import Source
from afas.text import Text, long_date
from website.markdown import folded, header, link, slug, table, tidy

__all__ = ["contact", "dates"]


def dates(locale: str) -> str:
    """The last day of each declaration, Caf by Caf and PS by PS, in tables that fit a phone."""
    title = Text(fr="Mes dates", en="My dates")(locale)
    intro = Text(
        fr="**« À transmettre avant » veut dire la veille au plus tard.** Le dernier jour ci-dessous est celui où vous "
        "pouvez encore transmettre. Les dates sont celles d’une Caf et d’une année ; si la vôtre n’est pas là, nous ne "
        "l’avons pas lue : demandez-la à votre Caf, les dates d’une autre ne valent pas pour vous.",
        en="**“To transmit before” means the day before at the latest.** The last day below is the last one on which "
        "you can transmit in time. The dates are those of one Caf and year; if yours is not here, we have not read it: "
        "ask your Caf, the dates of another do not hold for you.",
    )(locale)
    after = Text(fr="La date est passée ? [Que faire](late.md).", en="The date has passed? [What to do](late.md).")(
        locale
    )
    lines = [*header(title, locale), intro, "", after, ""]
    for caf, year in sorted(afas.calendars.known(), reverse=True):
        calendar = afas.calendars.get(caf, year)
        lines += [f"## {calendar.name(locale)}", ""]
        codes = list(dict.fromkeys(window.ps for window in calendar.windows))
        if len(codes) > 1:
            lines += [" · ".join(f"[{code}](#{_anchor(calendar, code)})" for code in codes), ""]
        for code in codes:
            lines += _windows(calendar, code, locale)
        lines += [_source(calendar.source, locale), ""]
    return tidy([*lines, *_dates_in_python(locale)])


def _anchor(calendar: afas.Calendar, code: str) -> str:
    return f"{slug(code)}-{calendar.caf}-{calendar.year}"


def _windows(calendar: afas.Calendar, code: str, locale: str) -> Iterator[str]:
    every = code == "*"
    name = Text(fr="Toutes les PS", en="All the PS") if every else afas.ps.get(code).text
    yield f"### {name(locale) if every else f'{code} – {name(locale)}'} {{ #{_anchor(calendar, code)} }}"
    yield ""
    head = Text(fr="Déclaration|S’ouvre le|Dernier jour", en="Declaration|Opens on|Last day")(locale).split("|")
    rows = []
    for kind in calendar.kinds(code):
        window = calendar.window(code, kind)
        year = calendar.financial_year(window, code).text(locale)
        last = f"**{long_date(window.last, locale)}**"
        rows.append([f"{kind.text(locale)} ({year})", long_date(window.available, locale), last])
    yield from table(head, rows)


def _dates_in_python(locale: str) -> list[str]:
    title = Text(fr="En Python, et dans votre agenda", en="In Python, and in your diary")(locale)
    words = Text(
        fr="Le même calendrier s’exporte vers un agenda : [mode d’emploi](../how-to/export-calendar.md).",
        en="The same calendar can be exported to a diary: [how](../how-to/export-calendar.md).",
    )(locale)
    code = [
        "import afas",
        "",
        'calendar = afas.calendars.get(caf="92", year=2023)',
        'window = calendar.window("EAJE", afas.DeclarationKind.FORECAST)',
        'assert (str(window.available), str(window.last)) == ("2022-12-11", "2023-02-08")',
    ]
    return folded(title, [words, "", "```python", *code, "```"])


def contact(locale: str) -> str:
    """Whom to write to: mailboxes, the portfolio of each commune and partner, the subject, a message."""
    title = Text(fr="À qui écrire", en="Whom to write to")(locale)
    lines = header(title, locale)
    for caf in afas.directories.known():
        directory = afas.directories.get(caf)
        lines += [f"## {directory.name(locale)}", "", *_mailboxes(directory, locale), *_followed(directory, locale)]
        lines += [*_message(directory, locale), _source(directory.source, locale), ""]
    other = Text(
        fr="## Une autre Caf\n\nAucune boîte ni aucun interlocuteur d’une autre Caf n’a été lu. Demandez-les "
        "à votre Caf. Un agent peut [apporter l’annuaire de la sienne](../caf/index.md).",
        en="## Another Caf\n\nNo mailbox nor contact of another Caf was read. Ask yours. "
        "An officer can [bring the directory of theirs](../caf/index.md).",
    )(locale)
    return tidy([*lines, other, "", *_contact_in_python(locale)])


def _mailboxes(directory: Directory, locale: str) -> list[str]:
    head = Text(fr="Votre message porte sur|Boîte|Dans l’objet", en="Your message is about|Mailbox|In the subject")
    asked = {
        MailboxKind.ACCESS: Text(fr="structure et commune", en="structure and commune"),
        MailboxKind.DECLARATIONS: Text(
            fr="structure, commune, année et un mot-clé", en="structure, commune, year and one keyword"
        ),
    }
    rows = []
    for kind, parts in asked.items():
        about = ", ".join(topic.text(locale) for topic in Topic if topic.mailbox is kind)
        rows.append([about, f"`{directory.mailbox(kind)}`", parts(locale)])
    keywords = " · ".join(f"**{word}**" for word in directory.keywords)
    label = Text(fr="Mots-clés, un seul par message :", en="Keywords, one a message, in French:")(locale)
    return [*table(head(locale).split("|"), rows), f"{label} {keywords}.", ""]


def _followed(directory: Directory, locale: str) -> list[str]:
    words = Text(
        fr="**Votre interlocuteur** suit un portefeuille. Cherchez d’abord votre nom dans la liste des partenaires ; "
        "sinon votre commune décide. Cette page ne donne ni nom ni téléphone d’agent : écrivez à la boîte "
        "ci-dessus, le numéro du portefeuille dit qui vous suit.",
        en="**Your contact** follows a portfolio. Look for your name among the partners first; otherwise your commune "
        "decides. This page gives neither name nor telephone of an officer: write to the mailbox above, the number of "
        "the portfolio says who follows you.",
    )(locale)
    communes = sorted((name, one.id) for one in directory.portfolios for name in one.communes)
    partners = sorted((name, one.id) for one in directory.portfolios for name in one.partners)
    portfolio = Text(fr="Portefeuille", en="Portfolio")(locale)
    named = Text(fr="Partenaires suivis par leur nom", en="Partners followed by name")(locale)
    partner = Text(fr="Partenaire", en="Partner")(locale)
    return [
        *(words, "", f"### {Text(fr='Par commune', en='By commune')(locale)}", ""),
        *table(["Commune", portfolio], [[name, number] for name, number in communes]),
        *folded(named, table([partner, portfolio], [[name, number] for name, number in partners])),
    ]


def _message(directory: Directory, locale: str) -> list[str]:
    title = Text(fr="### Un message prêt", en="### A message ready to send, in French")(locale)
    words = Text(
        fr="Remplacez la structure, la commune, l’année et le nom. Rien n’est envoyé d’ici.",
        en="Replace the structure, the commune, the year and the name. Nothing is sent from here.",
    )(locale)
    return [title, "", words, "", "``` text", *_example(directory), "```", ""]


def _example(directory: Directory) -> list[str]:
    made: Draft = draft(
        directory,
        Topic.PAYMENTS,
        "Le deuxième acompte reçu est plus petit que celui que nous attendions.\n"
        "Pouvez-vous nous indiquer la limite appliquée, et le droit réel qui a servi à la calculer ?",
        partner="Crèche Les Lutins",
        commune="NANTERRE",
        year=2023,
        keyword="Paiement",
        signed="Amel Benoît",
    )
    return [f"À : {made.to}", f"Objet : {made.subject}", "", *made.body.splitlines()]


def _contact_in_python(locale: str) -> list[str]:
    words = Text(
        fr="Tout ce que l’annuaire sait faire : [écrire à la Caf](../how-to/write-to-the-caf.md).",
        en="All that the directory can do: [write to the Caf](../how-to/write-to-the-caf.md).",
    )(locale)
    code = [
        "import afas",
        "",
        'directory = afas.directories.get("92")',
        'assert directory.find(commune="Nanterre").portfolio.id == "1"',
        'assert directory.find("crecheo", commune="Nanterre").portfolio.id == "3"  # named: before its commune',
    ]
    return folded(Text(fr="En Python", en="In Python")(locale), [words, "", "```python", *code, "```"])


def _source(source: Source, locale: str) -> str:
    checked = source.checked_on
    words = Text(fr=" (vérifié le {day})", en=" (checked on {day})").fill(day=checked).text(locale) if checked else ""
    return f"Source{Text(fr=' :', en=':')(locale)} {link(source, locale)}{words}."
