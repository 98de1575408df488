"""The pages of the export: plain HTML that every browser opens, without anything from elsewhere."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from urllib.parse import quote

from portal.municipalities import municipality_by_slug
from portal.privacy.collected import Collected, Folder
from portal.shared import clock

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "dt{font-weight:600;margin-top:.5rem}dd{margin:0;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem .3rem 0;"
    "border-bottom:1px solid #ccc;vertical-align:top}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}"
)


def start_page(data: Collected) -> str:
    """What lies in this ZIP, and where."""
    return _page(
        "Ihre Daten",
        _facts([("Name", data.name), ("E-Mail-Adresse", data.email)]),
        "<p>Hier liegt alles, was das Portal über Sie gespeichert hat (Artikel 15 und 20 DSGVO)."
        " <a href='daten.json'>daten.json</a> enthält dasselbe für Programme.</p>",
        "<h2>Anträge und Entwürfe</h2>",
        _list(_link(f"{f.name}/antrag.html", f"{f.title} ({f.name[4:]})") for f in data.folders),
        "<h2>Wer hat meine Daten gesehen?</h2>",
        _accesses(data),
        "<h2>Was in daten.json steht</h2>",
        "<p>Unter <code>account</code> steht Ihr Konto; jeder weitere Schlüssel ist eine Liste."
        " Zusammengehöriges nennt dieselbe Nummer: <code>application_id</code> den Antrag,"
        " <code>case_id</code> den Vorgang. Zeiten sind Weltzeit (UTC), Beträge Cent.</p>",
        _list(
            f"<code>{escape(name)}</code>: Einträge: {len(rows)}"
            for name, rows in data.everything.items()
            if isinstance(rows, list)
        ),
        "<p>Passwörter, Schlüssel und Namen von Beschäftigten stehen nicht darin.</p>",
    )


def case_page(folder: Folder) -> str:
    """One application with its answers, messages and files."""
    parts = (
        f"<h2>{escape(str(part['title']))}</h2>"
        + _facts((str(row["label"]), str(row["text"])) for row in part["rows"])
        for part in folder.parts
    )
    messages = (
        f"<p><b>{escape(author)}</b>, {_moment(at)}<br>{escape(body)}</p>"
        for author, at, body in folder.messages
    )
    return _page(
        folder.title,
        "<p><a href='../index.html'>Zurück zur Übersicht</a></p>",
        _facts(folder.facts),
        *parts,
        "<h2>Nachrichten</h2>",
        "".join(messages) or "<p>Keine.</p>",
        "<h2>Dateien</h2>",
        _list(_link(document.name, document.name) for document in folder.documents),
    )


def _accesses(data: Collected) -> str:
    rows = "".join(
        f"<tr><td>{_moment(one.at)}</td><td>{escape(one.look.by)},"
        f" {escape(municipality_by_slug(one.municipality).full_name)}</td>"
        f"<td>{escape(one.look.words)} {escape(one.reference)}</td></tr>"
        for one in data.accesses
    )
    if not rows:
        return "<p>Bisher niemand.</p>"
    head = "<tr><th scope='col'>Wann</th><th scope='col'>Wer</th><th scope='col'>Was</th></tr>"
    return f"<table>{head}{rows}</table>"


def _page(title: str, *parts: str) -> str:
    return (
        "<!doctype html><html lang='de'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<main><h1>{escape(title)}</h1>{''.join(parts)}</main></html>"
    )


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    lines = (f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    return f"<dl>{''.join(lines)}</dl>"


def _list(items: Iterable[str]) -> str:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else "<p>Keine.</p>"


def _link(path: str, words: str) -> str:
    return f"<a href='{quote(path)}'>{escape(words)}</a>"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.BERLIN):%d.%m.%Y, %H:%M} Uhr"
