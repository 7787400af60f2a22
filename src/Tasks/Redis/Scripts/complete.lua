-- Ends messages: records the result of each one that the session still holds, and takes it out of flight. Of an id that is used again the first success stays, as with Celery.
-- KEYS: in-flight hash of the session, result keys
-- ARGV: seconds a result lives, then for each result key: in-flight field, result ('' when it is ignored)
-- Returns for each: 1 recorded, 0 no longer held, 2 it had succeeded before, or the words of the error that its result gave: it is still held
local reply = {}
-- Removes nothing. Redis that is out of memory takes a removal, and then what follows it; who may not remove is refused before anything is recorded.
redis.call('HDEL', KEYS[1], '')
for i = 2, #KEYS do
  local field, result = ARGV[2 * i - 2], ARGV[2 * i - 1]
  -- Nearly every message is held and has no result yet: two commands, then, and not three. What is undone here nobody has seen.
  local first = result == '' or redis.pcall('SET', KEYS[i], result, 'NX', 'EX', ARGV[1])
  local failed = type(first) == 'table' and first.err
  local answer
  if first and not failed then
    answer = redis.call('HDEL', KEYS[1], field)
    if answer == 0 and result ~= '' and type(redis.pcall('DEL', KEYS[i])) == 'table' then
      -- By the right that wrote it. Garnet knows no such expiry, and gives nobody fewer rights.
      redis.call('SET', KEYS[i], '', 'PXAT', 1)
    end
  else
    answer = redis.call('HEXISTS', KEYS[1], field)
    if answer == 1 and not failed then
      local known = redis.pcall('GET', KEYS[i])
      local status = type(known) == 'string' and string.match(known, '"status":%s*"([^"]*)"')
      local recorded = status ~= 'SUCCESS' and redis.pcall('SET', KEYS[i], result, 'EX', ARGV[1])
      failed = type(recorded) == 'table' and recorded.err
      if not recorded then answer = 2 end
    end
    if answer ~= 0 and failed then answer = failed end
    if answer == 1 or answer == 2 then redis.call('HDEL', KEYS[1], field) end
  end
  if answer == 1 and result ~= '' then redis.pcall('PUBLISH', KEYS[i], result) end
  reply[i - 1] = answer
end
return reply
