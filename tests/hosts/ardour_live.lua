-- SPDX-License-Identifier: ISC
-- A session made by ardour_session.lua, loaded again:
-- ardour_live.lua automate FOLDER NAME LABEL VALUE@SECOND...
--   The control of the track "Link" follows these points from now on; saved.
-- ardour_live.lua clear FOLDER NAME LABEL
--   No more; saved.
-- ardour_live.lua enable FOLDER NAME 0|1
--   The plugin on "Link" is switched off or on; saved.
-- ardour_live.lua engine FOLDER NAME PERIOD RATE
--   Rolls, then makes the period and after that the rate another one, and prints what the plugin's
--   meters say: "ROLLED samples packets", "PERIOD frames packets", "RATE hertz packets".
local mode, folder, name = arg[1], arg[2], arg[3]

assert(not AudioEngine:set_backend("None (Dummy)", "", ""):isnil(), "no dummy backend")
assert(load_session(folder, name), "can't load the session")
local processor = Session:route_by_name("Link"):nth_plugin(0)
local insert = processor:to_insert()
local plugin = insert:plugin(0)

-- The port of a control, and its place among the controls, inputs and outputs.
local function find(label, input)
    local place = 0
    for port = 0, plugin:parameter_count() - 1 do
        if plugin:parameter_is_control(port) then
            if plugin:parameter_label(port) == label and plugin:parameter_is_input(port) == input then
                return port, place
            end
            place = place + 1
        end
    end
    error("the plugin has no " .. label)
end

local function packets()
    local _, place = find("Packets", false)
    return (ARDOUR.LuaAPI.get_processor_param(insert, place, true))
end

local function control_of(port)
    return insert:to_automatable():automation_control(
        Evoral.Parameter(ARDOUR.AutomationType.PluginAutomation, 0, port), true)
end

if mode == "automate" then
    local port, place = find(arg[4], true)
    local list, points = ARDOUR.LuaAPI.plugin_automation(processor, place)
    assert(not list:isnil(), "no automation")
    for i = 5, #arg do
        local value, second = arg[i]:match("^(.-)@(.*)$")
        points:add(Temporal.timepos_t(math.floor(tonumber(second) * 48000)), tonumber(value), false, true)
    end
    control_of(port):set_automation_state(ARDOUR.AutoState.Play)
elseif mode == "clear" then
    control_of((find(arg[4], true))):set_automation_state(ARDOUR.AutoState.Off)
elseif mode == "enable" then
    insert:enable(arg[4] == "1")
elseif mode == "engine" then
    sleep(2)
    Session:request_roll(ARDOUR.TransportRequestSource.TRS_UI)
    local before = packets()
    sleep(3)
    print(string.format("ROLLED %d %d", Session:transport_sample(), packets() - before))
    assert(AudioEngine:set_buffer_size(tonumber(arg[4])) == 0, "no other period")
    sleep(1)
    before = packets()
    sleep(3)
    print(string.format("PERIOD %d %d", Session:get_block_size(), packets() - before))
    Session:request_stop(false, false, ARDOUR.TransportRequestSource.TRS_UI)
    sleep(1)
    AudioEngine:stop(false)
    assert(AudioEngine:set_sample_rate(tonumber(arg[5])) == 0, "no other rate")
    assert(AudioEngine:start(false) == 0, "the engine does not start at another rate")
    sleep(2)
    before = packets()
    sleep(3)
    print(string.format("RATE %d %d", Session:sample_rate(), packets() - before))
end
sleep(1)
print("DONE")
if mode ~= "engine" then
    Session:save_state("")
end
close_session()
quit()
