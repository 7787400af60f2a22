-- Ends a held message together with everything that follows: its result, its parts of chords, and the tasks that it starts.
-- Nothing is changed unless all of it is. The first terminal result stays, and what followed it is not repeated.
-- KEYS: in-flight hash of the session, result key, dead index
-- ARGV: in-flight field, result ('' when it is ignored), seconds a result lives, prefix of wake channels, prefix of dead entries, entry id,
--   number of parts, for each part: group key, index, part, number of parts with it when its body is among the changes ('' otherwise),
--   then changes of five: 'push', list, message, queue, '' | 'store', key, result, '', '' | 'size' or 'set', key, value, '', '' |
--   'dead', 'list \n deliveries \n id \n task', message, reason, number
-- Returns {0} no longer held, {1} done, {2} another terminal result was there, {3, index, shape, parts} the body of that part is missing,
--   {4} the parts are others now, {5, list} the key is no list
local function terminal(key)
  local status = string.match(redis.call('GET', key) or '', '"status":%s*"(%u+)"')
  return status == 'SUCCESS' or status == 'FAILURE' or status == 'REVOKED'
end

if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return {0} end
if terminal(KEYS[2]) then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return {2}
end

local parts = tonumber(ARGV[7])
local changes = 8 + 4 * parts
for i = changes, #ARGV, 5 do
  if ARGV[i] == 'push' then
    local kind = redis.call('TYPE', ARGV[i + 1])
    kind = type(kind) == 'table' and kind.ok or kind
    if kind ~= 'list' and kind ~= 'none' then return {5, ARGV[i + 1]} end
  end
end

-- The parts of a chord are a sorted set, or a list for Celery workers with result_chord_ordered off.
local lists = {}
for p = 0, parts - 1 do
  local at = 8 + 4 * p
  local group, index, part, planned = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local joined = group .. '.j'
  local kind = redis.call('TYPE', joined)
  kind = type(kind) == 'table' and kind.ok or kind
  lists[p] = kind == 'list'
  local count
  if lists[p] then
    count = redis.call('LLEN', joined) + 1
  else
    count = redis.call('ZCARD', joined)
    if not redis.call('ZSCORE', joined, part) then count = count + 1 end
  end
  local size = redis.call('GET', group .. '.s')
  local total = size and tonumber(size) + tonumber(redis.call('GET', group .. '.t') or '0')
  if planned ~= '' and (tonumber(planned) ~= count or count ~= total) then return {4} end
  if planned == '' and count == total then
    local all
    if lists[p] then
      all = redis.call('LRANGE', joined, 0, -1)
      all[#all + 1] = part
    else
      redis.call('ZADD', joined, index, part)
      all = redis.call('ZRANGE', joined, 0, -1)
      redis.call('ZREM', joined, part)
    end
    return {3, p, redis.call('GET', group) or '', all}
  end
end

redis.call('HDEL', KEYS[1], ARGV[1])
if ARGV[2] ~= '' then
  redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
  redis.call('PUBLISH', KEYS[2], ARGV[2])
end
for p = 0, parts - 1 do
  local at = 8 + 4 * p
  local group = ARGV[at]
  if ARGV[at + 3] ~= '' then
    redis.call('DEL', group .. '.j', group .. '.t', group .. '.s')
  else
    if lists[p] then
      redis.call('RPUSH', group .. '.j', ARGV[at + 2])
    else
      redis.call('ZADD', group .. '.j', ARGV[at + 1], ARGV[at + 2])
    end
    redis.call('EXPIRE', group .. '.j', ARGV[3])
    redis.call('EXPIRE', group .. '.t', ARGV[3])
    redis.call('EXPIRE', group .. '.s', ARGV[3])
  end
end
for i = changes, #ARGV, 5 do
  local kind, key, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if kind == 'push' then
    if redis.call('LPUSH', key, value) == 1 then redis.call('PUBLISH', ARGV[4] .. ARGV[i + 3], '') end
  elseif kind == 'store' then
    if not terminal(key) then
      redis.call('SET', key, value, 'EX', ARGV[3])
      redis.call('PUBLISH', key, value)
    end
  elseif kind == 'size' then
    -- A group at the end of a chain that is a part of a chord has its chord's id: its sender has counted it.
    redis.call('SET', key, value, 'NX', 'EX', ARGV[3])
  elseif kind == 'set' then
    redis.call('SET', key, value, 'EX', ARGV[3])
  elseif kind == 'dead' then
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local entry = ARGV[6] .. ARGV[i + 4]
    local list, deliveries, id, task = string.match(key, '^(.-)\n(.-)\n(.-)\n(.*)$')
    redis.call('ZADD', KEYS[3], now, entry)
    redis.call('HSET', ARGV[5] .. entry, 'list', list, 'message', value, 'reason', ARGV[i + 3], 'deliveries', deliveries,
      'id', id, 'task', task, 'at', now)
  end
end
return {1}
