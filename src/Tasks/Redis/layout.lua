-- In front of a script whose keys are not where their names say it. The script's KEYS are the names, which come behind its other arguments with their number;
-- each command is given the key for its name, and the commands on results their database.
local raw, place, run = redis, nil, nil
local KEYS, ARGV = (function(values)
  local count = tonumber(values[#values])
  local first = #values - 1 - count
  local keys, rest = {}, {}
  for i = 1, first do rest[i] = values[i] end
  for i = 1, count do keys[i] = values[first + i] end
  return keys, rest
end)(ARGV)
place = function(name)
  if string.find(name, '^celery%-task%-meta%-') or string.find(name, '^celery%-taskset%-meta%-') then return $RESULT_PREFIX .. name, true end
  local at = string.find(name, '\6\22', 1, true)
  if at then name = string.sub(name, 1, at - 1) .. $SEPARATOR .. string.sub(name, at + 2) end
  return $PREFIX .. name, false
end
run = function(how, command, name, ...)
  if not name then return raw[how](command) end
  local key, is_result = place(name)
  if command == 'DEL' and select('#', ...) > 0 then
    local deleted = run(how, command, name)
    if type(deleted) == 'table' then return deleted end
    local others = run(how, command, ...)
    return type(others) == 'table' and others or deleted + others
  end
  if not is_result or command == 'PUBLISH' or $RESULT_DATABASE == $DATABASE then return raw[how](command, key, ...) end
  local selected = raw[how]('SELECT', $RESULT_DATABASE)
  if selected.err then return selected end
  local reply = raw[how](command, key, ...)
  raw[how]('SELECT', $DATABASE)
  return reply
end
local redis = {
  call = function(...) return run('call', ...) end,
  pcall = function(...) return run('pcall', ...) end,
  sha1hex = raw.sha1hex,
}
