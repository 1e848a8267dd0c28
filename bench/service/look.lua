-- A page, again and again; every answer must be one (200). With a file of paths after `--`: each of these in turn.
local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(words)
  wrong, paths, place = 0, {}, id * 1009
  if words[1] then
    for path in io.lines(words[1]) do table.insert(paths, path) end
  end
end

function request()
  if #paths == 0 then return wrk.format() end
  -- A step that has no divisor in common with most counts: neighbours in the file, which are neighbours in time, are not asked together.
  place = (place + 7919) % #paths
  return wrk.format("GET", paths[place + 1])
end

function response(status)
  if status ~= 200 then wrong = wrong + 1 end
end

function done()
  local all = 0
  for _, thread in ipairs(threads) do all = all + thread:get("wrong") end
  io.write(string.format("wrong: %d\n", all))
end
