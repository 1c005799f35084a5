# SPDX-License-Identifier: ISC
"""Chromium without a window, driven over the pipe of its DevTools protocol."""
import base64
import fcntl
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update --disable-dev-shm-usage
    --autoplay-policy=no-user-gesture-required --remote-debugging-pipe about:blank""".split()
KEYS = {" ": "Space", "Escape": "Escape", "ArrowRight": "ArrowRight", "ArrowLeft": "ArrowLeft", "Tab": "Tab"}


class Failure(Exception):
    """The page or the browser did not do what it should."""


class Browser:
    """One page; its complaints and the files it asked for are collected."""

    def __init__(self):
        program = next((path for path in map(shutil.which, NAMES) if path), None)
        if not program:
            raise FileNotFoundError("no Chromium")
        self.profile = tempfile.mkdtemp()
        here, there = os.pipe(), os.pipe()

        def arrange():
            # The browser reads commands at descriptor 3 and answers at 4.
            ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (here[0], there[1])]
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen([program, *FLAGS, "--user-data-dir=" + self.profile], preexec_fn=arrange,
                                        pass_fds=(3, 4), stderr=subprocess.DEVNULL)
        os.close(here[0])
        os.close(there[1])
        self.to, self.from_ = here[1], there[0]
        self.numbers = itertools.count(1)
        self.rest = b""
        self.complaints = []
        self.requests = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def messages(self, deadline):
        while b"\0" not in self.rest:
            if not select.select([self.from_], [], [], max(0, deadline - time.monotonic()))[0]:
                raise Failure("the browser does not answer")
            more = os.read(self.from_, 1 << 20)
            if not more:
                raise Failure("the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **params):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + 60
        while True:
            answer = self.messages(deadline)
            if answer.get("id") == number:
                if "error" in answer:
                    raise Failure(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.note(answer)

    def note(self, event):
        params = event.get("params", {})
        if event["method"] == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", details["text"]))
        elif event["method"] == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.complaints.append(str([a.get("value") for a in params["args"]]))
        elif event["method"] == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.complaints.append(params["entry"]["text"])
        elif event["method"] == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])

    def open(self, url):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def look(self, width, height, dark=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def run(self, expression):
        """The value of a JavaScript expression; promises are waited for."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise Failure(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def wait(self, expression, seconds=30):
        deadline = time.monotonic() + seconds
        while not self.run(expression):
            if time.monotonic() > deadline:
                raise Failure("waited in vain for " + expression)
            time.sleep(0.05)

    def key(self, key):
        event = {"key": key, "code": KEYS.get(key, "")}
        if len(key) == 1:
            event["text"] = key
        self.call("Input.dispatchKeyEvent", type="keyDown", **event)
        event.pop("text", None)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def drag(self, selector, start, end):
        """Press at a share of an element's width, move to another one, and let go."""
        box = self.run(f"(e => {{ e.scrollIntoView({{block: 'center', behavior: 'instant'}}); const b = e.getBoundingClientRect();"
                       f"return [b.x, b.y, b.width, b.height]; }})(document.querySelector({json.dumps(selector)}))")
        x, y = (lambda share: box[0] + share * box[2]), box[1] + box[3] / 2
        for kind, share in (("mousePressed", start), ("mouseMoved", (start + end) / 2), ("mouseMoved", end), ("mouseReleased", end)):
            self.call("Input.dispatchMouseEvent", type=kind, x=x(share), y=y, button="left", clickCount=1,
                      buttons=0 if kind == "mouseReleased" else 1)

    def click(self, selector):
        self.drag(selector, 0.5, 0.5)

    def picture(self, path):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        data = self.call("Page.captureScreenshot", captureBeyondViewport=True,
                         clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(20)
        except (Failure, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        finally:
            shutil.rmtree(self.profile, ignore_errors=True)
