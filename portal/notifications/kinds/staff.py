"""What people in the back office are told, in German alone."""

from collections.abc import Mapping

from portal.notifications.kinds.model import Kind

STAFF_KINDS: Mapping[str, Kind] = {
    "invitation": Kind(
        "staff", "mail", "Jemand wird zur Mitarbeit eingeladen.",
        "Einladung zur Mitarbeit im Bürgerportal",
        "Sie sind eingeladen, im Bürgerportal mitzuarbeiten: {role}.",
        "Nehmen Sie die Einladung hier an:", "Einladung annehmen",
        "Der Link gilt 72 Stunden und nur einmal. Danach bestätigt eine zweite Person aus der"
        " Administration Ihre Rolle. Erwarten Sie keine Einladung? Dann müssen Sie nichts tun.",
    ),
    "invitation_refused": Kind(
        "staff", "mail", "Eine Einladung geht an die Adresse eines Bürgerkontos.",
        "Einladung zur Mitarbeit im Bürgerportal",
        "jemand wollte Sie einladen, im Bürgerportal mitzuarbeiten. Mit dieser E-Mail-Adresse"
        " nutzen Sie das Portal schon als Bürgerin oder Bürger. Für die Arbeit brauchen Sie ein"
        " Konto mit einer anderen Adresse, am besten Ihrer dienstlichen. Bitte nennen Sie diese"
        " Ihrer Administration.\n\nErwarten Sie keine Einladung? Dann müssen Sie nichts tun.",
    ),
    "role_given": Kind(
        "staff", "mail", "Eine zweite Person hat eine Rolle bestätigt.",
        "Ihre Rolle im Bürgerportal ist bestätigt",
        "Ihre Rolle ist bestätigt: {role}.",
        "Sie können jetzt damit arbeiten:", "Zum Arbeitsvorrat",
    ),
    "overdue_case": Kind(
        "staff", "mail", "Die Frist eines Vorgangs im Team ist abgelaufen.",
        "Ein Vorgang ist überfällig",
        "in Ihrem Team ist ein Vorgang überfällig geworden.",
        "Im Arbeitsvorrat steht er unter „Fällig“:", "Arbeitsvorrat ansehen",
    ),
    "overdue_cases": Kind(
        "staff", "mail", "Die Fristen mehrerer Vorgänge im Team sind abgelaufen.",
        "Mehrere Vorgänge sind überfällig",
        "in Ihrem Team sind {number} Vorgänge überfällig geworden.",
        "Im Arbeitsvorrat stehen sie unter „Fällig“:", "Arbeitsvorrat ansehen",
    ),
    "difference": Kind(
        "staff", "mail", "Der nächtliche Abgleich findet eine Abweichung.",
        "Zahlungsabgleich: bitte prüfen",
        "der nächtliche Abgleich mit den Zahlungsanbietern hat eine Abweichung gefunden.",
        "Darüber müssen Sie entscheiden:", "Abgleich ansehen",
    ),
    "differences": Kind(
        "staff", "mail", "Der nächtliche Abgleich findet mehrere Abweichungen.",
        "Zahlungsabgleich: bitte prüfen",
        "der nächtliche Abgleich mit den Zahlungsanbietern hat {number} Abweichungen gefunden.",
        "Darüber müssen Sie entscheiden:", "Abgleich ansehen",
    ),
    "dispute": Kind(
        "staff", "mail", "Eine Bank fordert Geld zurück.",
        "Eine Zahlung wird zurückgefordert",
        "eine Bank fordert {amount} zurück, die wir für einen Antrag bekommen haben. Bitte sehen"
        " Sie beim Zahlungsanbieter nach, bis wann Sie sich dazu äußern können.",
        "Auf der Liste des Abgleichs steht, um welche Zahlung es geht:", "Abgleich ansehen",
    ),
    "second_factor_forgotten": Kind(
        "staff", "mail", "Die Administration löscht einen zweiten Faktor.",
        "Ihr zweiter Faktor wurde gelöscht",
        "Ihr zweiter Faktor wurde gelöscht, und Sie wurden auf allen Geräten abgemeldet.",
        "Bei der nächsten Anmeldung richten Sie einen neuen ein:", "Anmelden",
        "Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei Ihrer"
        " Administration.",
    ),
}  # fmt: skip
