"""The few shapes that the schema is made of."""

from typing import Any

JSON = dict[str, Any]

_PLAIN = r"^(?=[\s\S]*\S)[^\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$"
TEXT: JSON = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": _PLAIN}
LONG: JSON = {**TEXT, "maxLength": 2000}
FLAG: JSON = {"type": "boolean"}


def ref(name: str) -> JSON:
    return {"$ref": f"#/$defs/{name}"}


def words(*known: str) -> JSON:
    return {"enum": list(known)}


def record(description: str, properties: dict[str, Any], needs: tuple[str, ...] = ()) -> JSON:
    """An object with these keys and no others."""
    made: JSON = {
        "description": description,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return {**made, "required": list(needs)} if needs else made


def entries(of: JSON) -> JSON:
    """A list of at least one."""
    return {"type": "array", "minItems": 1, "maxItems": 200, "items": of}


def names() -> JSON:
    return {**entries(TEXT), "uniqueItems": True}


def any_of(*shapes: JSON) -> JSON:
    return {"anyOf": list(shapes)}


def one_of(*keys: str) -> JSON:
    """Exactly one of these keys."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def one_key(description: str, properties: dict[str, Any]) -> JSON:
    """An object with exactly one of these keys."""
    return {**record(description, properties), "minProperties": 1, "maxProperties": 1}


def whole(least: int, most: int) -> JSON:
    """A whole number, bare or as text."""
    text = {"type": "string", "pattern": "^[0-9]{1,6}$"}
    return any_of({"type": "integer", "minimum": least, "maximum": most}, text)
