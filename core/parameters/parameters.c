// SPDX-License-Identifier: ISC
#include "parameters/parameters.h"

#include <math.h>
#include <string.h>

enum { MS = DREDGE_RATE / 1000 };

static const struct {
    const char* symbol;
    const char* title;
} groups[DREDGE_GROUPS] = {
    [DREDGE_GROUP_LISTEN] = {"listen", "Listen"},
    [DREDGE_GROUP_ABX] = {"abx", "Blind Test"},
    [DREDGE_GROUP_CODEC] = {"codec", "Codec"},
    [DREDGE_GROUP_LANE] = {"lane_a", "Lane A"},
    [DREDGE_GROUP_LANE_B] = {"lane_b", "Lane B"},
    [DREDGE_GROUP_NETWORK] = {"network", "Network"},
    [DREDGE_GROUP_RECEIVER] = {"receiver", "Receiver"},
};

const char* dredge_group_title(const DredgeGroup group)
{
    return groups[group].title;
}

const char* dredge_group_symbol(const DredgeGroup group)
{
    return groups[group].symbol;
}

const DredgeParameter* dredge_parameter_find(const char* const symbol)
{
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const char* const own = dredge_parameters[i].symbol;
        if (own && !strcmp(own, symbol)) {
            return &dredge_parameters[i];
        }
    }
    return NULL;
}

const DredgeParameter* dredge_parameter_find_option(const char* const option)
{
    for (unsigned i = 0; i < dredge_parameter_count; ++i) {
        const char* const own = dredge_parameters[i].option;
        if (own && !strcmp(own, option)) {
            return &dredge_parameters[i];
        }
    }
    return NULL;
}

bool dredge_parameter_is_codec(const DredgeParameter* const p)
{
    const size_t sender = offsetof(DredgeSettings, lane[DREDGE_LANE_A].sender);
    return p->type == DREDGE_FIELD_FRAME ||
           (p->lanes != DREDGE_LANES_NONE && p->field >= sender &&
            p->field < sender + sizeof(DredgeSenderSettings));
}

float dredge_parameter_standard(const DredgeParameter* const p, const int lane)
{
    return lane == DREDGE_LANE_B && p->standard_b != 0.0f ? p->standard_b : p->standard;
}

float dredge_parameter_port_most(const DredgeParameter* const p)
{
    return p->port_most != 0.0f ? p->port_most : p->most;
}

static float nearest_choice(const DredgeChoice* const choices, const float value)
{
    const DredgeChoice* best = choices;
    for (const DredgeChoice* c = choices; c->label; ++c) {
        if (fabsf(c->value - value) < fabsf(best->value - value)) {
            best = c;
        }
    }
    return best->value;
}

float dredge_parameter_clean(const DredgeParameter* const p, const int lane, const float value)
{
    if (isnan(value)) {
        return dredge_parameter_standard(p, lane);
    }
    const float x = fminf(fmaxf(value, p->least), dredge_parameter_port_most(p));
    if (p->flags & DREDGE_PARAMETER_NAMED) {
        return nearest_choice(p->choices, x);
    }
    return p->flags & (DREDGE_PARAMETER_WHOLE | DREDGE_PARAMETER_SWITCH) ? rintf(x) : x;
}

static void put(void* const field, const void* const value, const size_t size)
{
    memcpy(field, value, size);
}

static void store(const DredgeParameter* const p, const float value, char* const field)
{
    const double number = (double)value;
    const double share = number / 100.0;
    const int whole = (int)value;
    const uint64_t seed = (uint64_t)value;
    const bool on = value > 0.5f;
    const unsigned samples = (unsigned)(value * MS);
    const int automatic = whole ? whole : DREDGE_EXPECTED_AUTO;
    switch (p->type) {
    case DREDGE_FIELD_NONE:
        break;
    case DREDGE_FIELD_DOUBLE:
        put(field, &number, sizeof(number));
        break;
    case DREDGE_FIELD_FLOAT:
        put(field, &value, sizeof(value));
        break;
    case DREDGE_FIELD_WHOLE:
        put(field, &whole, sizeof(whole));
        break;
    case DREDGE_FIELD_SEED:
        put(field, &seed, sizeof(seed));
        break;
    case DREDGE_FIELD_SWITCH:
        put(field, &on, sizeof(on));
        break;
    case DREDGE_FIELD_SHARE:
        put(field, &share, sizeof(share));
        break;
    case DREDGE_FIELD_FRAME:
        put(field, &samples, sizeof(samples));
        break;
    case DREDGE_FIELD_AUTO:
        put(field, &automatic, sizeof(automatic));
        break;
    }
}

void dredge_parameter_store(const DredgeParameter* const p, const int lane, const float value,
                            DredgeSettings* const settings)
{
    char* const field = (char*)settings + p->field;
    const bool b = p->lanes == DREDGE_LANES_BOTH ||
                   (p->lanes == DREDGE_LANES_EACH && lane == DREDGE_LANE_B);
    if (p->lanes != DREDGE_LANES_EACH || lane == DREDGE_LANE_A) {
        store(p, value, field);
    }
    if (b) {
        store(p, value, field + sizeof(DredgeLinkSettings));
    }
}

static const size_t sizes[] = {
    [DREDGE_FIELD_DOUBLE] = sizeof(double), [DREDGE_FIELD_FLOAT] = sizeof(float),
    [DREDGE_FIELD_WHOLE] = sizeof(int),     [DREDGE_FIELD_SEED] = sizeof(uint64_t),
    [DREDGE_FIELD_SWITCH] = sizeof(bool),   [DREDGE_FIELD_SHARE] = sizeof(double),
    [DREDGE_FIELD_FRAME] = sizeof(int),     [DREDGE_FIELD_AUTO] = sizeof(int),
};

float dredge_parameter_read(const DredgeParameter* const p, const int lane,
                            const DredgeSettings* const settings)
{
    const bool b = p->lanes == DREDGE_LANES_EACH && lane == DREDGE_LANE_B;
    const char* const field =
        (const char*)settings + p->field + (b ? sizeof(DredgeLinkSettings) : 0);
    union {
        double number;
        float single;
        int whole;
        uint64_t seed;
        bool on;
        unsigned samples;
    } value;
    memcpy(&value, field, sizes[p->type]);
    switch (p->type) {
    case DREDGE_FIELD_NONE:
        break;
    case DREDGE_FIELD_DOUBLE:
        return (float)value.number;
    case DREDGE_FIELD_FLOAT:
        return value.single;
    case DREDGE_FIELD_WHOLE:
        return (float)value.whole;
    case DREDGE_FIELD_SEED:
        return (float)value.seed;
    case DREDGE_FIELD_SWITCH:
        return value.on ? 1.0f : 0.0f;
    case DREDGE_FIELD_SHARE:
        return (float)(100.0 * value.number);
    case DREDGE_FIELD_FRAME:
        return (float)value.samples / MS;
    case DREDGE_FIELD_AUTO:
        return value.whole == DREDGE_EXPECTED_AUTO ? 0.0f : (float)value.whole;
    }
    return dredge_parameter_standard(p, lane);
}
