-- Records that a held message's task has begun to run, or how far it is.
-- KEYS: in-flight hash of the session, result key
-- ARGV: in-flight field, result, seconds it lives
-- Returns 1, or 0 when the message is no longer held or its task has succeeded before
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
local status = string.match(redis.call('GET', KEYS[2]) or '', '"status":%s*"([^"]*)"')
if status == 'SUCCESS' then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
redis.pcall('PUBLISH', KEYS[2], ARGV[2])
return 1
