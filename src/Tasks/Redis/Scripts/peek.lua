-- Shows a dead message: of each field no more than its beginning leaves Redis.
-- KEYS: dead entry
-- ARGV: bytes of the message at most, bytes of any other field at most
-- Returns {reason, list, id, task, deliveries, at, message, how many bytes the message has}, or nothing when there is no such entry
local entry = redis.call('HMGET', KEYS[1], 'reason', 'list', 'id', 'task', 'deliveries', 'at', 'message')
if not entry[1] then return {} end
local size = #(entry[7] or '')
for i = 1, 7 do entry[i] = string.sub(entry[i] or '', 1, tonumber(ARGV[i == 7 and 1 or 2])) end
entry[8] = size
return entry
