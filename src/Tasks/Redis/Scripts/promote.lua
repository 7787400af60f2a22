-- Puts due messages back on their lists.
-- KEYS: delayed set, dead index
-- ARGV: at most how many, prefix of wake channels, prefix of dead entries, ms until a message is tried again whose list cannot take it
-- Returns {how many, due time of the next in ms or -1, now in ms, list, error, list, error, ...}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
local failures = {}
local promoted = 0
for _, member in ipairs(due) do
  local at = string.find(member, '\n', 1, true)
  local list = at and string.sub(member, 1, at - 1)
  local length
  -- First, for Redis that is out of memory takes a removal, and then what follows it.
  redis.call('ZREM', KEYS[1], member)
  if list then
    length = redis.pcall('LPUSH', list, string.sub(member, at + 1))
  else
    -- Nothing that a worker of ours has written.
    local entry = 'delayed-' .. redis.sha1hex(member)
    length = redis.pcall('HSET', ARGV[3] .. entry, 'list', '', 'message', member, 'reason', 'a member of the delayed set without a queue',
      'deliveries', 0, 'id', '', 'task', '', 'at', now)
    if type(length) == 'number' then
      length = redis.pcall('ZADD', KEYS[2], now, entry)
      if type(length) == 'table' then redis.call('DEL', ARGV[3] .. entry) end
    end
  end
  if type(length) == 'table' then
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[4]), member)
    failures[#failures + 1] = list or KEYS[2]
    failures[#failures + 1] = length.err
  else
    promoted = promoted + 1
    if list and length == 1 then redis.pcall('PUBLISH', ARGV[2] .. string.gsub(list, '\6.*$', ''), '') end
  end
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {promoted, first[2] and tonumber(first[2]) or -1, now, unpack(failures)}
