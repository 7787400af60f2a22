-- Calls off a task that has not started.
-- KEYS: revoked set, result key
-- ARGV: task id or stamp, seconds to remember it, channel, how many are remembered at most
-- Returns the status of the task if it has ended already, 'FULL' when no other can be remembered, else 'PENDING'
local known = redis.pcall('GET', KEYS[2])
local status = type(known) == 'string' and string.match(known, '"status":%s*"(%u+)"')
if status == 'SUCCESS' or status == 'FAILURE' or status == 'REVOKED' then return status end
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 'FULL' end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.pcall('PUBLISH', ARGV[3], ARGV[1])
return 'PENDING'
