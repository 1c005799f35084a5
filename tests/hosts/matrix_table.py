# SPDX-License-Identifier: ISC
"""matrix_table.py DOCUMENT TSV...

Put what matrix.sh wrote into the document, between its marks: a table, and why something failed or
was not run.
"""
import sys

BEGIN, END = "<!-- begin: scripts/hosts writes this -->\n", "<!-- end -->\n"
SIGNS = {"passed": "yes", "failed": "**failed**", "not run": "-"}

document, *files = sys.argv[1:]
rows, columns, notes = {}, [], []
for path in files:
    for line in open(path, encoding="utf-8"):
        release, host, version, column, result, why = line.rstrip("\n").split("\t")
        columns += [column] if column not in columns else []
        rows.setdefault((host, version, release), {})[column] = (result, why)

out = ["| host | Debian | " + " | ".join(columns) + " |\n", "|---" * (len(columns) + 2) + "|\n"]
for (host, version, release), cells in sorted(rows.items(), key=lambda row: (row[0][0].lower(), row[0][2])):
    texts = []
    for column in columns:
        result, why = cells.get(column, ("not run", "not tried"))
        text = SIGNS[result]
        if result != "passed":
            notes += [why] if why not in notes else []
            text += f" ({notes.index(why) + 1})"
        texts.append(text)
    name = host if version == "none" else f"{host} {version}"
    out.append(f"| {name} | {release} | " + " | ".join(texts) + " |\n")
out.append("\n")
out += [f"{i}. {' '.join(why.split())}\n" for i, why in enumerate(notes, 1)]

text = open(document, encoding="utf-8").read()
head, rest = text.split(BEGIN)
_, tail = rest.split(END)
with open(document, "w", encoding="utf-8") as file:
    file.write(head + BEGIN + "\n" + "".join(out) + "\n" + END + tail)
