#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The report's colours of sources: those of all other pictures where it is dark, and told apart by
lightness alone: test_palette.py SOURCE-DIRECTORY"""
import itertools
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
NAMES = ["received", "red", "lbrr", "dred", "neural", "classic", "silence"]
LEAST = 5.0  # Of L*


def lightness(rgb):
    def linear(byte):
        v = byte / 255
        return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
    r, g, b = (linear(int(rgb[i:i + 2], 16)) for i in (0, 2, 4))
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


css = (root / "tools/report/page/page.css").read_text()
light, dark = css.split("prefers-color-scheme: dark", 1)
palette = dict(re.findall(r"DREDGE_SOURCE_(\w+)\] = 0x([0-9a-f]{6})",
                          (root / "core/picture/palette.c").read_text()))
failed = False
for name, theme in ("light", light), ("dark", dark):
    colours = {n: re.search(rf"--{n}: #([0-9a-f]{{6}});", theme)[1] for n in NAMES}
    for a, b in itertools.combinations(NAMES, 2):
        apart = abs(lightness(colours[a]) - lightness(colours[b]))
        if apart < LEAST:
            failed = True
            print(f"{name}: {a} and {b} are {apart:.1f} apart in lightness")
    for n in NAMES if name == "dark" else []:
        if colours[n] != palette[n.upper()]:
            failed = True
            print(f"{n}: #{colours[n]} in page.css, #{palette[n.upper()]} in palette.c")
sys.exit(failed)
