-- Renews the session's visibility timeout over everything it holds.
-- KEYS: visibility timeouts, in-flight hash of the session
-- ARGV: session, visibility timeout in ms
-- Returns the number of messages it holds; 0 also when another worker has claimed them all.
local held = redis.call('HLEN', KEYS[2])
if held == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  -- Removes nothing. Redis that is out of memory takes a removal, and then what follows it; a live worker's messages must stay its own.
  redis.call('ZREM', KEYS[1], '')
  local time = redis.call('TIME')
  redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2]), ARGV[1])
end
return held
