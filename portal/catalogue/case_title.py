"""What a case is called: 'Geburtsurkunde, 2 Ausfertigungen'."""

import re
from collections.abc import Mapping, Sized

_COUNT = re.compile(r"\{(?P<field>[a-z][a-z0-9_]*)\|(?P<one>[^|{}]+)\|(?P<many>[^|{}]+)\}")


def counted_fields(template: str) -> tuple[str, ...]:
    """The fields a template counts. Only counts may stand in a title: it is shown in lists and
    mails, where no personal data belongs."""
    return tuple(match["field"] for match in _COUNT.finditer(template))


def title_faults(template: str) -> list[str]:
    """What is wrong with a template; empty when all is well."""
    rest = _COUNT.sub("", template)
    if "{" in rest or "}" in rest:
        return ["braces hold a count, such as `{copies|Ausfertigung|Ausfertigungen}`"]
    return []


def case_title_from(template: str, values: Mapping[str, object]) -> str:
    """The template with its counts filled in from a submission's typed values, a number or a
    list of items. A count that is not known is left out with the comma before it."""
    filled = _COUNT.sub(lambda match: _count_in_words(match, values), template)
    return filled.strip().removesuffix(",")


def _count_in_words(match: re.Match[str], values: Mapping[str, object]) -> str:
    value = values.get(match["field"])
    count = len(value) if isinstance(value, Sized) and not isinstance(value, str) else value
    if isinstance(count, str) and count.isdecimal():
        count = int(count)
    if not isinstance(count, int) or isinstance(count, bool):
        return ""
    return f"{count} {match['one'] if count == 1 else match['many']}"
