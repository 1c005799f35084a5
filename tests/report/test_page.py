# SPDX-License-Identifier: ISC
"""The page in a browser: test_page.py DREDGE [PICTURES]

Opens it from the file system, and does with keys and mouse what a reader would.
"""
import csv
import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

import browser
from checks import Checks

HERE = pathlib.Path(__file__).parent
PROMPTS = sorted(pathlib.Path("/usr/share/sounds/alsa").glob("*_*.wav"))[:3]

# What the player gives when it is switched from the first sound to the second one at 0.1 s, in
# samples, compared with what it should give; then the same with a loop, and with a jump.
PLAYER = """
(async () => {
    const rate = 48000, length = 0.5 * rate;
    const ramp = (offset, slope) => {
        const buffer = new AudioBuffer({length, sampleRate: rate});
        buffer.getChannelData(0).forEach((x, i, all) => { all[i] = offset + slope * i / length; });
        return buffer;
    };
    const sounds = [ramp(0, 0.5), ramp(-0.1, -0.5)];
    const render = async (frames, prepare) => {
        const context = new OfflineAudioContext(1, frames, rate);
        const player = new Player(context, sounds);
        await prepare(context, player);
        return (await context.startRendering()).getChannelData(0);
    };
    const at = 4864; // A multiple of the render quantum
    const switched = await render(length, (context, player) => {
        player.start();
        context.suspend(at / rate).then(() => { player.hear(1); context.resume(); });
    });
    const worst = (from, to, expected) => {
        let most = 0;
        for (let i = from; i < to; ++i) {
            most = Math.max(most, Math.abs(switched[i] - expected(i)));
        }
        return most;
    };
    const value = (k, i) => sounds[k].getChannelData(0)[i];
    const fade = 480;
    const looped = await render(length, (context, player) => {
        player.loop = {from: 0.1, to: 0.2};
        player.at = 0.1;
        player.start();
    });
    let loopError = 0;
    for (let i = 0; i < 20000; ++i) {
        const edge = Math.min(i % 4800, 4799 - i % 4800);
        loopError = Math.max(loopError, Math.abs(looped[i] - value(0, 4800 + i % 4800) * Math.min(1, (edge + 0.5) / 240)));
    }
    const left = await render(length, (context, player) => {
        player.setLoop({from: 0.05, to: 0.15}, 0.05);
        player.start();
        context.suspend(at / rate).then(() => { player.setLoop(null); context.resume(); });
    });
    const on = 2400 + at - 4800; // Where it was
    let leftError = 0;
    for (let i = at + 300; i < 20000; ++i) { // What is before fades in
        leftError = Math.max(leftError, Math.abs(left[i] - value(0, on + i - at)));
    }
    return {
        before: worst(0, at, i => value(0, i)),
        after: worst(at + fade + 1, length, i => value(1, i)),
        between: worst(at, at + fade, i => value(0, i) + (value(1, i) - value(0, i)) * (i - at) / fade),
        loop: loopError,
        left: leftError,
    };
})()"""

# The decoded sound of the page against the samples of the sweep's own file.
SAMPLES = "(async () => Array.from((await decode((await loadGroup(%d)).sounds[%d])).getChannelData(0)))()"


def wav_samples(path):
    data = path.read_bytes()
    at = data.index(b"data") + 8
    count = struct.unpack("<I", data[at - 4:at])[0] // 2
    return [x / 32768 for x in struct.unpack(f"<{count}h", data[at:at + 2 * count])]


def check_figures(page, check):
    check(page.run("document.querySelectorAll('#table tbody tr').length") == 8, "the table has all configurations")
    check(page.run("document.querySelectorAll('#figures figure').length") == 5, "five charts")
    check("half" in page.run("document.getElementById('problem-list').textContent"), "the broken input is listed")
    check(page.run("document.querySelectorAll('#problem-list b').length") == 0, "texts are no markup")
    check("</script><b>" in page.run("document.getElementById('plan-text').textContent"), "the plan's text is complete")
    names = "[...document.querySelectorAll('#table tbody tr td:first-child')].map(e => e.textContent)"
    page.click("#table thead th:nth-child(3) button")
    scores = page.run("[...document.querySelectorAll('#table tbody tr td:nth-child(3)')].map(e => parseFloat(e.textContent))")
    check(scores == sorted(scores, reverse=True) and page.run(names)[0] == "Lossless", "sorted by score")
    page.click("#table thead th:nth-child(1) button")
    page.run("(s => { s.value = 1; s.dispatchEvent(new Event('change')); })(document.getElementById('metric'))")
    check("ESTOI" in page.run("document.querySelector('#figures').textContent"), "the charts follow the score")
    page.run("(s => { s.value = 0; s.dispatchEvent(new Event('change')); })(document.getElementById('metric'))")
    page.click("#legend li:nth-child(2) button")
    check("Zero fill" not in page.run("document.querySelector('#figures').textContent"), "a curve can be hidden")
    page.click("#legend li:nth-child(2) button")
    check(page.run("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the window")


def check_player(page, check, sweep):
    errors = page.run(PLAYER)
    check(max(errors.values()) < 1e-3 and errors["before"] < 1e-6 and errors["after"] < 1e-6, f"the player is exact: {errors}")
    group = page.run("listening.group")
    g = page.run(f"data.groups[{group}]")
    name = page.run(f"[data.inputs[{g['input']}].name, data.configurations[6].name, data.networks[{g['network']}].name].join('_')")
    got, sent = page.run(SAMPLES % (group, 6)), wav_samples(sweep / "wav" / (name + ".wav"))
    # Chromium takes 32767 for full scale above zero, and 32768 below.
    check(len(got) == len(sent) and max(abs(x - y) for x, y in zip(got, sent)) < 1 / 32768, "decoded to the very samples")


def check_listening(page, check, pictures):
    page.run("document.activeElement.blur()")
    page.key(" ")
    page.wait("listening.player && listening.player.playing")
    page.wait("listening.player.position() > 0.05")
    page.key("7")
    check(page.run("listening.player.audible") == 7, "a digit switches")
    check(page.run("document.querySelectorAll('.track button[aria-pressed=true]').length") == 1, "one row is marked")
    page.key("0")
    check(page.run("listening.player.audible") == 0, "0 is the original")
    levels = page.run("matchingLevels([-20, -26, null, -60])")
    check([round(x, 3) for x in levels] == [0.251, 0.251, 1, 1], "levels are matched, within 12 dB")
    page.drag("canvas.wave", 0.25, 0.5)
    loop = page.run("listening.player.loop")
    whole = page.run("listening.tracks.duration")
    check(loop and abs(loop["from"] - whole / 4) < 0.02 and abs(loop["to"] - whole / 2) < 0.02, f"a drag loops: {loop}")
    time.sleep(1.0)
    check(page.run("listening.player.playing && listening.player.position() >= listening.player.loop.from && listening.player.position() <= listening.player.loop.to"), "it stays in the loop")
    page.key("Escape")
    page.key("l")
    page.key(" ")
    check(not page.run("listening.player.playing"), "space pauses")
    page.click("canvas.wave")
    check(abs(page.run("listening.player.position()") - whole / 2) < 0.02, "a click seeks")
    page.key("ArrowLeft")
    check(abs(page.run("listening.tracks.time") - max(0, whole / 2 - 1)) < 0.02, "an arrow steps")
    page.key("+")
    check(page.run("listening.tracks.view.to - listening.tracks.view.from") < whole * 0.6, "zoom")
    page.run("listening.tracks.zoom(1e9, 0)")
    page.run("document.querySelector('.sent').open = true")
    page.wait("[...document.querySelectorAll('.sent img')].every(i => i.complete)")
    drawings = page.run("[...document.querySelectorAll('.sent img')].map(i => i.naturalWidth)")
    check(len(drawings) == page.run("listening.content.rows.filter(r => r).length") and min(drawings) == 900, f"packets are drawn: {drawings}")
    if pictures:
        page.picture(pictures / "packets.png")
    page.run("document.querySelector('.sent').open = false")


def check_abx(page, check, pictures):
    page.run("window.files = []; document.addEventListener('saved', e => files.push(e.detail))")
    page.click("#modes button:nth-child(2)")
    page.run("byId('abx-n').value = 10")
    page.click("#abx-start")
    check(page.run("[...document.querySelectorAll('.track button')].every(b => b.offsetParent === null)"), "blind: no rows")
    check(page.run("document.querySelector('.sent').offsetParent === null"), "blind: no packets")
    page.key("1")
    check(page.run("abx.trials.length") == 0, "no answer before listening")
    drawn = []
    for trial in range(10):
        for key in "abx":
            page.key(key)
        if pictures and trial == 1:
            page.picture(pictures / "abx.png")
        check("right" not in page.run("byId('panel').textContent"), "no result before the last answer")
        drawn.append(page.run("abx.x"))
        right = trial != 4
        page.key("1" if (drawn[-1] == "a") == right else "2")
    text = page.run("byId('panel').textContent")
    check("9 of 10 answers right" in text and "0.011" in text, f"result: {text}")
    page.click("#panel .controls button:nth-child(1)")
    page.click("#panel .controls button:nth-child(2)")
    files = page.run("files")
    rows = list(csv.DictReader(io.StringIO(files[0]["text"])))
    check([row["x"] for row in rows] == drawn and sum(int(row["right"]) for row in rows) == 9, "saved as CSV")
    check(json.loads(files[1]["text"])["right"] == 9, "saved as JSON")
    check(0.01 < page.run("guessing(9, 10)") < 0.011 and page.run("guessing(0, 16)") == 1, "binomial")
    check(page.run("(() => { const n = [0, 0, 0]; for (let i = 0; i < 3000; ++i) { ++n[chance(3)]; } return Math.min(...n) > 850; })()"), "chance is even")


def check_mushra(page, check, pictures):
    page.click("#modes button:nth-child(3)")
    page.run("byId('mushra-listener').value = 'Ann, \"A\"'")
    page.click("#mushra-start")
    pages = page.run("heardGroups().length")
    for number in range(1, pages + 1):
        page.wait(f"byId('panel').textContent.includes('Page {number} of {pages}')")
        count = page.run("mushra.conditions.length")
        check(page.run("byId('mushra-next').disabled"), "no next page before all are rated")
        for i in range(count):
            page.key(str((i + 1) % 10))
            page.run(f"(e => {{ e.value = mushra.conditions[{i}] === mushra.reference ? 100 : {10 + i}; e.dispatchEvent(new Event('input')); }})(document.querySelector('[data-rate=\"{i}\"]'))")
        if pictures and number == 1:
            page.picture(pictures / "mushra.png")
        page.click("#mushra-next")
    page.wait("byId('panel').textContent.includes('Thank you')")
    page.click("#panel .controls button:nth-child(1)")
    rows = list(csv.DictReader(io.StringIO(page.run("files[2].text"))))
    check(len(rows) == pages * 9 and {row["listener"] for row in rows} == {'Ann, "A"'}, f"{len(rows)} ratings saved")
    check(all((row["rating_score"] == "100") == (row["rating_stimulus"] == "reference") for row in rows), "the hidden reference is known again")
    anchor = page.run("(async () => { const b = new AudioBuffer({length: 48000, sampleRate: 48000}); b.getChannelData(0).forEach((x, i, all) => { all[i] = Math.sin(i * 2 * Math.PI * 1000 / 48000) + Math.sin(i * 2 * Math.PI * 7000 / 48000); });"
                      "const y = (await anchorOf(b)).getChannelData(0); const power = f => { let c = 0, s = 0; for (let i = 24000; i < 48000; ++i) { c += y[i] * Math.cos(i * 2 * Math.PI * f / 48000); s += y[i] * Math.sin(i * 2 * Math.PI * f / 48000); } return Math.hypot(c, s) / 12000; }; return [power(1000), power(7000)]; })()")
    check(0.9 < anchor[0] < 1.1 and anchor[1] < 0.01, f"the anchor has no highs: {anchor}")


def take_pictures(page, pictures):
    for width in (1280, 400):
        for dark in (False, True):
            page.look(width, 900, dark)
            time.sleep(0.5)
            page.picture(pictures / f"report-{width}-{'dark' if dark else 'light'}.png")
    page.look(1280, 900)


def main():
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if len(PROMPTS) < 3:
        print("no spoken prompts: scripts/setup demo installs them")
        return 77
    check = Checks()
    with tempfile.TemporaryDirectory() as folder:
        sweep, out = pathlib.Path(folder) / "sweep", pathlib.Path(folder) / "a report"
        subprocess.run([sys.executable, HERE / "make_sweep.py", sys.argv[1], sweep, *PROMPTS], check=True)
        subprocess.run([sys.argv[1], "report", sweep, "-o", out, "--listen", "2"], check=True, stdout=subprocess.DEVNULL)
        try:
            page = browser.Browser()
        except FileNotFoundError:
            print("Chromium is not installed")
            return 77
        try:
            page.look(1280, 900)
            page.open((out / "index.html").as_uri())
            page.wait("typeof listening === 'object' && listening.group !== null && listening.mode !== null")
            check_figures(page, check)
            check_player(page, check, sweep)
            check_listening(page, check, pictures)
            if pictures:
                take_pictures(page, pictures)
            check_abx(page, check, pictures)
            check_mushra(page, check, pictures)
            page.look(400, 800)
            check(page.run("document.documentElement.scrollWidth <= innerWidth"), "it fits a telephone")
            check(not page.complaints, f"the browser complains: {page.complaints}")
            strange = [url for url in page.requests if not url.startswith(("file:", "data:", "blob:", "about:"))]
            check(not strange, f"the page asks for {strange}")
        finally:
            page.close()
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


sys.exit(main())
