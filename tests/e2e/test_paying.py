"""Whatever the bank does: nothing is paid twice, nothing is lost, one case comes of it."""

from playwright.async_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.errands import (
    THANKS,
    arrive_with_account,
    go_to_checkout,
    pay,
    put_birth_certificate_into_basket,
    reference_shown,
    references_shown,
)
from tests.e2e.visitor import Visitor


async def test_canceled_then_declined_then_paid_by_card(on_phone: Visitor) -> None:
    email = await arrive_with_account(on_phone)
    await put_birth_certificate_into_basket(on_phone)
    await go_to_checkout(on_phone)
    await pay(on_phone, "PayPal", "Zahlung abbrechen")
    await on_phone.sees("Zahlung abgebrochen")
    await on_phone.reads("Es wurde nichts abgebucht.")

    await on_phone.follow("Noch einmal versuchen")
    await pay(on_phone, "PayPal", "Zahlung ablehnen")
    await on_phone.sees("Zahlung abgelehnt")
    await on_phone.follow("Zum Warenkorb")
    await go_to_checkout(on_phone)
    await pay(on_phone, "Kreditkarte", feedback="doppelt")

    await on_phone.sees(THANKS)
    await on_phone.reads("15,00\u00a0€ mit Kreditkarte bezahlt")
    reference = await reference_shown(on_phone)
    await on_phone.mail_to(email, f"Ihr Antrag {reference} ist eingegangen")
    await on_phone.follow("Meine Vorgänge")
    await on_phone.sees("Meine Vorgänge")
    await expect(
        on_phone.page.get_by_role("main").get_by_role("listitem").filter(has_text="PAP-")
    ).to_have_count(1)
    await on_phone.open("/warenkorb/")
    await on_phone.reads("Ihr Warenkorb ist leer.")


async def test_a_notification_that_comes_late_and_one_that_is_overtaken(
    on_laptop: Visitor,
) -> None:
    await arrive_with_account(on_laptop)
    await put_birth_certificate_into_basket(on_laptop)
    await go_to_checkout(on_laptop)
    await pay(on_laptop, "Kreditkarte", feedback="vertauscht")
    await on_laptop.sees(THANKS)
    overtaken = on_laptop.page.url
    first = await reference_shown(on_laptop)

    await put_birth_certificate_into_basket(on_laptop)
    await go_to_checkout(on_laptop)
    await pay(on_laptop, "PayPal", feedback="verspätet")
    await on_laptop.sees("Zahlung wird geprüft")
    await on_laptop.sees(THANKS)
    second = await reference_shown(on_laptop)
    assert second != first

    await on_laptop.go_to(overtaken)
    await on_laptop.sees(THANKS)
    assert await reference_shown(on_laptop) == first


async def test_one_payment_for_two_municipalities_of_a_network(arrive: Arrive) -> None:
    visitor = await arrive()
    email = await arrive_with_account(visitor, "leer")
    await put_birth_certificate_into_basket(visitor, "leer")
    await visitor.open("/leistungen/geburtsurkunde/?bei=weener")
    await visitor.reads("Stadt Weener")
    await put_birth_certificate_into_basket(visitor, "leer", "?bei=weener")
    await visitor.reads("30,00\u00a0€")
    await go_to_checkout(visitor)
    await pay(visitor, "PayPal")

    await visitor.sees(THANKS)
    await visitor.reads("30,00\u00a0€ mit PayPal bezahlt")
    references = await references_shown(visitor, 2)
    assert sorted(reference[:4] for reference in references) == ["LEE-", "WEE-"]
    for reference in references:
        await visitor.mail_to(email, f"Ihr Antrag {reference} ist eingegangen")
    await visitor.follow(next(found for found in references if found.startswith("WEE-")))
    await visitor.sees("Geburtsurkunde, 1 Ausfertigung")
    await visitor.reads("Stadt Weener")


async def test_a_bill_from_another_window_is_not_paid_unseen(on_laptop: Visitor) -> None:
    await arrive_with_account(on_laptop)
    await put_birth_certificate_into_basket(on_laptop)
    await go_to_checkout(on_laptop)
    checkout = on_laptop.page
    await expect(checkout.get_by_text("15,00\u00a0€").first).to_be_visible()

    on_laptop.page = await on_laptop.context.new_page()
    await put_birth_certificate_into_basket(on_laptop, copies="3")
    on_laptop.page = checkout
    await checkout.get_by_label("PayPal", exact=True).check()
    await on_laptop.press("Kostenpflichtig absenden")
    await on_laptop.reads("Ihr Warenkorb hat sich inzwischen geändert.")
    await on_laptop.reads("45,00\u00a0€")
