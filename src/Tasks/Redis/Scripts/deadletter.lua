-- Moves a held message to the dead-letter queue, with the reason, and records the failure of its task.
-- KEYS: in-flight hash of the session, dead index, dead entry, result key (the entry when none)
-- ARGV: in-flight field, entry id, queue list, reason, deliveries, task id, task name, result ('' when none), seconds the result lives, how many entries
--   there may be for this one to be kept ('' for any number): else only the failure is recorded
-- Returns 1, 0 when the message is no longer held, or the error of the command that failed: then nothing was changed
-- As it is held: the worker need not have received it.
local message = redis.call('HGET', KEYS[1], ARGV[1])
if not message then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- These remove nothing. Redis that is out of memory takes a removal, and then what follows it; who may not remove is refused before anything is recorded.
redis.call('HDEL', KEYS[1], '')
redis.call('DEL', KEYS[3])
local failed
local function try(...)
  if failed then return end
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    failed = reply
    return
  end
  return reply
end
local kept = ARGV[10] == '' or (try('ZCARD', KEYS[2]) or 0) < tonumber(ARGV[10])
local indexed
if kept then
  try('ZADD', KEYS[2], now, ARGV[2])
  indexed = not failed
  try('HSET', KEYS[3], 'list', ARGV[3], 'message', message, 'reason', ARGV[4], 'deliveries', ARGV[5],
    'id', ARGV[6], 'task', ARGV[7], 'at', now)
end
if ARGV[8] ~= '' then
  local known = redis.pcall('GET', KEYS[4])
  local status = type(known) == 'string' and string.match(known, '"status":%s*"([^"]*)"')
  if status ~= 'SUCCESS' then
    try('SET', KEYS[4], ARGV[8], 'EX', ARGV[9])
    if not failed then redis.pcall('PUBLISH', KEYS[4], ARGV[8]) end
  end
end
if failed then
  if indexed then redis.call('ZREM', KEYS[2], ARGV[2]) end
  redis.call('DEL', KEYS[3])
  return failed
end
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
