-- Moves messages of sessions whose lease has run out under the caller's lease.
-- KEYS: leases, in-flight hash of the caller
-- ARGV: caller's session, lease in ms, at most how many, last sequence number used, prefix of in-flight hashes
-- Returns {list, message, list, message, ...}; the k-th has sequence number last + k
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
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
if #reply > 0 then redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1]) end
return reply
