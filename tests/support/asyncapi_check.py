"""Is a document AsyncAPI 3, and is what it describes what is said?

asyncapi_check.py SCHEMA, with {"document": …, "frames": […]} on standard input. SCHEMA is the JSON
schema of AsyncAPI 3; frames are what a server has said.
"""

import json
import sys

import jsonschema_rs

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
given = json.load(sys.stdin)
document, frames = given["document"], given["frames"]
wrong = []


def check(validator, value, what):
    for error in validator.iter_errors(value):
        wrong.append(f"{what}: {error.message} at {'/'.join(map(str, error.instance_path))}")


check(jsonschema_rs.validator_for(schema), document, "the document")

payloads = {}
for name, message in document["components"]["messages"].items():
    # The payload's references are relative to the document.
    payload = {**message["payload"], "components": document["components"]}
    payloads[name] = jsonschema_rs.Draft202012Validator(payload)
    for example in message["examples"]:
        check(payloads[name], example["payload"], f"the example of {name}")

for frame in frames:
    name = f"said.{frame['type']}"
    if name in payloads:
        check(payloads[name], frame, f"a frame {name}")
    else:
        wrong.append(f"{name} is not described")

print("\n".join(wrong))
sys.exit(1 if wrong else 0)
