"""Web and worker are killed wherever it hurts: every order ends paid once, or untouched."""

import asyncio
from pathlib import Path

from tests.support.database import cloned_meanwhile
from tests.support.faults.installation import prepared_template
from tests.support.faults.processes import Nursery
from tests.support.faults.story import PLOTS, tell
from tests.support.faults.verdict import Verdict

# Of the 200 in bench/kills.py: every plot, both providers.
SEEDS = range(2, 12)
AT_ONCE = 3


async def test_whoever_dies_every_order_ends_paid_once_or_untouched(
    postgres_url: str, template_database: str, tmp_path: Path
):
    waiting, verdicts = iter(SEEDS), dict[int, Verdict]()
    with prepared_template(postgres_url, template_database) as template:

        async def tell_some(nursery: Nursery) -> None:
            for seed in waiting:
                async with cloned_meanwhile(postgres_url, template) as owner_url:
                    verdicts[seed] = await tell(nursery, owner_url, seed)

        async with Nursery(tmp_path).open() as nursery:
            await asyncio.gather(*(tell_some(nursery) for _ in range(AT_ONCE)))
    assert {seed: verdict.faults for seed, verdict in verdicts.items() if verdict.faults} == {}
    assert {verdict.plot for verdict in verdicts.values()} == set(PLOTS)
    points = "".join(log.read_text(encoding="utf-8") for log in tmp_path.glob("*.points"))
    assert points.count("†") >= len(SEEDS)
