-- Puts due messages back on their lists.
-- KEYS: delayed set
-- ARGV: at most how many, prefix of wake channels
-- Returns {how many, due time of the next in ms or -1, now in ms}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(due) do
  local at = string.find(member, '\n', 1, true)
  local list = string.sub(member, 1, at - 1)
  redis.call('ZREM', KEYS[1], member)
  if redis.call('LPUSH', list, string.sub(member, at + 1)) == 1 then
    redis.call('PUBLISH', ARGV[2] .. string.gsub(list, '\6.*$', ''), '')
  end
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {#due, first[2] and tonumber(first[2]) or -1, now}
