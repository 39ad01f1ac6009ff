"""Holds answers to the OpenAPI document that the server itself gives: each answer's path, status, content type and body,
and the body of each request that succeeded. Undocumented members are failures."""

import copy
import json
import re

import jsonschema

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
UNCLOSED_PATHS = ("/api/v1/reports/{metric}",)  # rows also have a member for each dimension that was asked for


class ContractBreach(AssertionError):
    """The server and its OpenAPI document disagree."""


def closed(schema):
    """The schema with `additionalProperties: false` wherever properties are listed."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    out = {name: closed(part) for name, part in schema.items()}
    if isinstance(out.get("properties"), dict) and "additionalProperties" not in out:
        out["additionalProperties"] = False
    return out


class Contract:
    def __init__(self, document):
        self.document = document
        self.closed_document = copy.deepcopy(document)
        schemas = self.closed_document["components"]["schemas"]
        for name in schemas:
            schemas[name] = closed(schemas[name])
        self.resolver = jsonschema.RefResolver("", self.closed_document)
        self.formats = jsonschema.FormatChecker(formats=())
        self.formats.checks("date-time")(lambda value: not isinstance(value, str) or bool(INSTANT.fullmatch(value)))
        self.validators = {}
        self.paths = []
        for path in document["paths"]:
            pattern = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
            self.paths.append((re.compile(re.sub(r"\{\w+\}", "[^/]+", pattern)), path))
        self.paths.sort(key=lambda pair: pair[1].count("{"))

    def schema(self, name):
        return self.document["components"]["schemas"][name]

    def operations(self):
        """(method, path template, operation) of each route."""
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method.upper(), path, operation

    def find(self, method, path):
        """(path template, operation) or None."""
        for pattern, template in self.paths:
            if pattern.fullmatch(path):
                operation = self.document["paths"][template].get(method.lower())
                if operation:
                    return template, operation
        return None

    def resolve(self, schema):
        while "$ref" in schema:
            schema = self.resolver.resolve(schema["$ref"])[1]
        return schema

    def merged(self, schema):
        """allOf of records as one closed record."""
        parts = [self.resolve(part) for part in schema["allOf"]]
        properties = {name: value for part in parts for name, value in part.get("properties", {}).items()}
        required = [name for part in parts for name in part.get("required", [])]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def validator(self, key, schema, is_closed):
        if key not in self.validators:
            if "allOf" in schema:
                schema = self.merged(schema)
            elif is_closed:
                schema = closed(schema)
            self.validators[key] = jsonschema.Draft202012Validator(
                schema, resolver=self.resolver, format_checker=self.formats)
        return self.validators[key]

    def hold(self, key, schema, body, what, is_closed=True):
        fault = next(self.validator(key, schema, is_closed).iter_errors(body), None)
        if fault is not None:
            place = "/".join(str(part) for part in fault.absolute_path)
            raise ContractBreach(f"{what} breaks the OpenAPI document at /{place}: {fault.message[:300]}")

    def check(self, method, path, answer, sent=None):
        """Raises ContractBreach. `sent`: the JSON body of the request, if there was one."""
        status, what = answer.status, f"{method} {path} -> {answer.status}"
        if status >= 500:
            raise ContractBreach(f"{what}: {answer.body[:300]!r}")
        if method == "HEAD" or status == 304:
            if answer.body:
                raise ContractBreach(f"{what} has a body")
            return
        if status >= 400:
            if answer.type != "application/problem+json":
                raise ContractBreach(f"{what} is {answer.type}, no problem+json: {answer.body[:200]!r}")
            self.hold("problem", self.closed_document["components"]["schemas"]["Problem"], answer.json, what)
            if answer.json["status"] != status:
                raise ContractBreach(f"{what} says {answer.json['status']} in its body")
            return
        if method == "OPTIONS":
            return
        found = self.find(method, path)
        if found is None:
            raise ContractBreach(f"{what}: this route is not in the document")
        template, operation = found
        if str(status) not in operation["responses"]:
            raise ContractBreach(f"{what}: only {sorted(operation['responses'])} are documented")
        content = operation["responses"][str(status)].get("content")
        if content is None:
            if answer.body:
                raise ContractBreach(f"{what} has a body, none is documented")
        elif "application/json" in content and answer.type == "application/json":
            is_closed = template not in UNCLOSED_PATHS
            self.hold((method, template, status), content["application/json"]["schema"], answer.json, what, is_closed)
        if sent is not None and "requestBody" in operation:
            takes = operation["requestBody"]["content"].get("application/json")
            if takes:
                self.hold((method, template, "takes"), takes["schema"], sent, f"the accepted body of {what}", False)


def load(text):
    return Contract(json.loads(text))
