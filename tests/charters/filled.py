"""What a browser sends of a form, as it stands and with something changed."""

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FormField


def sent_of(form):
    """What is sent of a form that nobody has changed: by the names of its fields."""
    found = MultiDict()
    for field in form:
        if isinstance(field, FormField):
            found.update(sent_of(field.form))
        elif not isinstance(field, BooleanField) or field.data:
            found.add(field.name, "y" if isinstance(field, BooleanField) else field.data or "")
    return found


def stands_in(page, action):
    """What is sent of the form on a page that goes there: {name: value or values}."""
    [form] = [one for one in page.tree.iter("form") if one.get("action") == action]
    found = {}
    for one in form.iter():
        for value in _values(one):
            found.setdefault(one.get("name"), []).append(value)
    return {name: values if values[1:] else values[0] for name, values in found.items()}


def _values(control):
    """What one control of a form sends."""
    if not control.get("name"):
        return []
    if control.tag == "textarea":
        return [control.text or ""]
    if control.tag == "select":
        chosen = [one for one in control.iter("option") if "selected" in one.attrib]
        return [(chosen or list(control.iter("option")))[0].get("value")]
    if control.tag != "input":
        return []
    if control.get("type") in {"checkbox", "radio"} and "checked" not in control.attrib:
        return []
    return [control.get("value") or ""]
