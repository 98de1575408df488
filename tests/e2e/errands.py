"""Whole errands at the town hall, as visitors run them."""

import re

from playwright.async_api import expect

from portal.identity import TrustLevel
from portal.workflow.demo_stories import RESIDENCE
from tests.e2e.visitor import SOON, Visitor
from tests.support.residents import lay_into_basket, open_a_case

THANKS = "Vielen Dank, wir haben Ihren Antrag"
REVIEW = "Angaben prüfen"
REFERENCE = re.compile(r"^[A-Z]{3}-\d{4}-\d{6}$")


# The birth certificate


async def tell_whose(visitor: Visitor) -> None:
    """The first step: one's own."""
    await visitor.sees("Wessen Geburtsurkunde brauchen Sie?")
    await visitor.chooses("Es ist meine eigene Urkunde.")
    await visitor.enters_date("Ihr Geburtsdatum", "12", "8", "1964")
    await visitor.chooses("Nein, für mich")
    await visitor.goes_on("Um wen geht es?")


async def tell_who(visitor: Visitor) -> None:
    """The second step: names and place."""
    await visitor.writes("Geburtsname", "Łukasiewicz")
    await visitor.writes("Vornamen", "Zoë Marie")
    await visitor.writes("Geburtsort", "Papenburg")
    await visitor.goes_on("Welche Urkunde brauchen Sie?")


async def tell_which(visitor: Visitor, copies: str = "2") -> None:
    """The third step: kind, copies, purpose."""
    await visitor.chooses("Geburtsurkunde")
    await visitor.writes("Anzahl der Ausfertigungen", copies)
    await visitor.field("Verwendungszweck").select_option("Heirat")
    await visitor.goes_on("Wohin dürfen wir die Urkunde schicken?")


async def tell_where(visitor: Visitor) -> None:
    """The applicant's step, up to "Weiter"."""
    await visitor.writes("Ihr Vorname", "Zoë")
    await visitor.writes("Ihr Familienname", "Łukasiewicz")
    await fill_address(visitor)
    await visitor.chooses(re.compile("^Ich versichere"))
    await visitor.press("Weiter")


async def fill_address(visitor: Visitor) -> None:
    """An address in Germany."""
    await visitor.writes("Straße", "Hauptkanal links")
    await visitor.writes("Hausnummer", "12a")
    await visitor.writes("Postleitzahl", "26871")
    await visitor.writes("Ort", "Papenburg")


async def fill_birth_certificate(visitor: Visitor, copies: str = "2") -> None:
    """From the first step to the review, for oneself, with an identity card as upload."""
    await tell_whose(visitor)
    await tell_who(visitor)
    await tell_which(visitor, copies)
    await tell_where(visitor)
    await visitor.sees("Welche Nachweise gehören dazu?")
    await visitor.uploads("Ihr Ausweis")
    await expect(visitor.uploaded("ausweis.jpg")).to_be_visible()
    await visitor.goes_on(REVIEW)


async def put_birth_certificate_into_basket(
    visitor: Visitor, municipality: str = "", query: str = "", copies: str = "1"
) -> None:
    """Somebody signed in fills the form; it lies in the basket."""
    await visitor.open(f"/antrag/geburtsurkunde/{query}", municipality)
    await fill_birth_certificate(visitor, copies)
    await visitor.press("In den Warenkorb")
    await visitor.sees("Warenkorb")


async def has_basket(visitor: Visitor, *municipalities: str, copies: str = "1") -> None:
    """A birth certificate of each of them lies in the basket of somebody who has an account; how
    one gets there is told by
    `put_birth_certificate_into_basket`."""
    await lay_into_basket(
        visitor.portal, visitor.email, visitor.municipality, *municipalities, copies=copies
    )


async def has_case(visitor: Visitor, municipality: str = "papenburg", copies: str = "1") -> str:
    """Have an account and a birth certificate that was sent; its reference."""
    email = await visitor.has_account(municipality)
    return await open_a_case(visitor.portal, email, municipality, copies=copies)


async def arrive_with_account(visitor: Visitor, municipality: str = "") -> str:
    """Have an account of one's own and come to rest at "Mein Konto"; returns the address."""
    email = await visitor.has_account(municipality)
    await visitor.open("/konto/")
    await visitor.sees("Mein Konto")
    return email


# The registration certificate


async def fill_registration_certificate(visitor: Visitor, purpose: str) -> None:
    """From the first step to the review, the plain one."""
    await visitor.sees("Welche Bescheinigung brauchen Sie?")
    await visitor.chooses("Einfache Meldebescheinigung")
    await visitor.goes_on("Wie sind Sie gemeldet?")
    await visitor.writes("Vornamen", "Jürgen")
    await visitor.writes("Familienname", "Ştefănescu")
    await visitor.enters_date("Geburtsdatum", "1", "2", "1970")
    await fill_address(visitor)
    await visitor.goes_on("Wofür brauchen Sie die Bescheinigung?")
    await visitor.chooses(purpose)
    await visitor.chooses("In mein Postfach hier im Portal")
    await visitor.goes_on(REVIEW)


async def order_free_certificate(visitor: Visitor, municipality: str = "papenburg") -> str:
    """Somebody identified has ordered a registration certificate; its reference. How one does
    that is told in test_identity.py."""
    email = await visitor.has_account(municipality, TrustLevel.SUBSTANTIAL)
    name = "Jürgen Ştefănescu"
    return await open_a_case(
        visitor.portal, email, municipality, RESIDENCE, name, purpose="pension"
    )


# Paying


async def go_to_checkout(visitor: Visitor) -> None:
    """From the basket to the checkout."""
    await visitor.sees("Warenkorb")
    await visitor.follow("Zur Kasse")
    await visitor.sees("Kasse")


async def pay(
    visitor: Visitor,
    method: str = "PayPal",
    decision: str = "Zahlung bestätigen",
    feedback: str = "sofort",
) -> None:
    """At the checkout: choose a way to pay, send, decide at the demo bank."""
    await visitor.sees("Kasse")
    ways = visitor.page.get_by_role("group", name="Zahlungsart", exact=True)
    await ways.get_by_label(method, exact=True).check()
    await visitor.press("Kostenpflichtig absenden")
    await visitor.sees("Demo-Bank")
    answers = visitor.page.get_by_role("group", name="Rückmeldung", exact=True)
    await answers.get_by_label(feedback, exact=True).check()
    await visitor.press(decision)


async def reference_shown(visitor: Visitor) -> str:
    """The reference on the page of thanks; the case may need a moment to be opened."""
    [reference] = await references_shown(visitor, 1)
    return reference


async def references_shown(visitor: Visitor, number: int) -> list[str]:
    """The references on the page of thanks, once there are that many."""
    links = visitor.page.get_by_role("link", name=REFERENCE)
    await expect(links).to_have_count(number, timeout=SOON)
    return await links.all_inner_texts()
