"""See to it that the browser tests find a browser; run by `make test`.

Debian's Chromium where it is there or may be installed, else Playwright's own. The tests prefer
the same Chromium without its windows (a fifth less work) and do with the whole one, too.
BROWSER=firefox or webkit uses what Playwright has installed of them.
"""

# ruff: noqa: S603

import os
import shutil
import subprocess
import sys

CHROMIUM = "/usr/bin/chromium"
PACKAGES = ("chromium", "chromium-headless-shell")
HELP = (
    "Für die Browsertests fehlt ein Chromium: unter Debian hilft „apt-get install chromium“, "
    "sonst „.venv/bin/playwright install --with-deps chromium“. "
    "(The browser tests need a Chromium; see the two commands.)"
)


def main() -> int:
    """0 if there is a browser now."""
    if os.environ.get("BROWSER") in ("firefox", "webkit"):
        return 0
    if _may_use_apt():
        _install_from_debian()
    if os.path.exists(CHROMIUM) or _install_from_playwright():
        return 0
    print(HELP, file=sys.stderr)
    return 1


def _may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_from_debian() -> None:
    """What is missing, in the version of what is there: nothing is replaced."""
    missing = [package for package in PACKAGES if not os.path.exists(f"/usr/bin/{package}")]
    if missing:
        print("Chromium wird installiert (apt-get) …", flush=True)
        _apt_get("update")
    for package in missing:
        _apt_get("install", "-y", "--no-install-recommends", "--no-remove", _that_fits(package))


def _that_fits(package: str) -> str:
    asked = ["dpkg-query", "-W", "-f", "${Version}", "chromium-common"]
    version = subprocess.run(asked, check=False, capture_output=True, text=True).stdout
    return f"{package}={version}" if version else package


def _apt_get(*words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *words]
    subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def _install_from_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
