"""What a first visit costs: requests, bytes, layout shift and paint of the public pages.

    .venv/bin/python bench/pages.py [http://papenburg.localhost:3000]

Needs a running portal and a Chromium; starts neither. Each page is opened on a phone's screen with
an empty cache and without the service worker, whose own downloads follow when the page is done.
Ends with 1 if a page is above the limits of the first visit or asks a foreign host for anything.
"""

import argparse
import gzip
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

# Page and the most requests it may take; a form has its autosave besides.
PATHS = {
    "/": 16,
    "/leistungen/geburtsurkunde/": 16,
    "/antrag/geburtsurkunde/": 17,
    "/leistungen/": 16,
}
DEBIAN_CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
SETTLED_MS = 2500
MAX_SCRIPT_KB = 175.0
MAX_SHIFT = 0.05
OBSERVE = """
window.measured = { cls: 0, lcp: 0, what: "" };
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) measured.cls += entry.value;
})).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  measured.lcp = entry.startTime;
  measured.what = entry.element ? entry.element.tagName.toLowerCase() : "";
})).observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass
class Visit:
    """What one cold visit asked for and got; bytes include the response headers."""

    path: str
    asked: list[str] = field(default_factory=list)
    scripts: set[str] = field(default_factory=set)
    transferred: dict[str, int] = field(default_factory=dict)
    script_gzip: int = 0
    shift: float = 0.0
    largest_paint_ms: float = 0.0
    largest: str = ""

    def foreign(self, host: str) -> list[str]:
        """The requests that left the portal's own host."""
        local = ("data:", "blob:")
        return [a for a in self.asked if not a.startswith(local) and urlsplit(a).netloc != host]

    def faults(self, host: str) -> list[str]:
        """The limits this visit breaks, in words."""
        limits = {
            f"more than {PATHS[self.path]} requests": len(self.asked) > PATHS[self.path],
            f"more than {MAX_SCRIPT_KB:.0f} kB of script": self.script_gzip > MAX_SCRIPT_KB * 1000,
            f"layout shift above {MAX_SHIFT}": self.shift > MAX_SHIFT,
            f"foreign requests: {self.foreign(host)}": bool(self.foreign(host)),
        }
        return [f"{self.path}: {fault}" for fault, broken in limits.items() if broken]

    def as_row(self, host: str) -> dict[str, object]:
        """The figures; kB are thousands of bytes."""
        script = sum(self.transferred.get(request, 0) for request in self.scripts)
        return {
            "page": self.path,
            "requests": len(self.asked),
            "script_gzip_kB": round(self.script_gzip / 1000, 1),
            "script_as_served_kB": round(script / 1000, 1),
            "total_as_served_kB": round(sum(self.transferred.values()) / 1000, 1),
            "foreign": len(self.foreign(host)),
            "cls": round(self.shift, 4),
            "lcp_ms": round(self.largest_paint_ms),
            "lcp_element": self.largest,
        }


def main() -> int:
    """Print one JSON line per page."""
    parser = argparse.ArgumentParser(description="Measure the first visit of the public pages")
    parser.add_argument("base", nargs="?", default="http://papenburg.localhost:3000")
    parser.add_argument("--list", action="store_true", help="name every request")
    options = parser.parse_args()
    host = urlsplit(options.base).netloc
    faults: list[str] = []
    with sync_playwright() as playwright:
        program = DEBIAN_CHROMIUM if Path(DEBIAN_CHROMIUM).exists() else None
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for visit in (visit_page(browser, options.base, path) for path in PATHS):
            print(json.dumps(visit.as_row(host)), flush=True)
            if options.list:
                print_requests(visit)
            faults += visit.faults(host)
        browser.close()
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


def visit_page(browser: Browser, base: str, path: str) -> Visit:
    """Open one page as somebody who has never been here."""
    context = browser.new_context(
        viewport=PHONE, is_mobile=True, has_touch=True, service_workers="block"
    )
    context.add_init_script(OBSERVE)
    page = context.new_page()
    visit = Visit(path)
    session = context.new_cdp_session(page)
    _listen(session, visit)
    page.goto(urljoin(base, path), wait_until="networkidle")
    page.wait_for_timeout(SETTLED_MS)
    visit.script_gzip = sum(_gzip_size(session, r) for r in visit.scripts)
    _read_paint(page, visit)
    context.close()
    return visit


def print_requests(visit: Visit) -> None:
    """Every request of the visit in its order."""
    for address in visit.asked:
        print(f"    {address}")


def _listen(session: CDPSession, visit: Visit) -> None:
    def asked(event: dict) -> None:
        visit.asked.append(event["request"]["url"])
        if event.get("type") == "Script":
            visit.scripts.add(event["requestId"])

    def answered(event: dict) -> None:
        if "javascript" in event["response"]["mimeType"]:
            visit.scripts.add(event["requestId"])

    def finished(event: dict) -> None:
        visit.transferred[event["requestId"]] = int(event["encodedDataLength"])

    def socket(event: dict) -> None:
        visit.asked.append(event["url"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketCreated", socket)
    session.send("Network.enable")


def _gzip_size(session: CDPSession, request: str) -> int:
    """What a proxy that knows gzip only would transfer, without headers."""
    body = session.send("Network.getResponseBody", {"requestId": request})["body"]
    return len(gzip.compress(body.encode(), 9))


def _read_paint(page: Page, visit: Visit) -> None:
    measured = page.evaluate("() => window.measured")
    visit.shift = float(measured["cls"])
    visit.largest_paint_ms = float(measured["lcp"])
    visit.largest = str(measured["what"])


if __name__ == "__main__":
    sys.exit(main())
