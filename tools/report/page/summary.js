// SPDX-License-Identifier: ISC

const figures = data.figures;
const state = {metric: 0, hidden: new Set(), sort: {column: null, down: false}};
const configurations = data.configurations.map((item, index) => ({...item, index}));
const referenceName = figures.reference >= 0 ? configurations[figures.reference].label : null;
const baselineName = figures.baseline >= 0 ? configurations[figures.baseline].label : null;

const metric = () => figures.metrics[state.metric];
const scores = () => figures.scores[state.metric];
const metricLabel = () => metric().label + (metric().unit ? `, ${metric().unit}` : "");
const metricDecimals = () => decimalsFor(scores().flatMap(s => s.mean ? [s.mean[0]] : []));
const shown = () => configurations.filter(c => !state.hidden.has(c.index));

// "3.45 [3.30, 3.61]"
function withInterval(estimate, decimals) {
    if (!estimate) {
        return "–";
    }
    const [value, low, high] = estimate;
    return digits(value, decimals) + (low === null ? "" : ` [${digits(low, decimals)}, ${digits(high, decimals)}]`);
}

// Whether a mean leaves cells out that others have.
function incomplete(c) {
    return scores()[c.index].missing > 0;
}

function cellOf(estimate, decimals, starred) {
    const text = withInterval(estimate, decimals);
    const at = text.indexOf(" [");
    return make("td", {}, at < 0 ? text : [text.slice(0, at), starred ? "*" : "", make("span", {class: "interval"}, text.slice(at + 1))]);
}

// Columns: title, what a configuration is sorted by, and its cell.
function columns() {
    const decimals = metricDecimals();
    const list = [
        {title: "Configuration", value: c => c.index, cell: c => make("td", {class: "name"}, swatch(c.index), c.label)},
        {title: "kb/s", value: c => first(figures.costs[c.index].kbps), cell: c => make("td", {}, digits(first(figures.costs[c.index].kbps), 1))},
        {title: `${metricLabel()} [95 %]`, value: c => first(scores()[c.index].mean), cell: c => cellOf(scores()[c.index].mean, decimals, incomplete(c))},
    ];
    if (referenceName) {
        list.push({title: `Gap to ${referenceName} [95 %]`, value: c => first(scores()[c.index].gap), cell: c => c.index === figures.reference ? make("td", {}, "–") : cellOf(scores()[c.index].gap, decimals)});
    }
    if (referenceName && baselineName) {
        list.push({title: `Share of ${baselineName}’s gap [95 %]`, value: c => first(scores()[c.index].share), cell: c => c.index === figures.reference ? make("td", {}, "–") : cellOf(scores()[c.index].share, 2)});
    }
    list.push({title: "Recovered", value: c => first(figures.costs[c.index].recovered), cell: c => percent(figures.costs[c.index].recovered)},
        {title: "Concealed", value: c => first(figures.costs[c.index].concealed), cell: c => percent(figures.costs[c.index].concealed)});
    return list;
}

function first(estimate) {
    return estimate ? estimate[0] : null;
}

function percent(estimate) {
    return make("td", {}, estimate ? `${digits(estimate[0], 1)} %` : "–");
}

function drawTable() {
    const list = columns();
    const {column, down} = state.sort;
    const head = make("tr", {}, list.map((one, i) => make("th", {scope: "col", "aria-sort": column === i ? (down ? "descending" : "ascending") : "none"},
        make("button", {onclick: () => sortBy(i), title: "Sort"}, one.title))));
    const order = configurations.map(c => c.index);
    if (column !== null && list[column]) {
        const key = i => list[column].value(configurations[i]);
        // What has no value comes last, whichever way.
        order.sort((a, b) => (key(a) === null) - (key(b) === null) || (down ? key(b) - key(a) : key(a) - key(b)));
    }
    byId("table-note").textContent = configurations.filter(incomplete).map(c => `* ${c.label} has ${metric().label} for ${scores()[c.index].cells - scores()[c.index].missing} of ${scores()[c.index].cells} cells: its mean, gap and share are over those, and do not compare with the others.`).join(" ");
    byId("table").replaceChildren(make("thead", {}, head),
        make("tbody", {}, order.map(i => make("tr", {}, list.map(one => one.cell(configurations[i]))))));
}

function sortBy(column) {
    const {column: old, down} = state.sort;
    state.sort = old !== column ? {column, down: column > 0} : {column, down: !down};
    drawTable();
    byId("table").querySelectorAll("thead button")[column].focus();
}

// Configurations that differ in one option only are points of one curve.
function families(option) {
    const strip = c => c.options.replace(new RegExp(`\\s*--${option}[= ]\\S+`, "g"), "").trim();
    const found = new Map();
    for (const c of shown()) {
        // The reference may have the options of another one: it meets no losses.
        const key = c.options && c.index !== figures.reference ? strip(c) : c.name;
        found.set(key, [...(found.get(key) || []), c]);
    }
    return [...found.values()];
}

// A configuration as a point; null where something is missing.
function point(c, x, unit, mean, decimals) {
    if (!mean || x === null) {
        return null;
    }
    return {index: c.index, x, value: mean[0], low: mean[1], high: mean[2], tip: `${c.label}: ${withInterval(mean, decimals)} at ${digits(x, 1)} ${unit}`, text: c.label};
}

function figure(title, note, wide, paint) {
    const place = make("div", {});
    const element = make("figure", {class: wide ? "wide" : null}, make("figcaption", {}, title, make("span", {class: "quiet"}, note)), place);
    return {element, paint: () => place.replaceChildren(paint(Math.max(280, place.clientWidth)))};
}

function comparison() {
    return figure(`${metric().label} by configuration`, `Mean over all losses, with 95 % interval${metric().higher ? "; higher is better" : "; lower is better"}`, true, width => forest(width, metricLabel(),
        shown().filter(c => scores()[c.index].mean).map(c => {
            const [value, low, high] = scores()[c.index].mean;
            return {index: c.index, name: c.label + (incomplete(c) ? " *" : ""), value, low, high, text: withInterval(scores()[c.index].mean, metricDecimals())};
        })));
}

function againstLoss() {
    const series = shown().map(c => ({
        index: c.index,
        points: figures.bins.flatMap((bin, i) => {
            const mean = scores()[c.index].bins[i];
            return mean ? [{x: bin.lost, value: mean[0], low: mean[1], high: mean[2], tip: `${c.label}, ${bin.from}–${bin.to} % lost: ${withInterval(mean, metricDecimals())}`}] : [];
        }),
    })).filter(one => one.points.length);
    const lost = figures.bins.map(bin => bin.lost).filter(x => x !== null);
    if (!series.length || !lost.length) {
        return null;
    }
    const ranges = figures.bins.filter(bin => bin.lost !== null).map(bin => `${bin.from}–${bin.to}`).join(", ");
    return figure("Against loss", `Points are means over ranges of loss (${ranges} %)`, false, width => curves(width, {x: {label: "packets lost, %", range: [0, Math.min(100, Math.max(...lost) * 1.08 + 1)], aside: true}, y: {label: metricLabel()}}, series));
}

function againstRate() {
    const series = familySeries("bitrate", "kbps", "kb/s");
    return series && figure("Against bitrate", "All that is sent, headers included", false, width => curves(width, {x: {label: "kb/s"}, y: {label: metricLabel()}}, sides(series)));
}

// Configurations that come with several delays; the others are levels to compare with.
function againstDelay() {
    const several = list => (list || []).filter(one => one.points.length > 1 && one.points[0].x < one.points[one.points.length - 1].x);
    const series = several(familySeries("playout", "playout", "ms"));
    const back = several(familySeries("playout", "playout", "ms", c => figures.costs[c.index].recovered, 1));
    const inCurves = new Set(series.flatMap(one => one.points.map(p => p.index)));
    const levels = shown().filter(c => !inCurves.has(c.index) && scores()[c.index].mean).map(c => ({index: c.index, name: c.label, value: scores()[c.index].mean[0]}));
    const x = {label: "playout delay, ms"};
    return [
        series.length ? figure("Against playout delay", "What waiting gains, by depth; across: configurations with one delay", false, width => curves(width, {x, y: {label: metricLabel()}}, sides(series), levels)) : null,
        back.length && metric().name !== "recovered_pct" ? figure("Brought back by playout delay", "Lost frames that redundancy reached in time", false, width => curves(width, {x, y: {label: "recovered, % of lost"}}, sides(back))) : null,
    ];
}

// Families as curves of an estimate, the score unless said otherwise.
function familySeries(option, cost, unit, estimateOf = c => scores()[c.index].mean, decimals = metricDecimals()) {
    const series = families(option).map(family => ({
        index: family[0].index,
        points: family.map(c => point(c, first(figures.costs[c.index][cost]), unit, estimateOf(c), decimals)).filter(p => p).sort((a, b) => a.x - b.x),
    })).filter(one => one.points.length);
    return series.length ? series : null;
}

// Only the last point of a curve bears its name, on the side where there is room.
function sides(series) {
    const all = series.flatMap(one => one.points.map(p => p.x));
    const middle = (Math.min(...all) + Math.max(...all)) / 2;
    const taken = series.length > 8;
    return series.map(one => ({...one, points: one.points.map((p, i) => ({...p, text: taken || i < one.points.length - 1 ? null : p.text, side: p.x > middle ? "left" : "right"}))}));
}

let painted = [];

function drawCharts() {
    painted = [comparison(), againstLoss(), againstRate(), ...againstDelay()].filter(one => one);
    byId("figures").replaceChildren(...painted.map(one => one.element));
    painted.forEach(one => one.paint());
}

function drawLegend() {
    byId("legend").replaceChildren(...configurations.map(c => make("li", {}, make("button", {
        "aria-pressed": String(!state.hidden.has(c.index)),
        onclick: event => {
            if (!state.hidden.delete(c.index)) {
                state.hidden.add(c.index);
            }
            event.currentTarget.setAttribute("aria-pressed", String(!state.hidden.has(c.index)));
            drawCharts();
        },
    }, swatch(c.index), c.label))));
}

function startSummary() {
    const select = byId("metric");
    select.append(...figures.metrics.map((one, i) => make("option", {value: i}, one.label)));
    const show = () => {
        byId("metric-note").textContent = metric().higher ? "higher is better" : "lower is better";
        drawTable();
        drawCharts();
    };
    select.addEventListener("change", () => {
        state.metric = Number(select.value);
        show();
    });
    drawLegend();
    show();
    let width = byId("figures").clientWidth;
    new ResizeObserver(() => {
        if (byId("figures").clientWidth !== width) {
            width = byId("figures").clientWidth;
            painted.forEach(one => one.paint());
        }
    }).observe(byId("figures"));
}
