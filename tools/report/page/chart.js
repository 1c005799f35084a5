// SPDX-License-Identifier: ISC

// Curves with intervals. `axis.x`, `axis.y`: {label, range?, ticks?}; `series`: a list of
// {index, points: [{x, low, value, high, tip}]}; `levels`: lines across, {index, name, value}.
function curves(width, axis, series, levels = []) {
    const height = Math.round(Math.min(380, Math.max(270, width * 0.62)));
    const box = {left: 54, right: width - 12, top: 14, bottom: height - 46};
    const points = series.flatMap(one => one.points);
    const spread = points.flatMap(p => [p.value, p.low, p.high]).filter(v => v !== null).concat(levels.map(l => l.value));
    const yRange = rangeOf(spread, 0.06);
    const xRange = axis.x.range || rangeOf(points.map(p => p.x), 0.08);
    const x = scale(xRange, box.left, box.right), y = scale(yRange, box.bottom, box.top);
    const svg = draw("svg", {class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${axis.y.label} against ${axis.x.label}`});
    drawAxes(svg, box, x, y, axis, xRange, yRange);
    drawLevels(svg, levels, box, y);
    const reach = Math.min(3, 14 / Math.max(1, series.length));
    series.forEach((one, i) => {
        const aside = axis.x.aside ? (i - (series.length - 1) / 2) * reach : 0;
        drawSeries(svg, one, p => x(p.x) + aside, y, width < 440); // The legend has the names too
    });
    return svg;
}

// Names stand at the left, and in the middle where that is taken.
function drawLevels(svg, levels, box, y) {
    const places = [box.left + 4, (box.left + box.right) / 2 - 20];
    const last = places.map(() => -Infinity);
    for (const level of [...levels].sort((a, b) => y(a.value) - y(b.value))) {
        const {colour} = look(level.index), at = y(level.value);
        const free = last.findIndex(taken => at - taken > 13);
        svg.append(draw("g", {}, draw("title", {}, level.name),
            draw("path", {class: "curve", d: `M${box.left},${at}H${box.right}`, style: `stroke:${colour};stroke-width:1.2`, "stroke-dasharray": "2 4"}),
            free < 0 ? null : draw("text", {class: "halo tick", x: places[free], y: at - 4}, level.name)));
        if (free >= 0) {
            last[free] = at;
        }
    }
}

function drawAxes(svg, box, x, y, axis, xRange, yRange) {
    const xTicks = axis.x.ticks ? {list: axis.x.ticks, decimals: 0} : ticks(...xRange, (box.right - box.left) / 80);
    const yTicks = ticks(...yRange, 5);
    for (const at of yTicks.list) {
        svg.append(draw("line", {class: "grid", x1: box.left, x2: box.right, y1: y(at), y2: y(at)}),
            draw("text", {class: "tick", x: box.left - 8, y: y(at) + 4, "text-anchor": "end"}, digits(at, yTicks.decimals)));
    }
    for (const at of xTicks.list) {
        svg.append(draw("line", {class: "axis", x1: x(at), x2: x(at), y1: box.bottom, y2: box.bottom + 5}),
            draw("text", {class: "tick", x: x(at), y: box.bottom + 19, "text-anchor": "middle"}, digits(at, xTicks.decimals)));
    }
    svg.append(draw("line", {class: "axis", x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom}),
        draw("text", {x: (box.left + box.right) / 2, y: box.bottom + 39, "text-anchor": "middle"}, axis.x.label),
        draw("text", {x: 0, y: 0, "text-anchor": "middle", transform: `translate(13,${(box.top + box.bottom) / 2}) rotate(-90)`}, axis.y.label));
}

function drawSeries(svg, one, x, y, tight) {
    const {colour, dash} = look(one.index);
    const place = p => `${x(p).toFixed(1)},${y(p.value).toFixed(1)}`;
    if (one.points.length > 1) {
        svg.append(draw("path", {class: "curve", d: "M" + one.points.map(place).join("L"), style: `stroke:${colour}`, "stroke-dasharray": dash}));
    }
    for (const p of one.points) {
        const at = x(p);
        const group = draw("g", {}, draw("title", {}, p.tip));
        if (p.low !== null) {
            const low = y(p.low), high = y(p.high);
            group.append(draw("path", {class: "bar", d: `M${at},${low}V${high}M${at - 3},${low}h6M${at - 3},${high}h6`, style: `stroke:${colour};fill:none`}));
        }
        group.append(mark(one.index, at, y(p.value)));
        if (p.text && !tight) {
            const left = p.side === "left";
            group.append(draw("text", {class: "halo", x: at + (left ? -9 : 9), y: y(p.value) + 4, "text-anchor": left ? "end" : "start"}, p.text));
        }
        svg.append(group);
    }
}

// One value with its interval in each row: {index, name, value, low, high, text}.
function forest(width, label, rows) {
    const longest = Math.max(...rows.map(row => row.name.length));
    const left = Math.min(width * 0.42, 16 + longest * 7), rowHeight = 30;
    const wide = width > 560;
    const box = {left, right: width - (wide ? 160 : 14), top: 6, bottom: 6 + rows.length * rowHeight};
    const values = rows.flatMap(row => [row.value, row.low, row.high]).filter(v => v !== null);
    const range = rangeOf(values, 0.06);
    const x = scale(range, box.left, box.right);
    const svg = draw("svg", {class: "chart", viewBox: `0 0 ${width} ${box.bottom + 44}`, role: "img", "aria-label": label + " by configuration"});
    const marks = ticks(...range, (box.right - box.left) / 80);
    for (const at of marks.list) {
        svg.append(draw("line", {class: "grid", x1: x(at), x2: x(at), y1: box.top, y2: box.bottom}),
            draw("text", {class: "tick", x: x(at), y: box.bottom + 16, "text-anchor": "middle"}, digits(at, marks.decimals)));
    }
    svg.append(draw("line", {class: "axis", x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom}),
        draw("text", {x: (box.left + box.right) / 2, y: box.bottom + 36, "text-anchor": "middle"}, label));
    rows.forEach((row, i) => {
        const y = box.top + (i + 0.5) * rowHeight;
        const {colour} = look(row.index);
        const room = Math.floor((left - 12) / 6.6);
        const name = row.name.length > room ? row.name.slice(0, room - 1) + "…" : row.name;
        const group = draw("g", {}, draw("title", {}, `${row.name}: ${row.text}`),
            draw("text", {x: left - 12, y: y + 4, "text-anchor": "end"}, name));
        if (row.low !== null) {
            group.append(draw("path", {class: "bar", d: `M${x(row.low)},${y}H${x(row.high)}M${x(row.low)},${y - 4}v8M${x(row.high)},${y - 4}v8`, style: `stroke:${colour};stroke-width:2`}));
        }
        group.append(mark(row.index, x(row.value), y));
        if (wide) {
            group.append(draw("text", {class: "tick", x: width - 2, y: y + 4, "text-anchor": "end"}, row.text));
        }
        svg.append(group);
    });
    return svg;
}
