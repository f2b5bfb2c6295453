-- TRIM: removes the entries of a stream that every one of its groups has passed, none younger than the floor.
-- KEYS: 1 stream. ARGV: 1 least age in milliseconds, 2 group without which nothing is removed, or ''.
-- Answers how many were removed. One step, so that no group can be made, and no entry read, in between.
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end

local function earlier(one, other)
  local ms, seq = parts(one)
  local other_ms, other_seq = parts(other)
  return ms < other_ms or (ms == other_ms and seq < other_seq)
end

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local now = redis.call('TIME')
-- %.0f, because %d overflows where Lua's numbers are doubles on a 32-bit machine.
local least = string.format('%.0f-0', now[1] * 1000 + math.floor(now[2] / 1000) - ARGV[1])
local required = ARGV[2] == ''
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local fields = {}
  for i = 1, #group, 2 do
    fields[group[i]] = group[i + 1]
  end
  required = required or fields['name'] == ARGV[2]
  -- MINID keeps the entry that it names: the last one that a group has read stays until the next is read.
  local position = fields['last-delivered-id']
  if fields['pending'] > 0 then
    position = redis.call('XPENDING', KEYS[1], fields['name'])[2]
  end
  if earlier(position, least) then
    least = position
  end
end
if not required then
  return 0
end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', least)
