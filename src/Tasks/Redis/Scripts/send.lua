-- Sends a workflow: its first messages, and what counts the parts of its chords.
-- KEYS: mark of this call
-- ARGV: seconds that the mark lives, seconds that a result lives, prefix of wake channels,
--   then changes of four: 'push', list, message, queue | 'size' or 'set', key, value, ''
-- Returns {1}, also when this call has been made before, {0, list} the key is no list, or the error of the command that failed: then nothing was changed
for i = 4, #ARGV, 4 do
  if ARGV[i] == 'push' then
    local kind = redis.call('TYPE', ARGV[i + 1])
    kind = type(kind) == 'table' and kind.ok or kind
    if kind ~= 'list' and kind ~= 'none' then return {0, ARGV[i + 1]} end
  end
end
if not redis.call('SET', KEYS[1], '', 'NX', 'EX', ARGV[1]) then return {1} end

-- As in follow.lua.
local life = math.max(tonumber(ARGV[2]), 400 * 86400)
local failed
local undo, news = {{'DEL', KEYS[1]}}, {}
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
for i = 4, #ARGV, 4 do
  local kind, key, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if kind == 'push' then
    if try('LPUSH', key, value) == 1 then news[#news + 1] = {ARGV[3] .. ARGV[i + 3], ''} end
    or_else('LPOP', key)
  elseif kind == 'size' then
    if try('SET', key, value, 'NX', 'EX', life) then or_else('DEL', key) end
  else
    local known = try('GET', key)
    try('SET', key, value, 'EX', life)
    if known then or_else('SET', key, known, 'EX', life) else or_else('DEL', key) end
  end
end
if failed then
  for i = #undo, 1, -1 do
    local command = undo[i]
    local reply = redis.pcall(unpack(command))
    -- Who may not delete the key does it by the right that wrote it. Garnet knows no such expiry, and gives nobody fewer rights.
    if command[1] == 'DEL' and type(reply) == 'table' then redis.pcall('SET', command[2], '', 'PXAT', 1) end
  end
  return failed
end
for _, one in ipairs(news) do redis.pcall('PUBLISH', unpack(one)) end
return {1}
