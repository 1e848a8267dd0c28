-- A page, again and again; every answer must be one (200).
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init()
  wrong = 0
end

function response(status)
  if status ~= 200 then wrong = wrong + 1 end
end

function done()
  local all = 0
  for _, thread in ipairs(threads) do all = all + thread:get("wrong") end
  io.write(string.format("wrong: %d\n", all))
end
