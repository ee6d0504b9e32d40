"""schema_test.py RECORDS SCHEMAS WORDS: holds what the program wrote to the schemas, and these to the program. Prints TAP.

RECORDS is what produce.py made, WORDS a file of lines KIND TAB WORD (words.c).
"""

import collections
import copy
import json
import pathlib
import sys

import jsonschema

records, schemas_at, words_at = (pathlib.Path(argument) for argument in sys.argv[1:4])
Validator = jsonschema.Draft202012Validator
# what a file is, by its name
LINES = {"findings.jsonl": "findings", "findings.stdout": "findings-list"}
WHOLE = {"summary.json": "summary", "manifest.json": "manifest", "frozen.json": "frozen", "check.stdout": "check",
         "trend.stdout": "trend", "hook.webhook": "webhook"}
number = failures = 0


def check(what, complaints):
    global number, failures
    number += 1
    complaints = list(complaints)
    print(f"{'not ok' if complaints else 'ok'} {number} - {what}")
    failures += bool(complaints)
    for complaint in complaints[:20]:
        print(f"#   {complaint}"[:400])


def documents():
    """(name of the schema, where it is from, document)"""
    for path in sorted(records.rglob("*")):
        if not path.is_file() or path.name == "command":
            continue
        command = records / path.relative_to(records).parts[0] / "command"
        origin = f"{path.relative_to(records)} of {command.read_text().strip() if command.exists() else 'produce.py'}"
        if path.name in LINES:
            for line in path.read_text(encoding="utf-8").splitlines():
                yield LINES[path.name], origin, json.loads(line)
        elif path.name in WHOLE or path.parent.name == "runs":
            text = path.read_text(encoding="utf-8")
            if text:  # a command that was refused says nothing
                yield WHOLE.get(path.name, "run"), origin, json.loads(text)


def closed(schema):
    """The same, but nothing may stand anywhere that is not described."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    copied = {key: closed(part) for key, part in schema.items()}
    if "properties" in schema and isinstance(schema.get("type"), str):
        copied.setdefault("additionalProperties", False)
    return copied


def members(schema, path=""):
    """The place of every member that is described."""
    for key, part in schema.get("properties", {}).items():
        yield f"{path}/{key}"
        yield from members(part, f"{path}/{key}")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from members(schema["additionalProperties"], f"{path}/*")
    if "items" in schema:
        yield from members(schema["items"], f"{path}/[]")


def undescribed(schema, path=""):
    for key, part in schema.get("properties", {}).items():
        if not part.get("description"):
            yield f"{path}/{key}"
    for key, part in schema.items():
        if isinstance(part, dict):
            yield from undescribed(part, f"{path}/{key}")


class Coverage:
    """Which members and words of a schema occurred."""

    def __init__(self, schema):
        self.schema = schema
        self.members, self.words = set(), collections.defaultdict(set)

    def word(self, schema, instance):
        for part in [schema, *schema.get("anyOf", [])]:
            kind = part.get("$ref", "").removeprefix("#/$defs/")
            if kind and instance in self.schema["$defs"][kind]["enum"]:
                self.words[kind].add(instance)

    def see(self, schema, instance, path=""):
        if isinstance(instance, dict):
            for key, value in instance.items():
                described = schema.get("properties", {}).get(key)
                if described is not None:
                    self.members.add(f"{path}/{key}")
                    self.see(described, value, f"{path}/{key}")
                elif isinstance(schema.get("additionalProperties"), dict):
                    self.word(schema.get("propertyNames", {}), key)
                    self.see(schema["additionalProperties"], value, f"{path}/*")
        elif isinstance(instance, list):
            for value in instance:
                self.see(schema["items"], value, f"{path}/[]")
        elif isinstance(instance, str):
            self.word(schema, instance)


def spoiled(schema, document):
    """The document with one thing wrong in it, several times."""
    for key in schema.get("required", []):
        yield f"without {key}", {k: v for k, v in document.items() if k != key}
    if schema.get("additionalProperties") is False:
        yield "with one more member", {**document, "one_more": 1}
    for key, part in schema["properties"].items():
        if key in document and ("$ref" in part or "const" in part or "enum" in part):
            yield f"another word for {key}", {**document, key: "no-such-word"}
        if key in document and not isinstance(document[key], (dict, list)):
            yield f"an object for {key}", {**document, key: {}}
    for key, part in schema["properties"].items():
        if isinstance(document.get(key), dict) and part.get("required"):
            broken = copy.deepcopy(document)
            del broken[key][part["required"][0]]
            yield f"without {key}.{part['required'][0]}", broken


def enumerations(schema, path=""):
    if isinstance(schema, dict):
        for key, part in schema.items():
            if key == "enum" and not path.startswith("/$defs/") and part != [0, 1, 2, 3]:
                yield path
            yield from enumerations(part, f"{path}/{key}")
    elif isinstance(schema, list):
        for part in schema:
            yield from enumerations(part, path)


schemas = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(schemas_at.glob("*.json"))}
coverages = {name: Coverage(schema) for name, schema in schemas.items()}
known = collections.defaultdict(list)
for line in words_at.read_text(encoding="utf-8").splitlines():
    kind, word = line.split("\t")
    known[kind].append(word)

samples, counts, problems = {}, collections.Counter(), collections.defaultdict(list)
validators = {name: Validator(schema, format_checker=jsonschema.FormatChecker()) for name, schema in schemas.items()}
strict = {name: Validator(closed(schema), format_checker=jsonschema.FormatChecker()) for name, schema in schemas.items()}
for name, origin, document in documents():
    counts[name] += 1
    samples.setdefault(name, document)
    coverages[name].see(schemas[name], document)
    for validator in (validators[name], strict[name]):
        for error in validator.iter_errors(document):
            problems[name].append(f"{origin}: {'/'.join(map(str, error.absolute_path))}: {error.message}")

for name, schema in schemas.items():
    check(f"{name}: it is a schema, under a name without a host", [
        *(error.message for error in Validator(Validator.META_SCHEMA).iter_errors(schema)),
        *([] if schema["$id"] == f"urn:genkyo:schema:{name}:1" else [schema["$id"]])])
    check(f"{name}: {counts[name]} outputs of the program are valid", problems[name] if counts[name] else ["there are none"])
    check(f"{name}: every member occurs in one of them", sorted(set(members(schema)) - coverages[name].members))
    check(f"{name}: every member is described", undescribed(schema))
    check(f"{name}: every enumeration has a name",
          (path for path in enumerations(schema) if "/properties/" in path or "/items" in path))
    for kind, definition in schema.get("$defs", {}).items():
        wanted = set(known[kind]) if kind in known else coverages[name].words[kind]
        what = "those of the program" if kind in known else "those that occur"
        check(f"{name}: words of {kind} are {what}",
              (f"{word}: only in one of the two" for word in sorted(wanted ^ set(definition["enum"]))))
    document = samples.get(name)
    check(f"{name}: what is wrong is refused",
          (what for what, broken in spoiled(schema, document) if validators[name].is_valid(broken))
          if document else ["no output"])
print(f"1..{number}")
sys.exit(1 if failures else 0)
