// SPDX-License-Identifier: ISC
// libopus 1.6.1 gathers what LACE and NoLACE need to know about each frame, also where neither
// is on: an eighth of all decoding. The linker puts this in place of its osce_enhance_frame()
// (--wrap), which then does no more than what is heard of it. Switched on, an enhancer starts
// from nothing in any case, so the samples are the same in all cases.
#include <osce.h>

void __real_osce_enhance_frame(OSCEModel* model, silk_decoder_state* decoder,
                               silk_decoder_control* control, opus_int16* samples,
                               opus_int32 bits, int arch);
void __wrap_osce_enhance_frame(OSCEModel* model, silk_decoder_state* decoder,
                               silk_decoder_control* control, opus_int16* samples,
                               opus_int32 bits, int arch);

void __wrap_osce_enhance_frame(OSCEModel* const model, silk_decoder_state* const decoder,
                               silk_decoder_control* const control, opus_int16* const samples,
                               const opus_int32 bits, const int arch)
{
    enum { FRAME = 320, SUBFRAMES = 4, KHZ = 16 }; // Others are left alone
    const int idle = !model->loaded || decoder->osce.method == OSCE_METHOD_NONE;
    if (!idle || decoder->fs_kHz != KHZ || decoder->nb_subfr != SUBFRAMES) {
        __real_osce_enhance_frame(model, decoder, control, samples, bits, arch);
        return;
    }
    for (int i = 0; i < FRAME; ++i) {
        if (samples[i] < -32767) {
            samples[i] = -32767; // As it limits them
        }
    }
}
