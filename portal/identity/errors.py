"""Why identity refuses: each states a fact in words fit to be shown."""

from uuid import UUID

from portal.errors import InvalidInput, PortalError
from portal.shared.language import N_, _, ngettext


class UnfitAddress(InvalidInput):
    """The e-mail address cannot be one."""

    message = N_("Bitte geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@beispiel.de.")


class UnfitName(InvalidInput):
    """The name is missing or too long."""

    message = N_("Bitte geben Sie Ihren Namen ein.")


class UnfitPassword(InvalidInput):
    """The new password is too short, too long or too well known; the message says which."""


class SignInRefused(PortalError):
    """Base of everything a sign-in can be refused for."""


class WrongCredentials(SignInRefused):
    """No account has this address and password. Never says which of the two is wrong."""

    message = N_("E-Mail-Adresse oder Passwort stimmen nicht. Bitte versuchen Sie es noch einmal.")


class EmailNotConfirmed(SignInRefused):
    """The password was right, but nobody has opened the confirmation link yet."""

    message = N_(
        "Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse. Den Link dazu haben wir Ihnen per "
        "E-Mail geschickt."
    )

    def __init__(self, account_id: UUID) -> None:
        super().__init__()
        self.account_id = account_id


class TooManyAttempts(SignInRefused):
    """Too many failures lately; nothing was checked. `seconds` until the next attempt counts."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _(
                "Das hat zu oft nicht gestimmt. Bitte warten Sie {time} und versuchen Sie es dann "
                "noch einmal."
            ).format(time=_in_words(seconds))
        )
        self.seconds = seconds


class WrongPassword(SignInRefused):
    """Somebody who has signed in confirms who they are, with another password."""

    message = N_("Das Passwort stimmt nicht. Bitte versuchen Sie es noch einmal.")


class RecentSignInRequired(PortalError):
    """The last proof of who sits there is too old for what they want to do."""

    message = N_("Bitte bestätigen Sie zuerst, dass Sie es sind.")


class WrongCode(SignInRefused):
    """The one-time code is wrong, used already or too old."""

    message = "Der Sicherheitscode stimmt nicht. Bitte nehmen Sie den, den Ihre App jetzt zeigt."


class CodeUnknown(SignInRefused):
    """No account shows this code, or not any more."""

    message = N_(
        "Diesen Code gibt es nicht, oder er ist abgelaufen. Bitte lassen Sie sich im Konto einen "
        "neuen Code zeigen."
    )


class OwnIdentity(SignInRefused):
    """The clerk would confirm their own identity."""

    message = N_("Sie können sich nicht selbst identifizieren. Bitte bitten Sie jemanden im Team.")


class TooManyRegistrations(PortalError):
    """One network has made so many accounts lately that it must wait `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _(
                "Von Ihrem Anschluss wurden gerade sehr viele Konten erstellt. Bitte warten Sie "
                "{time} und versuchen Sie es dann noch einmal."
            ).format(time=_in_words(seconds))
        )
        self.seconds = seconds


class TooManyMails(PortalError):
    """So many links were asked for that the next has to wait `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _(
                "Sie haben gerade schon mehrmals um eine E-Mail gebeten. Bitte sehen Sie in Ihrem "
                "Postfach nach, auch im Spam-Ordner. Oder versuchen Sie es in {time} noch einmal."
            ).format(time=_in_words(seconds))
        )
        self.seconds = seconds


class LinkOver(PortalError):
    """The link for a new password is none of ours, used, replaced by a newer one or too old."""

    message = N_(
        "Dieser Link gilt nicht mehr: Er ist älter als eine Stunde, wurde schon benutzt, oder es "
        "gibt einen neueren. Bitte lassen Sie sich einen neuen schicken."
    )


class AddressLinkOver(PortalError):
    """The link about a change of address is none of ours or this account's, used or too old."""

    message = N_(
        "Dieser Link gilt nicht mehr, oder Sie sind mit einem anderen Konto angemeldet. An Ihrer "
        "E-Mail-Adresse hat sich nichts geändert."
    )


class TokenInvalid(PortalError):
    """The link is none of ours, or was replaced by a newer one."""

    message = N_(
        "Dieser Link gilt nicht. Bitte nehmen Sie den Link aus der neuesten E-Mail von uns."
    )


class TokenUsed(TokenInvalid):
    """The link has done its work already."""

    message = N_(
        "Dieser Link wurde schon benutzt: Ihre E-Mail-Adresse ist bestätigt. Sie können sich "
        "anmelden."
    )


class TokenExpired(PortalError):
    """The link is too old."""

    message = N_("Dieser Link ist abgelaufen. Bitte erstellen Sie Ihr Konto noch einmal.")


def _in_words(seconds: int) -> str:
    if seconds < 120:
        return ngettext("eine Sekunde", "{number} Sekunden", seconds).format(number=seconds)
    return _("{number} Minuten").format(number=-(-seconds // 60))
