-- Asks the paths that are given, in turn; {} becomes the number of a ticket, another each time. Requests are made
-- beforehand: the load tool runs on the same processors.
local ROUNDS = 2000
function init(args)
  local token, tickets = args[1], tonumber(args[2])
  local headers = {["Authorization"] = "Bearer " .. token}
  requests, at = {}, 0
  for _ = 1, ROUNDS do
    local ticket = tostring(math.random(tickets))
    for i = 3, #args do requests[#requests + 1] = wrk.format("GET", (args[i]:gsub("{}", ticket)), headers) end
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
