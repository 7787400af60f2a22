-- Throws a dead message away.
-- KEYS: dead index, dead entry
-- ARGV: entry id
-- Returns 1, 0 when there is no such entry, or the error of the command that failed: then nothing was changed
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
local gone = redis.pcall('DEL', KEYS[2])
if at and type(gone) == 'table' and gone.err then redis.call('ZADD', KEYS[1], at, ARGV[1]) end
return gone
