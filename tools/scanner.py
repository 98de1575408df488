"""See to it that the tests find ClamAV's daemon where that is easy; run by `make test`.

Debian's package (7 MB, no signatures: the tests bring their own) where it may be installed.
Without it the tests against a real clamd are skipped and say so.
"""

# ruff: noqa: S603

import os
import shutil
import subprocess
import sys

PATH = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


def main() -> int:
    """Always 0: the tests do without."""
    if shutil.which("clamd", path=PATH) or os.geteuid() != 0 or not shutil.which("apt-get"):
        return 0
    print("ClamAV wird installiert (apt-get) …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "clamav-daemon"]
    for command in (["apt-get", "update", "-qq"], install):
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
