"""The words of the e-mails about an account's security: what happened, and what to do if it was
somebody else. Subjects name nobody."""

from portal.notifications.words import Letter, signed_body


def reset_letter(*, name: str, sender: str, link: str) -> Letter:
    """Brings the link that sets a new password."""
    text = (
        "für Ihr Konto soll ein neues Passwort gelten. Öffnen Sie dazu diesen Link und legen Sie"
        f" es fest:\n{link}\n\n"
        "Der Link gilt eine Stunde und nur einmal. Waren Sie das nicht? Dann müssen Sie nichts"
        " tun: Ihr Passwort bleibt, wie es ist."
    )
    return Letter("Neues Passwort festlegen", signed_body(name, text, sender))


def password_changed_letter(*, name: str, sender: str, link: str, moment: str) -> Letter:
    """Tells the owner that the password is another one now; `moment` in words."""
    text = (
        f"das Passwort Ihres Kontos wurde am {moment} geändert. Auf allen anderen Geräten sind Sie"
        " jetzt abgemeldet.\n\n"
        "Waren Sie das nicht? Dann legen Sie bitte sofort ein neues Passwort fest und sagen Sie"
        f" uns Bescheid:\n{link}"
    )
    return Letter("Ihr Passwort wurde geändert", signed_body(name, text, sender))


def new_address_letter(*, sender: str, link: str) -> Letter:
    """Goes to the new address and asks its owner to confirm it. Without a name: it could be
    anybody's message to a stranger."""
    text = (
        "mit dieser E-Mail-Adresse möchten Sie sich künftig bei uns anmelden. Bitte bestätigen"
        f" Sie das. Öffnen Sie dazu diesen Link, während Sie angemeldet sind:\n{link}\n\n"
        "Der Link gilt 24 Stunden. Bis dahin gilt die bisherige Adresse. Waren Sie das nicht?"
        " Dann müssen Sie nichts tun."
    )
    return Letter("Bitte bestätigen Sie Ihre neue E-Mail-Adresse", signed_body("", text, sender))


def address_taken_letter(*, name: str, sender: str, link: str) -> Letter:
    """Goes to the owner of an address that somebody else wanted to use."""
    text = (
        "jemand wollte Ihre E-Mail-Adresse für ein anderes Konto eintragen. Das geht nicht: Mit"
        f" ihr melden Sie sich schon bei uns an.\n{link}\n\n"
        "Sie müssen nichts tun. Ihr Konto ist unverändert."
    )
    return Letter("Ihre E-Mail-Adresse gehört zu Ihrem Konto", signed_body(name, text, sender))


def address_changing_letter(*, name: str, sender: str, link: str, until: str) -> Letter:
    """Goes to the old address, with the link that stops or undoes it; `until` in words."""
    text = (
        "für Ihr Konto soll eine andere E-Mail-Adresse gelten. Waren Sie das, müssen Sie hier"
        " nichts tun.\n\n"
        "Waren Sie das nicht? Dann hat jemand Zugang zu Ihrem Konto. Holen Sie es hier zurück:"
        f"\n{link}\n\n"
        "Damit bleibt diese Adresse Ihre, alle Geräte werden abgemeldet, und Sie legen ein neues"
        f" Passwort fest. Der Link gilt bis {until}."
    )
    return Letter("Ihre E-Mail-Adresse soll geändert werden", signed_body(name, text, sender))


def new_device_letter(*, name: str, sender: str, link: str, device: str, moment: str) -> Letter:
    """Tells the owner that the account was used in a browser that was not known; in words."""
    text = (
        f"mit Ihrem Konto hat sich am {moment} jemand auf einem Gerät angemeldet, das wir noch"
        f" nicht kennen: {device}, im Portal: {sender}.\n\n"
        "Waren Sie das? Dann müssen Sie nichts tun. Wenn nicht: Ändern Sie bitte sofort Ihr"
        f" Passwort, und melden Sie das Gerät hier ab:\n{link}"
    )
    return Letter("Anmeldung auf einem neuen Gerät", signed_body(name, text, sender))


def passkey_letter(what: str, *, name: str, passkey: str, sender: str, link: str) -> Letter:
    """Tells the owner that a passkey came to the account ("passkey_added") or left it."""
    if what == "passkey_added":
        subject = "Ihr Konto hat einen neuen Passkey"
        news = f"mit dem Passkey „{passkey}“ kann man sich jetzt bei Ihrem Konto anmelden."
    else:
        subject = "Ein Passkey Ihres Kontos ist entfernt"
        news = f"mit dem Passkey „{passkey}“ kann man sich bei Ihrem Konto nicht mehr anmelden."
    text = (
        f"{news} Das sehen und ändern Sie hier:\n{link}\n\n"
        "Waren Sie das nicht? Dann ändern Sie bitte sofort Ihr Passwort und melden Sie sich bei"
        " uns."
    )
    return Letter(subject, signed_body(name, text, sender))
