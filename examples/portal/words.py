"""The portal's own words; those of the service come from `afas`, with the objects that they name."""

from collections.abc import Mapping
from typing import Final

from afas.text import Text

__all__ = ["WORDS", "Words"]


def _two(fr: str, en: str) -> Text:
    return Text(fr=fr, en=en)


WORDS: Final[Mapping[str, Text]] = {
    "title": _two("Aides financières d’action sociale", "Financial aid for social action"),
    "brand": _two("Portail de démonstration", "Demonstration portal"),
    "skip": _two("Aller au contenu", "Skip to the content"),
    "menu": _two("Menu principal", "Main menu"),
    "language": _two("English", "Français"),
    "sign_in": _two("Se connecter", "Sign in"),
    "sign_out": _two("Se déconnecter", "Sign out"),
    "who": _two("Choisissez une personne de la démonstration", "Choose a person of the demonstration"),
    "no_password": _two(
        "Démonstration : les personnes et les chiffres sont fictifs, et aucun mot de passe n’est demandé.",
        "Demonstration: persons and figures are made up, and no password is asked for.",
    ),
    "today": _two("Nous sommes le", "Today is"),
    "move": _two("Avancer au", "Move on to"),
    "move_do": _two("Changer la date", "Change the date"),
    "alerts": _two("Alertes", "Alerts"),
    "no_alerts": _two("Aucune déclaration n’attend d’être transmise.", "No declaration is waiting to be transmitted."),
    "todo": _two("À faire", "To do"),
    "no_todo": _two("Rien ne vous attend aujourd’hui.", "Nothing awaits you today."),
    "choices": _two("Vos accès", "Your accesses"),
    "open": _two("ouvert", "open"),
    "not_open": _two("fermé", "not open"),
    "declare": _two("Déclarer", "Declare"),
    "list": _two("Mes déclarations", "My declarations"),
    "filter": _two("Filtrer", "Filter"),
    "all": _two("Tous", "All"),
    "legend": _two("Légende des pictogrammes", "Legend of the pictograms"),
    "none": _two("Aucune déclaration.", "No declaration."),
    "page": _two("Page", "Page"),
    "previous": _two("Page précédente", "Previous page"),
    "next": _two("Page suivante", "Next page"),
    "actions": _two("Actions", "Actions"),
    "actions_on": _two("Actions sur", "Actions on"),
    "view": _two("Consulter", "View"),
    "forms": _two("Formulaires", "Forms"),
    "form": _two("Formulaire", "Form"),
    "site": _two("Lieu d’implantation", "Site"),
    "whole": _two("activité entière", "whole activity"),
    "state": _two("État", "Status"),
    "save": _two("Enregistrer", "Save"),
    "save_check": _two("Enregistrer et contrôler", "Save and check"),
    "needed": _two("Les données marquées * sont nécessaires.", "Data marked * is needed."),
    "forms_hint": _two(
        "Le motif, pour chaque formulaire à corriger ; les autres restent vides.",
        "The reason, for each form to correct; the others stay empty.",
    ),
    "colon": _two("\u00a0: ", ": "),
    "no_history": _two("Rien encore.", "Nothing yet."),
    "labelled": _two("{label} : {said}", "{label}: {said}"),
    "back_home": _two("Retour à l’accueil", "Back to the home page"),
    "none_to_validate": _two("Aucune habilitation n’attend d’être validée.", "No assignment awaits validation."),
    "feed_how": _two(
        "Abonnez votre logiciel d’agenda à cette adresse, qui ne sera plus montrée :",
        "Have your calendar program subscribe to this address, which is not shown again:",
    ),
    "saved": _two("Enregistré.", "Saved."),
    "done": _two("C’est fait.", "Done."),
    "to_correct": _two("À corriger", "To correct"),
    "findings": _two("Contrôles", "Controls"),
    "justified": _two("Justifié", "Justified"),
    "justify": _two("Justifier", "Justify"),
    "blocked": _two("Ce n’est pas possible maintenant", "This is not possible now"),
    "reasons": _two("Ce qui reste à faire avant de transmettre", "What is left to do before transmitting"),
    "recap": _two("Récapitulatif", "Summary"),
    "continue": _two("Continuer", "Continue"),
    "live": _two("Essayer d’autres chiffres", "Try other figures"),
    "live_hint": _two(
        "Le montant suit ce que vous tapez, et le serveur le confirme. Rien n’est enregistré : ce qui se signe est ce "
        "que portent les formulaires.",
        "The amount follows what you type, and the server confirms it. Nothing is kept: what is signed is what the "
        "forms hold.",
    ),
    "live_steps": _two("Calcul", "Computation"),
    "live_amount": _two("Avec ces chiffres : {amount}", "With these figures: {amount}"),
    "live_asking": _two("Le serveur vérifie…", "The server is checking…"),
    "live_confirmed": _two("Confirmé par le serveur : {amount}", "Confirmed by the server: {amount}"),
    "live_other": _two(
        "Le serveur trouve {amount} : c’est ce montant qui compte.", "The server finds {amount}: that amount counts."
    ),
    "live_rules": _two(
        "Les règles ont changé depuis que cette page est ouverte : {amount} selon le serveur. Rechargez la page.",
        "The rules have changed since this page was opened: {amount} by the server. Reload the page.",
    ),
    "live_unreached": _two(
        "Le serveur ne répond pas : ce montant n’est pas confirmé.",
        "The server does not answer: this amount is not confirmed.",
    ),
    "no_estimate": _two("L’estimation ne peut pas encore être faite", "The estimate cannot be made yet"),
    "sign_box": _two(
        "Je certifie l’exactitude de ces données et signe cette déclaration.",
        "I certify that this data is correct and sign this declaration.",
    ),
    "sign_needed": _two("Cochez la case pour signer.", "Tick the box to sign."),
    "pdf": _two("Télécharger le PDF", "Download the PDF"),
    "history": _two("Historique", "History"),
    "queue": _two("Déclarations à traiter", "Declarations to process"),
    "back": _two("Retour à la déclaration", "Back to the declaration"),
    "back_list": _two("Retour à la liste", "Back to the list"),
    "cancel_edit": _two("Abandonner", "Leave"),
    "overtaken": _two(
        "Quelqu’un a modifié cette donnée entre-temps. Rien n’a été enregistré : relisez, puis recommencez.",
        "Somebody changed this meanwhile. Nothing was saved: read again, then start again.",
    ),
    "not_found": _two("Page introuvable, ou qui n’est pas pour vous.", "No such page, or it is not for you."),
    "profiles": _two("Administration des profils", "Administration of profiles"),
    "partner": _two("Gestionnaire", "Partner"),
    "person": _two("Personne", "Person"),
    "user": _two("Utilisateur", "User"),
    "role": _two("Rôle", "Role"),
    "place": _two("Activité ou lieu", "Activity or site"),
    "period": _two("Habilitation", "Assignment"),
    "unassigned": _two("Non attribué", "Not assigned"),
    "assigned": _two("Rôles attribués", "Assigned roles"),
    "change": _two("Changer un rôle", "Change a role"),
    "what": _two("Changement", "Change"),
    "taker": _two("Nouvelle personne (transfert)", "New person (transfer)"),
    "start": _two("Premier jour (ou jour du changement)", "First day (or day of the change)"),
    "end": _two("Fin : premier jour sans le rôle (facultatif)", "End: first day without the role (optional)"),
    "apply": _two("Enregistrer le changement", "Save the change"),
    "changes": _two("Changements enregistrés", "Changes made"),
    "roles": _two("{roles}", "{roles}"),
    "roles_where": _two("{roles} – {partners}", "{roles} – {partners}"),
    "the_caf": _two("reçoit et traite les déclarations", "receives and processes the declarations"),
    "no_role": _two("sans rôle", "no role"),
    "greyed": _two("à valider par la Caf", "to be validated by the Caf"),
    "payments": _two("Paiements", "Payments"),
    "ledger": _two("Compte de l’activité", "Account of the activity"),
    "expected": _two("Encaissements attendus", "Expected cash"),
    "bank": _two("Rapprochement bancaire", "Bank reconciliation"),
    "bank_file": _two(
        "Relevé en CSV : identifiant;jour;montant;libellé", "Statement in CSV: identifier;day;amount;wording"
    ),
    "compare": _two("Rapprocher", "Compare"),
    "too_large": _two("Le fichier dépasse 256 Ko.", "The file is larger than 256 kB."),
    "record": _two("Enregistrer les paiements rapprochés", "Record the matched payments"),
    "load": _two("Charger un document de la Caf", "Load a document of the Caf"),
    "load_words": _two(
        "Données de référence, calendrier ou modalités de paiement, en JSON.",
        "Reference data, calendar or payment terms, as JSON.",
    ),
    "feed": _two("Agenda", "Calendar feed"),
    "feed_words": _two(
        "Adresse secrète de votre agenda : ne la donnez à personne. Une nouvelle adresse éteint l’ancienne.",
        "Secret address of your calendar: give it to nobody. A new address turns the old one off.",
    ),
    "feed_new": _two("Obtenir une nouvelle adresse", "Get a new address"),
    "contacts": _two("Écrire à la Caf", "Write to the Caf"),
    "topic": _two("Sujet", "Topic"),
    "keyword": _two("Mot-clé", "Keyword"),
    "message": _two("Votre question", "Your question"),
    "prepare": _two("Préparer le message", "Prepare the message"),
    "to": _two("À", "To"),
    "subject": _two("Objet", "Subject"),
    "send_mail": _two("Ouvrir dans la messagerie", "Open in the mail program"),
    "yes": _two("Oui", "Yes"),
    "deadline": _two("À transmettre avant le", "To transmit before"),
    "late": _two("En retard", "Late"),
    "year": _two("Exercice", "Year"),
    "confirm": _two("Confirmer", "Confirm"),
    "reset": _two("Effacer les filtres", "Clear the filters"),
    "sort": _two("Trier", "Sort"),
    "given": _two("Chiffres donnés par la Caf", "Figures given by the Caf"),
}  # fmt: skip


class Words:
    """The words in one language, by name, for templates: `{{ words.sign_in }}`."""

    def __init__(self, words: Mapping[str, Text], locale: str) -> None:
        self._words, self._locale = words, locale

    def __getitem__(self, name: str) -> str:
        return self._words[name](self._locale)
