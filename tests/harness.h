// SPDX-License-Identifier: ISC
// What all unit tests include.
#ifndef DREDGE_HARNESS_H
#define DREDGE_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define RUN_TESTS(...)                                                                         \
    int main(void)                                                                             \
    {                                                                                          \
        const struct CMUnitTest tests[] = {__VA_ARGS__};                                       \
        return cmocka_run_group_tests(tests, NULL, NULL);                                      \
    }

#define TEST(function) cmocka_unit_test(function)

/// Whether a figure that was measured with libopus 1.6.1 holds. With another release, which
/// OTHER_LIBOPUS names, it may not: that is told, and good enough.
#define figure_holds(condition)                                                                \
    ((condition) ||                                                                            \
     (getenv("OTHER_LIBOPUS") &&                                                               \
      (print_message("with libopus %s a figure of 1.6.1 does not hold: %s: %s\n",              \
                     getenv("OTHER_LIBOPUS"), __func__, #condition),                           \
       1)))

/// cmocka's assertion of ranges has another name and another type in each of its versions.
#define assert_within(value, least, most)                                                      \
    do {                                                                                       \
        const double within_ = (double)(value);                                                \
        if (!(within_ >= (double)(least) && within_ <= (double)(most))) {                      \
            fail_msg(#value " is %g, not in " #least " to " #most, within_);                   \
        }                                                                                      \
    } while (0)

#endif
