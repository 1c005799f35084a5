-- SPDX-License-Identifier: ISC
-- ardour_session.lua make FOLDER NAME [LABEL=VALUE...]
--   A session with the mono tracks "Link", which has the plugin, and "Dry", which has our clock.
-- ardour_session.lua show FOLDER NAME
--   The same session, loaded again.
-- Both print "CONTROL label=value" for each of the plugin's controls, and its "LATENCY samples".
local mode, folder, name = arg[1], arg[2], arg[3]

-- The plugin's control inputs: their labels, and where LuaAPI wants them, which counts meters too.
local function controls(plugin)
    local places, count = {}, 0
    for n = 0, plugin:parameter_count() - 1 do
        if plugin:parameter_is_control(n) then
            if plugin:parameter_is_input(n) then
                places[plugin:parameter_label(n)] = count
            end
            count = count + 1
        end
    end
    return places
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

local function make(settings)
    assert(create_session(folder, name, 48000), "can't create the session")
    add_plugin(new_track("Dry"), "urn:dredge:test:clock")
    local insert = add_plugin(new_track("Link"), "urn:dredge:mono")
    local places = controls(insert:plugin(0))
    for _, setting in ipairs(settings) do
        local label, value = setting:match("^(.-)=(.*)$")
        assert(places[label], "the plugin has no control " .. label)
        assert(ARDOUR.LuaAPI.set_processor_param(insert, places[label], tonumber(value)), label)
    end
end

local function show()
    local insert = Session:route_by_name("Link"):nth_plugin(0):to_insert()
    for label, place in pairs(controls(insert:plugin(0))) do
        local value = ARDOUR.LuaAPI.get_processor_param(insert, place, true)
        print(string.format("CONTROL %s=%.9g", label, value))
    end
    print("LATENCY " .. insert:signal_latency())
end

assert(not AudioEngine:set_backend("None (Dummy)", "", ""):isnil(), "no dummy backend")
if mode == "make" then
    make({ table.unpack(arg, 4) })
else
    assert(load_session(folder, name), "can't load the session")
end
sleep(1) -- For the plugin to run, and its latency to be known
show()
if mode == "make" then
    Session:save_state("")
end
close_session()
quit()
