-- Sends a dead message again.
-- KEYS: dead index, dead entry, result key
-- ARGV: entry id, message, prefix of wake channels
-- Returns 1, or 0 when there is no such entry
local list = redis.call('HGET', KEYS[2], 'list')
if not list then return 0 end
redis.call('DEL', KEYS[2])
if KEYS[3] ~= '' then redis.call('DEL', KEYS[3]) end
redis.call('ZREM', KEYS[1], ARGV[1])
if redis.call('LPUSH', list, ARGV[2]) == 1 then
  redis.call('PUBLISH', ARGV[3] .. string.gsub(list, '\6.*$', ''), '')
end
return 1
