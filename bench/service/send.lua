-- First words, each different, as a browser sends them; every answer must be a reference (303).
local number = 0
wrong = 0
local thread_count = 0
local threads = {}

function setup(thread)
  thread:set("id", thread_count)
  thread_count = thread_count + 1
  table.insert(threads, thread)
end

function init()
  wrong = 0
  math.randomseed(os.time() + id)
end

function request()
  number = number + 1
  local words = string.format("my+heating+is+off+says+%d+for+the+%dth+time", id, number)
  local once = string.format("%d-%d-%d", id, number, math.random(1e9))
  local body = "words=" .. words .. "&reach=&name=&made=1&once=" .. once
  return wrk.format("POST", "/", { ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
end

function response(status)
  if status ~= 303 then wrong = wrong + 1 end
end

function done()
  local all = 0
  for _, thread in ipairs(threads) do all = all + thread:get("wrong") end
  io.write(string.format("wrong: %d\n", all))
end
