-- Ends messages: takes each one out of flight and, if the session still held it, records its result. The first terminal result stays.
-- KEYS: in-flight hash of the session, result keys
-- ARGV: seconds a result lives, then for each result key: in-flight field, result ('' when it is ignored)
-- Returns for each: 1 recorded, 0 no longer held, 2 another terminal result was there
local reply = {}
for i = 2, #KEYS do
  local field, result = ARGV[2 * i - 2], ARGV[2 * i - 1]
  local answer = redis.call('HDEL', KEYS[1], field)
  if answer == 1 and result ~= '' then
    local recorded = redis.call('SET', KEYS[i], result, 'NX', 'EX', ARGV[1])
    if not recorded then
      local status = string.match(redis.call('GET', KEYS[i]) or '', '"status":%s*"(%u+)"')
      if status == 'SUCCESS' or status == 'FAILURE' or status == 'REVOKED' then
        answer = 2
      else
        redis.call('SET', KEYS[i], result, 'EX', ARGV[1])
      end
    end
    if answer == 1 then redis.call('PUBLISH', KEYS[i], result) end
  end
  reply[i - 1] = answer
end
return reply
