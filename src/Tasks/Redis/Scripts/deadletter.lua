-- Moves a held message to the dead-letter queue, with the reason, and records the failure of its task.
-- KEYS: in-flight hash of the session, dead index, dead entry, result key ('' when none)
-- ARGV: in-flight field, entry id, queue list, message, reason, deliveries, task id, task name, result ('' when none), seconds the result lives
-- Returns 1, or 0 when the message is no longer held
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[2], now, ARGV[2])
redis.call('HSET', KEYS[3], 'list', ARGV[3], 'message', ARGV[4], 'reason', ARGV[5], 'deliveries', ARGV[6],
  'id', ARGV[7], 'task', ARGV[8], 'at', now)
if ARGV[9] ~= '' then
  local status = string.match(redis.call('GET', KEYS[4]) or '', '"status":%s*"(%u+)"')
  if status ~= 'SUCCESS' and status ~= 'FAILURE' and status ~= 'REVOKED' then
    redis.call('SET', KEYS[4], ARGV[9], 'EX', ARGV[10])
    redis.call('PUBLISH', KEYS[4], ARGV[9])
  end
end
return 1
