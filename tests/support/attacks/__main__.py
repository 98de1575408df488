"""Run the attacks: prints one JSON object, ends with 1 where something was found."""

import argparse
import asyncio
import gc
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Random calls at the whole portal")
    parser.add_argument("owner_url", help="owner's URL of a migrated, empty database")
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument(
        "--until-noticed",
        type=int,
        default=0,
        metavar="CALLS",
        help="then take each guard away, with at most CALLS calls each",
    )
    parser.add_argument("--only", default="", help="take only this guard away")
    return parser.parse_args()


def settle_environment(owner_url: str, folder: str) -> None:
    """As in production but for HTTPS: no demo, no page that shows everybody's mails."""
    key = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
    os.environ |= {
        "PORTAL_DEMO": "0", "PORTAL_HTTPS": "0", "PORTAL_BASE_DOMAIN": "localhost",
        "PORTAL_DATABASE_URL": owner_url, "PORTAL_OWNER_DATABASE_URL": owner_url,
        "PORTAL_SECRET_KEY": key, "PORTAL_FILE_KEY": key, "PORTAL_DATA_KEYS": key,
        "PORTAL_SMTP_URL": "smtp://127.0.0.1:1", "PORTAL_MAIL_FROM": "rathaus@post.example",
        "PORTAL_STRIPE_SECRET_KEY": "sk_test_1", "PORTAL_STRIPE_WEBHOOK_SECRET": "whsec_1",
        "PORTAL_STRIPE_API_BASE": "http://127.0.0.1:1", "PORT": "3000",
        "PORTAL_PUBLIC_PORT": "3000", "PORTAL_VAR_DIR": folder,
    }  # fmt: skip


def main() -> int:
    """The attacks, then what was found."""
    options = _options()
    with TemporaryDirectory(prefix="schalter-attacks-") as folder:
        settle_environment(options.owner_url, folder)
        from tests.support.attacks.run import run

        gc.disable()  # a third of the time, for a process that soon ends
        begun = time.monotonic()
        told = asyncio.run(run(options))
    told["seconds"] = round(time.monotonic() - begun, 1)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if told["found"] or told.get("unnoticed") else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    sys.exit(main())
