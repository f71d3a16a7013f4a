#!/usr/bin/env python3
"""Holds a JSON document (standard input) to a JSON Schema (first argument): the part of the 2020-12 draft that Assay's schemas use.

A second argument names one of the schema's $defs to hold it to; with "lines" each line is a document, held to the $defs of its "kind" where there
is one.

Prints where the document leaves the schema and exits with 1; an unknown keyword of the schema is an error, not silence."""
import json
import sys

TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
}
SILENT = {"$schema", "title", "description", "$defs"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def check(value, schema, root, at, faults):
    for keyword, wanted in schema.items():
        if keyword in SILENT or keyword in ("additionalProperties",):
            continue
        if keyword == "$ref":
            target = root
            for part in wanted.removeprefix("#/").split("/"):
                target = target[part]
            check(value, target, root, at, faults)
        elif keyword == "type":
            names = wanted if isinstance(wanted, list) else [wanted]
            if not any(is_type(value, name) for name in names):
                faults.append(f"{at}: not {wanted}")
                return
        elif keyword == "const":
            if value != wanted:
                faults.append(f"{at}: {value!r} is not {wanted!r}")
        elif keyword == "enum":
            if value not in wanted:
                faults.append(f"{at}: {value!r} is none of {wanted}")
        elif keyword == "minimum":
            if value < wanted:
                faults.append(f"{at}: {value} is below {wanted}")
        elif keyword == "required":
            faults.extend(f"{at}: {key} is missing" for key in wanted if key not in value)
        elif keyword == "properties":
            for key, inner in value.items():
                if key in wanted:
                    check(inner, wanted[key], root, f"{at}.{key}", faults)
        elif keyword == "items":
            for i, inner in enumerate(value):
                check(inner, wanted, root, f"{at}[{i}]", faults)
        elif keyword in ("minItems", "maxItems"):
            if (len(value) < wanted) if keyword == "minItems" else (len(value) > wanted):
                faults.append(f"{at}: {len(value)} items")
        else:
            raise SystemExit(f"the schema uses {keyword}, which this check does not know")
    others = schema.get("additionalProperties")
    if others is not None and isinstance(value, dict):
        for key in value.keys() - schema.get("properties", {}).keys():
            if others is False:
                faults.append(f"{at}: {key} is not in the schema")
            else:
                check(value[key], others, root, f"{at}.{key}", faults)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    what = sys.argv[2] if len(sys.argv) > 2 else None
    faults = []
    if what == "lines":
        for number, line in enumerate(sys.stdin, 1):
            document = json.loads(line)
            check(document, schema["$defs"].get(document.get("kind"), schema), schema, f"line {number}", faults)
    else:
        check(json.load(sys.stdin), schema["$defs"][what] if what else schema, schema, "$", faults)
    print("\n".join(faults) or "valid")
    return 1 if faults else 0


sys.exit(main())
