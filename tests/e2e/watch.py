"""What must be true on every page, whatever the story: watched from the first request on."""

from urllib.parse import unquote_plus, urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

from tests.support.portal_process import RunningPortal

# What a browser reports of its own accord when a server is gone or answers "not found".
EXPECTED = ("WebSocket", "ERR_", "status of 4", "status of 503")


TYPED: set[str] = set()
"""What everybody of this worker wrote about themselves."""


def traces_of(typed: set[str], *texts: str) -> list[str]:
    """What of `typed` stands in the texts. Numbers alone stand in every timestamp."""
    telling = {words for words in typed if len(words) > 4 and any(c.isalpha() for c in words)}
    return sorted(words for words in telling if any(words in text for text in texts))


class Watch:
    """Listens to one browser: its errors, where its requests go and what they carry."""

    def __init__(self, portal: RunningPortal, context: BrowserContext) -> None:
        self.portal = portal
        self.own_hosts: set[str] = set()
        self.personal: set[str] = set()
        self.titles: set[str] = set()
        self._addresses: list[str] = []
        self._errors: list[str] = []
        context.on("request", self._note_request)
        context.on("console", self._note_words)
        context.on("weberror", self._note_error)
        context.on("page", self._note_page)

    def faults(self) -> list[str]:
        """Script errors, requests that left the own host, personal data where it must not be."""
        TYPED.update(self.personal)
        log = self.portal.log("web") + self.portal.log("worker")
        return [
            *self._errors,
            *(f"request to {address}" for address in self._asked() if self._is_foreign(address)),
            *(f"“{text}” in an address" for text in self._found_in(self._visible_addresses())),
            *(f"“{text}” in a title" for text in self._found_in(self.titles)),
            *(f"“{text}” in a log" for text in self._found_in({log})),
        ]

    def _visible_addresses(self) -> set[str]:
        """Path and query of each request, as a proxy or a browser's history would keep them."""
        parts = (urlsplit(address) for address in self._addresses)
        return {unquote_plus(f"{part.path}?{part.query}") for part in parts}

    def _found_in(self, places: set[str]) -> list[str]:
        return [text for text in self.personal if any(text in place for place in places)]

    def _asked(self) -> list[str]:
        """What was asked of a network; the browser's own viewer of PDFs comes from itself."""
        own = ("chrome:", "chrome-extension:")
        return [address for address in self._addresses if not address.startswith(own)]

    def _is_foreign(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme not in {"data", "blob"} and parts.netloc not in self.own_hosts

    def _note_page(self, page: Page) -> None:
        page.on("websocket", self._note_socket)

    def _note_request(self, request: Request) -> None:
        self._addresses.append(request.url)

    def _note_socket(self, socket: WebSocket) -> None:
        self._addresses.append(socket.url)

    def _note_error(self, error: WebError) -> None:
        self._errors.append(str(error.error))

    def _note_words(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in EXPECTED):
            self._errors.append(message.text)
