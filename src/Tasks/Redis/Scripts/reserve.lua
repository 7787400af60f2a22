-- Takes up to n messages in the order of the lists and puts them under the session's visibility timeout in the same step.
-- KEYS: visibility timeouts, in-flight hash of the session, revoked set, queue lists
-- ARGV: session, visibility timeout in ms, n, last sequence number used
-- Returns {now in ms, number of revoked ids, list index, {messages}, list index, {messages}, ...}; the k-th message has sequence number last + k
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wanted = tonumber(ARGV[3])
local sequence = tonumber(ARGV[4])
local reply = {now, redis.call('ZCARD', KEYS[3])}
local taken = {}
for i = 4, #KEYS do
  local messages = redis.call('RPOP', KEYS[i], wanted)
  -- Garnet answers a single message without its array.
  if type(messages) == 'string' then messages = {messages} end
  if messages and #messages > 0 then
    for _, message in ipairs(messages) do
      sequence = sequence + 1
      taken[#taken + 1] = string.format('%d %s', sequence, KEYS[i])
      taken[#taken + 1] = message
    end
    reply[#reply + 1] = i - 4
    reply[#reply + 1] = messages
    wanted = wanted - #messages
    if wanted == 0 then break end
  end
end
if #taken > 0 then
  redis.call('HSET', KEYS[2], unpack(taken))
  redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
end
return reply
