-- Reads messages that the session holds, from the first of these on.
-- KEYS: in-flight hash of the session
-- ARGV: how many bytes are answered at most, bytes of the longest message that may be read, bytes of the first message that are known, in-flight fields
-- Returns for each that was looked at: the message, nil when it is not held, the length of one that is longer than may be read, or, of a first one that is
-- more than these bytes, or known in part, {its length, what follows the known part}.
local room, longest, known = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local reply = {}
for i = 4, #ARGV do
  local message = redis.call('HGET', KEYS[1], ARGV[i])
  local size = message and #message or 0
  if size > longest then
    reply[#reply + 1] = size
  elseif i == 4 and (size > room or known > 0) and message then
    return {{size, string.sub(message, known + 1, known + room)}}
  else
    room = room - size
    if room < 0 then break end
    reply[#reply + 1] = message
  end
end
return reply
