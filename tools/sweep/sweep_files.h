// SPDX-License-Identifier: ISC
// Files that a plan names: patterns, folders, contents.
#ifndef DREDGE_SWEEP_FILES_H
#define DREDGE_SWEEP_FILES_H

#include "sweep_plan.h"

#include <glob.h>

/// Put `name` below the folder of the file `beside`, unless it is absolute; to be freed.
char* path_beside(const char* beside, const char* name);

/// The files that a path, a pattern or (if `folders`) a folder of sounds stands for, in the
/// order of their names; globfree() afterwards. Returns how many; 0: nothing to be freed.
size_t files_find(const char* path, bool folders, glob_t* found);

/// What a file is called without folders and extension, made fit for a file's name; to be
/// freed.
char* file_stem(const char* path);

/// Hash a file's content (XXH3, 128 bits); says on stderr what is wrong.
bool file_hash(const char* path, char hash[HASH_TEXT]);

/// Hash a text likewise.
void text_hash(const char* text, size_t size, char hash[HASH_TEXT]);

/// Note what kind of sound an input is, or what is wrong with it.
void input_probe(SweepInput* input);

/// Write a file at once: it has all of the text or does not exist; says on stderr what is
/// wrong.
bool file_store(const char* path, const char* text, size_t size);

/// Read a whole file, with a 0 after its end; to be freed. NULL where there is none.
char* file_load(const char* path, size_t* size);

#endif
