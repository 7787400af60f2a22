-- Shows what waits for its time, the next one first.
-- KEYS: delayed set
-- ARGV: at most how many, bytes after which no further one is read
-- Returns {member, due time in ms, member, due time in ms, ...}; the last one that is read is left out when it is more than these bytes
local reply, room = {}, tonumber(ARGV[2])
for rank = 0, tonumber(ARGV[1]) - 1 do
  local one = redis.call('ZRANGE', KEYS[1], rank, rank, 'WITHSCORES')
  if not one[1] then break end
  room = room - #one[1]
  if room < 0 then break end
  reply[#reply + 1] = one[1]
  reply[#reply + 1] = one[2]
end
return reply
