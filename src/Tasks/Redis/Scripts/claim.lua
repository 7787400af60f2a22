-- Moves messages of sessions whose visibility timeout has expired under the caller's session.
-- KEYS: visibility timeouts, in-flight hash of the caller, pulse
-- ARGV: caller's session, visibility timeout in ms, at most how many, last sequence number used, prefix of in-flight hashes, 1 when the caller was connected for one visibility timeout
-- Returns {list, claims, message, list, claims, message, ...}; the k-th has sequence number last + k, and was claimed so often in a row, this time included.
-- The number of claims stands in the field, so that a message counts as delivered before its new owner, who may die of it, has read it.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = tonumber(ARGV[2])
-- Expired visibility timeouts mean dead workers only when the living could reach Redis: for one visibility timeout the caller was connected, or
-- somebody came here again and again. A pause too short for the second count still leaves the living time to renew.
local pause = 2500
local pulse = redis.call('HMGET', KEYS[3], 'last', 'since')
local since = tonumber(pulse[2]) or now
if now - (tonumber(pulse[1]) or 0) > pause then since = now end
-- These remove nothing. Redis that is out of memory takes a removal, and then what follows it; and who may not remove is refused before anything is moved.
redis.call('HDEL', KEYS[2], '')
redis.call('ZREM', KEYS[1], '')
redis.call('HSET', KEYS[3], 'last', now, 'since', since)
if ARGV[6] ~= '1' and (lease < 4 * pause or now - since < lease) then return {} end
local room = tonumber(ARGV[3])
local sequence = tonumber(ARGV[4])
local reply = {}
for _, session in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. now, 'LIMIT', 0, 16)) do
  if session ~= ARGV[1] then
    local theirs = ARGV[5] .. session
    local held = redis.pcall('HGETALL', theirs)
    if held.err then
      -- Not a session of ours. Looked at again later, so that sixteen of them do not hide those that are.
      redis.call('ZADD', KEYS[1], now + 60000, session)
      held = nil
    elseif #held > 0 and #reply == 0 then
      -- First, so that what is moved is never without a visibility timeout.
      redis.call('ZADD', KEYS[1], now + lease, ARGV[1])
    end
    local left = held and #held / 2
    for i = 1, held and #held or 0, 2 do
      if room == 0 then break end
      local space = string.find(held[i], ' ', 1, true)
      local list = string.sub(held[i], (space or 0) + 1)
      local claims = math.min(tonumber(string.match(held[i], '^%d+:(%d+) ')) or 0, 1000000) + 1
      -- Who claimed it before has died, too: perhaps of this one. It comes alone, so that no other is counted for what it does.
      if claims == 1 or #reply == 0 then
        redis.call('HDEL', theirs, held[i])
        local moved = redis.pcall('HSET', KEYS[2], string.format('%d:%d %s', sequence + 1, claims, list), held[i + 1])
        if type(moved) == 'table' and moved.err then
          redis.call('HSET', theirs, held[i], held[i + 1])
          return moved
        end
        sequence = sequence + 1
        room = claims == 1 and room - 1 or 0
        left = left - 1
        reply[#reply + 1] = list
        reply[#reply + 1] = claims
        reply[#reply + 1] = held[i + 1]
      end
    end
    if left == 0 then redis.call('ZREM', KEYS[1], session) end
  end
end
return reply
