"""The texts that the rules of EAJE rest on; read by `eaje` and its bonuses only."""

from datetime import date

from afas.sources import Source
from afas.text import Text

NORD = Source(
    title="[La prestation de service unique 0-6 ans (Psu) et bonifications]",
    publisher="Caf du Nord",
    url="https://caf.fr/professionnels/offres-et-services/caf-du-nord/partenaires-locaux/petite-enfance/la-prestation-de-service-unique-0-6-ans-psu-et-bonifications",
    checked_on=date(2026, 11, 23),
)

GUIDE = Source(
    title="[Guide de la prestation de service unique]",
    publisher="Caf",
    url="https://docplayer.fr/amp/19836878-Guide-de-la-prestation-de-service-unique.html",
    checked_on=date(2026, 11, 23),
)

LOIRET = Source(
    title="[Réforme de la prise en compte du taux de facturation]",
    publisher="Caf du Loiret",
    url="https://caf45-partenaires.fr/reforme-de-la-prise-en-compte-du-taux-de-facturation",
    checked_on=date(2026, 11, 23),
)

GUIDE_2018 = Source(
    title="[Guide prestation de service unique (112 % : le prix plafond à appliquer)]",
    publisher="Caf",
    url="https://pdfslide.fr/documents/guide-prestation-de-service-unique-caffr-112-le-prix-plafond-appliquer.html",
    page="2018",
    remark=Text(
        fr="texte coupé : avec couches et repas retenu, non lu",
        en="the text is cut: with nappies and meals is assumed, not read",
    ),
    checked_on=date(2026, 11, 23),
)

EKLABLOG = Source(
    title="[Psu]",
    publisher="vaeeje.eklablog.com",
    url="http://vaeeje.eklablog.com/psu-a117396484",
    page="« demeure au prix plafond de 6,89 € sur l’ensemble de la période »",
    remark=Text(fr="premier palier retenu, non lu", en="the first tier is assumed, not read"),
    checked_on=date(2026, 11, 23),
)

IDCITE = Source(
    title="[Renforcement du financement du temps de travail hors présence des enfants au sein des Eaje]",
    publisher="idcite.com",
    url="https://www.idcite.com/Circ-Renforcement-du-financement-du-temps-de-travail-hors-presence-des-enfants-au-sein-des-Eaje_a79152.amp.html",
    page="circulaire 2024-013 du 8 février 2024",
    remark=Text(fr="nombre d’heures non lu", en="the number of hours was not read"),
    checked_on=date(2026, 11, 23),
    published=date(2024, 2, 8),
)

PROS = Source(
    title="[La Cnaf adopte les modalités des bonus handicap et mixité sociale]",
    publisher="Les Pros de la Petite Enfance",
    url="https://lesprosdelapetiteenfance.fr/la-cnaf-adopte-les-modalites-des-bonus-handicap-et-mixite-sociale-sociale",
    checked_on=date(2026, 11, 23),
)

LOIR_ET_CHER = Source(
    title="[Bonus inclusion handicap en établissements d’accueil du jeune enfant]",
    publisher="Caf de Loir-et-Cher",
    url="https://caf.fr/allocataires/caf-de-loir-et-cher/offre-de-service/handicap/bonus-inclusion-handicap-en-etablissements-d-accueil-du-jeune-enfant-eaje",
    remark=Text(
        fr="plafond par place lu sans fin ; retenu jusqu’en 2023, un autre étant cité pour 2024",
        en="a cap per place read without an end; kept until 2023, since another is cited for 2024",
    ),
    checked_on=date(2026, 11, 23),
)

ESSONNE = Source(
    title="[Bonus inclusion handicap et mixité sociale : comment sont-ils reversés ?]",
    publisher="Caf de l’Essonne",
    url="https://www.esprit-de-famille-caf91.fr/bonus-inclusion-handicap-et-mixite-sociale-comment-sont-ils-reverses/",
    checked_on=date(2026, 11, 23),
)

BANQUE = Source(
    title="[Crèches : la Cnaf valide le bonus attractivité]",
    publisher="Banque des territoires",
    url="https://banquedesterritoires.fr/creches-la-cnaf-valide-le-bonus-attractivite",
    checked_on=date(2026, 11, 23),
)

TERRITORY = Source(
    title="[Mesures visant à réduire le reste à charge de fonctionnement]",
    publisher="123dok.net",
    url="https://123dok.net/article/mesures-visant-r%C3%A9duire-reste-charge-fonctionnement.qo5vjxwm",
    page="plan rebond : de 2 100 à 3 100 € dès janvier 2020, « mise en place progressivement »",
    remark=Text(
        fr="de 2 600 à 3 600 € depuis le 1er janvier 2021, encore ainsi sur la page 2025 de Saône-et-Loire",
        en="from €2,600 to €3,600 since 1 January 2021, still so on the page of Saône-et-Loire of 2025",
    ),
    checked_on=date(2026, 11, 27),
)

SAONE = Source(
    title="[Bonus territoire et contrat territorial réservataire Eaje]",
    publisher="Caf de Saône-et-Loire",
    url="https://www.caf.fr/professionnels/offres-et-services/caf-de-saone-et-loire/partenaires-locaux/accueil-de-la-petite-enfance/bonus-territoire-et-contrat-territorial-reservataire-eaje",
    page="2025",
    checked_on=date(2026, 11, 23),
)

TOUTEDUC = Source(
    title="[Bonus trajectoire de développement, d’après l’Association des maires de France]",
    publisher="ToutEduc",
    remark=Text(
        fr="accessible dès 2025, sur l’ensemble des places du territoire ; de même au barème 2025 de la Caf "
        "d’Indre-et-Loire",
        en="open from 2025, on all the places of the territory; the same in the scale of 2025 of the Caf "
        "d’Indre-et-Loire",
    ),
    checked_on=date(2026, 11, 27),
    published=date(2024, 7, 19),
)

PEDAGOGICAL_DAYS = Source(
    title="EAJE PSU : financement journées pédagogiques précisions",
    publisher="Caf du Loiret",
    url="https://caf45-partenaires.fr/eaje-psu-financement-journees-pedagogiques-3",
    remark=Text(
        fr="au plus 3 par an, 10 h par place, dès 2024 ; du lundi au vendredi hors jour férié (sinon jour "
        "habituel d’ouverture, ou journée de solidarité) ; places de l’autorisation de fonctionnement ; Psu "
        "et participations compensées en entier ; déclarables dès septembre 2024",
        en="at most 3 a year, 10 h a place, from 2024; Monday to Friday but public holidays (or a usual "
        "opening day, or the journée de solidarité); places of the authorisation to operate; PSU and "
        "participations compensated in full; declared from September 2024",
    ),
    checked_on=date(2026, 11, 27),
)

ALPES = Source(
    title="[Bonus trajectoire de développement, un financement supplémentaire]",
    publisher="Caf des Alpes-Maritimes, newsletter partenaires n° 24",
    url="https://www.caf.fr/professionnels/offres-et-services/caf-des-alpes-maritimes/partenaires-locaux/newsletter-familles-et-territoires/newsletter-partenaires-ndeg24-janvier-2026/bonus-trajectoire-de-developpement-un-financement-supplementaire-au-service-du-developpement-de-l",
    remark=Text(fr="depuis novembre 2025", en="since November 2025"),
    checked_on=date(2026, 11, 23),
)
