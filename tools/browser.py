"""See to it that the browser tests find a browser; run by `make test`.

Debian's Chromium where it is there or may be installed, else Playwright's own. BROWSER=firefox or
webkit uses what Playwright has installed of them.
"""

# ruff: noqa: S603

import os
import shutil
import subprocess
import sys

CHROMIUM = "/usr/bin/chromium"
HELP = (
    "Für die Browsertests fehlt ein Chromium: unter Debian hilft „apt-get install chromium“, "
    "sonst „.venv/bin/playwright install --with-deps chromium“. "
    "(The browser tests need a Chromium; see the two commands.)"
)


def main() -> int:
    """0 if there is a browser now."""
    if os.environ.get("BROWSER") in ("firefox", "webkit") or os.path.exists(CHROMIUM):
        return 0
    if _may_use_apt() and _install_from_debian():
        return 0
    if _install_from_playwright():
        return 0
    print(HELP, file=sys.stderr)
    return 1


def _may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_from_debian() -> bool:
    print("Chromium wird installiert (apt-get) …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    for command in (["apt-get", "update", "-qq"], install):
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    return os.path.exists(CHROMIUM)


def _install_from_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
