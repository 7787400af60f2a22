-- Calls off a task that has not started.
-- KEYS: revoked set, result key
-- ARGV: task id or stamp, seconds to remember it, channel, how many are remembered at most, seconds to remember one that has ended (0: not)
-- Returns {whether it can be remembered, the status of the task that is recorded, as it stands in its JSON}. One that has ended is remembered for other
-- messages of its id, and only while there is room.
local known = redis.pcall('GET', KEYS[2])
local status = type(known) == 'string' and string.match(known, '"status":%s*"([^"]*)"')
local ended = status == 'SUCCESS' or status == 'FAILURE' or status == 'REVOKED'
if ended and ARGV[5] == '0' then return {1, status} end
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) and not before then return {ended and 1 or 0, status or ''} end
redis.call('ZADD', KEYS[1], math.max(before and tonumber(before) or 0, now + tonumber(ended and ARGV[5] or ARGV[2])), ARGV[1])
redis.pcall('PUBLISH', ARGV[3], ARGV[1])
return {1, status or ''}
