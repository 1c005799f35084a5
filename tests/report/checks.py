# SPDX-License-Identifier: ISC
"""Counts of what holds and what does not."""


class Checks:
    """Called with a truth and what it is about; says which ones fail."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def __call__(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED:", what)
