// SPDX-License-Identifier: ISC
"use strict";

// Elements, numbers and what the page is about.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = id => document.getElementById(id);

// An element with attributes, handlers (on...) and children.
function make(name, attributes, ...children) {
    return fill(document.createElement(name), attributes, children);
}

function draw(name, attributes, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
    for (const [key, value] of Object.entries(attributes || {})) {
        if (key.startsWith("on")) {
            element.addEventListener(key.slice(2), value);
        } else if (value !== null && value !== undefined && value !== false) {
            element.setAttribute(key, value === true ? "" : value);
        }
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined));
    return element;
}

// A number as people write it; a dash where there is none.
function digits(x, decimals) {
    if (x === null || x === undefined || !isFinite(x)) {
        return "–";
    }
    const text = x.toFixed(decimals);
    return (Number(text) === 0 ? (0).toFixed(decimals) : text).replace("-", "−");
}

// So many decimals that a hundredth of the spread shows.
function decimalsFor(values) {
    const finite = values.filter(x => x !== null && isFinite(x));
    const spread = Math.max(...finite) - Math.min(...finite);
    return finite.length < 2 || !(spread > 0)
        ? 2 : Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(spread))));
}

function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted.length ? sorted[Math.floor(sorted.length / 2)] : null;
}

// Hand a text to the user as a file.
function save(name, type, text) {
    const url = URL.createObjectURL(new Blob([text], {type}));
    const link = make("a", {href: url, download: name});
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    document.dispatchEvent(new CustomEvent("saved", {detail: {name, text}}));
}

function csv(rows) {
    const cell = x => /[",\n]/.test(String(x)) ? `"${String(x).replace(/"/g, '""')}"` : String(x);
    return rows.map(row => row.map(cell).join(",") + "\n").join("");
}
