"""A small check of JSON values against the schema, with the keywords that the schema uses."""

# ruff: noqa: ARG005 - every check takes the same three
import re

PLAIN = {"object": dict, "array": list, "string": str, "boolean": bool}


def fits(value, shape, whole):
    """Whether a value is valid under a schema; `whole` resolves references."""
    if "$ref" in shape:
        name = shape["$ref"].removeprefix("#/$defs/")
        if not fits(value, whole["$defs"][name], whole):
            return False
    unknown = set(shape) - set(CHECKS) - SILENT
    assert not unknown, f"keywords that this check does not know: {unknown}"
    return all(CHECKS[word](value, shape, whole) for word in shape if word in CHECKS)


def of_type(value, shape, whole):
    wanted = shape["type"]
    if wanted == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, PLAIN[wanted])


def if_object(check):
    return lambda value, shape, whole: not isinstance(value, dict) or check(value, shape, whole)


def if_list(check):
    return lambda value, shape, whole: not isinstance(value, list) or check(value, shape, whole)


def if_text(check):
    return lambda value, shape, whole: not isinstance(value, str) or check(value, shape, whole)


def if_number(check):
    def checked(value, shape, whole):
        number = isinstance(value, int) and not isinstance(value, bool)
        return not number or check(value, shape, whole)

    return checked


def additional(value, shape, whole):
    rest = [held for key, held in value.items() if key not in shape.get("properties", {})]
    allowed = shape["additionalProperties"]
    return not rest if allowed is False else all(fits(one, allowed, whole) for one in rest)


def properties(value, shape, whole):
    known = shape["properties"]
    return all(fits(held, known[key], whole) for key, held in value.items() if key in known)


def conditional(value, shape, whole):
    return not fits(value, shape["if"], whole) or fits(value, shape["then"], whole)


CHECKS = {
    "type": of_type,
    "enum": lambda value, shape, whole: any(
        (value == one and type(value) is type(one)) or (isinstance(value, str) and value == one)
        for one in shape["enum"]
    ),
    "const": lambda value, shape, whole: value is shape["const"],
    "properties": if_object(properties),
    "additionalProperties": if_object(additional),
    "required": if_object(lambda value, shape, whole: set(shape["required"]) <= set(value)),
    "dependentRequired": if_object(
        lambda value, shape, whole: all(
            set(needed) <= set(value)
            for key, needed in shape["dependentRequired"].items()
            if key in value
        )
    ),
    "propertyNames": if_object(
        lambda value, shape, whole: all(fits(key, shape["propertyNames"], whole) for key in value)
    ),
    "minProperties": if_object(lambda value, shape, whole: len(value) >= shape["minProperties"]),
    "maxProperties": if_object(lambda value, shape, whole: len(value) <= shape["maxProperties"]),
    "items": if_list(
        lambda value, shape, whole: all(fits(one, shape["items"], whole) for one in value)
    ),
    "minItems": if_list(lambda value, shape, whole: len(value) >= shape["minItems"]),
    "maxItems": if_list(lambda value, shape, whole: len(value) <= shape["maxItems"]),
    "uniqueItems": if_list(
        lambda value, shape, whole: len({repr(one) for one in value}) == len(value)
    ),
    "pattern": if_text(
        lambda value, shape, whole: re.search(shape["pattern"], value, re.ASCII) is not None
    ),
    "minLength": if_text(lambda value, shape, whole: len(value) >= shape["minLength"]),
    "maxLength": if_text(lambda value, shape, whole: len(value) <= shape["maxLength"]),
    "minimum": if_number(lambda value, shape, whole: value >= shape["minimum"]),
    "maximum": if_number(lambda value, shape, whole: value <= shape["maximum"]),
    "anyOf": lambda value, shape, whole: any(fits(value, one, whole) for one in shape["anyOf"]),
    "oneOf": lambda value, shape, whole: (
        sum(fits(value, one, whole) for one in shape["oneOf"]) == 1
    ),
    "not": lambda value, shape, whole: not fits(value, shape["not"], whole),
    "if": conditional,
}
SILENT = {"$ref", "$schema", "$defs", "title", "description", "then"}
