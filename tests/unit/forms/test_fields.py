"""What each type of field accepts, refuses and says."""

import unicodedata

import pytest

from portal.forms import FileInfo, check_all, merge_raw, review, step_view, values
from tests.support.forms import asking, dated, form_of, one_field

CHOICES = [{"value": "a", "label": "Alpha"}, {"value": "b", "label": "Beta"}]


def accepted(typed, **definition):
    """The value that comes out, and the words of the review."""
    form = one_field(**definition)
    raw = merge_raw(form, {}, {"field": typed}, asking())
    assert check_all(form, raw, asking()) == ()
    return values(form, raw, asking()).get("field"), review(form, raw, asking())[0].rows[0].text


def refusal(typed, **definition):
    """The message for an answer that is not accepted."""
    form = one_field(**definition)
    changes = typed if isinstance(typed, dict) else {"field": typed}
    (error,) = check_all(form, merge_raw(form, {}, changes, asking()), asking())
    return error.message


@pytest.mark.parametrize(
    "name",
    ["Đặng Thị Hồng", "Łukasz", "Þórður", "O’Neill-Müßig", "Ǆ", "J̌asmin", "Aşkın", "Ḩamza"],
)
def test_letters_of_all_latin_names_are_accepted(name):
    value, words = accepted(unicodedata.normalize("NFD", name), kind="text")
    assert value == words == unicodedata.normalize("NFC", name)


def test_text_is_trimmed_and_invisible_marks_vanish():
    assert accepted("  Anna\u200b  Lena\u00ad \ufeff", kind="text")[0] == "Anna Lena"


@pytest.mark.parametrize("typed", ["An\x00na", "An\x07na", "An\ud800na", "An\ufffdna"])
def test_unreadable_characters_are_refused_and_never_stored_raw(typed):
    assert "nicht lesen können" in refusal(typed, kind="text")
    stored = merge_raw(one_field(kind="text"), {}, {"field": typed}, asking())["field"]
    assert "\x00" not in stored
    stored.encode("utf-8")


def test_text_has_a_limit_even_if_nobody_set_one_and_the_excess_is_not_lost():
    message = refusal("x" * 201, kind="text")
    assert message == "Bitte kürzen Sie „Angabe“ auf höchstens 200 Zeichen. Es sind zurzeit 201."
    assert refusal("x" * 2001, kind="textarea").startswith("Bitte kürzen Sie")
    assert "mindestens 3" in refusal("ab", kind="text", min_length=3)


def test_lines_stay_lines():
    assert accepted("eins\r\nzwei", kind="textarea")[0] == "eins\nzwei"
    assert accepted("eins\r\nzwei", kind="text")[0] == "eins zwei"


def test_the_chip_number_may_be_typed_with_spaces():
    chip = {"kind": "pattern", "pattern": "[0-9]{15}", "without_spaces": True}
    assert accepted("276 0981 0000 0000", **chip)[0] == "276098100000000"
    assert "zum Beispiel 276" in refusal("276", example="276098100000000", **chip)


@pytest.mark.parametrize("typed", ["26871", " 26871 ", "26 871"])
def test_postcodes_have_five_digits(typed):
    assert accepted(typed, kind="postcode")[0] == "26871"
    assert "fünf Ziffern" in refusal("2687", kind="postcode")
    assert "fünf Ziffern" in refusal("٢٦٨٧١", kind="postcode")


def test_whole_numbers():
    assert accepted("2", kind="number", unit="Stück")[1] == "2 Stück"
    assert accepted("1.000", kind="number")[0] == 1000
    assert "zum Beispiel 2" in refusal("1,5", kind="number")
    assert "größte mögliche Wert ist 10" in refusal("11", kind="number", max=10)
    assert "kleinste mögliche Wert ist 1" in refusal("0", kind="number", min=1)
    for junk in ("zwei", "1e3", "²", "9" * 40, "--1", "NaN"):
        assert "ganze Zahl" in refusal(junk, kind="number")


def test_decimal_numbers_stay_exact():
    assert accepted("1,50", kind="number", decimals=2)[0] == "1.50"
    assert accepted("1,5", kind="number", decimals=2)[1] == "1,5"
    assert "eine Zahl" in refusal("1,555", kind="number", decimals=2)


def test_money_becomes_cents():
    assert accepted("1.234,50 €", kind="money") == (123450, "1.234,50\u00a0€")
    assert accepted("0,07", kind="money")[0] == 7
    assert "in Euro" in refusal("12,345", kind="money")
    assert "5,00 Euro" in refusal("6", kind="money", max="5.00")


def read_date(day, month, year, **definition):
    form = one_field(kind="date", **definition)
    raw = merge_raw(form, {}, dated("field", day, month, year), asking())
    errors = check_all(form, raw, asking())
    if errors:
        return errors[0].message, errors[0].element_id
    return values(form, raw, asking())["field"]


def test_dates_are_read_as_people_write_them():
    for month in ("8", "08", "August", "aug", "Aug."):
        assert read_date("12", month, "1964") == "1964-08-12"
    assert read_date("1.", "März", "2020") == "2020-03-01"
    assert read_date("29", "2", "2024") == "2024-02-29"


@pytest.mark.parametrize(
    ("day", "month", "year", "words", "wrong_input"),
    [
        ("31", "2", "1964", "31.2.1964 gibt es im Kalender nicht", "f-field-day"),
        ("29", "2", "2023", "29.2.2023 gibt es im Kalender nicht", "f-field-day"),
        ("32", "1", "1964", "von 1 bis 31", "f-field-day"),
        ("1", "13", "1964", "von 1 bis 12", "f-field-month"),
        ("1", "Brumaire", "1964", "von 1 bis 12", "f-field-month"),
        ("1", "1", "64", "vier Ziffern", "f-field-year"),
        ("1", "1", "0001", "vier Ziffern", "f-field-year"),
        ("1", "", "1964", "ergänzen Sie den Monat", "f-field-month"),
        ("٣", "1", "1964", "von 1 bis 31", "f-field-day"),
    ],
)
def test_wrong_dates_say_what_is_wrong_and_where(day, month, year, words, wrong_input):
    message, element_id = read_date(day, month, year)
    assert words in message
    assert element_id == wrong_input


def test_nobody_is_born_tomorrow():
    assert read_date("22", "11", "2026", latest="today") == "2026-11-22"
    message, _ = read_date("23", "11", "2026", latest="today")
    assert "nicht in der Zukunft" in message


def test_an_easter_fire_is_announced_fourteen_days_ahead():
    fourteen_days = {"earliest": {"today": True, "plus_days": 14}}
    assert read_date("6", "12", "2026", **fourteen_days) == "2026-12-06"
    message, _ = read_date("5", "12", "2026", **fourteen_days)
    assert "Frühestens möglich ist der 6. Dezember 2026" in message


def test_times_of_day():
    assert accepted("18.30", kind="time") == ("18:30", "18:30 Uhr")
    assert accepted("7 Uhr", kind="time")[0] == "07:00"
    assert "18:30" in refusal("24:00", kind="time")


def test_a_day_with_a_time():
    form = one_field(kind="datetime")
    raw = merge_raw(form, {}, dated("field", "4", "4", "2026") | {"field.time": "18:30"}, asking())
    assert values(form, raw, asking()) == {"field": "2026-04-04T18:30"}
    assert review(form, raw, asking())[0].rows[0].text == "4. April 2026, 18:30 Uhr"
    (error,) = check_all(form, raw | {"field.time": "abends"}, asking())
    assert error.element_id == "f-field-time"


def test_email_addresses():
    assert accepted("Anna@Beispiel.DE", kind="email")[0] == "Anna@beispiel.de"
    for wrong in ("anna", "anna@", "anna@beispiel", "a b@beispiel.de", "@"):
        assert "vorname.name@beispiel.de" in refusal(wrong, kind="email")


def test_phone_numbers_are_german_unless_they_say_otherwise():
    assert accepted("04961 / 82-0", kind="phone") == ("+494961820", "+49 4961 820")
    assert accepted("+31 20 794 0800", kind="phone")[0] == "+31207940800"
    for wrong in ("12", "Anna", "0800 ANRUFEN", "+++", "1" * 40):
        assert "04961 820" in refusal(wrong, kind="phone")


def test_bank_accounts_are_checked_by_their_check_digits():
    value, words = accepted("de89 3704 0044 0532 0130 00", kind="iban")
    assert value == "DE89370400440532013000"
    assert words == "DE89 3704 0044 0532 0130 00"
    assert "Prüfziffer" in refusal("DE88 3704 0044 0532 0130 00", kind="iban")
    assert "aus DE" in refusal("NL91ABNA0417164300", kind="iban", countries=["DE"])


def test_one_choice_out_of_several():
    assert accepted("a", kind="radio", options=CHOICES) == ("a", "Alpha")
    assert "Möglichkeit" in refusal("c", kind="select", options=CHOICES)
    assert refusal("", kind="radio", options=CHOICES, phrase="die Art") == (
        "Bitte wählen Sie die Art aus."
    )
    assert refusal("", kind="radio", options=CHOICES, phrase="wohin es geht") == (
        "Bitte wählen Sie aus, wohin es geht."
    )


def test_several_choices_keep_the_order_of_the_form():
    assert accepted(["b", "a"], kind="checkbox", options=CHOICES) == (["a", "b"], "Alpha, Beta")
    assert accepted("b", kind="checkbox", options=CHOICES)[0] == ["b"]
    assert "höchstens 1" in refusal(["a", "b"], kind="checkbox", options=CHOICES, max_choices=1)
    assert "mindestens eine" in refusal([], kind="checkbox", options=CHOICES)
    assert "Möglichkeit" in refusal(["a", "zzz"], kind="checkbox", options=CHOICES)


def test_choices_may_come_from_a_shared_list():
    form = form_of(
        {"id": "field", "kind": "select", "label": "Angabe", "code_list": "letters"},
        code_lists={"letters": {"options": CHOICES}},
    )
    assert check_all(form, {"field": "b"}, asking()) == ()
    drawn = step_view(form, "only", {"field": "b"}, asking()).fields[0]
    assert [(o.value, o.checked) for o in drawn.options] == [("a", False), ("b", True)]
    assert drawn.options[0].element_id == drawn.element_id


def test_yes_and_no():
    assert accepted("no", kind="yesno") == (False, "Nein")
    assert "„Ja“ oder „Nein“" in refusal("", kind="yesno")
    assert "„Ja“ oder „Nein“" in refusal("maybe", kind="yesno")


def test_a_declaration_must_be_ticked():
    assert accepted("yes", kind="declaration") == (True, "Bestätigt")
    assert "Häkchen" in refusal("", kind="declaration")
    assert "Häkchen" in refusal("no", kind="declaration")


def test_uploads_are_checked_again():
    photo = FileInfo("1", "Foto.png", 2_000_000, "image/png")
    virus = FileInfo("2", "x.exe", 10, "application/x-msdownload")
    form = one_field(kind="file", max_megabytes=1)

    def message(*files):
        raw = {"field": [info.id for info in files]}
        return check_all(form, raw, asking(files=files))[0].message

    assert "höchstens 1 MB" in message(photo)
    assert "Dateiart" in message(virus)
    assert "nur eine Datei" in message(
        *(FileInfo(str(n), "a.pdf", 10, "application/pdf") for n in range(2))
    )


def test_an_upload_is_listed_with_its_size():
    letter = FileInfo("1", "Vollmacht.pdf", 1_234_567, "application/pdf")
    form = one_field(kind="file")
    drawn = step_view(form, "only", {"field": ["1"]}, asking(files=(letter,))).fields[0]
    assert [(f.name, f.size) for f in drawn.files] == [("Vollmacht.pdf", "1,2 MB")]


def test_locked_and_hidden_values_come_from_the_definition():
    form = form_of(
        {"id": "office", "kind": "locked", "label": "Amt", "default": "Standesamt"},
        {"id": "code", "kind": "hidden", "label": "Schlüssel", "default": "03454041"},
    )
    raw = merge_raw(form, {}, {"office": "Finanzamt", "code": "1"}, asking())
    assert values(form, raw, asking()) == {"office": "Standesamt", "code": "03454041"}
    assert [f.kind for f in step_view(form, "only", raw, asking()).fields] == ["locked"]
    assert [row.label for row in review(form, raw, asking())[0].rows] == ["Amt"]


def test_own_words_replace_the_usual_ones():
    own = {"errors": {"required": "Ohne geht es nicht.", "too_long": "Zu lang."}}
    assert refusal("", kind="text", **own) == "Ohne geht es nicht."
    assert refusal("abc", kind="text", max_length=2, **own) == "Zu lang."


def test_an_address_has_its_parts_ready():
    form = form_of({"id": "home", "kind": "address", "title": "Anschrift"})
    fields = step_view(form, "only", {}, asking()).fields
    assert [f.path for f in fields if f.kind == "text"] == [
        "home.street",
        "home.house_number",
        "home.addition",
        "home.postcode",
        "home.city",
    ]
    assert {f.path: f.autocomplete for f in fields}["home.postcode"] == "postal-code"
