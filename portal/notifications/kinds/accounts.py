"""What is told about accounts and their security: what happened, and what to do if it was somebody
else. Subjects name nobody."""

from collections.abc import Mapping

from portal.notifications.kinds.model import Kind
from portal.shared.language import N_

_TO_ACCOUNT = N_("Zu Ihrem Konto")
_CHANGE_PASSWORD = N_(
    "Waren Sie das nicht? Dann ändern Sie bitte sofort Ihr Passwort und melden Sie sich bei uns."
)
_SEE_AND_CHANGE = N_("Das sehen und ändern Sie hier:")

ACCOUNT_KINDS: Mapping[str, Kind] = {
    "confirm_address": Kind(
        "account", "mail", "Jemand erstellt ein Konto.",
        N_("Bitte bestätigen Sie Ihre E-Mail-Adresse"),
        N_(
            "Sie haben bei uns ein Konto erstellt. Bitte bestätigen Sie, dass diese E-Mail-Adresse"
            " Ihnen gehört."
        ),
        N_("Öffnen Sie dazu diesen Link:"), N_("E-Mail-Adresse bestätigen"),
        N_(
            "Der Link gilt 24 Stunden und nur einmal. Haben Sie kein Konto erstellt? Dann müssen"
            " Sie nichts tun: Ohne Bestätigung bleibt das Konto gesperrt."
        ),
    ),
    "known_address": Kind(
        "account", "mail", "Zu einer Adresse, die schon ein Konto hat, soll eines entstehen.",
        N_("Sie haben schon ein Konto"),
        N_("jemand hat versucht, mit Ihrer E-Mail-Adresse ein Konto zu erstellen."),
        N_("Sie haben schon eines und können sich damit anmelden:"), N_("Anmelden"),
        N_("Wenn Sie das nicht waren, müssen Sie nichts tun. Ihr Konto ist unverändert."),
    ),
    "identity_confirmed": Kind(
        "account", "mail", "Der Schalter hat einen Ausweis geprüft.",
        N_("Ihre Identität ist bestätigt"),
        N_(
            "wir haben an unserem Schalter Ihren Ausweis geprüft. Ihr Konto gilt jetzt als geprüft."
        ),
        N_(
            "Sie können damit auch Anträge absenden, für die wir sicher wissen müssen, wer Sie"
            " sind:"
        ),
        _TO_ACCOUNT,
        N_("Waren Sie nicht bei uns? Dann melden Sie sich bitte sofort bei uns."),
    ),
    "identity_revoked": Kind(
        "account", "mail", "Die Bestätigung einer Identität ist zurückgenommen.",
        N_("Die Bestätigung Ihrer Identität gilt nicht mehr"),
        N_(
            "wir mussten die Bestätigung Ihrer Identität zurücknehmen. Ihr Konto und Ihre Anträge"
            " bleiben Ihnen erhalten. Für manche Leistungen müssen Sie sich noch einmal bei uns"
            " ausweisen."
        ),
        N_("Den Stand sehen Sie in Ihrem Konto:"), _TO_ACCOUNT,
        N_("Wenn Sie Fragen haben, rufen Sie uns bitte an."),
    ),
    "service_account_linked": Kind(
        "account", "mail", "Ein Servicekonto ist verbunden.",
        N_("Ihr Konto ist mit dem Servicekonto verbunden"),
        N_(
            "Ihr Konto ist jetzt mit {provider} verbunden. Sie können sich auch damit anmelden."
        ),
        _SEE_AND_CHANGE, _TO_ACCOUNT, _CHANGE_PASSWORD,
    ),
    "service_account_unlinked": Kind(
        "account", "mail", "Ein Servicekonto ist getrennt.",
        N_("Die Verbindung zum Servicekonto ist gelöst"),
        N_("Ihr Konto ist nicht mehr mit {provider} verbunden."),
        _SEE_AND_CHANGE, _TO_ACCOUNT, _CHANGE_PASSWORD,
    ),
    "passkey_added": Kind(
        "account", "mail", "Ein Passkey ist hinzugefügt.",
        N_("Ihr Konto hat einen neuen Passkey"),
        N_("mit dem Passkey „{passkey}“ kann man sich jetzt bei Ihrem Konto anmelden."),
        _SEE_AND_CHANGE, _TO_ACCOUNT, _CHANGE_PASSWORD,
    ),
    "passkey_removed": Kind(
        "account", "mail", "Ein Passkey ist entfernt.",
        N_("Ein Passkey Ihres Kontos ist entfernt"),
        N_("mit dem Passkey „{passkey}“ kann man sich bei Ihrem Konto nicht mehr anmelden."),
        _SEE_AND_CHANGE, _TO_ACCOUNT, _CHANGE_PASSWORD,
    ),
    "reset_password": Kind(
        "account", "mail", "Jemand hat das Passwort vergessen.",
        N_("Neues Passwort festlegen"),
        N_("für Ihr Konto soll ein neues Passwort gelten."),
        N_("Öffnen Sie dazu diesen Link und legen Sie es fest:"), N_("Neues Passwort festlegen"),
        N_(
            "Der Link gilt eine Stunde und nur einmal. Waren Sie das nicht? Dann müssen Sie nichts"
            " tun: Ihr Passwort bleibt, wie es ist."
        ),
    ),
    "password_changed": Kind(
        "account", "mail", "Ein Passwort ist geändert.",
        N_("Ihr Passwort wurde geändert"),
        N_(
            "das Passwort Ihres Kontos wurde am {moment} geändert. Auf allen anderen Geräten sind"
            " Sie jetzt abgemeldet."
        ),
        N_(
            "Waren Sie das nicht? Dann legen Sie bitte sofort ein neues Passwort fest und sagen"
            " Sie uns Bescheid:"
        ),
        N_("Neues Passwort festlegen"),
    ),
    "new_address": Kind(
        "account", "mail", "Eine neue E-Mail-Adresse soll gelten; geht an die neue, ohne Namen.",
        N_("Bitte bestätigen Sie Ihre neue E-Mail-Adresse"),
        N_(
            "mit dieser E-Mail-Adresse möchten Sie sich künftig bei uns anmelden. Bitte bestätigen"
            " Sie das."
        ),
        N_("Öffnen Sie dazu diesen Link, während Sie angemeldet sind:"),
        N_("Neue Adresse bestätigen"),
        N_(
            "Der Link gilt 24 Stunden. Bis dahin gilt die bisherige Adresse. Waren Sie das nicht?"
            " Dann müssen Sie nichts tun."
        ),
    ),
    "address_taken": Kind(
        "account", "mail", "Eine Adresse mit Konto soll für ein anderes gelten.",
        N_("Ihre E-Mail-Adresse gehört zu Ihrem Konto"),
        N_("jemand wollte Ihre E-Mail-Adresse für ein anderes Konto eintragen. Das geht nicht."),
        N_("Mit ihr melden Sie sich schon bei uns an:"), N_("Anmelden"),
        N_("Sie müssen nichts tun. Ihr Konto ist unverändert."),
    ),
    "address_changing": Kind(
        "account", "mail", "Eine neue E-Mail-Adresse soll gelten; geht an die alte.",
        N_("Ihre E-Mail-Adresse soll geändert werden"),
        N_(
            "für Ihr Konto soll eine andere E-Mail-Adresse gelten. Waren Sie das, müssen Sie hier"
            " nichts tun."
        ),
        N_(
            "Waren Sie das nicht? Dann hat jemand Zugang zu Ihrem Konto. Holen Sie es hier zurück:"
        ),
        N_("Konto zurückholen"),
        N_(
            "Damit bleibt diese Adresse Ihre, alle Geräte werden abgemeldet, und Sie legen ein"
            " neues Passwort fest. Der Link gilt bis {until}."
        ),
    ),
    "new_device": Kind(
        "account", "mail", "Jemand meldet sich in einem unbekannten Browser an.",
        N_("Anmeldung auf einem neuen Gerät"),
        N_(
            "mit Ihrem Konto hat sich am {moment} jemand auf einem Gerät angemeldet, das wir noch"
            " nicht kennen: {device}, im Portal: {sender}."
        ),
        N_(
            "Waren Sie das? Dann müssen Sie nichts tun. Wenn nicht: Ändern Sie bitte sofort Ihr"
            " Passwort, und melden Sie das Gerät hier ab:"
        ),
        N_("Geräte ansehen"),
    ),
    "draft_ends": Kind(
        "account", "mail", "Eine Woche, bevor ein unberührter Entwurf gelöscht wird.",
        N_("Ein Entwurf von Ihnen wird bald gelöscht"),
        N_(
            "Sie haben den Antrag „{service}“ angefangen und noch nicht abgesendet. Wir löschen"
            " den Entwurf am {day}, damit Ihre Angaben nicht länger als nötig gespeichert bleiben."
        ),
        N_("Möchten Sie ihn behalten? Dann öffnen Sie ihn bis dahin einmal:"),
        N_("Entwurf öffnen"),
        N_("Brauchen Sie ihn nicht mehr, müssen Sie nichts tun."),
        nameless=True,
    ),
    "export": Kind(
        "account", "mail", "Die angeforderten Daten sind gesammelt.",
        N_("Ihre Daten liegen bereit"),
        N_("die Daten, die Sie angefordert haben, liegen für Sie bereit."),
        N_("Sie können sie 24 Stunden lang herunterladen:"), N_("Zu Ihren Daten"),
        N_("Haben Sie nichts angefordert? Dann ändern Sie bitte Ihr Passwort."),
    ),
    "erasure": Kind(
        "account", "mail", "Jemand lässt das Konto löschen.",
        N_("Ihr Konto wird gelöscht"),
        N_("wir löschen Ihr Konto am {day}, wie Sie es gewünscht haben."),
        N_("Bis dahin können Sie es sich anders überlegen:"), N_("Konto behalten"),
        N_(
            "Haben Sie das nicht gewünscht? Dann melden Sie sich an, behalten Sie das Konto und"
            " ändern Sie Ihr Passwort."
        ),
    ),
    "erased": Kind(
        "account", "mail", "Ein Konto ist gelöscht.",
        N_("Ihr Konto ist gelöscht"),
        N_(
            "Ihr Konto ist gelöscht. Anträge, die Sie gesendet haben, bleiben bei der zuständigen"
            " Kommune, solange sie die Akten aufbewahren muss. Fragen dazu beantwortet Ihnen das"
            " Rathaus. Dies ist unsere letzte E-Mail an Sie."
        ),
    ),
}  # fmt: skip
