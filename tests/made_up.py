# SPDX-License-Identifier: ISC
"""Print the table of parameters with one more: made_up.py parameter_table.c"""
import sys

ENTRY = """    {.symbol = "made_up",
     .option = "made-up",
     .title = "Made Up",
     .group = DREDGE_GROUP_LANE,
     .lanes = DREDGE_LANES_EACH,
     .flags = DREDGE_PARAMETER_WHOLE,
     .unit = "ms",
     .least = 3,
     .most = 9,
     .standard = 5,
     .comment = "Nothing at all",
     .type = DREDGE_FIELD_WHOLE,
     .field = SENDER(depth)},
"""
text = open(sys.argv[1]).read()
mark = '    {.symbol = "b_on",\n'
assert text.count(mark) == 1
sys.stdout.write(text.replace(mark, ENTRY + mark))
