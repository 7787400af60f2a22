-- Hands held messages back to the head of their lists, so that they are the next to be taken.
-- KEYS: in-flight hash of the session, queue lists (one per message)
-- ARGV: prefix of wake channels, then for each list: in-flight field, message ('' as it is held: the worker need not have received it)
-- Returns for each: 1 returned, 0 no longer held, or the words of the error that its list gave: then it is still held
local reply = {}
for i = 2, #KEYS do
  local field = ARGV[2 * i - 2]
  local held = redis.call('HGET', KEYS[1], field)
  reply[i - 1] = 0
  if held then
    -- First, for Redis that is out of memory takes a removal, and then what follows it.
    redis.call('HDEL', KEYS[1], field)
    local message = ARGV[2 * i - 1]
    local length = redis.pcall('RPUSH', KEYS[i], message ~= '' and message or held)
    if type(length) == 'table' then
      redis.call('HSET', KEYS[1], field, held)
      reply[i - 1] = length.err
    else
      reply[i - 1] = 1
      if length == 1 then redis.pcall('PUBLISH', ARGV[1] .. string.gsub(KEYS[i], '\6.*$', ''), '') end
    end
  end
end
return reply
