"""The example of docs/forms.md is a form that works."""

import re
from pathlib import Path

import yaml

from portal.forms import Form, check_step, faults, step_view
from tests.support.forms import asking

DOCS = Path(__file__).parents[3] / "docs" / "forms.md"


def documented_form():
    block = re.search(r"```yaml\n(form:.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return Form.model_validate(yaml.safe_load(block[1])["form"])


def test_the_documented_form_has_no_faults_and_does_what_it_says():
    form = documented_form()
    assert faults(form) == ()
    errors = check_step(form, "relation", {"relation": "sibling"}, asking())
    assert "Bitte geben Sie Ihr berechtigtes Interesse an." in [e.message for e in errors]
    fields = step_view(form, "relation", {}, asking()).fields
    assert [field.kind for field in fields] == ["radio", "date"]
