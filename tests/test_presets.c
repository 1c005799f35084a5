// SPDX-License-Identifier: ISC
// Every preset must load, mean the same whatever was set before, and keep what it promises:
// test_presets BUNDLE PRESETS...
#include "harness.h"
#include "host/host.h"
#include "speech.h"

#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RATE = 48000,
    BLOCK = 480, // A frame at most
    SECONDS = 40,
    BLOCKS = SECONDS * RATE / BLOCK,
    LENGTH = SECONDS * RATE,
    SETTLED = 3 * RATE / BLOCK, // The first sound is out
    PLUGINS = 2,
};

static const char* const plugins[PLUGINS] = {"urn:dredge:mono", "urn:dredge:stereo"};

typedef struct {
    double low;
    double high;
} Range;

typedef struct {
    Range recovered; ///< Per cent of the lost frames
    Range kbps;      ///< With headers
    unsigned fill;   ///< The only sources that concealed, one bit each
} LaneClaim;

typedef struct {
    const char* name;
    double loss;      ///< Per cent of the packets, as it says ...
    double burst;     ///< ... and how many are lost in a row
    unsigned latency; ///< Samples at 48 kHz
    bool by_notes;    ///< Losses come from MIDI notes, one every 2 s
    LaneClaim a;
    LaneClaim b;
    Range dropped[2]; ///< Per cent of the packets, by each lane's own queue
} Claim;

enum { NOTHING = 0, NEURAL = 1 << 4, CLASSIC = 1 << 5, SILENCE = 1 << 6 };

#include "preset_claims.h"

typedef struct {
    double recovered;
    double kbps;
    unsigned fill;
    double dropped;
    double level;
} LaneFound;

typedef struct {
    double packets;
    double loss;
    double burst;
    unsigned longest;
    unsigned latency;
    LaneFound lane[2];
} Found;

static const char* bundle;
static char** preset_bundles;
static int preset_bundle_count;
static float* sound;

static Host* open_host(const char* const uri)
{
    Host* const host = host_new(bundle, uri, RATE, (HostOptions){.quiet = true});
    assert_non_null(host);
    for (int i = 0; i < preset_bundle_count; ++i) {
        host_add_bundle(host, preset_bundles[i]);
    }
    return host;
}

static double value(Host* const host, const char* const symbol)
{
    return (double)*host_control(host, symbol);
}

static double lane_value(Host* const host, const int lane, const char* const what)
{
    char symbol[64];
    snprintf(symbol, sizeof(symbol), "%c_%s", "ab"[lane], what);
    return value(host, symbol);
}

static const char* name_of(const HostPreset* const preset)
{
    return strrchr(preset->uri, ':') + 1;
}

static const Claim* find_claim(const char* const name)
{
    for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); ++i) {
        if (!strcmp(claims[i].name, name)) {
            return &claims[i];
        }
    }
    return NULL;
}

static double play_block(Host* const host, const int block)
{
    static float output[2][BLOCK];
    float* const in[] = {sound + (size_t)block * BLOCK, sound + (size_t)block * BLOCK};
    float* const out[] = {output[0], output[1]};
    host_run(host, in, out, BLOCK);
    for (int i = 0; i < BLOCK; ++i) {
        assert_true(isfinite(output[0][i]) && isfinite(output[1][i]));
    }
    return pow(level(output[0], BLOCK), 2.0);
}

static void count_fill(Host* const host, Found* const found)
{
    for (int i = 0; i < 2; ++i) {
        const unsigned source = 1U << (unsigned)lane_value(host, i, "source");
        found->lane[i].fill |= source & (NEURAL | CLASSIC | SILENCE);
    }
}

// The first half is heard as the preset has it, the second with B in the place of A.
static Found play(Host* const host, const bool notes)
{
    Found found = {.loss = 0.0};
    double power[2] = {0.0, 0.0};
    double lost = 0.0;
    unsigned run = 0;
    unsigned runs = 0;
    for (int i = 0; i < BLOCKS; ++i) {
        const bool second = i >= BLOCKS / 2;
        if (i == BLOCKS / 2) {
            *host_control(host, "monitor") += 1.0f;
        }
        if (notes && i % (2 * RATE / BLOCK) == RATE / BLOCK) {
            host_send_note(host, 0);
        }
        const double packets = value(host, "packets");
        const double now = play_block(host, i);
        if (value(host, "packets") > packets) {
            const bool is_lost = value(host, "packets_lost") > lost;
            lost = value(host, "packets_lost");
            runs += is_lost && !run;
            run = is_lost ? run + 1 : 0;
            found.longest = run > found.longest ? run : found.longest;
        }
        if (i >= SETTLED) {
            count_fill(host, &found);
            power[second] += now / (BLOCKS / 2 - (second ? 0 : SETTLED));
        }
        for (int k = 0; k < 2 && i % (5 * RATE / BLOCK) == 0 && i > SETTLED; ++k) {
            found.lane[k].kbps += lane_value(host, k, "kbps") / (SECONDS / 5 - 1);
            found.lane[k].dropped += lane_value(host, k, "dropped") / (SECONDS / 5 - 1);
        }
    }
    found.latency = (unsigned)value(host, "latency");
    found.packets = value(host, "packets");
    found.loss = 100.0 * lost / found.packets;
    found.burst = runs ? lost / runs : 0.0;
    for (int k = 0; k < 2; ++k) {
        LaneFound* const lane = &found.lane[k];
        const double back = lane_value(host, k, "by_red") + lane_value(host, k, "by_lbrr") +
                            lane_value(host, k, "by_dred");
        const double all = back + lane_value(host, k, "by_concealment");
        lane->recovered = all > 0.0 ? 100.0 * back / all : 0.0;
        lane->level = 10.0 * log10(power[k] + 1e-12);
    }
    return found;
}

static bool is_within(const Range range, const double x)
{
    return x >= range.low && x <= range.high;
}

// Three standard errors of a Gilbert chain's loss (per cent), and of its mean burst.
static bool is_lossy_as_said(const Claim* const claim, const Found* const found)
{
    const double p = claim->loss / 100.0;
    const double length = claim->burst;
    const double together = fmax(1.0, 2.0 * length * (1.0 - p) - 1.0); // Neighbours are alike
    const double loss_error = 100.0 * sqrt(p * (1.0 - p) * together / found->packets);
    const double runs = found->packets * p / length;
    const double burst_error = sqrt(length * (length - 1.0) / runs);
    return fabs(found->loss - claim->loss) <= 3.0 * loss_error &&
           fabs(found->burst - length) <= 3.0 * burst_error + 0.1;
}

static bool keeps(const Claim* const claim, const Found* const found)
{
    bool kept = is_lossy_as_said(claim, found) && claim->latency == found->latency;
    for (int i = 0; i < 2; ++i) {
        const LaneClaim* const c = i ? &claim->b : &claim->a;
        const LaneFound* const f = &found->lane[i];
        kept = kept && is_within(c->recovered, f->recovered) && is_within(c->kbps, f->kbps) &&
               is_within(claim->dropped[i], f->dropped) && c->fill == f->fill &&
               f->level > -45.0;
    }
    return kept;
}

static void print_found(const char* const name, const Found* const f)
{
    static const char* const fills[] = {"-", "n", "c", "n c", "s", "n s", "c s", "n c s"};
    printf("%-24s loss %4.1f %%, %4.1f in a row (longest %2u), latency %5u", name, f->loss,
           f->burst, f->longest, f->latency);
    for (int i = 0; i < 2; ++i) {
        const LaneFound* const lane = &f->lane[i];
        printf("; %c: back %5.1f %%, %5.1f kb/s, dropped %4.1f %%, %5.1f dB, %s", "AB"[i],
               lane -> recovered, lane -> kbps, lane -> dropped, lane -> level,
               fills[lane->fill >> 4]);
    }
    printf("\n");
}

static void every_preset_keeps_its_promise(void** state)
{
    (void)state;
    Host* const finder = open_host(plugins[0]);
    const HostPreset* presets = NULL;
    const unsigned count = host_presets(finder, &presets);
    assert_int_equal(count, sizeof(claims) / sizeof(claims[0]));
    unsigned broken = 0;
    for (unsigned i = 0; i < count; ++i) {
        const Claim* const claim = find_claim(name_of(&presets[i]));
        if (!claim) {
            fail_msg("<%s>: what does it promise?", presets[i].uri);
        }
        Host* const host = open_host(plugins[0]);
        *host_control(host, "freewheel") = 1.0f;
        assert_true(host_load_preset(host, presets[i].uri));
        host_activate(host);
        const Found found = play(host, claim->by_notes);
        const bool kept = keeps(claim, &found);
        print_found(claim->name, &found);
        if (!kept) {
            printf("%-24s ^ is not what it promises\n", "");
        }
        broken += !kept;
        const char* const comma = strrchr(presets[i].label, ',');
        if (comma && strstr(comma, " ms")) { // The label says the latency
            assert_true(fabs(atof(comma + 1) - found.latency * 1000.0 / RATE) < 0.51);
        }
        assert_string_equal(host_log(host), "");
        host_free(host);
    }
    host_free(finder);
    assert_true(figure_holds(broken == 0));
}

static void stereo_presets_play(void** state)
{
    (void)state;
    Host* const finder = open_host(plugins[1]);
    const HostPreset* presets = NULL;
    const unsigned count = host_presets(finder, &presets);
    assert_int_equal(count, sizeof(claims) / sizeof(claims[0]));
    for (unsigned i = 0; i < count; ++i) {
        const Claim* const claim = find_claim(name_of(&presets[i]));
        assert_non_null(claim);
        Host* const host = open_host(plugins[1]);
        *host_control(host, "freewheel") = 1.0f;
        assert_true(host_load_preset(host, presets[i].uri));
        host_activate(host);
        double power = 0.0;
        for (int k = 0; k < 2 * SETTLED; ++k) {
            power += play_block(host, k) / (2 * SETTLED);
        }
        assert_true(10.0 * log10(power) > -45.0);
        assert_float_equal(value(host, "latency"), claim->latency, 0.0);
        assert_true(value(host, "a_kbps") > 5.0 && value(host, "b_kbps") > 5.0);
        assert_int_equal(value(host, "packets_lost") > 0.0, !claim->by_notes);
        host_free(host);
    }
    host_free(finder);
}

// Set all controls to something that is not their default.
static void scramble(Host* const host)
{
    for (int i = 0; i < (int)ports_get()->count; ++i) {
        if (ports_get()->port[i].kind == PORT_KIND_IN) {
            const bool low = ports_get()->port[i].standard > ports_get()->port[i].minimum;
            *host_control(host, ports_get()->port[i].symbol) =
                low ? ports_get()->port[i].minimum : ports_get()->port[i].maximum;
        }
    }
}

static void nothing_of_before_remains(void** state)
{
    (void)state;
    for (int p = 0; p < PLUGINS; ++p) {
        Host* const finder = open_host(plugins[p]);
        const HostPreset* presets = NULL;
        const unsigned count = host_presets(finder, &presets);
        for (unsigned i = 0; i < count; ++i) {
            Host* const fresh = open_host(plugins[p]);
            Host* const used = open_host(plugins[p]);
            scramble(used);
            assert_true(host_load_preset(fresh, presets[i].uri));
            assert_true(host_load_preset(used, presets[i].uri));
            for (int k = 0; k < (int)ports_get()->count; ++k) {
                if (ports_get()->port[k].kind == PORT_KIND_IN) {
                    const double a = value(fresh, ports_get()->port[k].symbol);
                    const double b = value(used, ports_get()->port[k].symbol);
                    assert_int_equal(a == b, preset_sets(&ports_get()->port[k]));
                }
            }
            // A trace comes with the presets that want one, from their own bundle.
            play_block(fresh, 0);
            const char* const trace = strrchr(host_trace(fresh), '/');
            assert_int_equal(trace != NULL, value(fresh, "loss_model") == 5.0);
            assert_true(!trace || strstr(host_trace(fresh), ".lv2/"));
            host_free(fresh);
            host_free(used);
        }
        host_free(finder);
    }
}

static void presets_say_what_they_are(void** state)
{
    (void)state;
    for (int p = 0; p < PLUGINS; ++p) {
        Host* const host = open_host(plugins[p]);
        const HostPreset* presets = NULL;
        const unsigned count = host_presets(host, &presets);
        for (unsigned i = 0; i < count; ++i) {
            assert_memory_equal(presets[i].uri, plugins[p], strlen(plugins[p]));
            assert_true(strlen(presets[i].label) > 8);
            assert_true(!strncmp(presets[i].comment, "A: ", 3));
            assert_non_null(strstr(presets[i].comment, ". B: "));
            for (unsigned k = 0; k < i; ++k) {
                assert_string_not_equal(presets[i].label, presets[k].label);
                assert_string_not_equal(presets[i].uri, presets[k].uri);
            }
        }
        assert_false(host_load_preset(host, "urn:dredge:mono:preset:unheard-of"));
        host_free(host);
    }
}

static void mistakes_in_the_table_are_found(void** state)
{
    (void)state;
    const Preset good = {.name = "good",
                         .label = "Good",
                         .a = "this",
                         .b = "that",
                         .listen = "Hear",
                         .values = {{"a_redundancy", "LBRR + DRED"}, {"frame", "40"}}};
    const Theme theme = {.name = "theme", .common = {{"loss", "12.5"}}};
    char error[256] = "";
    assert_true(preset_check(&theme, &good, error, sizeof(error)));
    assert_string_equal(preset_find(&theme, &good, "loss"), "12.5");
    assert_null(preset_find(&theme, &good, "seed"));

    static const PresetValue bad[] = {{"a_redundancy", "DREAD"},
                                      {"a_redundancy", "3"},
                                      {"frame", "30"},
                                      {"loss", "101"},
                                      {"loss", "-1"},
                                      {"loss", "12 %"},
                                      {"loss", "nan"},
                                      {"seed", "1.5"},
                                      {"b_on", "yes"},
                                      {"playout", "19"},
                                      {"enabled", "0"},
                                      {"threads", "0"},
                                      {"drop", "1"},
                                      {"abx_trials", "5"},
                                      {"a_kbps", "5"},
                                      {"control", "0"},
                                      {"loss_model", "Trace"}};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); ++i) {
        Preset preset = good;
        preset.values[1] = bad[i];
        *error = '\0';
        assert_false(preset_check(&theme, &preset, error, sizeof(error)));
        assert_string_not_equal(error, "");
    }
    Preset preset = good;
    preset.values[1] = preset.values[0];
    assert_false(preset_check(&theme, &preset, error, sizeof(error)));
    preset = good;
    preset.trace = "trace.txt";
    assert_false(preset_check(&theme, &preset, error, sizeof(error)));
    preset = good;
    preset.label = "A \"quote\"";
    assert_false(preset_check(&theme, &preset, error, sizeof(error)));
    preset = good;
    preset.listen = NULL;
    assert_false(preset_check(&theme, &preset, error, sizeof(error)));
    preset = good;
    preset.name = "Bad Name";
    assert_false(preset_check(&theme, &preset, error, sizeof(error)));
}

// Speech without its pauses: libopus sends no DRED in them, and nobody misses it.
static int make_sound(void** state)
{
    (void)state;
    uint32_t length = 0;
    float* const speech = speech_read(&length);
    sound = calloc(LENGTH, sizeof(float));
    if (!speech || !sound) {
        return 1;
    }
    for (uint32_t at = 0, from = 0; at + BLOCK <= LENGTH; from += BLOCK) {
        const float* const piece = speech + from % (length - length % BLOCK);
        if (level(piece, BLOCK) > 0.005) {
            memcpy(sound + at, piece, BLOCK * sizeof(float));
            at += BLOCK;
        }
    }
    free(speech);
    return 0;
}

static int free_sound(void** state)
{
    (void)state;
    free(sound);
    return 0;
}

int main(const int argc, char** const argv)
{
    if (argc < 3) {
        fprintf(stderr, "Usage: %s BUNDLE PRESETS...\n", argv[0]);
        return 2;
    }
    bundle = argv[1];
    preset_bundles = argv + 2;
    preset_bundle_count = argc - 2;
    uint32_t length = 0;
    float* const speech = speech_read(&length);
    free(speech);
    if (!speech) {
        printf("SKIP: there is no speech to play (Debian's package alsa-utils has some)\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        TEST(mistakes_in_the_table_are_found),
        TEST(presets_say_what_they_are),
        TEST(nothing_of_before_remains),
        TEST(every_preset_keeps_its_promise),
        TEST(stereo_presets_play),
    };
    return cmocka_run_group_tests(tests, make_sound, free_sound);
}
