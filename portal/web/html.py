"""Pages that need no application: plain HTML in the portal's look, everything escaped."""

from html import escape

from starlette.responses import HTMLResponse

from portal.municipalities import all_municipalities
from portal.settings import load_settings
from portal.shared.language import N_, _, spoken
from portal.web.language import localized

DEMO_NOTICE = N_("Vorführung – keine echten Anträge")


def page(title: str, body: str, status: int = 200, lead: str = "") -> HTMLResponse:
    """A complete page; `body` is trusted HTML, `title` and `lead` are text."""
    notice = _(DEMO_NOTICE)
    demo = f'<div class="demo" role="note">{notice}</div>' if load_settings().demo else ""
    intro = f'<p class="lead">{escape(lead)}</p>' if lead else ""
    return HTMLResponse(
        f"""<!doctype html>
<html lang="{spoken()}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="/icons/favicon.svg">
<link rel="stylesheet" href="/kern/kern.min.css">
<link rel="stylesheet" href="/portal.css">
<link rel="stylesheet" href="/kommune.css">
</head><body><header>{demo}</header><main id="inhalt"><div class="page">
<h1>{escape(title)}</h1>{intro}{body}</div></main></body></html>""",
        status,
    )


def to_home() -> str:
    """The way on from a page that has none."""
    words = _("Zur Startseite")
    return f'<p><a href="{localized("/")}">{words}</a></p>'


def error_page() -> HTMLResponse:
    """500: something of ours failed; nothing is told about what."""
    return page(
        _("Das hat leider nicht geklappt"),
        to_home(),
        500,
        _(
            "Der Fehler liegt bei uns. Bitte versuchen Sie es in einigen Minuten noch einmal. Was "
            "Sie schon gespeichert haben, bleibt erhalten."
        ),
    )


def unknown_host_page(host: str) -> HTMLResponse:
    """404 for a host that is no municipality's; the known ones are named in demo mode only."""
    settings = load_settings()
    known = ""
    if settings.demo:
        links = "".join(
            f'<li><a href="http://{m.slug}.{settings.base_domain}:{settings.port}/">'
            f"{escape(m.full_name)}</a></li>"
            for m in all_municipalities()
        )
        heading = _("Diese Portale gibt es")
        known = f'<h2>{heading}</h2><ul class="plain-list">{links}</ul>'
    return page(
        _("Dieses Portal gibt es nicht"),
        known,
        404,
        _("Unter dieser Adresse ist keine Kommune eingetragen. Bitte prüfen Sie die Schreibweise."),
    )
