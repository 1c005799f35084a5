#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The lost moments of the page in a browser: test_moments.py DREDGE [PICTURES]

Reads from the sweep's own records where the moments are, steps through them with keys and buttons,
and compares the loops with them; renders one loop and compares it with the sounds, sample by sample.
"""
import csv
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import wave

import browser
from checks import Checks

HERE = pathlib.Path(__file__).parent
PROMPTS = sorted(pathlib.Path("/usr/share/sounds/alsa").glob("*_*.wav"))[:6]
FRAME = 20  # ms
DELAY = 6.5  # ms: frames start so much before their sound in an aligned file
NEAR, AROUND = 100, 300  # ms

# The loop of the page, rendered twice over with a switch from sound `first` to sound `second`, against
# samples of the sounds: the worst errors before and after the crossfade, and the largest step between two
# samples where the loop jumps.
LOOP = """(async (first, second) => {
    const {rate, buffers} = listening.sounds;
    const {from, to} = listening.tracks.loop;
    const start = Math.round(from * rate), length = Math.round(to * rate) - start;
    const context = new OfflineAudioContext(1, 2 * length, rate);
    const player = new Player(context, buffers);
    player.audible = first;
    player.setLoop({from, to}, from);
    player.start();
    const at = Math.floor(0.6 * length / 128) * 128;
    context.suspend(at / rate).then(() => { player.hear(second); context.resume(); });
    const heard = (await context.startRendering()).getChannelData(0);
    const gain = i => Math.min(1, (Math.min(i % length, length - 1 - i % length) + 0.5) / (0.005 * rate));
    const worst = (sound, begin, end) => {
        const all = buffers[sound].getChannelData(0);
        let most = 0;
        for (let i = begin; i < end; ++i) {
            most = Math.max(most, Math.abs(heard[i] - all[start + i % length] * gain(i)));
        }
        return most;
    };
    return {
        before: worst(first, 0, at),
        after: worst(second, at + 0.01 * rate + 1, 2 * length),
        jump: Math.abs(heard[length] - heard[length - 1]),
    };
})"""

# Rows of 20 and 60 ms frames, given by what was not received. Holes 80 ms apart are one moment, 100 ms
# apart two; one begins before the sound, another one lies behind it.
MADE_UP = """
(() => {
    const row = (frame, count, holes) => ({frame, sources: Array.from({length: count}, (x, i) => holes[i] || "r").join("")});
    const rows = [row(20, 120, {10: "d", 15: "l", 21: "n"}), null, row(60, 40, {0: "s", 8: "c"}), row(20, 120, {24: "R", 99: "R", 110: "R"})];
    return momentsOf(rows, 2).map(m => [m.from, m.to, m.loop.from, m.loop.to].map(t => Math.round(t * 1e4) / 10));
})()"""
MADE_UP_MOMENTS = [[0, 53.5, 0, 353.5], [193.5, 313.5, 0, 613.5], [413.5, 533.5, 113.5, 833.5], [1973.5, 1993.5, 1673.5, 2000]]


def join(prompts, path):
    """One clip of several ones."""
    with wave.open(str(path), "wb") as out:
        for i, prompt in enumerate(prompts):
            with wave.open(str(prompt)) as file:
                if not i:
                    out.setparams(file.getparams())
                out.writeframes(file.readframes(file.getnframes()))
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def moments_of(records, duration):
    """(from, to) in s: frames that were not received in one of the records, those near each other joined."""
    lost = set()
    for path in records:
        with open(path, newline="", encoding="ascii") as file:
            lost |= {i for i, row in enumerate(csv.DictReader(file)) if row["source"] != "received"}
    moments = []
    for frame in sorted(lost):
        begin = frame * FRAME
        if moments and begin - moments[-1][1] < NEAR:
            moments[-1][1] = begin + FRAME
        else:
            moments.append([begin, begin + FRAME])
    in_sound = [[min(max(0, (ms - DELAY) / 1000), duration) for ms in moment] for moment in moments]
    return [moment for moment in in_sound if moment[1] > moment[0]]


def open_group(page, network):
    group = page.run(f"data.groups.findIndex(g => g.heard && data.networks[g.network].name === '{network}')")
    page.run(f"(s => {{ s.value = {group}; s.dispatchEvent(new Event('change')); }})(byId('group'))")
    page.wait(f"listening.group === {group} && listening.opening === null")
    page.run("document.activeElement.blur()")


def check_moment(page, check, moments, number, duration):
    begin, end = moments[number]
    loop = page.run("listening.player.loop")
    wanted = max(0, begin - AROUND / 1000), min(duration, end + AROUND / 1000)
    check(abs(loop["from"] - wanted[0]) < 1e-4 and abs(loop["to"] - wanted[1]) < 1e-4, f"moment {number + 1} loops {loop}, not {wanted}")
    words = page.run("byId('moment-words').textContent")
    told = re.fullmatch(r"moment (\d+) of (\d+), ([\d.]+)–([\d.]+) s", words)
    check(told and (int(told[1]), int(told[2])) == (number + 1, len(moments)), f"it says which: {words}")
    check(told and abs(float(told[3]) - begin) < 0.0051 and abs(float(told[4]) - end) < 0.0051, f"it says when: {words}, {begin} to {end}")
    mark = page.run("(() => { const m = document.querySelector('.moment').getBoundingClientRect(), o = document.querySelector('.over').getBoundingClientRect();"
                    "return [(m.left - o.left) / o.width, (m.right - o.left) / o.width]; })()")
    check(all(abs(share * duration - t) < 0.02 for share, t in zip(mark, (begin, end))), f"it is marked: {mark}")


def check_steps(page, check, moments, duration):
    made_up = page.run(MADE_UP)
    check(made_up == MADE_UP_MOMENTS, f"moments of several rows: {made_up}")
    check(page.run("byId('moment-words').textContent") == f"{len(moments)} lost moments", "they are counted")
    check(page.run("byId('moment-leave').disabled && document.querySelector('.moment').hidden"), "none at first")
    for number in range(len(moments)):
        page.key("n")
        check_moment(page, check, moments, number, duration)
    check(page.run("listening.player.playing"), "it plays")
    page.key("n")
    check_moment(page, check, moments, 0, duration)
    page.key("p")
    check_moment(page, check, moments, len(moments) - 1, duration)
    page.click("#moment-previous")
    check_moment(page, check, moments, len(moments) - 2, duration)
    page.click("#moment-next")
    page.click("#moment-next")
    page.click("#moment-next")
    check_moment(page, check, moments, 1, duration)
    check(page.run("[...document.querySelectorAll('#moments button')].every(b => b.title && b.querySelector('kbd'))"), "buttons tell what they do, and their keys")


def check_loop(page, check):
    for sound in (0, 3, 8):
        page.key(str(sound))
        check(page.run("listening.player.audible") == sound and page.run("listening.moment") == 1, "a digit switches in the loop")
    seen = []
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        seen.append(page.run("listening.player.position()"))
    loop = page.run("listening.player.loop")
    check(all(loop["from"] <= t < loop["to"] for t in seen), "it stays in the loop")
    check(sum(b < a for a, b in zip(seen, seen[1:])) >= 2, "it comes round")
    errors = page.run(LOOP + "(3, 8)")
    check(errors["before"] < 1e-4 and errors["after"] < 1e-4 and errors["jump"] < 0.01, f"the loop is exact: {errors}")
    page.run("togglePlay()")
    check(not page.run("listening.player.playing"), "it pauses")
    page.key("n")
    check(page.run("listening.player.playing"), "the next moment plays on")
    page.key("p")


def check_leaving(page, check):
    end = page.run("listening.player.loop.to")
    page.key("Escape")
    check(page.run("listening.player.playing && !listening.player.loop && listening.moment === null"), "Escape leaves the loop")
    check(page.run("!byId('loop').checked && document.querySelector('.moment').hidden && byId('moment-leave').disabled"), "and the page shows it")
    page.wait(f"listening.player.position() > {end} + 0.1")
    page.run("seek(0)")
    page.key("n")
    page.key("l")
    check(page.run("listening.player.playing && !listening.player.loop && !byId('loop').checked"), "L leaves the loop")
    page.key("l")
    check(page.run("listening.player.loop.to === listening.player.duration"), "L loops the whole otherwise")
    page.key("n")
    page.click("#moment-leave")
    check(page.run("byId('loop').checked && listening.player.loop.to === listening.player.duration"), "after a moment the whole is looped as before")
    page.key("n")
    page.drag("canvas.wave", 0.25, 0.5)
    check(page.run("listening.moment === null && document.querySelector('.moment').hidden && listening.player.loop.to < listening.player.duration"), "a drag takes the moment's place")
    page.key("Escape")
    page.key("l")
    check(page.run("listening.player.loop === null"), "no loop in the end")


def check_from_cursor(page, check, moments, duration):
    middle = len(moments) // 2
    for key, seek, number in (("n", moments[middle][0] - 0.01, middle), ("n", moments[middle][0] + 0.01, middle + 1),
                              ("p", moments[middle][1] + 0.01, middle), ("p", moments[middle][1] - 0.01, middle - 1),
                              ("n", duration - 0.001, 0), ("p", 0, len(moments) - 1)):
        page.run(f"listening.player.halt(), seek({seek}), refresh()")
        page.key(key)
        check_moment(page, check, moments, number % len(moments), duration)
        page.run("listening.player.halt()")
        page.key("Escape")
    page.run("listening.tracks.zoom(0.2, 0), seek(2)")
    page.key("n")
    check(page.run("(({view, loop}) => view.from < loop.from - 0.1 && loop.to < view.to - 0.1)(listening.tracks)"), "it scrolls to the moment")
    page.run("listening.tracks.zoom(1e9, 0)")
    page.key("Escape")


def check_elsewhere(page, check, moments, duration):
    page.click("#modes button:nth-child(3)")
    page.wait("byId('mushra-listener') !== null")
    page.run("byId('mushra-listener').focus()")
    for key in "np":
        page.key(key)
    check(page.run("listening.moment === null && byId('mushra-listener').value === 'np'"), "letters in a text are letters")
    page.click("#modes button:nth-child(2)")
    page.wait("byId('abx-n') !== null")
    page.run("byId('abx-n').value = 5")
    page.click("#abx-start")
    page.run("seek(0)")
    page.key("n")
    page.key("x")
    check_moment(page, check, moments, 0, duration)
    page.run("abx.leave()")
    page.click("#modes button:nth-child(1)")
    open_group(page, "light")
    check(page.run("listening.moment === null && listening.tracks.loop === null && document.querySelector('.moment').hidden"), "another set begins without a moment")
    open_group(page, "heavy")
    page.key("n")
    check(page.run("document.querySelector('#moments button') === null && listening.moment === null && byId('moments').offsetParent === null"), "no records, no buttons")


def main():
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if len(PROMPTS) < 3:
        print("no spoken prompts: scripts/setup demo installs them")
        return 77
    check = Checks()
    with tempfile.TemporaryDirectory() as folder:
        sweep, out = pathlib.Path(folder) / "sweep", pathlib.Path(folder) / "a report"
        duration = join(PROMPTS, pathlib.Path(folder) / "clip.wav")
        subprocess.run([sys.executable, HERE / "make_sweep.py", sys.argv[1], sweep, pathlib.Path(folder) / "clip.wav"], check=True)
        for path in (sweep / "records").glob("*_heavy.csv"):
            path.unlink()
        moments = moments_of((sweep / "records").glob("*_bursty.csv"), duration)
        if len(moments) < 4:
            raise browser.Failure(f"the sweep has {len(moments)} moments, too few to try them")
        subprocess.run([sys.argv[1], "report", sweep, "-o", out, "--listen", "3"], check=True, stdout=subprocess.DEVNULL)
        try:
            page = browser.Browser()
        except FileNotFoundError:
            print("Chromium is not installed")
            return 77
        try:
            page.look(1280, 900)
            page.open((out / "index.html").as_uri())
            page.wait("typeof listening === 'object' && listening.group !== null && listening.mode !== null")
            open_group(page, "bursty")
            check_steps(page, check, moments, duration)
            if pictures:
                for dark in (False, True):
                    page.look(1280, 900, dark)
                    time.sleep(0.5)
                    page.picture(pictures / f"moments-{'dark' if dark else 'light'}.png")
                page.look(400, 800)
                time.sleep(0.5)
                page.picture(pictures / "moments-400.png")
                page.look(1280, 900)
            check_loop(page, check)
            check_leaving(page, check)
            check_from_cursor(page, check, moments, duration)
            check_elsewhere(page, check, moments, duration)
            page.look(400, 800)
            check(page.run("document.documentElement.scrollWidth <= innerWidth"), "it fits a telephone")
            check(not page.complaints, f"the browser complains: {page.complaints}")
        finally:
            page.close()
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


sys.exit(main())
