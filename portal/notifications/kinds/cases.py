"""What citizens are told about their cases (portal/cases/status.py and its neighbours)."""

from collections.abc import Mapping

from portal.notifications.kinds.model import Kind
from portal.shared.language import N_

_STATE = N_("Den Stand Ihres Antrags sehen Sie hier:")
_SEE = N_("Antrag ansehen")

CASE_KINDS: Mapping[str, Kind] = {
    "opened": Kind(
        "progress", "mail", "Ein Antrag ist gesendet und, wo nötig, bezahlt.",
        N_("Ihr Antrag {reference} ist eingegangen"),
        N_(
            "vielen Dank. Ihr Antrag ist bei uns eingegangen. Er hat das Aktenzeichen"
            " {reference}.\n\nWir schreiben Ihnen, sobald es Neues gibt."
        ),
        _STATE, _SEE,
        push=N_("Ihr Antrag ist eingegangen."),
    ),
    "in_progress": Kind(
        "progress", "free", "Die Sachbearbeitung übernimmt den Vorgang.",
        N_("Ihr Antrag {reference} ist in Bearbeitung"),
        N_("wir bearbeiten jetzt Ihren Antrag {reference}. Sie müssen nichts weiter tun."),
        _STATE, _SEE,
        push=N_("Ihr Antrag ist in Bearbeitung."),
    ),
    "inquiry": Kind(
        "need", "one_channel", "Die Sachbearbeitung stellt eine Rückfrage.",
        N_("Rückfrage zu {reference}"),
        N_(
            "zu Ihrem Antrag {reference} haben wir eine Frage. Sobald Sie geantwortet haben,"
            " bearbeiten wir ihn weiter."
        ),
        N_("Die Frage lesen und beantworten Sie hier:"), N_("Frage beantworten"),
        push=N_("Wir haben eine Frage an Sie."),
    ),
    "correction": Kind(
        "need", "one_channel", "Einzelne Angaben sollen korrigiert werden.",
        N_("Rückfrage zu {reference}: Bitte korrigieren Sie Angaben"),
        N_(
            "in Ihrem Antrag {reference} sind einzelne Angaben zu korrigieren. Alles andere"
            " bleibt, wie Sie es gesendet haben. Solange ruht die Bearbeitung."
        ),
        N_("Welche Angaben es sind, sehen und korrigieren Sie hier:"), N_("Angaben korrigieren"),
        push=N_("Bitte korrigieren Sie einzelne Angaben."),
    ),
    "correction_sent": Kind(
        "progress", "free", "Eine Korrektur ist gesendet.",
        N_("Ihre Korrektur zu {reference} ist eingegangen"),
        N_(
            "vielen Dank. Ihre Korrektur zu Ihrem Antrag {reference} ist bei uns eingegangen. Wir"
            " bearbeiten ihn jetzt weiter."
        ),
        _STATE, _SEE,
        push=N_("Ihre Korrektur ist eingegangen."),
    ),
    "posted": Kind(
        "progress", "free", "Der Vorgang ist als versendet markiert.",
        N_("Ihr Antrag {reference} ist auf dem Postweg"),
        N_(
            "zu Ihrem Antrag {reference} ist ein Brief an Sie unterwegs. Er kommt in den nächsten"
            " Tagen bei Ihnen an."
        ),
        _STATE, _SEE,
        push=N_("Ein Brief ist an Sie unterwegs."),
    ),
    "provided": Kind(
        "decision", "mail", "Das Ergebnis ist bereitgestellt.",
        N_("Ihr Antrag {reference} ist bereitgestellt"),
        N_("das Ergebnis zu Ihrem Antrag {reference} liegt für Sie bereit."),
        N_("So kommen Sie dorthin:"), N_("Ergebnis ansehen"),
        push=N_("Das Ergebnis liegt für Sie bereit."),
    ),
    "notice_provided": Kind(
        "decision", "mail", "Ein Schreiben liegt im Postfach (VwVfG § 41 Abs. 2a).",
        N_("Neues Schreiben zu {reference}"),
        N_("zu Ihrem Antrag {reference} liegt ein Schreiben für Sie bereit."),
        N_("So kommen Sie dorthin:"), N_("Schreiben lesen"),
        push=N_("Ein Schreiben liegt für Sie bereit."),
    ),
    "notice_posted": Kind(
        "decision", "free", "Ein Schreiben ist mit der Tagespost verschickt.",
        N_("Brief zu {reference} unterwegs"),
        N_(
            "zu Ihrem Antrag {reference} ist ein Brief an Sie unterwegs. Er kommt in den nächsten"
            " Tagen bei Ihnen an."
        ),
        _STATE, _SEE,
        push=N_("Ein Brief ist an Sie unterwegs."),
    ),
    "closed": Kind(
        "progress", "free", "Der Vorgang ist abgeschlossen.",
        N_("Ihr Antrag {reference} ist abgeschlossen"),
        N_("Ihr Antrag {reference} ist erledigt. Vielen Dank für Ihre Geduld."),
        _STATE, _SEE,
        push=N_("Ihr Antrag ist abgeschlossen."),
    ),
    "rejected": Kind(
        "decision", "mail", "Der Antrag ist abgelehnt.",
        N_("Entscheidung zu {reference}"),
        N_("über Ihren Antrag {reference} ist entschieden."),
        N_("Die Entscheidung und die Gründe lesen Sie hier:"), N_("Entscheidung lesen"),
        push=N_("Über Ihren Antrag ist entschieden."),
    ),
    "revoked": Kind(
        "decision", "mail", "Ein Bescheid ist aufgehoben; über den Antrag wird neu entschieden.",
        N_("Neues zur Entscheidung über {reference}"),
        N_("zu Ihrem Antrag {reference} gibt es einen neuen Bescheid."),
        N_("Was er für Sie heißt und wie es weitergeht, lesen Sie hier:"), N_("Bescheid lesen"),
        push=N_("Zu Ihrem Antrag gibt es einen neuen Bescheid."),
    ),
    "forwarded": Kind(
        "progress", "mail", "Der Antrag ist an die zuständige Stelle weitergeleitet.",
        N_("Ihr Antrag {reference} ist weitergeleitet"),
        N_(
            "Ihr Antrag {reference} liegt jetzt bei der Stelle, die für ihn zuständig ist. Sie"
            " müssen nichts tun und nichts noch einmal senden."
        ),
        N_("Wer ihn jetzt bearbeitet und warum, lesen Sie hier:"), _SEE,
        push=N_("Ihr Antrag ist an die zuständige Stelle weitergeleitet."),
    ),
    "withdrawn": Kind(
        "progress", "mail", "Der Antrag ist zurückgezogen.",
        N_("Ihr Antrag {reference} ist zurückgezogen"),
        N_(
            "Sie haben Ihren Antrag {reference} zurückgezogen. Wir bearbeiten ihn nicht weiter."
        ),
        _STATE, _SEE,
        push=N_("Ihr Antrag ist zurückgezogen."),
    ),
    "message": Kind(
        "message", "free", "Das Rathaus schreibt eine Nachricht.",
        N_("Neue Nachricht zu {reference}"),
        N_("zu Ihrem Antrag {reference} haben wir Ihnen geschrieben."),
        N_("Die Nachricht lesen und beantworten Sie hier:"), N_("Nachricht lesen"),
        push=N_("Wir haben Ihnen geschrieben."),
    ),
}  # fmt: skip
