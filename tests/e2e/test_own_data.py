"""One's own data: who saw them, the ZIP that gets ready by itself, and what erasing would mean."""

from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

from playwright.async_api import expect
from sqlalchemy import select
from sqlmodel import col

from portal.identity import TrustLevel
from portal.identity.tables import Account
from portal.persistence.database import Database, system_scope
from tests.e2e.visitor import SOON, Visitor
from tests.support.applications import Citizen
from tests.support.cases import TownHall


async def a_case_of(visitor: Visitor) -> str:
    """The reference of a birth certificate that this citizen ordered earlier."""
    portal = visitor.portal
    database = Database(portal.owner_url(), pool_size=2, keys=portal.keys())
    async with database.transaction(system_scope()) as session:
        query = select(Account).where(col(Account.email) == visitor.email)
        account = (await session.scalars(query)).one()
    citizen = Citizen(UUID(str(account.id)), account.email, account.display_name)
    case = await TownHall(database).opened_case(citizen)
    await database.close()
    return case.reference


async def test_citizens_see_who_looked_and_take_their_data_along(
    on_phone: Visitor, case_worker: Visitor
) -> None:
    await on_phone.has_account(level=TrustLevel.SUBSTANTIAL)
    reference = await a_case_of(on_phone)
    await on_phone.open("/konto/daten/")
    await on_phone.sees("Meine Daten")
    await on_phone.reads("Bisher niemand.")

    await case_worker.open(f"/verwaltung/vorgaenge/{reference}/")
    await case_worker.sees("Geburtsurkunde, 1 Ausfertigung")
    looks = on_phone.page.get_by_role("table", name="Zugriffe der Verwaltung")
    await expect(looks).to_contain_text("Vorgang geöffnet", timeout=SOON)
    await expect(looks).to_contain_text("Sachbearbeitung, Stadt Papenburg")
    await expect(looks).to_contain_text(reference)

    kept = on_phone.page.get_by_role("table", name="Was nach dem Löschen bleibt")
    await expect(kept).to_contain_text("24 Monate nach dem Abschluss")
    await on_phone.press("Konto löschen")
    await on_phone.reads("Bitte schreiben Sie LÖSCHEN in das Feld.")

    await on_phone.press("Daten anfordern")
    link = on_phone.link("ZIP-Datei herunterladen")
    await expect(link).to_be_visible(timeout=SOON)
    await on_phone.finds_no_barrier()
    async with on_phone.page.expect_download() as waiting:
        await link.click()
    download = await waiting.value
    with ZipFile(BytesIO(Path(await download.path()).read_bytes())) as archive:
        assert archive.testzip() is None
        page = archive.read(f"001 {reference}/antrag.html").decode()
    assert "Łuczak-Ørsted" in page
