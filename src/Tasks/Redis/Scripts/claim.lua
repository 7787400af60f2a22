-- Moves messages of sessions whose visibility timeout has expired under the caller's session.
-- KEYS: visibility timeouts, in-flight hash of the caller, pulse
-- ARGV: caller's session, visibility timeout in ms, at most how many, last sequence number used, prefix of in-flight hashes, 1 when the caller was connected
--   for one visibility timeout, how many bytes of messages are answered at most, ms since the caller came here last by its own clock ('' when it did not)
-- Returns {list, claims, message, list, claims, message, ...}; the k-th has sequence number last + k, and was claimed so often in a row, this time included.
-- The first that is more than these bytes is nil: it is held, and is to be recalled, and no more are claimed.
-- The number of claims stands in the field, so that a message counts as delivered before its new owner, who may die of it, has read it.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = tonumber(ARGV[2])
-- Expired visibility timeouts mean dead workers only when the living could reach Redis: for one visibility timeout the caller was connected, or
-- somebody came here again and again. A pause too short for the second count still leaves the living time to renew.
local pause = 2500
local pulse = redis.call('HMGET', KEYS[3], 'last', 'since', 'stepped')
local last, since, stepped = tonumber(pulse[1]) or 0, tonumber(pulse[2]) or now, tonumber(pulse[3])
if now - last > pause then since = now end
-- Where this clock was set forward, or is another server's, the living have expired, too, and need one visibility timeout however long they were connected.
local away = tonumber(ARGV[8])
if away and last > 0 and now - last > away + math.min(lease / 2, 5000) then stepped = now end
-- It may have been set back since.
if stepped and stepped > now then stepped = nil end
-- These change nothing. Redis that is out of memory takes a removal, and then what follows it; and who may not remove is refused before anything is moved.
redis.call('HGET', KEYS[2], '')
redis.call('HDEL', KEYS[2], '')
redis.call('ZREM', KEYS[1], '')
redis.call('HSET', KEYS[3], 'last', now, 'since', since, 'stepped', stepped or '')
if stepped and now - stepped < lease then return {} end
if ARGV[6] ~= '1' and (lease < 4 * pause or now - since < lease) then return {} end
local room, bytes = tonumber(ARGV[3]), tonumber(ARGV[7])
local sequence = tonumber(ARGV[4])
local reply = {}
for _, session in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. now, 'LIMIT', 0, 16)) do
  if session ~= ARGV[1] then
    local theirs = ARGV[5] .. session
    -- Names, and no more of them than are claimed: it may hold thousands of messages, and large ones.
    local held = redis.pcall('HRANDFIELD', theirs, math.max(1, room))
    local left = 0
    -- As Garnet may answer a single one, or none.
    if type(held) ~= 'table' then held = {held or nil} end
    if held.err then
      if not (string.find(held.err, 'WRONGTYPE', 1, true) or string.find(held.err, 'access', 1, true)) then return held end
      -- Not a session of ours. Looked at again later, so that sixteen of them do not hide those that are.
      redis.call('ZADD', KEYS[1], now + 60000, session)
      held, left = {}, nil
    elseif #held > 0 then
      left = redis.call('HLEN', theirs)
      -- First, so that what is moved is never without a visibility timeout.
      if #reply == 0 then redis.call('ZADD', KEYS[1], now + lease, ARGV[1]) end
    end
    for _, field in ipairs(held) do
      if room == 0 then break end
      local space = string.find(field, ' ', 1, true)
      local list = string.sub(field, (space or 0) + 1)
      local claims = math.min(tonumber(string.match(field, '^%d+:(%d+) ')) or 0, 1000000) + 1
      -- Who claimed it before has died, too: perhaps of this one. It comes alone, so that no other is counted for what it does.
      if claims == 1 or #reply == 0 then
        local message = redis.call('HGET', theirs, field)
        redis.call('HDEL', theirs, field)
        local moved = redis.pcall('HSET', KEYS[2], string.format('%d:%d %s', sequence + 1, claims, list), message)
        if type(moved) == 'table' and moved.err then
          redis.call('HSET', theirs, field, message)
          return moved
        end
        sequence = sequence + 1
        bytes = bytes - #message
        room = claims == 1 and bytes >= 0 and room - 1 or 0
        left = left - 1
        reply[#reply + 1] = list
        reply[#reply + 1] = claims
        reply[#reply + 1] = bytes >= 0 and message
      end
    end
    if left == 0 then redis.call('ZREM', KEYS[1], session) end
  end
end
return reply
