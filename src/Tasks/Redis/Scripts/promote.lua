-- Puts due messages back on their lists.
-- KEYS: delayed set, dead index
-- ARGV: at most how many, bytes after which no further one is moved, prefix of wake channels, prefix of dead entries, ms until a message is tried again
--   whose list cannot take it, longest name of a queue, patterns of which such a name has none
-- Returns {how many, due time of the next in ms or -1, now in ms, 1 when there may be more that are due, list, error, list, error, ...}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local failures = {}
-- Why this is no message on its way to a queue; nil when it is.
local function problem(list)
  if not list then return 'a member of the delayed set without a queue' end
  local queue = string.gsub(list, '\6\22%d$', '')
  local allowed = #queue <= tonumber(ARGV[6])
  for i = 7, #ARGV do
    allowed = allowed and not string.find(queue, ARGV[i])
  end
  return not allowed and 'a member of the delayed set with a name that no queue may have' or nil
end
local room, promoted, stuck, more = tonumber(ARGV[2]), 0, 0, 1
for i = 1, tonumber(ARGV[1]) do
  -- One at a time: how long they are is known when they are read, and Redis holds several copies of what this reads and writes until it ends.
  local member = room > 0 and redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', stuck, 1)[1]
  if not member then
    if room > 0 then more = 0 end
    break
  end
  -- Removes nothing. Redis that is out of memory takes a removal, and then what follows it; who may not remove is refused before anything is moved.
  if i == 1 then redis.call('ZREM', KEYS[1], '') end
  room = room - #member
  local at = string.find(member, '\n', 1, true)
  local list = at and string.sub(member, 1, at - 1)
  local reason = problem(list)
  local length
  if not reason then
    length = redis.pcall('LPUSH', list, string.sub(member, at + 1))
  else
    -- Nothing that a worker of ours has written.
    local entry = 'delayed-' .. redis.sha1hex(member)
    length = redis.pcall('ZADD', KEYS[2], now, entry)
    if type(length) == 'number' then
      length = redis.pcall('HSET', ARGV[4] .. entry, 'list', list or '', 'message', string.sub(member, (at or 0) + 1), 'reason', reason,
        'deliveries', 0, 'id', '', 'task', '', 'at', now)
      if type(length) == 'table' then redis.call('ZREM', KEYS[2], entry) end
    end
  end
  if type(length) == 'table' then
    -- Where not even that is possible, the others behind it are not to wait.
    if type(redis.pcall('ZADD', KEYS[1], now + tonumber(ARGV[5]), member)) == 'table' then stuck = stuck + 1 end
    failures[#failures + 1] = not reason and list or KEYS[2]
    failures[#failures + 1] = length.err
  else
    redis.call('ZREM', KEYS[1], member)
    promoted = promoted + 1
    if not reason and length == 1 then redis.pcall('PUBLISH', ARGV[3] .. string.gsub(list, '\6.*$', ''), '') end
  end
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {promoted, first[2] and tonumber(first[2]) or -1, now, more, unpack(failures)}
