"""Two dogs on one form: a group that repeats, and nothing to pay."""

from playwright.async_api import expect

from tests.e2e.errands import REVIEW, THANKS, arrive_with_account, fill_address, reference_shown
from tests.e2e.visitor import Visitor


async def test_two_dogs_move_in(on_phone: Visitor) -> None:
    await arrive_with_account(on_phone)
    await on_phone.open("/antrag/hund-anmelden/")
    await on_phone.sees("Wer hält den Hund?")
    await on_phone.writes("Vorname", "Željka")
    await on_phone.writes("Familienname", "Nguyễn")
    await on_phone.enters_date("Geburtsdatum", "3", "4", "1988")
    await fill_address(on_phone)
    await on_phone.goes_on("Welche Hunde melden Sie an?")

    await _tell_of_dog(on_phone, 0, "Bello", "Rüde", "276098100000001")
    await on_phone.press("Hund hinzufügen")
    await _tell_of_dog(on_phone, 1, "Hasso", "Rüde", "276098100000002")
    await on_phone.press("Hund hinzufügen")
    await _tell_of_dog(on_phone, 2, "Luna", "Hündin", "276098100000003")
    await on_phone.finds_no_barrier()
    await on_phone.press("2. Hund entfernen")
    await expect(on_phone.page.get_by_label("Name des Hundes")).to_have_count(2)
    await expect(on_phone.field("Name des Hundes", 0)).to_have_value("Bello")
    await expect(on_phone.field("Name des Hundes", 1)).to_have_value("Luna")
    await expect(on_phone.field("Hündin", 1)).to_be_checked()
    await on_phone.goes_on("Wie ist für die Sicherheit gesorgt?")

    await on_phone.writes("Versicherung", "Ostfriesische Tier AG")
    await on_phone.writes("Versicherungsnummer", "OT-4711-88")
    await on_phone.uploads("Versicherungsbestätigung", "police.jpg")
    await expect(on_phone.uploaded("police.jpg")).to_be_visible()
    await on_phone.chooses("Ich habe die Sachkundeprüfung bestanden.")
    await on_phone.uploads("Nachweis der Sachkunde", "pruefung.jpg")
    await expect(on_phone.uploaded("pruefung.jpg")).to_be_visible()
    await on_phone.goes_on("Wie möchten Sie die Hundesteuer später bezahlen?")
    await on_phone.chooses("Ich überweise selbst.")
    await on_phone.goes_on(REVIEW)

    answers = on_phone.page.get_by_role("main")
    for words in ("Bello", "Luna", "276098100000003", "police.jpg", "Nguyễn"):
        await expect(answers).to_contain_text(words)
    await expect(answers).not_to_contain_text("Hasso")
    await on_phone.press("Absenden")
    await on_phone.sees(THANKS)
    await on_phone.follow(await reference_shown(on_phone))
    await on_phone.sees("Hundeanmeldung, 2 Hunde")


async def _tell_of_dog(visitor: Visitor, number: int, name: str, sex: str, chip: str) -> None:
    await expect(visitor.page.get_by_label("Name des Hundes")).to_have_count(number + 1)
    await visitor.writes("Name des Hundes", name, number)
    await visitor.writes("Rasse", "Mischling", number)
    await visitor.chooses(sex, number)
    await visitor.writes("Farbe", "braun", number)
    await visitor.enters_date("Geburtsdatum des Hundes", "5", "6", "2020", number)
    await visitor.enters_date("Bei Ihnen seit", "7", "8", "2021", number)
    await visitor.writes("Chipnummer (optional)", chip, number)
    await visitor.chooses("Nein", number)
