-- Moves messages of sessions whose visibility timeout has expired under the caller's session.
-- KEYS: visibility timeouts, in-flight hash of the caller, pulse
-- ARGV: caller's session, visibility timeout in ms, at most how many, last sequence number used, prefix of in-flight hashes, 1 when the caller was connected for one visibility timeout
-- Returns {list, message, list, message, ...}; the k-th has sequence number last + k
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = tonumber(ARGV[2])
-- Expired visibility timeouts mean dead workers only when the living could reach Redis: for one visibility timeout the caller was connected, or
-- somebody came here again and again. A pause too short for the second count still leaves the living time to renew.
local pause = 2500
local pulse = redis.call('HMGET', KEYS[3], 'last', 'since')
local since = tonumber(pulse[2] or now)
if now - tonumber(pulse[1] or 0) > pause then since = now end
redis.call('HSET', KEYS[3], 'last', now, 'since', since)
if ARGV[6] ~= '1' and (lease < 4 * pause or now - since < lease) then return {} end
local room = tonumber(ARGV[3])
local sequence = tonumber(ARGV[4])
local reply = {}
for _, session in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. now, 'LIMIT', 0, 16)) do
  if session ~= ARGV[1] then
    local held = redis.call('HGETALL', ARGV[5] .. session)
    for i = 1, #held, 2 do
      if room == 0 then break end
      local list = string.sub(held[i], string.find(held[i], ' ', 1, true) + 1)
      sequence = sequence + 1
      room = room - 1
      redis.call('HSET', KEYS[2], string.format('%d %s', sequence, list), held[i + 1])
      redis.call('HDEL', ARGV[5] .. session, held[i])
      reply[#reply + 1] = list
      reply[#reply + 1] = held[i + 1]
    end
    if redis.call('EXISTS', ARGV[5] .. session) == 0 then redis.call('ZREM', KEYS[1], session) end
  end
end
if #reply > 0 then redis.call('ZADD', KEYS[1], now + lease, ARGV[1]) end
return reply
