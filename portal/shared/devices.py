"""What a browser calls itself, in a few words: enough to recognise one's own phone in a list.

The User-Agent header itself is never kept: it is long and tells more than anybody needs.
"""

UNKNOWN = "Unbekanntes Gerät"

# The first that fits names it: most browsers also claim to be others.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """'Firefox auf Windows', 'Chrome auf Android'; what cannot be told is left out."""
    browser = _named(_BROWSERS, user_agent)
    system = _named(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} auf {system}"
    return browser or system or UNKNOWN


def _named(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in names if sign in user_agent), "")
