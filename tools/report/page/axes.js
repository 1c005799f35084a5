// SPDX-License-Identifier: ISC

// Round numbers that cover a range, about `wanted` of them.
function ticks(low, high, wanted) {
    const rough = (high - low) / wanted;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find(x => x * power >= rough * 0.999);
    const list = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) {
        list.push(Number((i * step).toPrecision(12)));
    }
    return {list, step, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9))};
}

// The range of some values with a margin, that does not cross zero for it.
function rangeOf(values, margin) {
    const low = Math.min(...values), high = Math.max(...values);
    const room = (high - low || Math.abs(high) || 1) * margin;
    return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

// A scale from values to places.
function scale([low, high], from, to) {
    return x => from + (x - low) / (high - low) * (to - from);
}

// Marks and dashes tell configurations apart without colour.
const shapes = [
    "M-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0z", "M-3.6,-3.6h7.2v7.2h-7.2z", "M0,-4.8L4.4,3.2H-4.4z",
    "M0,-5L5,0L0,5L-5,0z", "M0,4.8L4.4,-3.2H-4.4z", "M-4.5,0H4.5M0,-4.5V4.5", "M-3.5,-3.5L3.5,3.5M-3.5,3.5L3.5,-3.5",
    "M0,-5L1.5,-1.5L5,0L1.5,1.5L0,5L-1.5,1.5L-5,0L-1.5,-1.5z",
];
const dashes = ["", "6 3", "2 3", "8 3 2 3"];

// How a configuration looks; those of one round of colours share the mark, later rounds don't.
function look(index) {
    const round = Math.floor(index / 8);
    return {
        colour: `var(--s${index % 8})`,
        shape: shapes[(index + 3 * round) % shapes.length],
        dash: dashes[round % dashes.length],
        hollow: round % 2 === 1,
    };
}

function mark(index, x, y) {
    const {colour, shape, hollow} = look(index);
    return draw("path", {
        d: shape, class: "mark", transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`,
        style: `stroke:${colour};fill:${hollow ? "var(--paper)" : colour}`,
    });
}

function swatch(index) {
    const {colour, dash} = look(index);
    return draw("svg", {width: 26, height: 12, viewBox: "-13 -6 26 12", class: "chart", style: "width:26px;flex:none", "aria-hidden": "true"},
        draw("path", {d: "M-13,0H13", class: "curve", style: `stroke:${colour}`, "stroke-dasharray": dash}),
        mark(index, 0, 0));
}
