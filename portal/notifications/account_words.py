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
