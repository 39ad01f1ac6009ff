-- Opens tickets of customers that are known, each with a message and a key of its own.
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end
function init(args)
  token, customers, start = args[1], tonumber(args[2]), args[3]
  count = 0
  math.randomseed(number * 7919 + 17)
end
function request()
  count = count + 1
  local key = start .. "-" .. number .. "-" .. count
  local words = "Hola, tengo un problema con el pedido " .. count .. " y la factura. Ya pregunté la semana pasada. Gracias."
  local body = '{"subject":"Pedido ' .. key .. '","customer":{"email":"c' .. math.random(customers) ..
               '@example.com"},"message":{"text":"' .. words .. '"}}'
  return wrk.format("POST", "/api/v1/tickets",
    {["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json", ["Idempotency-Key"] = key}, body)
end
local wrong = 0
function response(status)
  if status ~= 201 then wrong = wrong + 1 end
end
