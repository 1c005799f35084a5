# SPDX-License-Identifier: ISC
"""ardour_region.py FOLDER NAME WAV LENGTH

Put WAV (mono, LENGTH samples at the session's rate) at the start of the tracks "Link" and "Dry"
of a session made by ardour_session.lua, send the first to the master's left and the second to
its right, and make the session as long as that. Ardour can import files only in its window.
"""
import os
import shutil
import sys
import xml.etree.ElementTree as ET

folder, name, wav, samples = sys.argv[1:]
path = os.path.join(folder, name + ".ardour")
tree = ET.parse(path)
session = tree.getroot()
ids = iter(range(int(session.get("id-counter")) + 1, 10**9))

superclocks = int(session.find("TempoMap").get("superclocks-per-second", 282240000))
end = int(samples) * superclocks // int(session.get("sample-rate"))

audio = os.path.join(folder, "interchange", os.path.basename(folder), "audiofiles")
os.makedirs(audio, exist_ok=True)
shutil.copy(wav, os.path.join(audio, "speech.wav"))
source = str(next(ids))
ET.SubElement(session.find("Sources"), "Source", {
    "id": source, "name": "speech.wav", "type": "audio", "channel": "0", "flags": "",
    "origin": "", "take-id": "", "natural-position": "a0", "have-natural-position": "1",
    "gain": "1"})

sides = {"Link": "0", "Dry": "1"}
playlists = {p.get("id"): p for p in session.find("Playlists")}
for route in session.find("Routes"):
    if route.get("name") not in sides:
        continue
    ET.SubElement(playlists[route.get("audio-playlist")], "Region", {
        "id": str(next(ids)), "name": "speech", "type": "audio", "channels": "1",
        "source-0": source, "master-source-0": source, "opaque": "1", "muted": "0",
        "start": "a0", "length": f"a{end}@a0", "sync-position": "a0", "ancestral-start": "a0",
        "ancestral-length": f"a{end}@a0", "scale-amplitude": "1", "fade-in-active": "0",
        "fade-out-active": "0", "default-fade-in": "0", "default-fade-out": "0",
        "envelope-active": "0"})
    for control in route.iter("Controllable"):
        if control.get("name") == "pan-azimuth":
            control.set("value", sides[route.get("name")])

locations = session.find("Locations")
for location in list(locations):
    if "IsSessionRange" in location.get("flags", ""):
        locations.remove(location)
ET.SubElement(locations, "Location", {
    "id": str(next(ids)), "name": "session", "start": "a0", "end": f"a{end}",
    "flags": "IsSessionRange", "locked": "0", "timestamp": "0"})
session.set("id-counter", str(next(ids)))
session.set("session-range-is-free", "0")
tree.write(path, encoding="UTF-8", xml_declaration=True)
