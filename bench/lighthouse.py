"""Lighthouse's four scores of home, service and form on its phone: the median of three runs each.

    .venv/bin/python bench/lighthouse.py [http://papenburg.localhost:3000]

Needs a running portal and Chromium (CHROME_PATH, else Debian's). Lighthouse comes from npm, by the
machine's own npm settings, into .bench/; Node is the environment's. Ends with 1 below the targets.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".bench"
LIGHTHOUSE = "lighthouse@13"
ATTEMPTS = 3
SCRIPTS = sysconfig.get_path("scripts")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# Forms are none of a search engine's business, so nothing is asked of their SEO.
TARGETS = {
    "/": {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100},
    "/leistungen/geburtsurkunde/": {
        "performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100
    },
    "/antrag/geburtsurkunde/": {"performance": 95, "accessibility": 100, "best-practices": 100},
}  # fmt: skip
FIGURES = {
    "fcp_ms": "first-contentful-paint",
    "lcp_ms": "largest-contentful-paint",
    "tbt_ms": "total-blocking-time",
    "cls": "cumulative-layout-shift",
}
CHROME_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)

Report = dict[str, Any]


def main() -> int:
    """Print one JSON line per page, and to stderr what fell short and why."""
    parser = argparse.ArgumentParser(description="Lighthouse, mobile, median of several runs")
    parser.add_argument("base", nargs="?", default="http://papenburg.localhost:3000")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    install_lighthouse()
    short = False
    for path, targets in TARGETS.items():
        reports = [run_lighthouse(options.base + path) for _ in range(options.runs)]
        scores = {name: median(_score(r, name) for r in reports) for name in CATEGORIES}
        figures = {key: _median_figure(reports, audit) for key, audit in FIGURES.items()}
        print(json.dumps({"page": path, **scores, **figures}), flush=True)
        if any(scores[name] < least for name, least in targets.items()):
            short = True
            tell_what_costs(path, reports[-1])
    return 1 if short else 0


def install_lighthouse() -> None:
    """Into .bench/, once; npm asks whatever registry the machine is set up for."""
    if (TOOLS / "node_modules" / "lighthouse").is_dir():
        return
    TOOLS.mkdir(exist_ok=True)
    npm = shutil.which("npm", path=SCRIPTS) or "npm"
    command = [npm, "install", "--prefix", str(TOOLS), "--no-save", "--no-audit", "--no-fund"]
    subprocess.run([*command, LIGHTHOUSE], check=True, env=_environment(), stdout=sys.stderr)


def run_lighthouse(address: str) -> Report:
    """One run with an empty cache, tried again where a busy machine loses Chromium's trace."""
    for _ in range(ATTEMPTS):
        report = _try_lighthouse(address)
        if report is not None:
            return report
    raise SystemExit(f"Lighthouse could not measure {address} in {ATTEMPTS} attempts")


def _try_lighthouse(address: str) -> Report | None:
    program = TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"
    node = shutil.which("node", path=SCRIPTS) or "node"
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = [
            node, str(program), address, "--quiet", "--output=json", f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={CHROME_FLAGS}",
            "--no-enable-error-reporting",
        ]  # fmt: skip
        ran = subprocess.run(command, check=False, env=_environment(), timeout=180)
        if ran.returncode != 0:
            return None
        read: Report = json.loads(report.read_text(encoding="utf-8"))
    return None if "runtimeError" in read else read


def tell_what_costs(path: str, report: Report) -> None:
    """Every audit of the last run that is not perfect, worst first."""
    audits = [audit for audit in report["audits"].values() if (audit.get("score") or 0) < 1]
    scored = [audit for audit in audits if audit.get("score") is not None]
    for audit in sorted(scored, key=lambda found: found["score"]):
        words = audit.get("displayValue", "")
        print(f"{path} {audit['id']} {audit['score']} {words}", file=sys.stderr)


def _score(report: Report, category: str) -> int:
    """0 to 100."""
    return round((report["categories"][category]["score"] or 0) * 100)


def _median_figure(reports: list[Report], audit: str) -> float:
    return round(median(report["audits"][audit]["numericValue"] for report in reports), 3)


def _environment() -> dict[str, str]:
    path = os.pathsep.join([SCRIPTS, os.environ.get("PATH", "")])
    chrome = os.environ.get("CHROME_PATH", "/usr/bin/chromium")
    return {**os.environ, "PATH": path, "CHROME_PATH": chrome}


if __name__ == "__main__":
    sys.exit(main())
