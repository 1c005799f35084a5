// SPDX-License-Identifier: ISC
// Print the tables of the documents, from those of parameters and meters: a line "@FILE NAME"
// and what stands there. docs/update puts them into place.
#include "parameters/parameters.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 78 };

static void print_number(const float number)
{
    printf(number == floorf(number) ? "%.0f" : "%g", (double)number);
}

static const char* unit_of(const char* const unit)
{
    return !unit ? "" : !strcmp(unit, "pc") ? "%" : !strcmp(unit, "db") ? "dB" : unit;
}

// The choices, with their numbers where these don't speak for themselves.
static void print_choices(const DredgeChoice* const choices, const bool numbers)
{
    const char* separator = "";
    for (const DredgeChoice* c = choices; c->label; ++c) {
        printf("%s", separator);
        if (numbers) {
            print_number(c->value);
            printf(" %s", c->label);
        } else {
            print_number(c->value);
        }
        separator = ", ";
    }
}

static const char* label_of(const DredgeChoice* const choices, const float value)
{
    for (const DredgeChoice* c = choices; c && c->label; ++c) {
        if (c->value == value) {
            return c->label;
        }
    }
    return NULL;
}

static void print_range(const unsigned flags, const DredgeChoice* const choices,
                        const char* const unit, const float least, const float most)
{
    if (flags & DREDGE_PARAMETER_SWITCH) {
        printf("off, on%s", flags & DREDGE_PARAMETER_MOMENTARY ? "; trigger" : "");
    } else if (flags & DREDGE_PARAMETER_NAMED) {
        print_choices(choices, !unit);
    } else {
        print_number(least);
        printf(" to ");
        print_number(most);
        printf("%s%s", flags & DREDGE_PARAMETER_WHOLE ? ", whole" : "",
               flags & DREDGE_PARAMETER_LOGARITHMIC ? ", log" : "");
        if (choices) {
            printf("; 0 is %s", choices->label);
        }
    }
}

static void print_default(const DredgeParameter* const p, const int lane)
{
    const float standard = dredge_parameter_standard(p, lane);
    if (p->flags & DREDGE_PARAMETER_SWITCH) {
        printf("%s", standard > 0.5f                         ? "on"
                     : p->flags & DREDGE_PARAMETER_MOMENTARY ? ""
                                                             : "off");
        return;
    }
    print_number(standard);
    const char* const label = label_of(p->choices, standard);
    if (label && !p->unit) {
        printf(" %s", label);
    }
}

static void print_port(const DredgeParameter* const p)
{
    const bool lanes = p->lanes == DREDGE_LANES_EACH;
    printf("| `%s%s` | %s%s | ", lanes ? "a_" : "", p->symbol, lanes ? "A " : "", p->title);
    print_range(p->flags, p->choices, p->unit, p->least, dredge_parameter_port_most(p));
    printf(" | %s", p->standard_b != 0.0f ? "A: " : "");
    print_default(p, DREDGE_LANE_A);
    if (p->standard_b != 0.0f) {
        printf("; B: ");
        print_default(p, DREDGE_LANE_B);
    }
    printf(" | %s | %s%s%s |\n", unit_of(p->unit), p->comment,
           p->flags & DREDGE_PARAMETER_RESTARTS ? ". *restarts*" : "",
           p->flags & DREDGE_PARAMETER_HIDDEN ? ". Hidden" : "");
}

static void print_ports(const char* const name, const DredgeGroup group)
{
    printf("@ports.md %s\n| symbol | name | range | default | unit | meaning |\n"
           "|---|---|---|---|---|---|\n",
           name);
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        if (dredge_parameters[i].symbol && dredge_parameters[i].group == group) {
            print_port(&dredge_parameters[i]);
        }
    }
}

static void print_meters(const char* const name, const bool lanes, const bool abx)
{
    printf("@ports.md %s\n| symbol | name | range | unit | meaning |\n|---|---|---|---|---|\n",
           name);
    for (unsigned i = 0; i < DREDGE_METERS; ++i) {
        const DredgeMeter* const m = &dredge_meters[i];
        if (m->lanes == lanes && m->abx == abx) {
            printf("| `%s%s` | %s%s | ", lanes ? "a_" : "", m->symbol, lanes ? "A " : "",
                   m->title);
            print_range(m->flags & ~(unsigned)DREDGE_PARAMETER_WHOLE, m->choices, m->unit,
                        m->least, m->most);
            printf(" | %s | %s |\n", unit_of(m->unit), m->comment);
        }
    }
}

// A sentence to a line, as mdoc wants it, and no line too long.
static void print_text(const char* text)
{
    size_t column = 0;
    while (*text) {
        const size_t length = strcspn(text, " ");
        const bool stop = length && text[length - 1] == '.';
        if (column && column + 1 + length > WIDTH) {
            putchar('\n');
            column = 0;
        }
        printf("%s%.*s", column ? " " : "", (int)length, text);
        column += length + (column ? 1 : 0);
        text += length + (text[length] ? 1 : 0);
        if (stop && *text) {
            putchar('\n');
            column = 0;
        }
    }
    printf(".\n");
}

static void print_words(const DredgeParameter* const p)
{
    const char* last = NULL;
    for (const DredgeChoice* c = p->choices; c->label; ++c) {
        last = c->word ? c->word : last;
    }
    puts("One of");
    for (const DredgeChoice* c = p->choices; c->label; ++c) {
        if (c->word) {
            printf(".Cm %s%s\n", c->word, c->word == last ? " ." : " ,");
        }
    }
}

static void print_option(const DredgeParameter* const p)
{
    const bool is_switch = p->flags & DREDGE_PARAMETER_SWITCH;
    const bool named = p->flags & DREDGE_PARAMETER_NAMED;
    printf(".It Fl -%s", p->option);
    if (is_switch && !(p->flags & DREDGE_PARAMETER_BARE)) {
        printf(" Ns = Ns Cm on Ns | Ns Cm off");
    } else if (!is_switch) {
        const char* const unit = p->unit && !strcmp(p->unit, "pc") ? "percent" : p->unit;
        printf(" Ns = Ns Ar %s", unit ? unit : named ? "kind" : "n");
    }
    putchar('\n');
    print_text(p->comment);
    if (named) {
        print_words(p);
    } else if (!is_switch) {
        print_number(p->least);
        printf(" to ");
        print_number(p->most);
        printf("%s%s%s.\n", p->unit ? " " : "", unit_of(p->unit),
               p->type == DREDGE_FIELD_AUTO ? ", or auto" : "");
    }
    const char* word = NULL;
    for (const DredgeChoice* c = p->choices; c && c->label; ++c) {
        word = c->value == p->standard && c->word ? c->word : word;
    }
    if (word) {
        printf("The default is\n.Cm %s .\n", word);
    } else if (!is_switch) {
        printf("The default is ");
        print_number(p->standard);
        puts(".");
    } else if (!(p->flags & DREDGE_PARAMETER_BARE)) {
        printf("The default is\n.Cm %s .\n", p->standard > 0.5f ? "on" : "off");
    }
}

// The same division as that of the tool's help.
static const char* section_of(const DredgeParameter* const p)
{
    return p->group == DREDGE_GROUP_NETWORK ? "network"
           : dredge_parameter_is_codec(p)   ? "codec"
                                            : "receiver";
}

static void print_options(const char* const section)
{
    printf("@dredge.1 %s\n", section);
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const DredgeParameter* const p = &dredge_parameters[i];
        if (p->option && !strcmp(section_of(p), section)) {
            print_option(p);
        }
    }
}

int main(void)
{
    print_ports("listen", DREDGE_GROUP_LISTEN);
    print_ports("abx", DREDGE_GROUP_ABX);
    print_ports("codec", DREDGE_GROUP_CODEC);
    print_ports("lanes", DREDGE_GROUP_LANE);
    print_ports("lane b", DREDGE_GROUP_LANE_B);
    print_ports("network", DREDGE_GROUP_NETWORK);
    print_ports("receiver", DREDGE_GROUP_RECEIVER);
    print_meters("meters", false, false);
    print_meters("abx meters", false, true);
    print_meters("lane meters", true, false);
    print_options("codec");
    print_options("network");
    print_options("receiver");
    return 0;
}
