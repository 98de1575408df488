"""A mail as HTML: the same words as its plain text, for every mail program, by day and night.

Nothing is fetched from anywhere, and only a line that is a link and nothing else becomes one: a
name or a reason that holds an address stays text.
"""

import html
import re

from portal.notifications.mailer import Mail

_LINK_ALONE = re.compile(r"https?://[^\s<>\"]+")
_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_DARK = (
    "@media (prefers-color-scheme:dark){"
    ".ground,.paper{background:#1d232c!important;color:#f1f4f8!important}"
    ".fine,.fine a{color:#c3cad4!important}.town{color:#f1f4f8!important}}"
)


def as_html(mail: Mail) -> str:
    """The whole document. Tables hold the column, as old mail programs know nothing else."""
    *paragraphs, last = mail.body.strip().split("\n\n")
    text = "".join(_paragraph(part, mail) for part in paragraphs)
    text += _fine_print(last) if "\nhttp" not in last else _paragraph(last, mail)
    return (
        f'<!doctype html><html lang="{mail.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{html.escape(mail.subject)}</title><style>{_DARK}</style></head>"
        f'<body class="ground" style="margin:0;background:#f5f7fa;color:#10141b;{_FONT}">'
        '<table role="presentation" width="100%" cellspacing="0" cellpadding="0"><tr>'
        '<td align="center" style="padding:24px 12px">'
        '<table role="presentation" class="paper" width="100%" cellspacing="0" cellpadding="0"'
        f' style="max-width:600px;background:#ffffff;border-top:6px solid {mail.colour}"><tr>'
        '<td style="padding:24px;font-size:17px;line-height:1.55;text-align:left;'
        'overflow-wrap:anywhere">'
        f'<p class="town" style="margin:0 0 24px;font-weight:700;color:#10141b">'
        f"{html.escape(mail.sender_name)}</p>{text}</td></tr></table></td></tr></table></body></html>"
    )


def _paragraph(text: str, mail: Mail) -> str:
    """A paragraph; a link on a line of its own follows as a button and as an address to copy."""
    said: list[str] = []
    links: list[str] = []
    for line in text.split("\n"):
        (links if _LINK_ALONE.fullmatch(line) else said).append(line)
    shown = _lines("\n".join(said))
    words = f'<p style="margin:0 0 16px">{shown}</p>' if said else ""
    return words + "".join(_button(link, mail) for link in links)


def _button(link: str, mail: Mail) -> str:
    address = html.escape(link)
    words = html.escape(mail.button or link)
    return (
        f'<p style="margin:0 0 8px"><a href="{address}" style="display:inline-block;'
        f"padding:14px 24px;border-radius:8px;background:{mail.colour};color:#ffffff;"
        f'font-weight:600;text-decoration:none">{words}</a></p>'
        '<p class="fine" style="margin:0 0 24px;font-size:14px;color:#4a5361">'
        f'<a class="fine" href="{address}" style="color:#4a5361">{address}</a></p>'
    )


def _fine_print(text: str) -> str:
    style = "margin:24px 0 0;font-size:14px;color:#4a5361"
    return f'<p class="fine" style="{style}">{_lines(text)}</p>'


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
