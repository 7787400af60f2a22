-- Throws a dead message away.
-- KEYS: dead index, dead entry
-- ARGV: entry id
-- Returns 1, or 0 when there is no such entry
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('DEL', KEYS[2])
