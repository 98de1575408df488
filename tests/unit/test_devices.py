"""The words for a device: what its owner would call it."""

import pytest

from portal.shared.devices import UNKNOWN, device_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{WINDOWS} Gecko/20100101 Firefox/145.0", "Firefox auf Windows"),
        (f"{WINDOWS} {KIT} Chrome/142.0.0.0 Safari/537.36", "Chrome auf Windows"),
        (f"{WINDOWS} {KIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0", "Edge auf Windows"),
        (
            f"Mozilla/5.0 (Linux; Android 16; K) {KIT} Chrome/142.0.0.0 Mobile Safari/537.36",
            "Chrome auf Android",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 16) {KIT} SamsungBrowser/28.0 Chrome/130 Safari/537.36",
            "Samsung Internet auf Android",
        ),
        (f"{IPHONE} Version/19.0 Mobile/15E148 Safari/604.1", "Safari auf iPhone"),
        (f"{IPHONE} CriOS/142.0 Mobile/15E148 Safari/604.1", "Chrome auf iPhone"),
        (f"{MAC} AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15", "Safari auf Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0", "Firefox auf Linux"),
        ("curl/8.5.0", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_device_is_named_as_its_owner_would(user_agent: str, words: str) -> None:
    assert device_words(user_agent) == words
