"""A body that can be posted, and a change, for each resource."""


def bodies(world):
    """resource -> (a body that can be posted, a change)."""
    customer = world.customer()
    currency = world.currency()
    money = {"amount": 1999, "currency": currency}
    order = world.order(customer)
    ticket = world.ticket()
    agent = world.agent()
    other = "USD" if currency != "USD" else "EUR"
    return {
        "customers": ({"name": "Ana Ñáñez", "email": "ana@example.com"}, {"city": "Bogotá"}),
        "companies": ({"name": "Café Ltda"}, {"industry": "Comercio"}),
        "agents": ({"email": "nuevo@example.com", "name": "Nuevo", "role": "agent"}, {"name": "Novo"}),
        "teams": ({"name": "Ventas"}, {"is_restricted": True}),
        "api_keys": ({"name": "tienda", "role": "agent", "scopes": "read"}, {"name": "shop"}),
        "products": ({"name": "Taza", "sku": "TZ-1"}, {"name": "Taza azul"}),
        "orders": ({"customer_id": customer["id"], "lines": [{"name": "Taza", "quantity": 2, "price": money}]},
                   {"status": "paid"}),
        "payments": ({"customer_id": customer["id"], "order_id": order["id"], "amount": money}, {"status": "refunded"}),
        "invoices": ({"customer_id": customer["id"], "total": money}, {"external_id": "F-1"}),
        "contracts": ({"customer_id": customer["id"], "amount": money, "period": "month",
                       "started_at": "2026-01-01T00:00:00Z"}, {"ended_at": "2027-01-01T00:00:00Z"}),
        "rates": ({"currency": other, "day": "2026-01-05", "rate": 3.5}, {"rate": 4.25}),
        "tickets": ({"subject": "¿Dónde está?", "customer_id": customer["id"]}, {"priority": "high"}),
        "tags": ({"name": "urgente"}, {"name": "muy urgente"}),
        "fields": ({"entity": "ticket", "key": "pedido", "label": "Pedido", "type": "text"}, {"label": "Número"}),
        "views": ({"name": "Abiertos", "filter": {"field": "status", "op": "is", "value": "open"}}, {"name": "Todo"}),
        "macros": ({"name": "Gracias", "actions": [{"add_tag": "visto"}]}, {"name": "Mil gracias"}),
        "quick_replies": ({"shortcut": "mil", "name": "Gracias", "text": "¡Gracias, {{customer.name}}!"}, {"name": "Mil gracias"}),
        "calendars": ({"name": "Turno", "time_zone": "America/Bogota"}, {"name": "Turno nuevo"}),
        "customer_notes": ({"customer_id": customer["id"], "text": "Prefiere que le escriban"}, {"is_pinned": True}),
        "tasks": ({"customer_id": customer["id"], "title": "Llamar", "due_at": "2036-01-05T14:00:00Z"}, {"state": "done"}),
        "responses": ({"kind": "nps", "score": 9, "customer_id": customer["id"]}, {"score": 3}),
        "channels": ({"name": "Soporte", "address": "soporte@tienda.example", "receives": "imap", "imap_host": "imap.tienda.example",
                      "is_active": False}, {"name": "Ayuda", "language": "pt"}),
        "time_entries": ({"ticket_id": ticket["id"], "agent_id": agent["id"], "seconds": 600, "note": "Llamada"}, {"seconds": 900}),
        "skills": ({"kind": "language", "name": "Portugués"}, {"kind": "other", "name": "Português"}),
        "webhooks": ({"name": "ERP", "url": "https://example.com/in", "kinds": "ticket.*", "is_active": False}, {"name": "ERP nuevo"}),
        "sites": ({"name": "Tienda", "origins": "https://tienda.example"}, {"color": "#0b6e6b"}),
        "thresholds": ({"metric": "nps", "stage": "retention", "low_limit": 30, "low_warning": 40.5}, {"low_limit": 35}),
        "stages": ({"ladder": "stage", "stage": "consideration", "condition": "contacted", "days": 12,
                    "position": 77}, {"days": 13}),
    }
