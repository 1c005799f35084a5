// SPDX-License-Identifier: ISC
#include "trace/formats/tokens.h"

#include <math.h>
#include <string.h>

enum { EXPONENT_MAX = 300 };

DredgeTokens dredge_tokens_begin(const uint8_t* const bytes, const size_t size)
{
    return (DredgeTokens){.text = (const char*)bytes, .size = size, .line = 1};
}

static bool is_space(const char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == ',' || c == ';' || c == '"';
}

// Skip white space and comments; false at the end.
static bool skip(DredgeTokens* const t)
{
    bool comment = false;
    for (; t->at < t->size; ++t->at) {
        const char c = t->text[t->at];
        if (c == '\n') {
            comment = false;
            ++t->line;
        } else if (c == '#') {
            comment = true;
        } else if (!comment && !is_space(c)) {
            return true;
        }
    }
    return false;
}

bool dredge_tokens_next(DredgeTokens* const t, DredgeToken* const token)
{
    if (!skip(t)) {
        return false;
    }
    const size_t start = t->at;
    *token = (DredgeToken){.text = t->text + start, .line = t->line};
    for (; t->at < t->size; ++t->at) {
        const char c = t->text[t->at];
        if (c == '#' || is_space(c)) {
            break;
        }
        if (c < ' ' || c > '~') {
            *token = (DredgeToken){.line = t->line, .byte = (uint8_t)c};
            ++t->at;
            return true;
        }
    }
    token->length = t->at - start;
    return true;
}

bool dredge_token_is_bits(const DredgeToken* const token)
{
    for (size_t i = 0; i < token->length; ++i) {
        if (token->text[i] != '0' && token->text[i] != '1') {
            return false;
        }
    }
    return token->text;
}

bool dredge_token_is(const DredgeToken* const token, const char* const word)
{
    return token->text && token->length == strlen(word) &&
           !memcmp(token->text, word, token->length);
}

typedef struct {
    const char* at;
    const char* end;
} Cursor;

static bool take(Cursor* const c, const char* const any)
{
    const bool there = c->at < c->end && *c->at && strchr(any, *c->at);
    c->at += there;
    return there;
}

static bool is_digit(const Cursor* const c)
{
    return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

bool dredge_number_parse(const char* const text, const size_t length, double* const number)
{
    Cursor c = {text, text + length};
    const bool negative = take(&c, "+-") && c.at[-1] == '-';
    double value = 0.0;
    double scale = 0.0;
    size_t digits = 0;
    for (; is_digit(&c); ++c.at, ++digits) {
        value = value * 10.0 + (*c.at - '0');
    }
    if (take(&c, ".")) {
        for (; is_digit(&c); ++c.at, ++digits) {
            if (scale > -17.0) { // Beyond that they make no difference
                value = value * 10.0 + (*c.at - '0');
                scale -= 1.0;
            }
        }
    }
    bool good = digits;
    if (good && take(&c, "eE")) {
        const bool down = take(&c, "+-") && c.at[-1] == '-';
        double exponent = 0.0;
        good = is_digit(&c);
        for (; is_digit(&c); ++c.at) {
            exponent = exponent < EXPONENT_MAX ? exponent * 10.0 + (*c.at - '0') : exponent;
        }
        scale += down ? -exponent : exponent;
    }
    // Division by a power of ten is exact where multiplication by its inverse is not.
    value = scale < 0.0 ? value / pow(10.0, -scale) : value * pow(10.0, scale);
    good = good && c.at == c.end && isfinite(value);
    if (good) {
        *number = negative ? -value : value;
    }
    return good;
}
