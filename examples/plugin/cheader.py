#!/usr/bin/env python3
"""A drivergen plugin: the numbers and names of a description as a C header.

    drivergen generate thermo.yaml --plugin examples/plugin/cheader.py

Option prefix=TEXT: what the names in the header begin with, else the package's name.
"""

import json
import re
import sys

VERSION = 1


def name(*parts):
    """Returns a name for the preprocessor: NETDEV_EBADF."""
    return re.sub(r"\W", "_", "_".join(parts)).upper()


def define(symbol, value, doc):
    """Returns a #define, with the first line of its doc in a comment."""
    first = doc.strip().split("\n")[0].replace("*/", "* /")
    comment = f" /* {first} */" if first else ""
    return f"#define {symbol} {value}{comment}"


def text(value):
    """Returns a C string literal. What is not ASCII is written in octal, byte by byte."""
    def char(c):
        return chr(c) if 0x20 <= c < 0x7F and chr(c) not in '"\\?' else f"\\{c:03o}"
    return '"' + "".join(map(char, value.encode())) + '"'


def enum_lines(prefix, enum):
    textual = enum["base"] is None or enum["base"]["kind"] == "string"
    for value in enum["values"]:
        symbol = name(prefix, enum["name"], value["name"])
        if textual and not enum["flags"]:
            yield define(symbol, text(value["str"]), value["doc"])
        else:
            yield define(symbol, f"({value['int']})", value["doc"])


def header(request):
    """Returns the header and what is to be said of the description."""
    model = request["model"]
    prefix = request["options"].get("prefix", model["package"])
    guard = name(prefix, "H")
    lines = [f"/* {request['mark']} */", f"#ifndef {guard}", f"#define {guard}"]
    if model["errnos"]:
        lines += ["", "/* Errnos. */"]
        lines += [define(name(prefix, e["name"]), e["value"], e["doc"]) for e in model["errnos"]]
    for enum in model["enums"]:
        lines += ["", f"/* {enum['name']}. */", *enum_lines(prefix, enum)]
    for handle in model["handles"]:
        if handle["stateEnum"]:
            lines += ["", f"/* States of {handle['name']}. */", *enum_lines(prefix, handle["stateEnum"])]
    lines += ["", f"#endif /* {guard} */", ""]
    told = []
    if not (model["errnos"] or model["enums"] or model["handles"]):
        told.append({
            "severity": "warning",
            "message": f"package {model['package']} declares nothing that a C header could hold",
            "file": model["path"],
        })
    return "\n".join(lines), told


def main():
    request = json.load(sys.stdin)
    if request["drivergen"] != VERSION:
        sys.exit(f"this plugin speaks version {VERSION} of the protocol, drivergen {request['drivergen']}")
    content, told = header(request)
    files = [{"path": request["model"]["package"] + ".h", "content": content}]
    json.dump({"drivergen": VERSION, "files": files, "diagnostics": told}, sys.stdout)


if __name__ == "__main__":
    main()
