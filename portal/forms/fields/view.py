"""What a page needs to draw a form: plain data, no behaviour, nothing of the definition."""

from dataclasses import dataclass, field


def element_id(path: str) -> str:
    """The HTML id of a field: 'person.birth_name' -> 'f-person-birth_name'."""
    return "f-" + path.replace(".", "-")


@dataclass(frozen=True)
class OptionView:
    """One choice as drawn. The first one's id is the field's own, so an error link finds it."""

    value: str
    label: str
    hint: str = ""
    checked: bool = False
    element_id: str = ""


@dataclass(frozen=True)
class FileView:
    """An upload as listed: size in words, such as '1,2 MB'."""

    id: str
    name: str
    size: str


@dataclass(frozen=True)
class FieldView:
    """One line of a step, ready to be drawn.

    `kind` is text, textarea, date, datetime, select, radio, checkbox, yesno, declaration, file,
    appointment (`days`, `options` for the times of `day`, `places`), locked, label, note,
    heading, item_start, item_end, remove or add. `path` is the input's name (a date's inputs
    are path.day, path.month, path.year, with ids element_id-day and so on; a datetime has
    path.time besides). `drives` says that the page must be drawn again when the value changes.
    `maxlength` 0 means none. `offered` tells where the value comes from that nobody typed:
    account, last_time or servicekonto. What is `proven` cannot be changed, and the first such field
    of a step explains that. `max_bytes` is the limit of a file.
    """

    path: str
    kind: str
    label: str
    element_id: str
    hint: str = ""
    help: str = ""
    value: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""
    options: list[OptionView] = field(default_factory=list)
    days: list[OptionView] = field(default_factory=list)
    places: list[OptionView] = field(default_factory=list)
    files: list[FileView] = field(default_factory=list)
    error: str = ""
    hint_id: str = ""
    offered: str = ""
    offered_id: str = ""
    proven: bool = False
    explains_proof: bool = False
    error_id: str = ""
    described_by: str = ""
    required: bool = False
    invalid: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    input_type: str = "text"
    maxlength: int = 0
    short: bool = False
    rows: int = 0
    accept: str = ""
    max_bytes: int = 0
    multiple: bool = False
    drives: bool = False
    group_path: str = ""
    index: int = 0
