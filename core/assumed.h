// SPDX-License-Identifier: ISC
// What the audio thread calls in libraries, with the effect that we take their word for: none
// of it blocks. Where the compiler checks effects (clang 20 and later), the build includes this
// ahead of all else; it goes through all of our own code, and would stop at these.
//
// libopus has its working memory on the stack; libspeexdsp and libebur128 allocate in their own
// constructors only; unlocking, posting and asking for a priority are system calls that do not
// wait. While it runs, tests/test_realtime.c and RealtimeSanitizer look inside
// (docs/realtime.md).
#ifndef DREDGE_ASSUMED_H
#define DREDGE_ASSUMED_H

#include "realtime.h"

#include <ebur128.h>
#include <opus.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <speex/speex_resampler.h>
#include <time.h>

int opus_encoder_get_size(int channels) DREDGE_REALTIME;
int opus_encoder_init(OpusEncoder* st, opus_int32 rate, int channels,
                      int application) DREDGE_REALTIME;
int opus_encoder_ctl(OpusEncoder* st, int request, ...) DREDGE_REALTIME;
opus_int32 opus_encode_float(OpusEncoder* st, const float* pcm, int frame, unsigned char* data,
                             opus_int32 room) DREDGE_REALTIME;
int opus_decoder_get_size(int channels) DREDGE_REALTIME;
int opus_decoder_init(OpusDecoder* st, opus_int32 rate, int channels) DREDGE_REALTIME;
int opus_decoder_ctl(OpusDecoder* st, int request, ...) DREDGE_REALTIME;
int opus_decode_float(OpusDecoder* st, const unsigned char* data, opus_int32 size, float* pcm,
                      int frame, int fec) DREDGE_REALTIME;
int opus_dred_get_size(void) DREDGE_REALTIME;
int opus_dred_parse(OpusDREDDecoder* decoder, OpusDRED* dred, const unsigned char* data,
                    opus_int32 size, opus_int32 most, opus_int32 rate, int* end,
                    int defer) DREDGE_REALTIME;
int opus_decoder_dred_decode_float(OpusDecoder* st, const OpusDRED* dred, opus_int32 offset,
                                   float* pcm, opus_int32 frame) DREDGE_REALTIME;
int opus_packet_parse(const unsigned char* data, opus_int32 size, unsigned char* toc,
                      const unsigned char* frames[48], opus_int16 sizes[48],
                      int* payload) DREDGE_REALTIME;
int opus_packet_get_bandwidth(const unsigned char* data) DREDGE_REALTIME;
int opus_packet_get_nb_samples(const unsigned char packet[], opus_int32 size,
                               opus_int32 rate) DREDGE_REALTIME;
int opus_packet_get_nb_channels(const unsigned char* data) DREDGE_REALTIME;
int opus_packet_has_lbrr(const unsigned char packet[], opus_int32 size) DREDGE_REALTIME;

int ebur128_add_frames_float(ebur128_state* st, const float* samples,
                             size_t frames) DREDGE_REALTIME;
int ebur128_loudness_window(ebur128_state* st, unsigned long window,
                            double* out) DREDGE_REALTIME;

int speex_resampler_process_interleaved_float(SpeexResamplerState* st, const float* in,
                                              spx_uint32_t* in_size, float* out,
                                              spx_uint32_t* out_size) DREDGE_REALTIME;
int speex_resampler_reset_mem(SpeexResamplerState* st) DREDGE_REALTIME;
int speex_resampler_get_input_latency(SpeexResamplerState* st) DREDGE_REALTIME;

int pthread_mutex_trylock(pthread_mutex_t* mutex) __THROWNL DREDGE_REALTIME;
int pthread_mutex_unlock(pthread_mutex_t* mutex) __THROWNL DREDGE_REALTIME;
int sem_post(sem_t* semaphore) __THROWNL DREDGE_REALTIME;
int sched_getscheduler(pid_t process) __THROW DREDGE_REALTIME;
int sched_getparam(pid_t process, struct sched_param* param) __THROW DREDGE_REALTIME;
int clock_gettime(clockid_t clock, struct timespec* time) __THROW DREDGE_REALTIME;

#endif
