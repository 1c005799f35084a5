// SPDX-License-Identifier: ISC
// Words and numbers of a text in memory.
#ifndef DREDGE_TOKENS_H
#define DREDGE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A place in a text.
typedef struct {
    const char* text;
    size_t size;
    size_t at;
    size_t line; ///< From 1
} DredgeTokens;

typedef struct {
    const char* text; ///< Not ended by a null; NULL: no word, but a byte that is not text
    size_t length;
    size_t line;
    unsigned byte; ///< That byte
} DredgeToken;

/// Begin at the start of a text.
DredgeTokens dredge_tokens_begin(const uint8_t* bytes, size_t size);

/// The next word: what stands between white space, commas, semicolons, quotes and comments,
/// which go from # to the end of the line. False at the end of the text.
bool dredge_tokens_next(DredgeTokens* tokens, DredgeToken* token);

/// Whether the token is nothing but digits 0 and 1.
bool dredge_token_is_bits(const DredgeToken* token);

/// Whether the token is this word.
bool dredge_token_is(const DredgeToken* token, const char* word);

/**
   A decimal number, such as -1, 2.5 or 1e+00. The locale has no say, other than with strtod().

   @return false, with `number` left alone, if there is more than that, or less
*/
bool dredge_number_parse(const char* text, size_t length, double* number);

#endif
