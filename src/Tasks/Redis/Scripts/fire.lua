-- A schedule's time is due: sends its task, or does not, and remembers the time. Only for the caller that knows the last time.
-- KEYS: last times by schedule, paused schedules, queue list
-- ARGV: field of the schedule, its name, last time known in ms ('' when there is none), time in ms, 1 to send, message, wake channel
-- Returns 0 another has moved on, 1 sent, 2 not to be sent, 3 not due yet, or the error of the command that failed: then nothing was changed
local held = redis.call('HGET', KEYS[1], ARGV[1])
-- Anybody may have written there: what is no time, or none of the calendar, counts as none. The caller reads it likewise.
local last = held and string.match(held, '^[1-9]%d*$') or ''
if last ~= '' and tonumber(last) > 253402300799999 then last = '' end
if last ~= ARGV[3] then return 0 end
local time = redis.call('TIME')
if tonumber(ARGV[4]) > time[1] * 1000 + math.floor(time[2] / 1000) then return 3 end
local sent = ARGV[5] == '1' and redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
if not sent then return 2 end
local length = redis.pcall('LPUSH', KEYS[3], ARGV[6])
if type(length) == 'table' then
  if held then redis.call('HSET', KEYS[1], ARGV[1], held) else redis.call('HDEL', KEYS[1], ARGV[1]) end
  return length
end
if length == 1 then redis.pcall('PUBLISH', ARGV[7], '') end
return 1
