-- Sends one task, at most once per id, so that a sender whose answer was lost may simply send again.
-- KEYS: queue list, mark of this id, idempotency record, delayed set, result key, the caller's delayed tasks, the queue's lists of every priority. Without a
--   record, where the id is new, or where no caller is named, the mark stands in its place: a user with rights to some keys has none to an empty one.
-- ARGV: message, seconds the mark lives, longest queue (0: any), wake channel, id, fingerprint ('' when the id is new and there is no record), seconds the
--   record lives, the time in ms when it has an eta ('' otherwise), how many of one caller may be delayed,
--   1 to send nothing, and say whether it has been sent
-- Returns {'sent'|'repeated'|'unsent'|'full'|'share'|'conflict'|'taken', id}, or the error of the command that failed: then nothing was written
if KEYS[3] ~= KEYS[2] then
  local known = redis.call('HMGET', KEYS[3], 'id', 'fingerprint')
  if known[1] then
    if known[2] ~= ARGV[6] then return {'conflict', known[1]} end
    return {'repeated', known[1]}
  end
end
local mark = '1'
if KEYS[5] ~= KEYS[2] then
  -- An id of the sender's own: what else is known under it must be the same task.
  mark = ARGV[6]
  local known = redis.call('GET', KEYS[2])
  if known and known ~= mark or not known and redis.call('EXISTS', KEYS[5]) == 1 then return {'taken', ARGV[5]} end
end
if ARGV[10] == '1' then return {redis.call('EXISTS', KEYS[2]) == 1 and 'repeated' or 'unsent', ARGV[5]} end
local limit = tonumber(ARGV[3])
-- By their times, which nobody need report: who has sent them all for next year has left room for others.
local share = limit > 0 and ARGV[8] ~= '' and KEYS[6] ~= KEYS[2] and tonumber(ARGV[9])
local now = share and redis.call('TIME')[1] * 1000
if limit > 0 and redis.call('EXISTS', KEYS[2]) == 0 then
  -- Over all priorities; and workers move what has an eta out of the queue, so that the queue alone bounds nothing of that.
  local waiting = 0
  for i = 7, #KEYS do waiting = waiting + redis.call('LLEN', KEYS[i]) end
  if waiting >= limit or (ARGV[8] ~= '' and redis.call('ZCARD', KEYS[4]) >= limit) then return {'full', ARGV[5]} end
  -- By its rank, whose cost is no matter of how many there are.
  local last = share and redis.call('ZREVRANGE', KEYS[6], share - 1, share - 1, 'WITHSCORES')[2]
  if last and tonumber(last) > now then return {'share', ARGV[5]} end
end
if not redis.call('SET', KEYS[2], mark, 'NX', 'EX', ARGV[2]) then return {'repeated', ARGV[5]} end
local failed
local function try(...)
  if failed then return end
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then failed = reply end
  return reply
end
if KEYS[3] ~= KEYS[2] then
  try('HSET', KEYS[3], 'id', ARGV[5], 'fingerprint', ARGV[6])
  try('EXPIRE', KEYS[3], ARGV[7])
end
if share then
  try('ZADD', KEYS[6], ARGV[8], ARGV[5])
  local latest = try('ZREVRANGE', KEYS[6], 0, 0, 'WITHSCORES')
  if latest then try('EXPIRE', KEYS[6], math.max(1, math.ceil((tonumber(latest[2]) - now) / 1000))) end
end
local length = try('LPUSH', KEYS[1], ARGV[1])
if failed then
  -- Who may not delete the key does it by the right that wrote it. Garnet knows no such expiry, and gives nobody fewer rights.
  if type(redis.pcall('DEL', KEYS[2])) == 'table' then redis.call('SET', KEYS[2], '', 'PXAT', 1) end
  if KEYS[3] ~= KEYS[2] then redis.call('HDEL', KEYS[3], 'id', 'fingerprint') end
  if share then redis.pcall('ZREM', KEYS[6], ARGV[5]) end
  return failed
end
-- What cannot be taken back is last.
if share then redis.pcall('ZREMRANGEBYSCORE', KEYS[6], '-inf', now) end
-- A consumer sleeps only after it found the list empty, so only the first message has to wake it.
if length == 1 then redis.pcall('PUBLISH', ARGV[4], ARGV[5]) end
return {'sent', ARGV[5]}
