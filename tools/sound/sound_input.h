// SPDX-License-Identifier: ISC
// Opening sound files as they come: by name, from a pipe, or left without a length.
#ifndef DREDGE_SOUND_INPUT_H
#define DREDGE_SOUND_INPUT_H

/**
   Open a file, or the standard input if `path` is "-", for libsndfile to read.

   A WAV whose header says that it holds nothing, though something follows, was made by a
   recorder that died or wrote into a pipe: it is read up to the end of the file, which is said
   on stderr.

   @return a descriptor that the caller closes, or -1 after a complaint
*/
int sound_input_open(const char* path);

#endif
