-- Sends a dead message again, and forgets the failure of its task. A success is another message's of the same id, and stays, as Celery has it.
-- KEYS: dead index, dead entry, result key (the entry when none)
-- ARGV: entry id, message, prefix of wake channels
-- Returns 1, 0 when there is no such entry, or the error of the command that failed: then nothing was changed
local list = redis.call('HGET', KEYS[2], 'list')
if not list then return 0 end
local length = redis.call('LPUSH', list, ARGV[2])
local at = redis.pcall('ZSCORE', KEYS[1], ARGV[1])
local failed = redis.pcall('ZREM', KEYS[1], ARGV[1])
local removed = type(failed) == 'number'
if removed then
  local known = KEYS[3] ~= KEYS[2] and redis.pcall('GET', KEYS[3])
  local status = type(known) == 'string' and string.match(known, '"status":%s*"([^"]*)"')
  -- What is no text is no success; what cannot be read may be one.
  local unread = type(known) == 'table' and known.err and not string.find(known.err, 'WRONGTYPE', 1, true) and known
  failed = unread or status == 'SUCCESS' and redis.pcall('DEL', KEYS[2]) or status ~= 'SUCCESS' and redis.pcall('DEL', KEYS[2], KEYS[3])
end
if type(failed) == 'table' and failed.err then
  redis.call('LPOP', list)
  if removed and at then redis.call('ZADD', KEYS[1], at, ARGV[1]) end
  return failed
end
if length == 1 then
  redis.pcall('PUBLISH', ARGV[3] .. string.gsub(list, '\6.*$', ''), '')
end
return 1
