-- SPDX-License-Identifier: ISC
-- ardour_session.lua make FOLDER NAME PRESET [LABEL=VALUE...]
--   A session with the mono tracks "Link", which has the plugin with these settings, two answers
--   into a blind test; "Preset", which has it with the preset of that label; and "Dry", which has
--   our clock.
-- ardour_session.lua set FOLDER NAME [LABEL=VALUE...]
--   The same session, loaded again, set, and saved.
-- ardour_session.lua show FOLDER NAME
--   The same session, loaded again.
-- All print "CONTROL track label=value" for each of the plugin's controls, "METER track
-- label=value" for some of its meters, and "LATENCY samples" of the track "Link".
local mode, folder, name = arg[1], arg[2], arg[3]

-- The plugin's control ports by label, where LuaAPI wants them: it counts inputs and outputs.
local function controls(plugin)
    local inputs, outputs, count = {}, {}, 0
    for n = 0, plugin:parameter_count() - 1 do
        if plugin:parameter_is_control(n) then
            local ports = plugin:parameter_is_input(n) and inputs or outputs
            ports[plugin:parameter_label(n)] = count
            count = count + 1
        end
    end
    return inputs, outputs
end

local function new_track(title)
    -- From version 9 on a group has to be given, even if it is none.
    local has_groups, group = pcall(function() return ARDOUR.RouteGroup() end)
    return Session:new_audio_track(1, 2, has_groups and group or nil, 1, title,
        ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true):front()
end

local function add_plugin(track, plugin)
    local processor = ARDOUR.LuaAPI.new_plugin(Session, plugin, ARDOUR.PluginType.LV2, "")
    assert(not processor:isnil(), "Ardour does not find " .. plugin)
    assert(track:add_processor_by_index(processor, 0, nil, true) == 0, "can't add " .. plugin)
    return track:nth_plugin(0):to_insert()
end

local function insert_of(track)
    return Session:route_by_name(track):nth_plugin(0):to_insert()
end

local function set(insert, settings)
    local places = controls(insert:plugin(0))
    for _, setting in ipairs(settings) do
        local label, value = setting:match("^(.-)=(.*)$")
        assert(places[label], "the plugin has no control " .. label)
        assert(ARDOUR.LuaAPI.set_processor_param(insert, places[label], tonumber(value)), label)
    end
end

local function press(insert, label)
    for _, value in ipairs({ "=1", "=0" }) do
        set(insert, { label .. value })
        ARDOUR.LuaAPI.usleep(300000) -- Some blocks
    end
end

local function make(preset, settings)
    assert(create_session(folder, name, 48000), "can't create the session")
    add_plugin(new_track("Dry"), "urn:dredge:test:clock")
    local track = new_track("Preset")
    track:mute_control():set_value(1, PBD.GroupControlDisposition.NoGroup) -- Not in the exports
    local plugin = add_plugin(track, "urn:dredge:mono"):plugin(0)
    local record = plugin:preset_by_label(preset)
    assert(record and record.valid, "Ardour does not find the preset " .. preset)
    assert(plugin:load_preset(record), "can't load the preset " .. preset)
    local link = add_plugin(new_track("Link"), "urn:dredge:mono")
    set(link, settings)
    for _, button in ipairs({ "Start Test", "X is A", "X is B" }) do
        press(link, button)
    end
end

local function show(track)
    local insert = insert_of(track)
    local inputs, outputs = controls(insert:plugin(0))
    for label, place in pairs(inputs) do
        local value = ARDOUR.LuaAPI.get_processor_param(insert, place, true)
        print(string.format("CONTROL %s %s=%.9g", track, label, value))
    end
    for _, label in ipairs({ "Test State", "Trial", "Packets", "Packets Lost" }) do
        local value = ARDOUR.LuaAPI.get_processor_param(insert, outputs[label], true)
        print(string.format("METER %s %s=%.9g", track, label, value))
    end
end

assert(not AudioEngine:set_backend("None (Dummy)", "", ""):isnil(), "no dummy backend")
if mode == "make" then
    make(arg[4], { table.unpack(arg, 5) })
else
    assert(load_session(folder, name), "can't load the session")
    set(insert_of("Link"), { table.unpack(arg, 4) })
end
sleep(4) -- For the plugins to run: the latency to be known, and packets to be lost
show("Link")
show("Preset")
print("LATENCY " .. insert_of("Link"):signal_latency())
if mode ~= "show" then
    Session:save_state("")
end
close_session()
quit()
