// SPDX-License-Identifier: ISC

function plural(count, one, many) {
    return `${count} ${count === 1 ? one : many || one + "s"}`;
}

function drawHeader() {
    const name = data.plan_name ? data.plan_name.replace(/^.*\//, "") : "";
    byId("title").textContent = name ? `Dredge sweep: ${name}` : "Dredge sweep";
    document.title = byId("title").textContent;
    const seeds = new Set(data.groups.map(group => group.seed)).size;
    byId("made").textContent = [
        plural(data.inputs.length, "clip"), plural(configurations.length, "configuration"),
        plural(data.networks.length, "network"), plural(seeds, "seed"),
        plural(data.cells, "cell") + (data.failed ? `, ${data.failed} failed` : ""),
        `made on ${data.date} by dredge ${data.made_by}`,
    ].join(" · ");
    byId("problem-list").append(...data.problems.map(text => make("li", {}, text)));
    byId("problems").hidden = !data.problems.length;
}

function listTable(title, items) {
    return make("table", {class: "plain"}, make("thead", {}, make("tr", {}, make("th", {scope: "col"}, title), make("th", {scope: "col"}, "Options"))),
        make("tbody", {}, items.map(item => make("tr", {}, make("td", {}, item.label), make("td", {}, make("code", {}, item.options || (item.error ? item.error : item.seconds ? `${digits(item.seconds, 1)} s` : "")))))));
}

function drawMethod() {
    const clips = data.inputs.filter(input => !input.error).length;
    const text = [
        `Scores are means over all cells. The 95 % intervals are percentile bootstraps over whole clips (2000 draws, always the same ones), because cells of one clip are not independent.` +
            (clips < 2 ? " With a single clip there are no intervals." : clips < 8 ? ` With ${clips} clips they are rough, and rather too narrow.` : ""),
    ];
    if (referenceName) {
        text.push(`The gap is how much worse a configuration does than ${referenceName} with the same clip over the same losses: its interval is that of the paired differences.` +
            (baselineName ? ` The share is the gap divided by that of ${baselineName}: shares compare across scores, gaps don’t.` : ""));
    }
    text.push("Recovered: of the frames without a packet of their own, those that redundancy brought back. Concealed: of all frames. kb/s count all that was sent, with IP, UDP and RTP headers.");
    byId("method-text").append(...text.map(t => make("p", {}, t)));
    byId("lists").append(listTable("Input", data.inputs), listTable("Configuration", data.configurations), listTable("Network", data.networks));
    if (data.plan_text) {
        byId("plan").hidden = false;
        byId("plan-text").textContent = data.plan_text;
    }
}

drawHeader();
startSummary();
startListening();
drawMethod();
