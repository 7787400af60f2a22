-- Puts a held message aside until a time: for a later eta, or for the next try after a failure.
-- KEYS: in-flight hash of the session, delayed set, result key
-- ARGV: in-flight field, due time in ms, queue list, message, RETRY result ('' when none), seconds the result lives
-- Returns 1, or 0 when the message is no longer held
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[3] .. '\n' .. ARGV[4])
if ARGV[5] ~= '' then
  local status = string.match(redis.call('GET', KEYS[3]) or '', '"status":%s*"(%u+)"')
  if status ~= 'SUCCESS' and status ~= 'FAILURE' and status ~= 'REVOKED' then
    redis.call('SET', KEYS[3], ARGV[5], 'EX', ARGV[6])
    redis.call('PUBLISH', KEYS[3], ARGV[5])
  end
end
return 1
