"""Caf des Hauts-de-Seine: who follows whom, the mailboxes and the keywords of a subject line.

No officer is named: a portfolio is a number. Names are written as the source writes them.
"""

from datetime import date

from afas.contacts import Directory, MailboxKind, Portfolio
from afas.sources import Source
from afas.text import Text

PRESENTATION = Source(
    title="Mon Compte Partenaire, un espace au service des partenaires de la Caf",
    publisher="Caf des Hauts-de-Seine",
    published=date(2023, 10, 18),
    checked_on=date(2026, 11, 24),
    page="vos interlocuteurs",
)

PORTFOLIOS = (
    Portfolio(
        "1",
        partners=(
            "Espace de Rencontre Ville de Rueil-Malmaison",
            "Eclaireurs Unionistes de France",
            "Aide Mères / Familles Epinay Nord Ouest",
            "Coallia",
            "Relais Accueil du Vallona",
            "Ass. Henri Planchat",
            "I.G.E.S.A.",
            "C.A.S.H. de Nanterre",
            "Calins Matins Antony",
            "Le Jardin Etoilé",
            "Microbaby",
            "Ted Crèche",
            "Mutuelle La Mayotte",
        ),
        communes=(
            "ANTONY",
            "BAGNEUX",
            "CHATENAY-MALABRY",
            "CLAMART",
            "CLICHY",
            "FONTENAY-AUX-ROSES",
            "NANTERRE",
            "NEUILLY-SUR-SEINE",
            "PUTEAUX",
            "VILLE-D'AVRAY",
            "VILLENEUVE-LA-GARENNE",
        ),
    ),
    Portfolio(
        "2",
        partners=(
            "I.F.A.C. Club Ados Réussite",
            "Les Jeunes de la Plaine",
            "Les Bullotins",
            "Tillou Crèche",
            "Crèche Babees",
            "Les Tintinnabules",
            "Plume",
        ),
        communes=(
            "BOIS-COLOMBES",
            "COLOMBES",
            "COURBEVOIE",
            "GARCHES",
            "ISSY-LES-MOULINEAUX",
            "LA-GARENNE-COLOMBES",
            "LE-PLESSIS-ROBINSON",
            "MEUDON",
            "MONTROUGE",
            "SAINT-CLOUD",
            "SCEAUX",
            "VAUCRESSON",
        ),
    ),
    Portfolio(
        "3",
        partners=(
            "Scouts et Guides de France",
            "Association Zup de Co",
            "Multi'Services à Domicile",
            "Ass. La Comptine - Sceaux & Fontenay",
            "I.E.P.C.",
            "Ass. Esperem",
            "Ass. Jeunesse",
            "Ass. Logement Jeunes Travailleurs",
            "Créchéo",
            "Baboune Odyssée",
            "Païdou",
            "Rosbourg",
            "People & Baby",
            "LPCR",
            "Crèches de France",
            "Crèche Attitude",
        ),
        communes=(
            "ASNIERES-SUR-SEINE",
            "BOULOGNE-BILLANCOURT",
            "CHAVILLE",
            "SEVRES",
            "SURESNES",
        ),
    ),
    Portfolio(
        "4",
        partners=(
            "Ass. Entr'Actes - Colombes",
            "Ass. Dinamic Médiation Familiale",
            "Ateliers Amasco – Jouer et Apprendre",
            "Aide Familiale Domicile Région Parisienne",
            "Fondation Etudiante pour la Ville",
            "C.L.J.T.",
            "L'Appart'",
            "A.P.H.P.",
            "Cap Enfant",
            "M.P.K.",
            "Les Petites Canailles",
            "La Maison Bleue",
            "Evancia - Babilou",
        ),
        communes=(
            "BOURG-LA-REINE",
            "CHATILLON",
            "GENNEVILLIERS",
            "LEVALLOIS-PERRET",
            "MALAKOFF",
            "RUEIL-MALMAISON",
            "VANVES",
        ),
    ),
)

DIRECTORY = Directory(
    caf="92",
    name=Text(fr="Caf des Hauts-de-Seine", en="Caf of Hauts-de-Seine"),
    portfolios=PORTFOLIOS,
    mailboxes={
        MailboxKind.ACCESS: "contactmoncomptepartenaire@caf92.caf.fr",
        MailboxKind.DECLARATIONS: "prestation-de-service@caf92.caf.fr",
    },
    keywords=(
        "Paiement",
        "Déclarations",
        "Accès Afas",
        "Convention",
        "Données prévisionnelles",
        "Données réelles",
        "Actualisations",
    ),
    source=PRESENTATION,
)
