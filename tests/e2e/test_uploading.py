"""Evidence from a phone: one sees it travel, may stop it, and a dead spot loses nothing."""

import os
import zlib

from playwright.async_api import Locator, expect

from tests.e2e.errands import REVIEW, tell_where, tell_which, tell_who, tell_whose
from tests.e2e.visitor import SOON, Visitor
from tests.support.uploads import a_jpeg, png_of

EVIDENCE = "Welche Nachweise gehören dazu?"
PHOTO = a_jpeg() + bytes(900_000)


async def test_a_photo_on_its_way_is_seen_stopped_and_sent_again(on_phone: Visitor) -> None:
    await arrive_at_evidence(on_phone)
    await on_phone.finds_no_barrier()
    await slow_down(on_phone, 150_000)
    await on_phone.uploads("Ihr Ausweis", "ausweis.jpg", PHOTO)
    bar = on_phone.page.get_by_role("progressbar", name="„ausweis.jpg“ wird hochgeladen")
    await expect(bar).to_be_visible()
    first = await share(bar)
    await moves_beyond(bar, first)
    await on_phone.finds_no_barrier()
    await on_phone.press("Abbrechen")
    await expect(bar).to_have_count(0)
    await expect(on_phone.uploaded("ausweis.jpg")).to_have_count(0)

    await on_phone.uploads("Ihr Ausweis", "ausweis.jpg", PHOTO)
    await on_phone.press("Weiter")
    await on_phone.reads("Ihre Datei wird noch hochgeladen. Danach geht es von selbst weiter.")
    await expect(on_phone.page.get_by_role("heading", name=REVIEW)).to_be_visible(timeout=20_000)
    await on_phone.reads("ausweis.jpg")


async def test_a_dead_spot_and_a_huge_photo_are_overcome(on_phone: Visitor) -> None:
    await arrive_at_evidence(on_phone)
    await on_phone.context.set_offline(True)
    await on_phone.uploads("Ihr Ausweis", "vorne.jpg", a_jpeg(comment=b"vorne"))
    await on_phone.reads("Sie sind gerade offline.")
    await on_phone.finds_no_barrier()
    await on_phone.context.set_offline(False)
    await expect(on_phone.uploaded("vorne.jpg")).to_be_visible(timeout=SOON)

    rows = b"".join(b"\0" + os.urandom(2000 * 3) for _ in range(1900))
    huge = png_of(2000, 1900, zlib.compress(rows, 0))
    assert len(huge) > 11_000_000
    await on_phone.uploads("Ihr Ausweis", "hinten.png", huge)
    line = on_phone.uploaded("hinten.jpg")
    await expect(line).to_be_visible(timeout=SOON)
    await expect(line).to_contain_text("MB")


async def arrive_at_evidence(visitor: Visitor) -> None:
    """The step of the birth certificate that asks for files."""
    await visitor.open("/antrag/geburtsurkunde/")
    await tell_whose(visitor)
    await tell_who(visitor)
    await tell_which(visitor)
    await tell_where(visitor)
    await visitor.sees(EVIDENCE)


async def slow_down(visitor: Visitor, bytes_per_second: int) -> None:
    """A weak mobile connection."""
    devtools = await visitor.context.new_cdp_session(visitor.page)
    await devtools.send("Network.enable")
    await devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 50,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_per_second,
        },
    )


async def moves_beyond(bar: Locator, share: float) -> None:
    """More of the file has left the phone by now."""
    await expect(bar).not_to_have_js_property("value", share, timeout=SOON)


async def share(bar: Locator) -> float:
    """What the bar shows, of 100."""
    return float(await bar.evaluate("bar => bar.value"))
