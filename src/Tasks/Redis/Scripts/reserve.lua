-- Takes up to n messages in the order of the lists and puts them under the session's visibility timeout in the same step.
-- KEYS: visibility timeouts, in-flight hash of the session, revoked set, queue lists
-- ARGV: session, visibility timeout in ms, n, last sequence number used, how many bytes of messages are answered at most
-- Returns {now in ms, number of revoked ids, {list index, error, ...}, list index, {messages}, list index, {messages}, ...}; the k-th message has
-- sequence number last + k. From the first on that is more than these bytes, each is nil: it is held, and is to be recalled, and no more are taken.
-- A list that cannot be read for its type or by its rights is reported and the others are served.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wanted = tonumber(ARGV[3])
local sequence = tonumber(ARGV[4])
local room = tonumber(ARGV[5])
-- What is no set is no reason to take nothing: the ids are then looked up, and that says what is wrong.
local revoked = redis.pcall('ZCARD', KEYS[3])
local unusable = {}
local reply = {now, type(revoked) == 'number' and revoked or 1, unusable}
local taken = {}
-- How long they are is known when they are taken. Redis would copy hundreds of large ones and be out of memory: a few at a time are as fast for small ones.
local AT_ONCE = 16
for i = 4, #KEYS do
  local messages = {}
  local asked, count
  repeat
    asked, count = math.min(wanted, AT_ONCE), 0
    local some = redis.pcall('RPOP', KEYS[i], asked)
    -- Garnet answers a single message without its array.
    if type(some) == 'string' then some = {some} end
    if some and some.err then
      -- What is taken already is not to be lost for it.
      local of_list = string.find(some.err, 'WRONGTYPE', 1, true) or string.find(some.err, 'NOPERM', 1, true)
      if not of_list and #taken == 0 then return some end
      unusable[#unusable + 1] = i - 4
      unusable[#unusable + 1] = some.err
    else
      count = some and #some or 0
    end
    for k = 1, count do
      local message = some[k]
      sequence = sequence + 1
      taken[#taken + 1] = string.format('%d %s', sequence, KEYS[i])
      taken[#taken + 1] = message
      room = room - #message
      -- Nor is one answered behind it that would fit: what is answered is the first of what is taken.
      if room < 0 then room = -math.huge end
      messages[#messages + 1] = room >= 0 and message
    end
    wanted = wanted - count
  until count < asked or wanted == 0 or room < 0
  if #messages > 0 then
    reply[#reply + 1] = i - 4
    reply[#reply + 1] = messages
  end
  if wanted == 0 or room < 0 then break end
end
if #taken > 0 then
  local failed = redis.pcall('HSET', KEYS[2], unpack(taken))
  local held = not (type(failed) == 'table' and failed.err)
  if held then failed = redis.pcall('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1]) end
  if type(failed) == 'table' and failed.err then
    for i = #taken - 1, 1, -2 do redis.call('RPUSH', string.match(taken[i], '^%d+ (.*)$'), taken[i + 1]) end
    if held then
      for i = 1, #taken, 2 do redis.call('HDEL', KEYS[2], taken[i]) end
    end
    return failed
  end
end
return reply
