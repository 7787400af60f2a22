-- Hands held messages back to the head of their lists, so that they are the next to be taken.
-- KEYS: in-flight hash of the session, queue lists (one per message)
-- ARGV: prefix of wake channels, then for each list: in-flight field, message
-- Returns how many were still held
local returned = 0
for i = 2, #KEYS do
  if redis.call('HDEL', KEYS[1], ARGV[2 * i - 2]) == 1 then
    returned = returned + 1
    if redis.call('RPUSH', KEYS[i], ARGV[2 * i - 1]) == 1 then
      redis.call('PUBLISH', ARGV[1] .. string.gsub(KEYS[i], '\6.*$', ''), '')
    end
  end
end
return returned
