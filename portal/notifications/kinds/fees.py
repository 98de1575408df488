"""What citizens are told about a case's fee (portal/cases/fees.py)."""

from collections.abc import Mapping

from portal.notifications.kinds.model import Kind
from portal.shared.language import N_

_REASONS_AND_PAY = N_("Die Gründe lesen und bezahlen Sie hier:")
_HOW_TO_PAY = N_("So bezahlen Sie:")
_PAY = N_("Ansehen und bezahlen")
_REASONS = N_("Gründe lesen")

FEE_KINDS: Mapping[str, Kind] = {
    "relief_granted": Kind(
        "decision", "one_channel", "Eine Ermäßigung ist bewilligt.",
        N_("Ihre Ermäßigung zu {reference} ist bewilligt"),
        N_(
            "wir haben über die Gebühr für Ihren Antrag {reference} entschieden: Ihrem Antrag auf"
            " Ermäßigung haben wir entsprochen."
        ),
        N_("Was das für Sie heißt, lesen Sie hier:"), N_("Antrag ansehen"),
        push=N_("Über Ihre Gebühr ist entschieden."),
    ),
    "relief_partly": Kind(
        "need", "mail", "Eine Ermäßigung ist zum Teil bewilligt.",
        N_("Entscheidung über die Gebühr zu {reference}"),
        N_(
            "wir haben über die Gebühr für Ihren Antrag {reference} entschieden und sie zum Teil"
            " erlassen. Den Rest bezahlen Sie bitte online."
        ),
        _REASONS_AND_PAY, _PAY,
        push=N_("Über Ihre Gebühr ist entschieden."),
    ),
    "relief_refused": Kind(
        "need", "mail", "Eine Ermäßigung ist abgelehnt.",
        N_("Entscheidung über die Gebühr zu {reference}"),
        N_(
            "wir haben über die Gebühr für Ihren Antrag {reference} entschieden. Erlassen können"
            " wir sie nicht. Bitte bezahlen Sie sie online."
        ),
        _REASONS_AND_PAY, _PAY,
        push=N_("Über Ihre Gebühr ist entschieden."),
    ),
    "fee_claimed": Kind(
        "need", "one_channel", "Zu einem Vorgang ist noch etwas zu bezahlen.",
        N_("Zahlung zu {reference} offen"),
        N_(
            "zu Ihrem Antrag {reference} ist noch etwas zu bezahlen. Sobald das Geld da ist,"
            " bearbeiten wir ihn weiter."
        ),
        N_("Wofür und wie viel, lesen Sie hier. Dort können Sie auch bezahlen:"), _PAY,
        push=N_("Es ist noch etwas zu bezahlen."),
    ),
    "fee_paid": Kind(
        "progress", "free", "Eine Forderung ist bezahlt.",
        N_("Ihre Zahlung zu {reference} ist da"),
        N_(
            "vielen Dank. Ihre Zahlung zu Ihrem Antrag {reference} ist bei uns eingegangen."
        ),
        N_("Die Quittung und den Stand Ihres Antrags finden Sie hier:"), N_("Quittung ansehen"),
        push=N_("Ihre Zahlung ist da."),
    ),
    "fee_withdrawn": Kind(
        "decision", "one_channel", "Eine Forderung ist zurückgenommen.",
        N_("Zu {reference} müssen Sie nichts mehr bezahlen"),
        N_(
            "was wir zu Ihrem Antrag {reference} noch von Ihnen bekommen wollten, nehmen wir"
            " zurück. Sie müssen nichts tun. Haben Sie schon bezahlt, geht das Geld an Sie zurück."
        ),
        N_("Die Gründe lesen Sie hier:"), _REASONS,
        push=N_("Sie müssen nichts mehr bezahlen."),
    ),
    "fee_refunded": Kind(
        "decision", "one_channel", "Geld geht zurück.",
        N_("Erstattung zu {reference}"),
        N_(
            "zu Ihrem Antrag {reference} geht Geld an Sie zurück. Bis es bei Ihnen ist, kann es"
            " einige Tage dauern."
        ),
        N_("Wie viel und warum, lesen Sie hier:"), _REASONS,
        push=N_("Sie bekommen Geld zurück."),
    ),
    "fee_reminded": Kind(
        "need", "one_channel", "Die Frist einer Forderung läuft bald ab.",
        N_("Erinnerung: Zahlung zu {reference} offen"),
        N_(
            "zu Ihrem Antrag {reference} ist noch etwas zu bezahlen. Die Frist läuft in wenigen"
            " Tagen ab."
        ),
        _HOW_TO_PAY, _PAY,
        push=N_("Eine Zahlung ist bald fällig."),
    ),
    "fee_lapsed": Kind(
        "need", "mail", "Die Frist einer Forderung ist abgelaufen.",
        N_("Zahlung zu {reference}: Die Frist ist abgelaufen"),
        N_(
            "zu Ihrem Antrag {reference} ist noch etwas zu bezahlen, und die Frist ist abgelaufen."
            " Sie können noch bezahlen, solange wir nicht anders entschieden haben."
        ),
        _HOW_TO_PAY, _PAY,
        push=N_("Die Frist einer Zahlung ist abgelaufen."),
    ),
}  # fmt: skip
