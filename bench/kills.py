"""The checkout while its processes are killed: what was hit, and how every order ended.

    .venv/bin/python bench/kills.py [--seeds 200] [--first 0] [--at-once 3] [--table]

Starts a PostgreSQL of its own, and for each seed a web process and a worker that die (SIGKILL) at
points the seed draws: after a statement, before and after a COMMIT, before and after a request to
the provider, before and after a mail. Stripe and PayPal answer over HTTP from this process, which
survives. Prints a line per fault found and one JSON line; `--table` adds where processes died, as
Markdown. Ends with 1 where any order ended wrongly.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.database import cloned_meanwhile, migrated_template, running_server
from tests.support.faults.installation import prepared_template
from tests.support.faults.processes import Nursery, Refused
from tests.support.faults.story import points, tell
from tests.support.faults.trap import DEADLY
from tests.support.faults.verdict import Verdict

MAX_SEEDS = 10_000


async def tell_all(
    server_url: str, template: str, folder: Path, seeds: range, at_once: int
) -> dict[int, Verdict]:
    """The verdict of each seed."""
    verdicts: dict[int, Verdict] = {}
    waiting = iter(seeds)

    async def teller(nursery: Nursery) -> None:
        for seed in waiting:
            async with cloned_meanwhile(server_url, template) as owner_url:
                try:
                    verdicts[seed] = await tell(nursery, owner_url, seed)
                except (TimeoutError, Refused, AssertionError) as error:
                    what = f"{type(error).__name__} {error}"
                    verdicts[seed] = Verdict("", "", "not told to its end", [what])
            for fault in verdicts[seed].faults:
                print(f"seed {seed} ({verdicts[seed].plot}): {fault}", file=sys.stderr)

    async with Nursery(folder).open() as nursery:
        await asyncio.gather(*(teller(nursery) for _ in range(at_once)))
    return verdicts


def table(passed: list[str]) -> str:
    """Where processes died, and how often each of these points was passed, as Markdown."""
    reached, deadly = Counter[str](), Counter[str]()
    for line in passed:
        reached[line.removesuffix(DEADLY)] += 1
        deadly[line.removesuffix(DEADLY)] += line.endswith(DEADLY)
    rows = [f"| {point} | {reached[point]} | {deadly[point]} |" for point in sorted(reached)]
    return "\n".join(["| point | reached | killed there |", "|---|---|---|", *rows])


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=3)
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    seeds = range(options.first, options.first + min(options.seeds, MAX_SEEDS))
    began = time.monotonic()
    with (
        running_server() as url,
        migrated_template(url) as migrated,
        prepared_template(url, migrated) as template,
        tempfile.TemporaryDirectory(prefix="schalter-kills-") as name,
    ):
        folder = Path(name)
        try:
            verdicts = asyncio.run(tell_all(url, template, folder, seeds, options.at_once))
        finally:
            complaints = (folder / "children.log").read_text(encoding="utf-8")
            print(complaints[-20_000:], file=sys.stderr)
        passed = points(folder)
    if options.table:
        print(table(passed))
    result = {
        "seeds": len(verdicts),
        "killed": sum(line.endswith(DEADLY) for line in passed),
        "points_passed": len(passed),
        "kinds_of_points": len({line.removesuffix(DEADLY) for line in passed}),
        "outcomes": dict(Counter(verdict.outcome for verdict in verdicts.values())),
        "seconds": round(time.monotonic() - began),
        "faults": sum(bool(verdict.faults) for verdict in verdicts.values()),
    }
    print(json.dumps(result, ensure_ascii=False))
    return int(bool(result["faults"]))


if __name__ == "__main__":
    sys.exit(main())
