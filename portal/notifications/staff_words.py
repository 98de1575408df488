"""The words of e-mails to people who work in the back office."""

from portal.notifications.words import Letter, signed_body


def invitation_letter(*, role: str, sender: str, link: str) -> Letter:
    """Invites somebody to work in the portal's back office."""
    text = (
        f"Sie sind eingeladen, im Bürgerportal mitzuarbeiten: {role}. Nehmen Sie die Einladung"
        f" hier an:\n{link}\n\n"
        "Der Link gilt 72 Stunden und nur einmal. Danach bestätigt eine zweite Person aus der"
        " Administration Ihre Rolle. Erwarten Sie keine Einladung? Dann müssen Sie nichts tun."
    )
    return Letter("Einladung zur Mitarbeit im Bürgerportal", signed_body("", text, sender))


def invitation_refused_letter(*, sender: str) -> Letter:
    """Tells the owner of a citizen's account why an invitation cannot reach it."""
    text = (
        "jemand wollte Sie einladen, im Bürgerportal mitzuarbeiten. Mit dieser E-Mail-Adresse"
        " nutzen Sie das Portal schon als Bürgerin oder Bürger. Für die Arbeit brauchen Sie ein"
        " Konto mit einer anderen Adresse, am besten Ihrer dienstlichen. Bitte nennen Sie diese"
        " Ihrer Administration.\n\nErwarten Sie keine Einladung? Dann müssen Sie nichts tun."
    )
    return Letter("Einladung zur Mitarbeit im Bürgerportal", signed_body("", text, sender))


def role_given_letter(*, name: str, role: str, sender: str, link: str) -> Letter:
    """Tells a member of staff that a role is theirs from now on."""
    text = f"Ihre Rolle ist bestätigt: {role}. Sie können jetzt damit arbeiten:\n{link}"
    return Letter("Ihre Rolle im Bürgerportal ist bestätigt", signed_body(name, text, sender))


def differences_letter(*, name: str, number: int, sender: str, link: str) -> Letter:
    """Tells a team lead that the nightly comparison of payments found something to clear."""
    what = "eine Abweichung" if number == 1 else f"{number} Abweichungen"
    text = (
        "der nächtliche Abgleich mit den Zahlungsanbietern hat"
        f" {what} gefunden, über die Sie entscheiden müssen:\n{link}"
    )
    return Letter("Zahlungsabgleich: bitte prüfen", signed_body(name, text, sender))


def dispute_letter(*, name: str, amount: str, sender: str, link: str) -> Letter:
    """Tells a team lead that a payer's bank claims money back."""
    text = (
        f"eine Bank fordert {amount} zurück, die wir für einen Antrag bekommen haben. Bitte sehen"
        " Sie beim Zahlungsanbieter nach, bis wann Sie sich dazu äußern können. Auf der Liste des"
        f" Abgleichs steht, um welche Zahlung es geht:\n{link}"
    )
    return Letter("Eine Zahlung wird zurückgefordert", signed_body(name, text, sender))


def second_factor_forgotten_letter(*, name: str, sender: str, link: str) -> Letter:
    """Tells a member of staff that the next sign-in sets up another second factor."""
    text = (
        "Ihr zweiter Faktor wurde gelöscht, und Sie wurden auf allen Geräten abgemeldet. Bei der"
        f" nächsten Anmeldung richten Sie einen neuen ein:\n{link}\n\n"
        "Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei Ihrer"
        " Administration."
    )
    return Letter("Ihr zweiter Faktor wurde gelöscht", signed_body(name, text, sender))
