"""Mistakes are told where they were made, in words that help, and cost nothing typed."""

import asyncio
import re

from playwright.async_api import Route, expect

from tests.e2e.conftest import PHONE, Arrive
from tests.e2e.errands import tell_where, tell_which, tell_who, tell_whose
from tests.e2e.visitor import Visitor

SUMMARY = "Bitte prüfen Sie Ihre Angaben"


async def test_an_empty_step_says_what_is_missing(visitor: Visitor) -> None:
    await visitor.open("/antrag/geburtsurkunde/")
    await visitor.sees("Wessen Geburtsurkunde brauchen Sie?")
    await visitor.press("Weiter")

    summary = visitor.page.get_by_role("alert", name=SUMMARY)
    await expect(summary).to_be_focused()
    await expect(summary.get_by_role("link")).to_have_count(3)
    await visitor.finds_no_barrier()

    await summary.get_by_role("link").first.click()
    await expect(visitor.field("Es ist meine eigene Urkunde.")).to_be_focused()
    await summary.get_by_role("link", name=re.compile("Geburtsdatum")).click()
    await expect(visitor.field("Tag")).to_be_focused()
    await expect(visitor.field("Tag")).to_have_attribute("aria-invalid", "true")
    for group in ("Ihr Verhältnis zu der Person", "Ihr Geburtsdatum"):
        box = visitor.page.get_by_role("group", name=group, exact=True)
        await expect(box).to_have_accessible_description(re.compile("Bitte"))


async def test_a_day_that_does_not_exist(on_phone: Visitor) -> None:
    await on_phone.open("/antrag/geburtsurkunde/")
    await on_phone.chooses("Wir sind Geschwister.")
    await on_phone.writes("Wofür brauchen Sie die Urkunde dieser Person?", "Ein Erbe ist zu klären")
    await on_phone.enters_date("Ihr Geburtsdatum", "31", "2", "1980")
    await on_phone.chooses("Nein, für mich")
    await on_phone.press("Weiter")

    summary = on_phone.page.get_by_role("alert", name=SUMMARY)
    await expect(summary.get_by_role("link")).to_have_text(
        ["Bitte prüfen Sie Ihr Geburtsdatum: Den 31.2.1980 gibt es im Kalender nicht."]
    )
    box = on_phone.page.get_by_role("group", name="Ihr Geburtsdatum", exact=True)
    await expect(box).to_have_accessible_description(re.compile("31.2.1980 gibt es .* nicht"))
    await expect(on_phone.field("Tag")).to_have_value("31")
    await expect(on_phone.field("Jahr")).to_have_value("1980")
    await expect(on_phone.field("Wir sind Geschwister.")).to_be_checked()
    await expect(on_phone.field("Wofür brauchen Sie die Urkunde dieser Person?")).to_have_value(
        "Ein Erbe ist zu klären"
    )

    await on_phone.writes("Tag", "28")
    await on_phone.goes_on("Um wen geht es?")


async def test_a_field_says_itself_what_is_wrong_with_it(on_laptop: Visitor) -> None:
    await on_laptop.open("/antrag/geburtsurkunde/")
    await tell_whose(on_laptop)
    await on_laptop.writes("Geburtsname", "Łukasiewicz")
    await on_laptop.writes("Registernummer (optional)", "ungefähr 123")
    await on_laptop.press("Weiter")

    await expect(on_laptop.page.get_by_role("alert", name=SUMMARY)).to_be_focused()
    number = on_laptop.field("Registernummer (optional)")
    await expect(number).to_have_attribute("aria-invalid", "true")
    await expect(number).to_have_accessible_description(re.compile("zum Beispiel 123/1990"))
    await expect(on_laptop.field("Vornamen")).to_have_accessible_description(
        re.compile("Bitte geben Sie die Vornamen an")
    )
    await expect(on_laptop.field("Geburtsname")).to_have_attribute("aria-invalid", "false")
    await expect(on_laptop.field("Geburtsname")).to_have_value("Łukasiewicz")
    await expect(number).to_have_value("ungefähr 123")


async def test_files_are_listed_removed_and_looked_into(on_phone: Visitor) -> None:
    await on_phone.open("/antrag/geburtsurkunde/")
    await tell_whose(on_phone)
    await tell_who(on_phone)
    await tell_which(on_phone)
    await tell_where(on_phone)
    await on_phone.sees("Welche Nachweise gehören dazu?")

    await on_phone.uploads("Ihr Ausweis", "vorderseite.jpg")
    line = on_phone.uploaded("vorderseite.jpg")
    await expect(line).to_contain_text("kB")
    await line.get_by_role("button", name=re.compile("entfernen")).click()
    await expect(line).to_have_count(0)

    await on_phone.uploads("Ihr Ausweis", "brief.jpg", b"Das ist ein Text und kein Foto. " * 50)
    await on_phone.reads("Diese Art von Datei können wir nicht annehmen.")
    await on_phone.finds_no_barrier()
    await expect(on_phone.uploaded("brief.jpg")).to_have_count(0)
    await on_phone.press("Weiter")
    summary = on_phone.page.get_by_role("alert", name=SUMMARY)
    await expect(summary.get_by_role("link")).to_have_count(1)
    await summary.get_by_role("link").click()
    await expect(on_phone.field("Ihr Ausweis")).to_be_focused()


async def test_a_file_chosen_on_a_slow_line_arrives_too(arrive: Arrive) -> None:
    visitor = await arrive(PHONE, service_workers="block")
    is_chosen = asyncio.Event()

    async def arrives_late(route: Route) -> None:
        await is_chosen.wait()
        await route.continue_()

    await visitor.context.route(re.compile("/js/upload"), arrives_late)
    await visitor.open("/antrag/geburtsurkunde/")
    await tell_whose(visitor)
    await tell_who(visitor)
    await tell_which(visitor)
    await tell_where(visitor)
    await visitor.sees("Welche Nachweise gehören dazu?")
    await visitor.uploads("Ihr Ausweis")
    is_chosen.set()
    await expect(visitor.uploaded("ausweis.jpg")).to_be_visible()
