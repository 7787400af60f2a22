-- Ends messages: records the result of each one that the session still holds, and takes it out of flight. Of an id that is used again the first success stays, as with Celery.
-- KEYS: in-flight hash of the session, result keys
-- ARGV: seconds a result lives, then for each result key: in-flight field, result ('' when it is ignored)
-- Returns for each: 1 recorded, 0 no longer held, 2 it had succeeded before, or the words of the error that its result gave: it is still held
local reply = {}
-- Removes nothing. Redis that is out of memory takes a removal, and then what follows it; who may not remove is refused before anything is recorded.
redis.call('HDEL', KEYS[1], '')
for i = 2, #KEYS do
  local field, result = ARGV[2 * i - 2], ARGV[2 * i - 1]
  local answer = redis.call('HEXISTS', KEYS[1], field)
  if answer == 1 and result ~= '' then
    local recorded = redis.pcall('SET', KEYS[i], result, 'NX', 'EX', ARGV[1])
    if not recorded then
      local known = redis.pcall('GET', KEYS[i])
      local status = type(known) == 'string' and string.match(known, '"status":%s*"(%u+)"')
      if status == 'SUCCESS' then
        answer = 2
      else
        recorded = redis.pcall('SET', KEYS[i], result, 'EX', ARGV[1])
      end
    end
    if type(recorded) == 'table' and recorded.err then answer = recorded.err end
  end
  if answer == 1 or answer == 2 then redis.call('HDEL', KEYS[1], field) end
  if answer == 1 and result ~= '' then redis.pcall('PUBLISH', KEYS[i], result) end
  reply[i - 1] = answer
end
return reply
