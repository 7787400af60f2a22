-- Ends a held message together with everything that follows: its result, its parts of chords, and the tasks that it starts.
-- Nothing is changed unless all of it is. Of an id that is used again the first success stays, and what follows each run is sent, as with Celery.
-- KEYS: in-flight hash of the session, result key, dead index
-- ARGV: in-flight field, result ('' when it is ignored), seconds a result lives, prefix of wake channels, prefix of dead entries, entry id,
--   number of parts, for each part: group key, index, part, number of parts with it when its body is among the changes ('' otherwise; negative when the
--   body has failed, and the parts are kept), the signature of the body ('' when it is not known),
--   then changes of five: 'push', list, message, queue, '' | 'store', key, result, '', '' | 'size' or 'set', key, value, '', '' |
--   'dead', 'list \n deliveries \n id \n task', message, reason, number | the same with 'dead' and how many entries there may be for this one to be kept
-- Returns {0} no longer held, {1} done, {2} done, but it had succeeded before, {3, index, shape, parts, kept body} the body of that part is missing,
--   {4} the parts are others now, {5, list, error, ...} these keys are no lists (''), or not this user's, {6, part, ...} the keys of these parts' groups hold
--   something else, or the error of the command that failed: then nothing was changed
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return {0} end
-- These remove nothing. Redis that is out of memory takes a removal, and then what follows it; and who may not remove is refused before anything is
-- changed, so that what is done here can be undone.
redis.call('HDEL', KEYS[1], '')
redis.call('DEL', ARGV[5] .. ARGV[6])

local parts = tonumber(ARGV[7])
-- What counts a chord outlives every part of it: one may wait for its time for a year. Revocations live as long. A chord that has ended is removed.
local life = math.max(tonumber(ARGV[3]), 400 * 86400)
local changes = 8 + 5 * parts
-- A sender names the lists: one that has another type, or to which this user has no right, is no reason to end nothing.
local known, unusable = {}, {5}
for i = changes, #ARGV, 5 do
  local list = ARGV[i + 1]
  if ARGV[i] == 'push' and not known[list] then
    known[list] = true
    local kind = redis.pcall('TYPE', list)
    if type(kind) == 'table' and kind.err then
      -- The right to this key, not that to the command. Redis before 7.2 has no code for it.
      local denied = string.find(kind.err, 'NOPERM', 1, true) or string.find(kind.err, 'The user executing the script', 1, true)
      if not (denied and string.find(kind.err, ' key', 1, true)) then return kind end
      unusable[#unusable + 1] = list
      unusable[#unusable + 1] = kind.err
    else
      kind = type(kind) == 'table' and kind.ok or kind
      if kind ~= 'list' and kind ~= 'none' then
        unusable[#unusable + 1] = list
        unusable[#unusable + 1] = ''
      end
    end
  end
end
if #unusable > 1 then return unusable end

-- The parts that have ended in the order of the header, with these behind those of the same index.
local function joined(key, more)
  local scored = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  local all, members = {}, {}
  for i = 1, #scored, 2 do all[#all + 1] = {tonumber(scored[i + 1]) or math.huge, i, scored[i]} end
  for i, one in ipairs(more) do all[#all + 1] = {one[1], #scored + i, one[2]} end
  table.sort(all, function(a, b)
    if a[1] ~= b[1] then return a[1] < b[1] end
    return a[2] < b[2]
  end)
  for i, one in ipairs(all) do members[i] = one[3] end
  return members
end

-- The text under a key of a chord; false where there is none. Under a key of another type, or where a number has to be and is none, is something else than a
-- chord: what is found there must end nothing but the chord that would use it.
local foreign, refusal
local function text(key)
  local value = redis.pcall('GET', key)
  if type(value) ~= 'table' then return value end
  if string.find(value.err, 'WRONGTYPE', 1, true) then foreign = true else refusal = value end
  return false
end
local function number(key)
  local value = text(key)
  if value and not tonumber(value) then foreign = true end
  return value and tonumber(value)
end

-- The parts of a chord are a sorted set, or a list for Celery workers with result_chord_ordered off.
-- Several parts of one may end together, with a task whose chain would have ended in a group: whether it is complete is known with the last of them.
local lists, scores, counted, uncountable = {}, {}, {}, {6}
local last, new, seen = {}, {}, {}
for p = 0, parts - 1 do last[ARGV[8 + 5 * p]] = p end
for p = 0, parts - 1 do
  local at = 8 + 5 * p
  local group, index, part, planned = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local key = group .. '.j'
  local kind = redis.call('TYPE', key)
  kind = type(kind) == 'table' and kind.ok or kind
  foreign = kind ~= 'zset' and kind ~= 'list' and kind ~= 'none'
  lists[p] = kind == 'list'
  local total = number(group .. '.s')
  total = total and total + (number(group .. '.t') or 0)
  if refusal then return refusal end
  counted[p] = total
  if foreign then
    uncountable[#uncountable + 1] = p
  else
    local more = new[group] or {}
    new[group] = more
    if not lists[p] then scores[p] = redis.call('ZSCORE', key, part) end
    if lists[p] or not (scores[p] or seen[group .. '\n' .. part]) then more[#more + 1] = {tonumber(index) or math.huge, part} end
    seen[group .. '\n' .. part] = true
    local count = (lists[p] and redis.call('LLEN', key) or redis.call('ZCARD', key)) + #more
    local completes = planned == '' and p == last[group] and count == total
    if planned ~= '' and (math.abs(tonumber(planned)) ~= count or count ~= total) then return {4} end
    local shape = completes and text(group)
    local body = completes and text(group .. '.b')
    if refusal then return refusal end
    if foreign then
      uncountable[#uncountable + 1] = p
    elseif completes then
      local all
      if lists[p] then
        all = redis.call('LRANGE', key, 0, -1)
        for _, one in ipairs(more) do all[#all + 1] = one[2] end
      else
        all = joined(key, more)
      end
      return {3, p, shape or '', all, body or ''}
    end
  end
end
if #uncountable > 1 then return uncountable end

-- From here on a command that fails takes back all that came before it. What cannot be taken back is last.
local failed
local undo, news, over = {}, {}, {}
local function try(...)
  if failed then return end
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    failed = reply
    return
  end
  return reply
end
local function or_else(...)
  if not failed then undo[#undo + 1] = {...} end
end
local function publish(...)
  news[#news + 1] = {...}
end
local function set(key, value, known, seconds)
  try('SET', key, value, 'EX', seconds)
  if known then or_else('SET', key, known, 'EX', seconds) else or_else('DEL', key) end
end
local function store(key, value)
  local known = try('GET', key)
  if string.match(known or '', '"status":%s*"([^"]*)"') == 'SUCCESS' then return false end
  set(key, value, known, ARGV[3])
  publish(key, value)
  return true
end

local stored = ARGV[2] == '' or store(KEYS[2], ARGV[2])
for p = 0, parts - 1 do
  local at = 8 + 5 * p
  local group, body = ARGV[at], ARGV[at + 4]
  local key = group .. '.j'
  if (tonumber(ARGV[at + 3]) or 0) > 0 then
    for _, suffix in ipairs({'.j', '.t', '.s', '.b'}) do over[#over + 1] = group .. suffix end
    try('EXPIRE', group, ARGV[3])
  else
    if lists[p] then
      try('RPUSH', key, ARGV[at + 2])
      or_else('RPOP', key)
    else
      try('ZADD', key, ARGV[at + 1], ARGV[at + 2])
      if scores[p] then or_else('ZADD', key, scores[p], ARGV[at + 2]) else or_else('ZREM', key, ARGV[at + 2]) end
    end
    -- For a part whose message cannot be read.
    if body ~= '' and try('SET', group .. '.b', body, 'NX', 'EX', ARGV[3]) then or_else('DEL', group .. '.b') end
    try('EXPIRE', group .. '.b', ARGV[3])
    -- What nothing counts, as of a chord that has ended, is kept in vain.
    local seconds = counted[p] and ARGV[at + 3] == '' and life or ARGV[3]
    for _, suffix in ipairs({'', '.j', '.t', '.s'}) do try('EXPIRE', group .. suffix, seconds) end
  end
end
for i = changes, #ARGV, 5 do
  local kind, key, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if kind == 'push' then
    if try('LPUSH', key, value) == 1 then publish(ARGV[4] .. ARGV[i + 3], '') end
    or_else('LPOP', key)
  elseif kind == 'store' then
    store(key, value)
  elseif kind == 'size' then
    -- A group at the end of a chain that is a part of a chord has its chord's id: its sender has counted it.
    if try('SET', key, value, 'NX', 'EX', life) then or_else('DEL', key) end
  elseif kind == 'set' then
    set(key, value, try('GET', key), life)
  elseif string.sub(kind, 1, 4) == 'dead' and (kind == 'dead' or (try('ZCARD', KEYS[3]) or 0) < tonumber(string.sub(kind, 5))) then
    local entry = ARGV[6] .. ARGV[i + 4]
    local list, deliveries, id, task = string.match(key, '^(.-)\n(.-)\n(.-)\n(.*)$')
    try('ZADD', KEYS[3], now, entry)
    or_else('ZREM', KEYS[3], entry)
    try('HSET', ARGV[5] .. entry, 'list', list, 'message', value, 'reason', ARGV[i + 3], 'deliveries', deliveries,
      'id', id, 'task', task, 'at', now)
    or_else('DEL', ARGV[5] .. entry)
  end
end
-- Lua passes no more than some thousand arguments on.
for i = 1, #over, 4000 do try('DEL', unpack(over, i, math.min(i + 3999, #over))) end
if failed then
  for i = #undo, 1, -1 do redis.pcall(unpack(undo[i])) end
  return failed
end
redis.call('HDEL', KEYS[1], ARGV[1])
for _, one in ipairs(news) do redis.pcall('PUBLISH', unpack(one)) end
return {stored and 1 or 2}
