// SPDX-License-Identifier: ISC
#include "value.h"

#include "trace/formats/tokens.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

// Dials of wide ranges without a logarithm of their own: most of what is wanted lies low.
static bool is_wide(const DredgeParameter* const p)
{
    return !(p->flags & DREDGE_PARAMETER_LOGARITHMIC) &&
           dredge_parameter_port_most(p) - p->least > 2000.0f;
}

double value_share(const DredgeParameter* const p, const float value)
{
    const double least = (double)p->least;
    const double most = (double)dredge_parameter_port_most(p);
    const double v = fmin(fmax((double)value, least), most);
    if (p->flags & DREDGE_PARAMETER_LOGARITHMIC) {
        return log(v / least) / log(most / least);
    }
    const double share = (v - least) / (most - least);
    return is_wide(p) ? cbrt(share) : share;
}

float value_at(const DredgeParameter* const p, const int lane, const double share)
{
    const double least = (double)p->least;
    const double most = (double)dredge_parameter_port_most(p);
    const double s = fmin(fmax(share, 0.0), 1.0);
    const double v = p->flags & DREDGE_PARAMETER_LOGARITHMIC ? least * pow(most / least, s)
                     : is_wide(p) ? least + (most - least) * s * s * s
                                  : least + (most - least) * s;
    // Three digits are enough for a hand.
    const double digit = pow(10.0, floor(log10(fmax(fabs(v), 1e-3))) - 2.0);
    return dredge_parameter_clean(p, lane, (float)(round(v / digit) * digit));
}

float value_step(const DredgeParameter* const p, const int lane, const float value,
                 const double clicks, const bool fine)
{
    if (p->choices && p->flags & DREDGE_PARAMETER_NAMED) {
        int at = 0;
        int count = 0;
        for (; p->choices[count].label; ++count) {
            at = p->choices[count].value == value ? count : at;
        }
        at += clicks > 0.0 ? 1 : -1;
        at = at < 0 ? 0 : at >= count ? count - 1 : at;
        return p->choices[at].value;
    }
    const double step = (fine ? 0.002 : 0.02) * clicks;
    float next = value_at(p, lane, value_share(p, value) + step);
    // A whole number moves by one at least, everything by a digit of its own.
    if (next == value && clicks != 0.0) {
        const float least = p->flags & DREDGE_PARAMETER_WHOLE ? 1.0f : 0.1f;
        next = dredge_parameter_clean(p, lane, value + (clicks > 0.0 ? least : -least));
    }
    return next;
}

const char* value_unit(const char* const unit)
{
    static const struct {
        const char* name;
        const char* written;
    } units[] = {{"pc", "%"}, {"db", "dB"}, {"frame", "samples"}};
    for (size_t i = 0; unit && i < sizeof(units) / sizeof(units[0]); ++i) {
        if (!strcmp(unit, units[i].name)) {
            return units[i].written;
        }
    }
    return unit ? unit : "";
}

void value_words(const DredgeParameter* const p, const float value, char* const words,
                 const size_t room)
{
    for (const DredgeChoice* c = p->choices; c && c->label; ++c) {
        if (c->value == value) {
            snprintf(words, room, "%s", c->label);
            return;
        }
    }
    if (p->flags & DREDGE_PARAMETER_SWITCH) {
        snprintf(words, room, value > 0.5f ? "on" : "off");
        return;
    }
    const char* const unit = value_unit(p->unit);
    // Seeds are whole, however large.
    const bool whole = p->flags & DREDGE_PARAMETER_WHOLE;
    snprintf(words, room, whole ? "%.0f%s%s" : "%.3g%s%s", (double)value, unit[0] ? " " : "",
             unit);
}

bool value_read(const DredgeParameter* const p, const int lane, const char* words,
                float* const value)
{
    words += strspn(words, " ");
    const size_t length = strlen(words);
    for (const DredgeChoice* c = p->choices; length && c && c->label; ++c) {
        if (!strncasecmp(c->label, words, length)) {
            *value = c->value;
            return true;
        }
    }
    // Its unit may follow; a comma is as good as a point, whatever the host's locale.
    char digits[64];
    snprintf(digits, sizeof(digits), "%.*s", (int)strspn(words, "+-.,0123456789eE"), words);
    for (char* comma = digits; (comma = strchr(comma, ',')) != NULL;) {
        *comma = '.';
    }
    double number = 0.0;
    const bool good = dredge_number_parse(digits, strlen(digits), &number);
    if (good) {
        *value = dredge_parameter_clean(p, lane, (float)number);
    }
    return good;
}
