"""Compares the package's types with what the server documents, and with what it answers."""

import inspect
import typing
from typing import Any, Dict, Iterator, List

NOTHING = type(None)
_WORDS = {"string": str, "integer": int, "number": float, "boolean": bool, "null": NOTHING}


def parts(kind: Any) -> List[Any]:
    """The kinds that a Union joins."""
    return list(typing.get_args(kind)) if typing.get_origin(kind) is typing.Union else [kind]


def public(kind: Any) -> Dict[str, Any]:
    """The functions of a class or module that are for its users."""
    return {name: value for name, value in vars(kind).items() if not name.startswith("_") and inspect.isfunction(value)}


def is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, dict) and hasattr(kind, "__total__")


def differences(schema: Dict[str, Any], kind: Any, at: str = "") -> Iterator[str]:
    """What a schema says otherwise than a type."""
    words = schema.get("type", "object" if "properties" in schema else [])
    words = [words] if isinstance(words, str) else words
    if not words:
        if kind is not Any and typing.get_origin(kind) is not dict:
            yield f"{at}: anything, but {kind}"
        return
    left = parts(kind)
    for word in words:
        fits = [k for k in left if _is_of(k, word, "properties" in schema)]
        if len(fits) != 1:
            yield f"{at}: {word}, but {kind}"
            return
        left.remove(fits[0])
        if is_record(fits[0]):
            yield from _of_record(schema, fits[0], at)
        elif word == "array":
            yield from differences(schema["items"], typing.get_args(fits[0])[0], at + "[]")
        elif word == "object" and schema.get("additionalProperties"):
            yield from differences(schema["additionalProperties"], typing.get_args(fits[0])[1], at + ".any")
    if left:
        yield f"{at}: {words}, but {kind}"


def _is_of(kind: Any, word: str, is_of_fields: bool) -> bool:
    if word == "object":
        return is_record(kind) if is_of_fields else typing.get_origin(kind) is dict
    return typing.get_origin(kind) is list if word == "array" else kind is _WORDS[word]


def _of_record(schema: Dict[str, Any], record: Any, at: str) -> Iterator[str]:
    hints, required = typing.get_type_hints(record), set(schema.get("required", []))
    for name, property in schema["properties"].items():
        if name not in hints:
            yield f"{at}.{name}: is not in {record.__name__}"
            continue
        if (name in record.__required_keys__) != (name in required):
            yield f"{at}.{name}: {'required' if name in required else 'optional'}, in {record.__name__} it is not"
        yield from differences(property, hints[name], f"{at}.{name}")
    for name in hints.keys() - schema["properties"].keys():
        yield f"{at}.{name}: only in {record.__name__}"


def misfits(value: Any, kind: Any, at: str = "") -> Iterator[str]:
    """What of an answer does not fit a type."""
    if kind is Any:
        return
    kinds = parts(kind)
    if value is None:
        if NOTHING not in kinds:
            yield f"{at}: null, but {kind}"
        return
    kind = next((k for k in kinds if k is not NOTHING), kind)
    if is_record(kind):
        hints = typing.get_type_hints(kind)
        for name in kind.__required_keys__ - value.keys():
            yield f"{at}.{name}: left out"
        for name, part in value.items():
            if name not in hints:
                yield f"{at}.{name}: is not in {kind.__name__}"
            else:
                yield from misfits(part, hints[name], f"{at}.{name}")
    elif typing.get_origin(kind) is list:
        for number, part in enumerate(value):
            yield from misfits(part, typing.get_args(kind)[0], f"{at}[{number}]")
    elif typing.get_origin(kind) is dict:
        if not isinstance(value, dict):
            yield f"{at}: {value!r}, but an object"
    elif not (isinstance(value, kind) or kind is float and isinstance(value, int)) or isinstance(value, bool) != (kind is bool):
        yield f"{at}: {value!r}, but {kind}"
