-- whyrst.lua: shows whyrst's verdicts on TCP resets in Wireshark and tshark, 3.6 to 4.6 (Lua 5.2 to 5.4).
--
-- The file is the same everywhere and holds no data. Beside it lie catalogue.tsv (the causes) and
-- verdicts/*.tsv (one file a capture). A packet gets a verdict for what it is itself: addresses, ports,
-- sequence and acknowledgment numbers; time and header fields decide between equals. Frame numbers and
-- names of files decide nothing, so slices and merged captures keep their verdicts and foreign ones get none.

local ok, whyrst = pcall(Proto, "whyrst", "whyrst: why the connection was reset")
if not ok then return end -- loaded twice (installed and given with -X): the first one works

local M32 = 4294967296
local VERSION = "1" -- of the verdict files

-- Files -----------------------------------------------------------------------------------------------------

local here = debug.getinfo(1, "S").source:sub(2):match("^(.*)[/\\][^/\\]*$") or "."

local function read(name)
	local file = io.open(name, "rb")
	if not file then return nil end
	local text = file:read("*a")
	file:close()
	return text
end

local escapes = { n = "\n", t = "\t", p = "|", c = ":", ["\\"] = "\\" }

local function unescape(s)
	if s:find("\\", 1, true) then s = s:gsub("\\(.)", escapes) end
	return s
end

-- split cuts s at every separator (one character that is not magic in patterns).
local function split(s, sep)
	local out, n, at = {}, 0, 1
	while true do
		local stop = s:find(sep, at, true)
		n = n + 1
		if not stop then
			out[n] = s:sub(at)
			return out
		end
		out[n] = s:sub(at, stop - 1)
		at = stop + 1
	end
end

local function list(s)
	if s == "" then return {} end
	local out = split(s, "|")
	for i = 1, #out do out[i] = unescape(out[i]) end
	return out
end

-- Fields ----------------------------------------------------------------------------------------------------

local F = {
	cause = ProtoField.string("whyrst.cause", "Cause"),
	title = ProtoField.string("whyrst.title", "Why"),
	confidence = ProtoField.string("whyrst.confidence", "Confidence"),
	responsible = ProtoField.string("whyrst.responsible", "Responsible"),
	verdict = ProtoField.string("whyrst.verdict", "Verdict"),
	effect = ProtoField.string("whyrst.effect", "Effect"),
	loss_risk = ProtoField.string("whyrst.loss_risk", "Loss risk"),
	role = ProtoField.string("whyrst.role", "Role"),
	family = ProtoField.string("whyrst.family", "Family"),
	evidence = ProtoField.string("whyrst.evidence", "Evidence"),
	advice = ProtoField.string("whyrst.advice", "Advice"),
	settle = ProtoField.string("whyrst.settle", "Would settle it"),
	alternative = ProtoField.string("whyrst.alternative", "Possible too"),
	undecided = ProtoField.string("whyrst.undecided", "Undecided"),
	flow_id = ProtoField.uint32("whyrst.flow_id", "Flow"),
	flow_cause = ProtoField.string("whyrst.flow_cause", "Cause of the connection's reset"),
	flow_title = ProtoField.string("whyrst.flow_title", "Why the connection was reset"),
	flow_verdict = ProtoField.string("whyrst.flow_verdict", "Verdict on the connection's reset"),
	part = ProtoField.string("whyrst.part", "Part"),
	trigger_frame = ProtoField.framenum("whyrst.trigger_frame", "The RST answers", base.NONE, frametype.REQUEST),
	evidence_frame = ProtoField.framenum("whyrst.evidence_frame", "Evidence in", base.NONE),
	rst_frame = ProtoField.framenum("whyrst.rst_frame", "The RST", base.NONE, frametype.RESPONSE),
	match = ProtoField.string("whyrst.match", "Recognised by"),
	source = ProtoField.string("whyrst.source", "Judged in"),
}
do
	local all = {}
	for _, f in pairs(F) do all[#all + 1] = f end
	whyrst.fields = all
end

-- experts holds an item for each cause and verdict: items of one cause share its name, each has the severity
-- that fits the harm, and Wireshark groups them by their summary.
local severities = { harmful = expert.severity.ERROR, suspicious = expert.severity.WARN, benign = expert.severity.NOTE }
local experts, mismatch = {}, nil
do
	local all = {}
	local function add(cause, verdict, summary)
		local id = cause .. " " .. verdict
		if experts[id] or not severities[verdict] then return end
		local made, item = pcall(ProtoExpert.new, "whyrst.expert." .. cause, summary, expert.group.SEQUENCE, severities[verdict])
		if made then
			experts[id] = item
			all[#all + 1] = item
		end
	end
	local catalogue = read(here .. "/catalogue.tsv") or ""
	for line in catalogue:gmatch("[^\n]+") do
		local c = split(line, "\t")
		if c[1] == "C" and c[2]:find("^[%w_]+$") then
			for _, verdict in ipairs(list(c[5])) do add(c[2], verdict, "RST: " .. unescape(c[4])) end
		end
	end
	for verdict in pairs({ harmful = 1, suspicious = 1, benign = 1 }) do
		add("other", verdict, "RST: a cause that this catalogue does not have")
	end
	mismatch = ProtoExpert.new("whyrst.expert.mismatch", "Verdicts of another capture", expert.group.COMMENTS_GROUP, expert.severity.COMMENT)
	all[#all + 1] = mismatch
	whyrst.experts = all
end

whyrst.prefs.sidecar = Pref.string("Verdict file", "", "A file of verdicts instead of those in " .. here .. "/verdicts")
whyrst.prefs.capture = Pref.string("Only verdicts of capture", "", "Name of an analysed capture, if the same connections were captured at several points")
whyrst.prefs.time = Pref.bool("Require capture time", false, "Give no verdict to packets whose time differs from that in the analysed capture")

-- Verdicts --------------------------------------------------------------------------------------------------

local sources -- each {name=, blocks={key=text}, header={}}; nil until the first TCP packet asks

local function le(s, from, n)
	local v = 0
	for i = from + n - 1, from, -1 do v = v * 256 + s:byte(i) end
	return v
end

-- indexed gives blocks of a large file one by one, through the hash table beside it (index.go): nothing is loaded.
-- nil if there is no index, or it belongs to another file.
local SLOT, PORT_BYTES, PORT_PRIME = 10, 4194304, 33554393

local function indexed(name, file)
	local index = io.open(name .. ".idx", "rb")
	if not index then return nil end
	local head = index:read(32)
	if not head or #head < 32 or head:sub(1, 16) ~= "whyrst index 1\n\n" or le(head, 17, 6) ~= file:seek("end") then
		index:close()
		return nil
	end
	local slots, bits = le(head, 25, 6), index:read(PORT_BYTES)
	local first = 32 + PORT_BYTES
	return setmetatable({}, { __index = function(_, key)
		local h = 0
		for i = 1, #key do h = (h * 31 + key:byte(i)) % 16777213 end
		for i = 0, slots - 1 do
			index:seek("set", first + (h + i) % slots * SLOT)
			local slot = index:read(SLOT)
			local size = slot and #slot == SLOT and le(slot, 7, 4) or 0
			if size == 0 then return nil end
			file:seek("set", le(slot, 1, 6))
			if file:read(#key + 3) == "K\t" .. key .. "\n" then return file:read(size - #key - 3) end
		end
	end }), bits
end

-- load_source reads one verdict file. A block is kept as text until a packet of its tuple comes.
local function load_source(name)
	local file = io.open(name, "rb")
	if not file then return nil, "can't be read" end
	local text = file:read(65536) or ""
	if text:sub(1, 17) ~= "# whyrst verdicts" then return nil, "is no file of verdicts" end
	if text:match("^# whyrst verdicts (%d+)") ~= VERSION then return nil, "is of another version of whyrst" end
	local s = { header = {}, ports = {}, seen = {}, off = {} } -- seen: recorded frame number -> number in the open file, off: how far its time is
	s.blocks, s.bits = indexed(name, file)
	for k, v in text:sub(1, text:find("\nK\t", 1, true)):gmatch("\n# ([%w_]+)\t([^\n]*)") do s.header[k] = unescape(v) end
	s.name = s.header.capture or name
	if s.blocks then
		s.indexed = true
		setmetatable(s.ports, { __index = function(t, pair)
			local h = pair % PORT_PRIME
			t[pair] = math.floor(s.bits:byte(math.floor(h / 8) + 1) / 2 ^ (h % 8)) % 2 == 1
			return t[pair]
		end })
		return s
	end
	file:close()
	text, s.blocks = read(name), {}
	local at = text:find("\nK\t", 1, true)
	while at do
		local stop = text:find("\n", at + 3, true) or #text + 1
		local after = text:find("\nK\t", stop, true)
		local key = text:sub(at + 3, stop - 1)
		s.blocks[key] = text:sub(stop + 1, after or -1)
		local client, server = tonumber(key:sub(#key / 2 - 3, #key / 2), 16), tonumber(key:sub(-4), 16)
		s.ports[client * 65536 + server], s.ports[server * 65536 + client] = true, true
		at = after
	end
	return s
end

local function load_all()
	sources = {}
	local names = {}
	if whyrst.prefs.sidecar ~= "" then
		names[1] = whyrst.prefs.sidecar
	else
		local opened, dir = pcall(Dir.open, here .. "/verdicts", ".tsv")
		if opened and dir then
			for name in dir do names[#names + 1] = here .. "/verdicts/" .. name end
			dir:close()
		end
		table.sort(names)
	end
	local seen = {}
	for _, name in ipairs(names) do
		local s, why = load_source(name)
		if not s then
			io.stderr:write("whyrst: " .. name .. " " .. why .. "\n") -- print would go among tshark's output
		elseif not seen[s.header.identity or name] and (whyrst.prefs.capture == "" or whyrst.prefs.capture == s.name) then
			seen[s.header.identity or name] = true
			sources[#sources + 1] = s
		end
	end
end

-- known says that some verdict is about these ports: what most packets are asked, and nothing else.
local function known(from, to)
	if not sources then load_all() end
	local pair = from * 65536 + to
	for i = 1, #sources do
		if sources[i].ports[pair] then return true end
	end
	return false
end

local function num(s) return tonumber(s) end -- "" is unknown: nil

-- parse makes the flows of a block. Lines of a flow follow its F line.
local function parse(source, block, client, out)
	local flow
	for line in block:gmatch("[^\n]+") do
		local c = split(line, "\t")
		if c[1] == "F" then
			flow = { source = source, client = client, id = num(c[2]), t0 = num(c[11]), t1 = num(c[12]), packets = {}, resets = {},
				primary = num(c[13]),
				{ first = num(c[3]), span = num(c[4]), ttl0 = num(c[7]), ttl1 = num(c[8]) },
				{ first = num(c[5]), span = num(c[6]), ttl0 = num(c[9]), ttl1 = num(c[10]) } }
			out[#out + 1] = flow
		elseif c[1] == "P" then
			flow.packets[#flow.packets + 1] = { frame = num(c[2]), dir = num(c[3]), seq = num(c[4]), ack = num(c[5]), flags = num(c[6]),
				len = num(c[7]), id = num(c[8]), t = num(c[9]), triggers = {}, shows = {} }
		elseif c[1] == "R" then
			local r = { flow = flow, frame = num(c[2]), dir = num(c[3]), seq = num(c[4]), ack = num(c[5]), flags = num(c[6]), id = num(c[7]),
				ttl = num(c[8]), t = num(c[9]), role = c[10], effect = c[11], cause = c[12], family = c[13], confidence = c[14],
				responsible = c[15], verdict = c[16], loss_risk = c[17], trigger = num(c[18]), title = unescape(c[19]),
				advice = unescape(c[20]), settle = unescape(c[21]), alternatives = list(c[22]), undecided = list(c[23]), evidence = {} }
			for _, e in ipairs(split(c[24], "|")) do
				local p, text = e:match("^(%d*):(.*)$")
				if p then -- 0 is the RST itself
					r.evidence[#r.evidence + 1] = { packet = num(p), text = unescape(text) }
					if num(p) and num(p) > 0 then table.insert(flow.packets[num(p)].shows, r) end
				end
			end
			if r.trigger then table.insert(flow.packets[r.trigger].triggers, r) end
			flow.resets[#flow.resets + 1] = r
		end
	end
end

-- Packets ---------------------------------------------------------------------------------------------------

local f_stream, f_seq, f_len = Field.new("tcp.stream"), Field.new("tcp.seq_raw"), Field.new("tcp.len")
local f_ip, f_ip6 = Field.new("ip.src"), Field.new("ipv6.src")

local function last(...)
	local n = select("#", ...)
	if n > 0 then return (select(n, ...)) end
end

-- nearest finds the innermost of the values that lie before a header in the same bytes.
local function nearest(header, ...)
	local best
	for i = 1, select("#", ...) do
		local v = select(i, ...)
		if v.source == header.source and v.offset < header.offset and (not best or v.offset > best.offset) then best = v end
	end
	return best or last(...) -- a reassembled datagram: its bytes are another buffer than its header
end

local function be(s, from, n)
	local v = 0
	for i = from, from + n - 1 do v = v * 256 + s:byte(i) end
	return v
end

-- header reads the packet's own marks from its bytes: names, and preferences on sequence numbers, change what
-- fields show. nil if there is no whole TCP header, as where an ICMP error quotes one.
local function header(pinfo)
	local seq = last(f_seq())
	if not seq then return nil end
	local raw = seq.source:raw(seq.offset - 4, 14)
	local v4, v6 = nearest(seq, f_ip()), nearest(seq, f_ip6())
	if v4 and v6 then
		local near4, near6 = v4.source == seq.source, v6.source == seq.source
		if near4 and (not near6 or v4.offset > v6.offset) then v6 = nil else v4 = nil end
	end
	local p = { number = pinfo.number, seq = be(raw, 5, 4), ack = be(raw, 9, 4), flags = be(raw, 13, 2) % 4096, t = pinfo.abs_ts }
	p.has_ack = math.floor(p.flags / 16) % 2 == 1
	p.rst = math.floor(p.flags / 4) % 2 == 1
	local ip, size
	if v4 then
		ip, size = v4.source:raw(v4.offset - 8, 16), 4
		p.id, p.ttl, ip = be(ip, 1, 2), be(ip, 5, 1), ip:sub(9)
	elseif v6 then
		ip, size = v6.source:raw(v6.offset - 1, 33), 16
		p.ttl, ip = be(ip, 1, 1), ip:sub(2)
	else
		return nil
	end
	p.from, p.to = ip:sub(1, size) .. raw:sub(1, 2), ip:sub(size + 1) .. raw:sub(3, 4)
	return p
end

local HEX = {}
for i = 0, 255 do HEX[string.char(i)] = string.format("%02x", i) end

local function hex(s)
	return (s:gsub(".", HEX))
end

local streams = {} -- tcp.stream -> its flows, or false: a stream has one tuple as long as a file is open
local parsed = {} -- tuple -> flows, as seen from its client

local function flows_of(p)
	local from, to = hex(p.from), hex(p.to)
	local out = parsed[from .. to]
	if out == nil then
		out = {}
		for _, s in ipairs(sources) do
			local block = s.blocks[from .. to]
			if block then parse(s, block, p.from, out) end
			block = s.blocks[to .. from]
			if block then parse(s, block, p.to, out) end
		end
		if #out == 0 then out = false end
		parsed[from .. to], parsed[to .. from] = out, out
	end
	return out
end

-- Packets lost before the capture point may lie beyond what was captured.
local SLACK = 65536
local TIME = 0.000002 -- abs_ts is a double of seconds, and files are saved with less precision than they had

local function near(a, b) return a and b and math.abs(a - b) <= TIME end

-- within: keep-alives lie one before the next byte.
local function within(first, span, v, slack)
	return (v - first + 1) % M32 <= span + 1 + slack
end

-- same finds the record of a flow that has the packet's numbers on the wire: the best by time, IP-ID and TTL, the
-- nearest in time of those, and among twins of one moment the one of the same number. Two that can't be told
-- apart are none. Within the time of the flow a record has its time too; elsewhere its IP-ID.
local function same(records, dir, p, t, in_time)
	local best, top, timely
	for _, r in ipairs(records) do
		if r.dir == dir and r.seq == p.seq and r.ack == p.ack and r.flags == p.flags and (not r.len or r.len == p.len) then
			local now = near(r.t, t)
			local score = (now and 4 or 0) + (r.id == p.id and 2 or 0) + ((not r.ttl or r.ttl == p.ttl) and 1 or 0)
			if now then -- in steps of half a microsecond: abs_ts is no finer
				score = score - math.floor(math.abs(r.t - t) * 2e6 + 0.5) / 8 + (r.frame == p.number and 0.03125 or 0)
			end
			if now or not in_time and r.id == p.id then
				if not top or score > top then
					best, top, timely = r, score, now
				elseif score == top then
					best = nil
				end
			end
		end
	end
	if best then return best, top, timely end
end

-- fits says how well a packet of time t belongs to a flow: a score, the time's part in it, and the RST or the packet
-- of the evidence that it is. nil if it does not.
local function fits(flow, dir, p, t)
	local own, other = flow[dir], flow[3 - dir]
	local in_time = flow.t0 and t >= flow.t0 - TIME and t <= flow.t1 + TIME
	if not in_time and whyrst.prefs.time then return nil end
	local reset, score, timely
	if p.rst then reset, score, timely = same(flow.resets, dir, p, t, in_time) end
	local packet, _, now = same(flow.packets, dir, p, t, in_time)
	-- Numbers that any RST may carry prove nothing alone.
	if reset and (timely or p.seq ~= 0 or p.has_ack and p.ack ~= 0) then return 8 + score, timely, reset, packet end
	score = (in_time and 2 or 0) + (own.ttl0 and p.ttl >= own.ttl0 and p.ttl <= own.ttl1 and 1 or 0)
	if packet then return (now and 4 or 0) + score, in_time, nil, packet end
	if not own.first or not within(own.first, own.span, p.seq, in_time and SLACK or 0) then return nil end
	if not in_time then
		if own.span > M32 / 2 or not other.first then return nil end
		if p.has_ack and not within(other.first, other.span, p.ack, 0) then return nil end
	end
	return score, in_time
end

-- learn_shift finds out by how much a file's clock was moved: two RSTs agree.
local function learn_shift(source, t, reset)
	local shift = reset.t and t - reset.t
	local sample = source.sample
	if shift and sample and sample.reset ~= reset and math.abs(sample.shift - shift) <= 2 * TIME then
		source.shift = shift
	elseif shift then
		source.sample = { shift = shift, reset = reset }
	end
end

local function find(flows, p)
	local flow, top, timely, reset, packet, shift
	local function try(f, t, moved)
		local score, in_time, r, q = fits(f, f.client == p.from and 1 or 2, p, t)
		if score and (not top or score > top) then flow, top, timely, reset, packet, shift = f, score, in_time, r, q, moved end
	end
	for _, f in ipairs(flows) do
		try(f, p.t)
		if f.source.shift then try(f, p.t - f.source.shift, f.source.shift) end
	end
	-- A connection of the same tuple that was not reset is recorded so that its packets are not taken for others.
	if not flow or #flow.resets == 0 then return flow and false end
	if reset and not timely then learn_shift(flow.source, p.t, reset) end
	return flow, timely, reset, packet, shift
end

-- Showing ---------------------------------------------------------------------------------------------------

-- where says which number a recorded frame has in this file, asked by a packet at its number: the one it was seen
-- at; or its old one, if the asking packet stands at its own old place and so nothing before was removed. For
-- frames after it (in one pass they are not seen yet) its time has to agree too.
local function where(source, frame, at, recorded, timely)
	return source.seen[frame] or at == recorded and (frame < at or timely) and frame or nil
end

local function add(tree, field, value)
	return tree:add(field, value):set_generated()
end

local function show_reset(t, r, at, timely)
	local source, packets = r.flow.source, r.flow.packets
	add(t, F.cause, r.cause)
	add(t, F.title, r.title)
	local item = experts[r.cause .. " " .. r.verdict] or experts["other " .. r.verdict]
	if item then t:add_proto_expert_info(item, "RST: " .. r.title .. " (" .. r.cause .. ", " .. r.confidence .. ")") end
	for _, name in ipairs({ "confidence", "responsible", "verdict", "effect", "loss_risk", "role", "family" }) do
		if r[name] ~= "" then add(t, F[name], r[name]) end
	end
	local n = r.trigger and where(source, packets[r.trigger].frame, at, r.frame, timely)
	if n then add(t, F.trigger_frame, n) end
	for _, e in ipairs(r.evidence) do
		local q = e.packet and packets[e.packet]
		if q then
			n = where(source, q.frame, at, r.frame, timely)
			add(t, F.evidence, e.text .. ", frame " .. (n or q.frame .. " of " .. source.name))
			if n then add(t, F.evidence_frame, n) end
		else
			add(t, F.evidence, e.packet and e.text .. ", frame " .. at or e.text)
		end
	end
	if r.advice ~= "" then add(t, F.advice, r.advice) end
	if r.settle ~= "" then add(t, F.settle, r.settle) end
	for _, a in ipairs(r.alternatives) do add(t, F.alternative, a) end
	for _, u in ipairs(r.undecided) do add(t, F.undecided, u) end
end

-- show_part says what a packet has to do with the RSTs that it provoked or that it is evidence of.
local function show_part(t, q, at, timely)
	local said = {}
	local function part(text)
		if not said[text] then add(t, F.part, text) end
		said[text] = true
	end
	for _, r in ipairs(q.triggers) do
		part("a RST answers this")
		local n = where(r.flow.source, r.frame, at, q.frame, timely)
		if n then add(t, F.rst_frame, n) end
	end
	for _, r in ipairs(q.shows) do
		for _, e in ipairs(r.evidence) do
			if e.packet and r.flow.packets[e.packet] == q then part(e.text) end
		end
	end
end

-- labelled maps the numbers of this file's packets to what they show: a reset, or a flow.
local labelled, strange = {}, nil

-- note keeps where a recorded frame was seen: by time at the packet nearest to its own, else at the only one.
local function note(source, record, at, t, timely)
	local seen, off, frame = source.seen, source.off, record.frame
	local d = timely and math.abs(record.t - t)
	if seen[frame] == nil or seen[frame] == at or d and (not off[frame] or d < off[frame]) then
		seen[frame], off[frame] = at, d or off[frame]
	elseif not d and not off[frame] then
		seen[frame] = false
	end
end

local function matched(timely, shift)
	if timely and shift then
		return string.format("addresses, ports and sequence numbers; %+.6f s against the time in the analysed capture", shift)
	end
	return timely and "addresses, ports, sequence numbers and time" or "addresses, ports and sequence numbers; the time differs"
end

local function show(tree, p, flow, timely, reset, packet, shift)
	local t = p.t - (shift or 0)
	if packet then note(flow.source, packet, p.number, t, timely and near(packet.t, t)) end
	if reset then note(flow.source, reset, p.number, t, timely) end
	local primary = flow.resets[flow.primary]
	t = tree:add(whyrst):set_generated()
	labelled[p.number] = reset or flow
	if reset then
		t:set_text("Why this RST: " .. reset.title)
		show_reset(t, reset, p.number, timely)
	elseif primary then
		t:set_text("Why the connection was reset: " .. primary.title)
	end
	if packet then show_part(t, packet, p.number, timely) end
	if primary then
		add(t, F.flow_cause, primary.cause)
		add(t, F.flow_title, primary.title)
		add(t, F.flow_verdict, primary.verdict)
	end
	add(t, F.flow_id, flow.id)
	add(t, F.match, matched(timely, shift))
	add(t, F.source, flow.source.name)
end

-- Dissecting ------------------------------------------------------------------------------------------------

-- times maps capture times to recorded packets: on Wireshark's first pass, which has no fields, they are where the
-- links of the second one come from.
local times

local function time_key(t) return math.floor(t * 1e6) end

local function be32(v)
	v = tonumber(v)
	return string.char(math.floor(v / 16777216), math.floor(v / 65536) % 256, math.floor(v / 256) % 256, v % 256)
end

local function from_hex(s)
	return (s:gsub("%x%x", function(x) return string.char(tonumber(x, 16)) end))
end

-- index_times reads from each record what stands at the front of a TCP header: ports, sequence numbers.
local function index_times()
	times = {}
	local record = "^(%d+)\t([12])\t(%d+)\t(%d+)\t%d*\t%d*\t%d*\t([%d.]+)"
	for _, s in ipairs(sources) do
		for key, block in pairs(s.indexed and {} or s.blocks) do
			local client, server = from_hex(key:sub(#key / 2 - 3, #key / 2)), from_hex(key:sub(-4))
			for line in block:gmatch("[PR]\t([^\n]*)\n") do
				local frame, dir, seq, ack, t = line:match(record)
				if frame then
					local bytes = (dir == "1" and client .. server or server .. client) .. be32(seq) .. be32(ack)
					local k = time_key(tonumber(t))
					times[k] = times[k] or {}
					table.insert(times[k], { source = s, frame = tonumber(frame), bytes = bytes, t = tonumber(t) })
				end
			end
		end
	end
end

local PT_TCP = 2

-- learn notes the number of a recorded packet on a pass without fields: its time agrees, and its bytes are in it.
local function learn(tvb, pinfo)
	if not times then index_times() end
	local t, raw = pinfo.abs_ts
	local k = time_key(t)
	for i = k - 2, k + 2 do
		for _, r in ipairs(times[i] or {}) do
			raw = raw or tvb:raw(0, math.min(tvb:len(), 512))
			if near(r.t, t) and raw:find(r.bytes, 1, true) then note(r.source, r, pinfo.number, t, true) end
		end
	end
end

function whyrst.dissector(tvb, pinfo, tree)
	if not known(pinfo.src_port, pinfo.dst_port) then return end
	local stream = last(f_stream())
	if not stream then
		if pinfo.port_type == PT_TCP then learn(tvb, pinfo) end
		return
	end
	local flows = streams[stream.value]
	if flows == false then return end
	local p = header(pinfo)
	if not p then return end
	if not flows then
		flows = flows_of(p)
		streams[stream.value] = flows
		if not flows then return end
	end
	p.len = last(f_len())
	p.len = p.len and p.len.value
	local flow, timely, reset, packet, shift = find(flows, p)
	if flow then
		show(tree, p, flow, timely, reset, packet, shift)
	elseif flow == nil and (not strange or strange == p.number) then
		strange = p.number
		tree:add(whyrst):set_generated():add_proto_expert_info(mismatch, "The verdicts know a connection between these ends, "
			.. "but with other sequence numbers: it is another one, of another capture. Said once, here.")
	end
end

-- init also runs when a file is closed, so that verdicts are not read here.
function whyrst.init()
	streams, parsed, labelled, strange = {}, {}, {}, nil
	for _, s in ipairs(sources or {}) do s.seen, s.off, s.shift, s.sample = {}, {}, nil, nil end
end

function whyrst.prefs_changed()
	sources, times, streams, parsed = nil, nil, {}, {}
end

register_postdissector(whyrst)

-- Statistics ------------------------------------------------------------------------------------------------

-- ranking counts what this file's packets have shown so far: causes by their connections, most first.
local function ranking()
	local by, out, found = {}, {}, 0
	for _, r in pairs(labelled) do
		if r.cause then
			local id = r.cause .. " " .. r.responsible .. " " .. r.verdict
			local c = by[id]
			if not c then
				c = { cause = r.cause, responsible = r.responsible, verdict = r.verdict, rsts = 0, flows = 0, seen = {} }
				by[id], out[#out + 1] = c, c
			end
			c.rsts, found = c.rsts + 1, found + 1
			if r.flow.resets[r.flow.primary] == r and not c.seen[r.flow] then c.seen[r.flow], c.flows = true, c.flows + 1 end
		end
	end
	table.sort(out, function(a, b)
		if a.flows ~= b.flows then return a.flows > b.flows end
		if a.rsts ~= b.rsts then return a.rsts > b.rsts end
		return a.cause .. a.responsible .. a.verdict < b.cause .. b.responsible .. b.verdict
	end)
	return out, found
end

local function coverage(found)
	local lines = {}
	for _, s in ipairs(sources or {}) do
		lines[#lines + 1] = string.format("%s: %s connections reset, %s RSTs (whyrst %s, rules %s)", s.name, s.header.flows or "?",
			s.header.resets or "?", s.header.whyrst or "?", s.header.rules or "?")
	end
	if #lines == 0 then lines[1] = "There are no verdicts: whyrst wireshark OUT --install brings them." end
	if found then table.insert(lines, 1, found .. " RSTs of this file have a verdict. Judged were:") end
	return table.concat(lines, "\n")
end

local function report()
	local rows, found = ranking()
	local out = { "RST causes (whyrst)", string.format("%11s %6s  %-10s %-12s %s", "connections", "RSTs", "verdict", "responsible", "cause") }
	for _, c in ipairs(rows) do
		out[#out + 1] = string.format("%11d %6d  %-10s %-12s %s", c.flows, c.rsts, c.verdict, c.responsible, c.cause)
	end
	out[#out + 1] = coverage(found)
	return table.concat(out, "\n") .. "\n", rows
end

-- tshark -q -z whyrst. The filter makes packets have fields; what they show is counted where it is shown.
local counter
pcall(register_stat_cmd_arg, "whyrst", function()
	counter = Listener.new("frame", "whyrst")
	function counter.packet() end
	function counter.draw() print((report())) end
	function counter.reset() end
end)

if not gui_enabled() then return end

-- explain is what a person wants to read of a packet.
local function explain(what)
	local r = what.cause and what or what.resets[what.primary]
	if not r then return "The connection was reset; its first RST has no verdict." end
	local out = { r.title, "", "Cause " .. r.cause .. ", " .. r.confidence .. "; responsible: " .. r.responsible .. "; " .. r.verdict
		.. ", loss: " .. r.loss_risk, "" }
	local source = r.flow.source
	for _, e in ipairs(r.evidence) do
		local q = e.packet and (e.packet == 0 and r or r.flow.packets[e.packet])
		local n = q and source.seen[q.frame]
		out[#out + 1] = "  * " .. e.text .. (q and ", frame " .. (n or q.frame .. " of " .. source.name) or "")
	end
	if r.advice ~= "" then out[#out + 1] = "\nTo do: " .. r.advice end
	if r.settle ~= "" then out[#out + 1] = "\nWould settle it: " .. r.settle end
	for _, a in ipairs(r.alternatives) do out[#out + 1] = "Possible too: " .. a end
	for _, u in ipairs(r.undecided) do out[#out + 1] = "Undecided: " .. u end
	return table.concat(out, "\n") .. "\n"
end

local function filter(text)
	set_filter(text)
	apply_filter()
end

local function window(title, text)
	local w = TextWindow.new(title)
	w:set(text)
	return w
end

local function causes_window()
	if not sources then load_all() end
	local tap = Listener.new("frame", "whyrst")
	function tap.packet() end
	retap_packets() -- dissects the whole file; the tap is there so that packets have fields meanwhile
	tap:remove()
	local text, rows = report()
	local w = window("RST causes", text)
	for i = 1, math.min(#rows, 6) do
		w:add_button("Filter " .. rows[i].cause, function() filter('whyrst.cause == "' .. rows[i].cause .. '"') end)
	end
	w:add_button("All RSTs", function() filter("whyrst.cause") end)
end

register_menu("whyrst/RST causes of this file", causes_window, MENU_TOOLS_UNSORTED)
register_menu("whyrst/Explain a frame", function()
	new_dialog("Explain a frame", function(n)
		local what = labelled[tonumber(n)]
		window("Frame " .. n, what and explain(what) or "Frame " .. n .. " belongs to no connection with a verdict, or was not shown yet.\n")
	end, "Frame number")
end, MENU_TOOLS_UNSORTED)
register_menu("whyrst/Loaded verdicts", function()
	if not sources then load_all() end
	window("Loaded verdicts", coverage() .. "\n")
end, MENU_TOOLS_UNSORTED)

if register_packet_menu then -- 4.2 and later
	register_packet_menu("whyrst/Explain", function(...)
		for _, f in ipairs({ ... }) do
			if f.name == "frame.number" then
				local what = labelled[f.value]
				if what then window("Frame " .. tostring(f.value), explain(what)) end
				return
			end
		end
	end, "whyrst")
end
