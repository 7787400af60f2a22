-- Puts a held message aside until a time: for a later eta, or for the next try after a failure.
-- KEYS: in-flight hash of the session, delayed set, result key
-- ARGV: in-flight field, due time in ms, queue list, message ('' as it is held), RETRY result ('' when none), seconds the result lives
-- Returns 1, 0 when the message is no longer held, or the error of the command that failed: then nothing was changed
local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held then return 0 end
-- First, for Redis that is out of memory takes a removal, and then what follows it.
redis.call('HDEL', KEYS[1], ARGV[1])
local member = ARGV[3] .. '\n' .. (ARGV[4] ~= '' and ARGV[4] or held)
local failed = redis.pcall('ZADD', KEYS[2], 'NX', ARGV[2], member)
if failed == 0 then
  -- The same bytes were sent again and wait already: a set would have them once. Blanks behind JSON, which any worker reads, make them this delivery's own.
  local name = string.sub(redis.sha1hex(KEYS[1] .. ' ' .. ARGV[1]), 1, 16)
  member = member .. string.gsub(name, '.', function(digit)
    local bits, blanks = tonumber(digit, 16), ''
    for _ = 1, 4 do
      blanks = blanks .. (bits % 2 == 0 and ' ' or '\t')
      bits = math.floor(bits / 2)
    end
    return blanks
  end)
  failed = redis.pcall('ZADD', KEYS[2], 'NX', ARGV[2], member)
end
local delayed = not (type(failed) == 'table' and failed.err)
if delayed and ARGV[5] ~= '' then
  local known = redis.pcall('GET', KEYS[3])
  local status = type(known) == 'string' and string.match(known, '"status":%s*"([^"]*)"')
  if status ~= 'SUCCESS' then
    failed = redis.pcall('SET', KEYS[3], ARGV[5], 'EX', ARGV[6])
    if not failed.err then redis.pcall('PUBLISH', KEYS[3], ARGV[5]) end
  end
end
if type(failed) == 'table' and failed.err then
  redis.call('HSET', KEYS[1], ARGV[1], held)
  if delayed then redis.call('ZREM', KEYS[2], member) end
  return failed
end
return 1
