-- Sends a dead message again.
-- KEYS: dead index, dead entry, result key (the entry when none)
-- ARGV: entry id, message, prefix of wake channels
-- Returns 1, 0 when there is no such entry, or the error of the command that failed: then nothing was changed
local list = redis.call('HGET', KEYS[2], 'list')
if not list then return 0 end
local length = redis.call('LPUSH', list, ARGV[2])
local at = redis.pcall('ZSCORE', KEYS[1], ARGV[1])
local failed = redis.pcall('ZREM', KEYS[1], ARGV[1])
local removed = type(failed) == 'number'
if removed then failed = redis.pcall('DEL', KEYS[2], KEYS[3]) end
if type(failed) == 'table' and failed.err then
  redis.call('LPOP', list)
  if removed and at then redis.call('ZADD', KEYS[1], at, ARGV[1]) end
  return failed
end
if length == 1 then
  redis.pcall('PUBLISH', ARGV[3] .. string.gsub(list, '\6.*$', ''), '')
end
return 1
