-- Takes up to n messages in the order of the lists and puts them under the session's visibility timeout in the same step.
-- KEYS: visibility timeouts, in-flight hash of the session, revoked set, queue lists
-- ARGV: session, visibility timeout in ms, n, last sequence number used
-- Returns {now in ms, number of revoked ids, {list index, error, ...}, list index, {messages}, list index, {messages}, ...}; the k-th message has
-- sequence number last + k. A list that cannot be read for its type or by its rights is reported and the others are served.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wanted = tonumber(ARGV[3])
local sequence = tonumber(ARGV[4])
-- What is no set is no reason to take nothing: the ids are then looked up, and that says what is wrong.
local revoked = redis.pcall('ZCARD', KEYS[3])
local unusable = {}
local reply = {now, type(revoked) == 'number' and revoked or 1, unusable}
local taken = {}
for i = 4, #KEYS do
  local messages = redis.pcall('RPOP', KEYS[i], wanted)
  -- Garnet answers a single message without its array.
  if type(messages) == 'string' then messages = {messages} end
  if messages and messages.err then
    if not (string.find(messages.err, 'WRONGTYPE', 1, true) or string.find(messages.err, 'NOPERM', 1, true)) then return messages end
    unusable[#unusable + 1] = i - 4
    unusable[#unusable + 1] = messages.err
  elseif messages and #messages > 0 then
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
  local failed = redis.pcall('HSET', KEYS[2], unpack(taken))
  local held = not (type(failed) == 'table' and failed.err)
  if held then failed = redis.pcall('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1]) end
  if type(failed) == 'table' and failed.err then
    for i = #reply, 5, -2 do
      for k = #reply[i], 1, -1 do redis.call('RPUSH', KEYS[reply[i - 1] + 4], reply[i][k]) end
    end
    if held then
      for i = 1, #taken, 2 do redis.call('HDEL', KEYS[2], taken[i]) end
    end
    return failed
  end
end
return reply
