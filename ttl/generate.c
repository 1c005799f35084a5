// SPDX-License-Identifier: ISC
// Print the plugins' Turtle description from the table of ports.
#include "ports.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char* symbol;
    const char* name;
} Group;

static const Group groups[] = {
    {"listen", "Listen"},
    {"abx", "Blind Test"},
    {"codec", "Codec"},
    {"lane_a", "Lane A"},
    {"lane_b", "Lane B"},
    {"network", "Network"},
    {"receiver", "Receiver"},
    {"meters", "Meters"},
    {"meters_abx", "Result of the Blind Test"},
    {"meters_a", "Meters of Lane A"},
    {"meters_b", "Meters of Lane B"},
};

// Units that the units vocabulary doesn't have.
static void print_unit(const char* const unit)
{
    static const char* const known[] = {"db", "ms", "pc", "frame", "s"};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); ++i) {
        if (!strcmp(unit, known[i])) {
            printf("        units:unit units:%s ;\n", unit);
            return;
        }
    }
    printf(
        "        units:unit [\n            a units:Unit ;\n            rdfs:label \"%s\" ;\n"
        "            units:symbol \"%s\" ;\n            units:render \"%%f %s\"\n        ] ;\n",
        unit, unit, unit);
}

static void print_atom(const Port* const port)
{
    const bool input = port->kind == PORT_KIND_ATOM_IN;
    printf("        a %s , atom:AtomPort ;\n"
           "        atom:bufferType atom:Sequence ;\n"
           "        atom:supports %s ;\n"
           "        lv2:portProperty lv2:connectionOptional ;\n"
           "        rsz:minimumSize 8192 ;\n",
           input ? "lv2:InputPort" : "lv2:OutputPort", port->supports);
    if (port->designation) {
        printf("        lv2:designation lv2:%s ;\n", port->designation);
    }
}

static void print_points(const DredgeChoice* const points)
{
    for (const DredgeChoice* p = points; p && p->label; ++p) {
        printf("        lv2:scalePoint [ rdfs:label \"%s\" ; rdf:value %g ] ;\n", p->label,
               (double)p->value);
    }
}

static void print_control(const Port* const port)
{
    const bool input = port->kind == PORT_KIND_IN;
    printf("        a %s , lv2:ControlPort ;\n", input ? "lv2:InputPort" : "lv2:OutputPort");
    if (input) {
        printf("        lv2:default %g ;\n", (double)port->standard);
    }
    printf("        lv2:minimum %g ;\n        lv2:maximum %.8g ;\n", (double)port->minimum,
           (double)port->maximum);
    const struct {
        unsigned flag;
        const char* property;
    } properties[] = {
        {DREDGE_PARAMETER_SWITCH, "lv2:toggled"},
        {DREDGE_PARAMETER_WHOLE | DREDGE_PARAMETER_SWITCH, "lv2:integer"},
        {DREDGE_PARAMETER_NAMED, "lv2:enumeration"},
        {DREDGE_PARAMETER_LOGARITHMIC, "pprops:logarithmic"},
        {DREDGE_PARAMETER_RESTARTS, "pprops:causesArtifacts , pprops:notAutomatic"},
        {DREDGE_PARAMETER_HIDDEN, "pprops:notOnGUI"},
        {DREDGE_PARAMETER_MOMENTARY, "pprops:trigger"},
    };
    for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); ++i) {
        if (port->flags & properties[i].flag) {
            printf("        lv2:portProperty %s ;\n", properties[i].property);
        }
    }
    if (port->designation) {
        printf("        lv2:designation lv2:%s ;\n", port->designation);
        if (!strcmp(port->designation, "latency")) {
            printf("        lv2:portProperty lv2:reportsLatency ;\n");
        }
    }
    if (port->unit) {
        print_unit(port->unit);
    }
    print_points(port->choices);
}

static void print_port(const Port* const port, const unsigned index)
{
    printf("    lv2:port [\n");
    if (port->kind == PORT_KIND_ATOM_IN || port->kind == PORT_KIND_ATOM_OUT) {
        print_atom(port);
    } else {
        print_control(port);
    }
    if (port->group) {
        printf("        pg:group dredge:%s ;\n", port->group);
    }
    printf("        rdfs:comment \"%s\" ;\n        lv2:index %u ;\n"
           "        lv2:symbol \"%s\" ;\n        lv2:name \"%s\"\n    ] ;\n",
           port->comment, index, port->symbol, port->name);
}

static void print_audio(const unsigned channels)
{
    static const char* const sides[] = {"left", "right"};
    static const char* const side_names[] = {"Left", "Right"};
    for (unsigned output = 0; output < 2; ++output) {
        for (unsigned c = 0; c < channels; ++c) {
            const char* const symbol = output ? "out" : "in";
            const char* const name = output ? "Out" : "In";
            const unsigned index = ports_get()->count + output * channels + c;
            printf("    lv2:port [\n        a lv2:%sPort , lv2:AudioPort ;\n"
                   "        lv2:index %u ;\n        pg:group dredge:%s%s ;\n",
                   output ? "Output" : "Input", index, channels == 2 ? "stereo_" : "mono_",
                   symbol);
            if (channels == 2) {
                printf("        lv2:designation pg:%s ;\n        lv2:symbol \"%s_%s\" ;\n"
                       "        lv2:name \"%s %s\"\n",
                       sides[c], symbol, sides[c], name, side_names[c]);
            } else {
                printf("        lv2:designation pg:center ;\n        lv2:symbol \"%s\" ;\n"
                       "        lv2:name \"%s\"\n",
                       symbol, name);
            }
            printf("    ] %s\n", output && c + 1 == channels ? "." : ";");
        }
    }
}

// state:threadSafeRestore would be true, but is left out: for plugins that have it, jalv's
// prompt (1.6.6) takes a preset's state and none of its controls.
static void print_plugin(const char* const uri, const char* const name, const unsigned channels)
{
    const char* const kind = channels == 2 ? "stereo" : "mono";
    printf(
        "\n<%s>\n"
        "    a lv2:Plugin , lv2:SimulatorPlugin , doap:Project ;\n"
        "    doap:name \"%s\" ;\n"
        "    doap:license <http://spdx.org/licenses/ISC> ;\n"
        "    doap:maintainer [ a foaf:Person ; foaf:name \"The Dredge developers\" ] ;\n"
        "    lv2:project <urn:dredge:project> ;\n"
        "    doap:shortdesc \"A lossy voice link you can listen to (%s)\" ;\n"
        "    rdfs:comment \"Codes the sound with Opus, loses packets on a simulated network, "
        "and brings them back by LBRR, DRED, RED or concealment.\" ;\n"
        "    lv2:minorVersion %d ;\n"
        "    lv2:microVersion %d ;\n"
        "    lv2:requiredFeature urid:map ;\n"
        "    lv2:optionalFeature lv2:hardRTCapable , lv2:isLive , log:log , "
        "work:schedule , idpy:queue_draw ;\n"
        "    lv2:extensionData state:interface , work:interface , idpy:interface ;\n"
        "    patch:writable <urn:dredge:trace> ;\n"
        "    pg:mainInput dredge:%s_in ;\n    pg:mainOutput dredge:%s_out ;\n",
        uri, name, kind, DREDGE_MINOR, DREDGE_MICRO, kind, kind);
    const Ports* const ports = ports_get();
    for (unsigned i = 0; i < ports->count; ++i) {
        print_port(&ports->port[i], i);
    }
    print_audio(channels);
}

// The window. It gets what the port of messages sends.
static void print_ui(void)
{
    printf("\n<%s>\n"
           "    a ui:X11UI ;\n"
           "    lv2:requiredFeature urid:map ;\n"
           "    lv2:optionalFeature ui:parent , ui:resize , ui:touch , ui:requestValue , "
           "ui:idleInterface , opts:options , log:log ;\n"
           "    lv2:extensionData ui:idleInterface , ui:resize ;\n"
           "    opts:supportedOption ui:scaleFactor , ui:backgroundColor",
           "urn:dredge:ui");
    static const char* const plugins[] = {"urn:dredge:mono", "urn:dredge:stereo"};
    for (size_t i = 0; i < sizeof(plugins) / sizeof(plugins[0]); ++i) {
        printf(" ;\n    ui:portNotification [\n        ui:plugin <%s> ;\n"
               "        lv2:symbol \"notify\" ;\n        ui:notifyType atom:Object , "
               "<urn:dredge:view>\n    ]",
               plugins[i]);
    }
    puts(" .");
}

int main(void)
{
    puts(
        "# SPDX-License-Identifier: ISC\n"
        "@prefix atom: <http://lv2plug.in/ns/ext/atom#> .\n"
        "@prefix doap: <http://usefulinc.com/ns/doap#> .\n"
        "@prefix dredge: <urn:dredge:group:> .\n"
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
        "@prefix idpy: <http://harrisonconsoles.com/lv2/inlinedisplay#> .\n"
        "@prefix log: <http://lv2plug.in/ns/ext/log#> .\n"
        "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
        "@prefix midi: <http://lv2plug.in/ns/ext/midi#> .\n"
        "@prefix opts: <http://lv2plug.in/ns/ext/options#> .\n"
        "@prefix patch: <http://lv2plug.in/ns/ext/patch#> .\n"
        "@prefix pg: <http://lv2plug.in/ns/ext/port-groups#> .\n"
        "@prefix pprops: <http://lv2plug.in/ns/ext/port-props#> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix rsz: <http://lv2plug.in/ns/ext/resize-port#> .\n"
        "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n"
        "@prefix time: <http://lv2plug.in/ns/ext/time#> .\n"
        "@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .\n"
        "@prefix units: <http://lv2plug.in/ns/extensions/units#> .\n"
        "@prefix urid: <http://lv2plug.in/ns/ext/urid#> .\n"
        "@prefix work: <http://lv2plug.in/ns/ext/worker#> .\n\n"
        "idpy:queue_draw a lv2:Feature .\nidpy:interface a lv2:ExtensionData .\n\n"
        "<urn:dredge:project>\n"
        "    a doap:Project ;\n"
        "    doap:name \"Dredge\" ;\n"
        "    doap:license <http://spdx.org/licenses/ISC> ;\n"
        "    doap:maintainer [ a foaf:Person ; foaf:name \"The Dredge developers\" ] .\n\n"
        "<urn:dredge:trace>\n"
        "    a lv2:Parameter ;\n"
        "    rdfs:label \"Loss Trace\" ;\n"
        "    rdfs:comment \"A file that says for each packet 0 (received) or 1 (lost), for the "
        "loss model Trace\" ;\n"
        "    rdfs:range atom:Path .\n\n"
        "<urn:dredge:watch>\n"
        "    a lv2:Parameter ;\n"
        "    rdfs:label \"Watch\" ;\n"
        "    rdfs:comment \"Set by windows: 2 begins to send what is to be seen, 1 within 3 s "
        "goes on, 0 ends\" ;\n"
        "    rdfs:range atom:Int .\n\n"
        "<urn:dredge:view>\n"
        "    a rdfs:Datatype ;\n"
        "    rdfs:subClassOf atom:Atom ;\n"
        "    rdfs:label \"What a window draws\" .");
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); ++i) {
        const bool input = strncmp(groups[i].symbol, "meters", 6) != 0;
        printf("\ndredge:%s\n    a pg:%s ;\n    lv2:symbol \"%s\" ;\n    lv2:name \"%s\" .\n",
               groups[i].symbol, input ? "InputGroup" : "OutputGroup", groups[i].symbol,
               groups[i].name);
    }
    for (unsigned channels = 1; channels <= 2; ++channels) {
        const char* const kind = channels == 2 ? "stereo" : "mono";
        const char* const shape = channels == 2 ? "StereoGroup" : "MonoGroup";
        printf("\ndredge:%s_in\n    a pg:%s , pg:InputGroup ;\n    lv2:symbol \"%s_in\" ;\n"
               "    lv2:name \"In\" .\n"
               "\ndredge:%s_out\n    a pg:%s , pg:OutputGroup ;\n    lv2:symbol \"%s_out\" ;\n"
               "    lv2:name \"Out\" ;\n    pg:source dredge:%s_in .\n",
               kind, shape, kind, kind, shape, kind, kind);
    }
    print_plugin("urn:dredge:mono", "Dredge", 1);
    print_plugin("urn:dredge:stereo", "Dredge Stereo", 2);
    print_ui();
    return 0;
}
