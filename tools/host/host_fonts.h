// SPDX-License-Identifier: ISC
// For programs that draw letters, or load windows that do; once in a program.
#ifndef DREDGE_HOST_FONTS_H
#define DREDGE_HOST_FONTS_H

#ifdef __SANITIZE_ADDRESS__
// fontconfig keeps what it has found for as long as the process lives.
const char* __lsan_default_suppressions(void);
const char* __lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}
#endif

#endif
