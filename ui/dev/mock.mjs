// A stand-in for the server while it is being written: same answers, made-up data, forgets everything.

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

let seed = 42;
const rnd = () => (seed = (seed * 1664525 + 1013904223) % 4294967296) / 4294967296;
const pick = (a) => a[Math.floor(rnd() * a.length)];
const iso = (ms) => new Date(ms).toISOString();
const NOW = Date.now(),
  DAY = 864e5,
  HOUR = 36e5;
const FIRST = [
  'María',
  'João',
  'Íñigo',
  'Ximena',
  'Núria',
  'Andrés',
  'Camila',
  'Valentina',
  'Lucía',
  'Mateo',
  'Ana',
  'Tomás',
];
const LAST = [
  'Peña',
  'Gómez',
  'Quiroga',
  'Ibáñez',
  'Rodríguez',
  'Muñoz',
  'Ferreira',
  'Castro',
  'Gil',
  'Silva',
  'Ortega',
];
const COMPANIES = [
  'Café Bogotá',
  'Óptica Río',
  'Clínica Vida',
  'Panadería La Espiga',
  'Hotel Mirador',
  'Academia Nova',
].map((name, i) => ({ id: i + 1, name, version: 1 }));
const STAGES = ['discovery', 'consideration', 'conversion', 'experience', 'retention', 'advocacy'];
const SUBJECTS = [
  '¿Cuándo llega mi pedido?',
  'Factura duplicada del mes pasado',
  'El producto llegó dañado',
  'Quiero cambiar de plan antes de renovar',
  'No puedo entrar a mi cuenta',
  'Reembolso pendiente desde hace 10 días',
  'Consulta sobre garantía extendida',
  'Cancelación del servicio',
  'Onde está a minha encomenda?',
  'Question about bulk pricing',
];
const SAYS = [
  'Hola, hice el pedido hace ocho días y todavía no recibo nada. ¿Me pueden decir dónde está?\n\nGracias,\nMaría',
  'Buenas tardes. En el extracto aparece dos veces el mismo cargo. Adjunto la captura.',
  'Abrí la caja y la tapa venía rota. Quisiera un cambio, por favor.',
  'Gracias por la respuesta. Entonces espero hasta el jueves.',
];
const ANSWERS = [
  'Hola, gracias por escribirnos. Ya revisé tu pedido: salió ayer de la bodega y llega el jueves.\n\nPuedes seguirlo en https://example.com/seguimiento/8841',
  'Lamentamos lo ocurrido. Te enviamos uno nuevo hoy mismo, sin costo.',
  'Listo: el cargo duplicado quedó reversado. Lo verás en 3 a 5 días hábiles.',
];
const agents = ['Ana Castro', 'Tomás Gil', 'Beatriz Lima', 'Diego Ríos', 'Sofía Vega'].map((name, i) => ({
  id: i + 1,
  name,
  email: `${name.split(' ')[0].toLowerCase()}@demo.lazo`,
  role: i ? 'agent' : 'admin',
  language: 'es',
  time_zone: 'America/Bogota',
  version: 1,
}));
const tags = ['envío', 'factura', 'garantía', 'vip', 'devolución', 'plan'].map((name, i) => ({
  id: i + 1,
  name,
  version: 1,
}));
const views = [
  {
    name: 'Míos',
    filter: {
      all: [
        { field: 'agent_id', op: 'is', value: 'me' },
        { field: 'status', op: 'in', value: ['new', 'open', 'pending', 'on_hold'] },
      ],
    },
    builtin_key: 'mine',
  },
  {
    name: 'Sin asignar',
    filter: {
      all: [
        { field: 'agent_id', op: 'absent' },
        { field: 'status', op: 'in', value: ['new', 'open'] },
      ],
    },
    builtin_key: 'unassigned',
  },
  {
    name: 'Abiertos',
    filter: { field: 'status', op: 'in', value: ['new', 'open', 'pending', 'on_hold'] },
    builtin_key: 'open',
  },
  {
    name: 'Resueltos',
    filter: { field: 'status', op: 'in', value: ['solved', 'closed'] },
    builtin_key: 'solved',
  },
  { name: 'Todos', filter: null, builtin_key: 'all' },
].map((v, i) => ({ id: i + 1, sort: '-updated_at', entity: 'tickets', position: i, is_shared: true, version: 1, ...v }));
const macros = [
  {
    id: 1,
    name: 'Pedir número de pedido',
    actions: [
      { field: 'status', value: 'pending' },
      { reply: '¿Me compartes el número de tu pedido? Lo encuentras en el correo de confirmación.' },
    ],
  },
  {
    id: 2,
    name: 'Reembolso aprobado',
    actions: [
      { field: 'status', value: 'solved' },
      { field: 'tags', value: ['devolución'] },
      { reply: 'Aprobamos tu reembolso. Lo verás en tu cuenta en 3 a 5 días hábiles.' },
    ],
  },
];
const customers = Array.from({ length: 400 }, (_, i) => {
  const name = `${pick(FIRST)} ${pick(LAST)}`,
    orders = Math.floor(rnd() * 9);
  return {
    id: i + 1,
    external_id: `C-${1000 + i}`,
    name,
    email: `${name
      .toLowerCase()
      .normalize('NFD')
      .replace(/[^a-z ]/g, '')
      .replace(' ', '.')}${i}@example.com`,
    phone: rnd() > 0.4 ? '+57 300 555 01' + (10 + (i % 90)) : null,
    company_id: rnd() > 0.5 ? 1 + (i % 6) : null,
    language: pick(['es', 'es', 'pt', 'en']),
    country: pick(['CO', 'MX', 'ES', 'BR']),
    preferred_channel: 'email',
    source: pick(['google', 'instagram', 'referido']),
    stage: STAGES[orders === 0 ? Math.floor(rnd() * 3) : orders < 2 ? 3 : orders < 6 ? 4 : 5],
    stage_since: iso(NOW - rnd() * 200 * DAY),
    relationship: orders
      ? pick(['customer', 'customer', 'customer', 'at_risk', 'lost', 'won_back'])
      : 'prospect',
    value_stage: orders ? pick(['introduction', 'growth', 'maturity', 'decline']) : null,
    p_alive: orders > 1 ? rnd() : null,
    clv: orders ? { amount: Math.floor(rnd() * 400000), currency: 'USD' } : null,
    tags: rnd() > 0.8 ? ['vip'] : [],
    first_order_at: orders ? iso(NOW - (300 + rnd() * 300) * DAY) : null,
    last_order_at: orders ? iso(NOW - rnd() * 200 * DAY) : null,
    orders,
    revenue: { amount: orders * 8999, currency: 'USD' },
    last_nps: rnd() > 0.4 ? Math.floor(rnd() * 11) : null,
    created_at: iso(NOW - 700 * DAY),
    updated_at: iso(NOW - rnd() * 30 * DAY),
    version: 1,
  };
});
const tickets = [],
  messages = [],
  attachments = new Map(),
  events = [];
let mid = 1,
  eid = 1,
  seq = 1;
const log = (kind, at, actor, c, t, extra = {}) => {
  const e = {
    id: eid++,
    seq: seq++,
    kind,
    at: iso(at),
    actor,
    entity: kind.split('.')[0],
    entity_id: t?.id ?? c,
    customer_id: c,
    ticket_id: t?.id ?? null,
    changes: null,
    summary: t ? { subject: t.subject } : {},
    ...extra,
  };
  events.push(e);
  for (const r of streams) r.write(`id: ${e.seq}\ndata: ${JSON.stringify(e)}\n\n`);
  return e;
};
const streams = new Set();
const say = (t, at, author, pub, text, extra = {}) => {
  const m = {
    id: mid++,
    ticket_id: t.id,
    author,
    channel: t.channel,
    direction: author.kind === 'customer' ? 'in' : 'out',
    public: pub,
    text,
    html: null,
    reply: null,
    attachments: [],
    delivery: null,
    created_at: iso(at),
    ...extra,
  };
  messages.push(m);
  return m;
};
for (let i = 1; i <= 1500; i++) {
  const c = pick(customers),
    at = NOW - rnd() ** 2 * 700 * DAY,
    status =
      NOW - at < 12 * DAY
        ? pick(['new', 'open', 'open', 'pending', 'on_hold', 'solved'])
        : pick(['solved', 'closed', 'closed', 'closed']);
  const ag = status === 'new' ? null : pick(agents);
  const t = {
    id: i,
    number: 10000 + i,
    subject: pick(SUBJECTS),
    status,
    priority: pick(['low', 'normal', 'normal', 'normal', 'high', 'urgent']),
    type: pick(['question', 'incident', 'complaint']),
    channel: pick(['email', 'email', 'chat', 'whatsapp', 'form', 'phone']),
    customer_id: c.id,
    company_id: c.company_id,
    agent_id: ag?.id ?? null,
    team_id: null,
    tags: rnd() > 0.6 ? [pick(tags).name] : [],
    stage: c.stage,
    created_at: iso(at),
    updated_at: iso(Math.min(NOW, at + rnd() * 40 * HOUR)),
    first_reply_at: null,
    solved_at: null,
    reopens: 0,
    replies: 0,
    csat: null,
    version: 1,
  };
  tickets.push(t);
  const who = { kind: 'customer', id: c.id, name: c.name };
  log('ticket.created', at, who, c.id, t);
  say(
    t,
    at,
    who,
    true,
    pick(SAYS),
    i % 4 === 0
      ? {
          html: `<p>Hola, les escribo por <b>mi pedido</b>.</p><blockquote>Antes: gracias</blockquote><p><a href="https://example.com">Ver pedido</a></p><table><tr><th>SKU</th><th>Cant.</th></tr><tr><td>A-1</td><td>2</td></tr></table><img src="https://evil.example/x.png" alt="logo">`,
          attachments: [{ id: 1, name: 'captura.png', type: 'image/png', size: 48211 }],
        }
      : {},
  );
  if (ag) {
    say(t, at + HOUR, { kind: 'agent', id: ag.id, name: ag.name }, true, pick(ANSWERS));
    log('message.sent', at + HOUR, { kind: 'agent', id: ag.id, name: ag.name }, c.id, t);
  }
  if (ag && rnd() > 0.5)
    say(
      t,
      at + 2 * HOUR,
      { kind: 'agent', id: ag.id, name: ag.name },
      false,
      'Revisar con facturación antes de prometer fecha.',
    );
  if (ag && rnd() > 0.6) say(t, at + 3 * HOUR, who, true, pick(SAYS));
}
const orders = customers.flatMap((c) =>
  Array.from({ length: c.orders }, (_, k) => ({
    id: c.id * 20 + k,
    external_id: `P-${c.id * 20 + k}`,
    customer_id: c.id,
    status: pick(['paid', 'shipped', 'delivered', 'delivered', 'returned']),
    total: { amount: 4999 + k * 1500, currency: 'USD' },
    lines: [],
    ordered_at: iso(NOW - rnd() * 500 * DAY),
    promised_at: null,
    delivered_at: null,
    version: 1,
  })),
);
for (const o of orders)
  log('order.paid', Date.parse(o.ordered_at), { kind: 'system', id: null }, o.customer_id, null, {
    entity_id: o.id,
    summary: { total: o.total, external_id: o.external_id },
  });
for (const c of customers) {
  log('customer.created', Date.parse(c.created_at), { kind: 'system', id: null }, c.id, null);
  log('customer.stage_changed', Date.parse(c.stage_since), { kind: 'system', id: null }, c.id, null, {
    changes: { stage: ['consideration', c.stage] },
  });
  if (c.last_nps !== null)
    log(
      'response.created',
      NOW - rnd() * 90 * DAY,
      { kind: 'customer', id: c.id, name: c.name },
      c.id,
      null,
      { summary: { kind: 'nps', score: c.last_nps, scale: 10 } },
    );
}

const fold = (s) =>
  String(s)
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
function get(row, path) {
  const [a, b] = path.split('.');
  if (!b) return row[a];
  if (a === 'customer') return customers[row.customer_id - 1]?.[b];
  return row[a]?.[b];
}
function holds(f, row) {
  if (!f) return true;
  if (f.all) return f.all.every((x) => holds(x, row));
  if (f.any) return f.any.some((x) => holds(x, row));
  if (f.none) return !f.none.some((x) => holds(x, row));
  const v = get(row, f.field),
    w = f.value === 'me' ? 1 : f.value,
    empty = v === null || v === undefined;
  return {
    is: () => (Array.isArray(v) ? v.includes(w) : v === w),
    is_not: () => v !== w,
    in: () => w.includes(v),
    not_in: () => !w.includes(v),
    absent: () => empty,
    present: () => !empty,
    contains: () => !empty && fold(v).includes(fold(w)),
    starts_with: () => !empty && fold(v).startsWith(fold(w)),
    '>=': () => v >= w,
    '<=': () => v <= w,
    '>': () => v > w,
    '<': () => v < w,
  }[f.op]();
}
function list(rows, q) {
  const filter = q.get('filter') ? JSON.parse(q.get('filter')) : null,
    sort = q.get('sort') ?? 'id',
    down = sort.startsWith('-'),
    key = sort.replace('-', '');
  const hit = rows
    .filter((r) => holds(filter, r))
    .sort((a, b) => (a[key] === b[key] ? a.id - b.id : a[key] < b[key] ? -1 : 1) * (down ? -1 : 1));
  const from = Number(q.get('after') ?? 0),
    limit = Number(q.get('limit') ?? 50),
    include = (q.get('include') ?? '').split(',');
  const data = hit.slice(from, from + limit).map((r) => ({
    ...r,
    ...(include.includes('customer') ? { customer: customers[r.customer_id - 1] ?? null } : {}),
    ...(include.includes('agent') ? { agent: agents[r.agent_id - 1] ?? null } : {}),
    ...(include.includes('company') ? { company: COMPANIES[r.company_id - 1] ?? null } : {}),
  }));
  return {
    data,
    next: from + limit < hit.length ? String(from + limit) : null,
    ...(q.get('count') ? { count: Math.min(hit.length, 10001), count_capped: hit.length > 10000 } : {}),
  };
}
function report(metric, q) {
  const by = (q.get('by') ?? '').split(',').filter(Boolean),
    from = q.get('from') ?? iso(NOW - 365 * DAY).slice(0, 10),
    to = q.get('to') ?? iso(NOW).slice(0, 10);
  const buckets = {
    stage: STAGES,
    channel: ['email', 'chat', 'whatsapp', 'form', 'phone'],
    month: [],
    week: [],
    day: [],
  };
  for (let d = Date.parse(from); d <= Date.parse(to); d += DAY) {
    const day = iso(d);
    if (!buckets.month.includes(day.slice(0, 7))) buckets.month.push(day.slice(0, 7));
    buckets.day.push(day.slice(0, 10));
    if (new Date(d).getUTCDay() === 1) buckets.week.push(day.slice(0, 10));
  }
  const row = (k) => {
    const wave = Math.sin(k / 2) * 0.2 + rnd() * 0.1;
    const base = {
      nps: 32 + wave * 60,
      csat: 78 + wave * 30,
      ces: 71 + wave * 30,
      churn: 3 + wave * 4,
      frt: 2.5 + wave * 4,
      ttr: 20 + wave * 30,
      volume: Math.round(120 + wave * 200),
      backlog: Math.round(60 + wave * 80),
      reopen: 6 + wave * 8,
      stage: Math.round(60 + wave * 200),
    }[metric];
    return {
      value: base,
      n: Math.round(40 + rnd() * 200),
      low: base * 0.85,
      high: base * 1.12,
      mean: base * 1.4,
      median: base,
      p90: base * 2.6,
      promoters: 60,
      passives: 25,
      detractors: 15,
    };
  };
  let groups = by.length ? [{}] : [];
  for (const d of by) groups = groups.flatMap((g) => buckets[d].map((v) => ({ ...g, [d]: v })));
  return {
    metric,
    unit:
      { frt: 'hours', ttr: 'hours', nps: 'score', volume: 'count', backlog: 'count', stage: 'count' }[
        metric
      ] ?? '%',
    from,
    to,
    groups: groups.map((g, k) => ({ ...g, ...row(k) })),
    total: row(1),
  };
}
const problem = (s, title, extra = {}) => [
  s,
  { type: 'about:blank', title, status: s, detail: title, ...extra },
];
const sids = new Set();
const files = new Map();
const session = () => ({ agent: agents[0], csrf: 'mock-csrf' });
function answer(method, path, q, body, headers) {
  headers.sid = /s=(\w+)/.exec(headers.cookie ?? '')?.[1];
  const signed = sids.has(headers.sid);
  const p = path.split('/').slice(3);
  if (path === '/api/v1/session') {
    if (method === 'GET') return signed ? [200, session()] : problem(401, 'Inicia sesión.');
    if (method === 'DELETE') {
      sids.delete(headers.sid);
      return [204, null];
    }
    if (body.password !== 'demo') return problem(401, 'El correo o la contraseña no coinciden.');
    return [201, session(), 'login'];
  }
  if (path === '/api/v1/setup') {
    if (body.password.length < 12)
      return problem(422, 'Revisa los datos.', {
        errors: [{ pointer: '/password', code: 'too_short', detail: 'Usa 12 caracteres o más.' }],
      });
    return problem(403, 'El enlace no vale.');
  }
  if (!signed) return problem(401, 'Inicia sesión.');
  if (path === '/api/v1/me') {
    if (method === 'PATCH') Object.assign(agents[0], body);
    return [200, agents[0]];
  }
  if (p[0] === 'reports') return [200, report(p[1], q)];
  if (p[0] === 'search') {
    const w = fold(q.get('q'));
    return [
      200,
      {
        data: [
          ...tickets
            .filter((t) => fold(t.subject).includes(w))
            .slice(0, 6)
            .map((t) => ({
              type: 'ticket',
              id: t.id,
              title: t.subject,
              snippet: '… mi <mark>pedido</mark> &amp; la caja …',
              score: 1,
            })),
          ...customers
            .filter((c) => fold(c.name).includes(w))
            .slice(0, 5)
            .map((c) => ({ type: 'customer', id: c.id, title: c.name, snippet: c.email, score: 1 })),
        ],
      },
    ];
  }
  const sets = { tickets, customers, agents, tags, views, macros, orders, teams: [], companies: COMPANIES };
  const rows = sets[p[0]];
  if (p[0] === 'attachments') { if (p[2] === 'content') return [200, files.get(Number(p[1])).body]; const f = { id: 900 + files.size, name: q.get('name'), type: headers['content-type'], size: body?.length ?? 1, version: 1, body }; files.set(f.id, f); return [201, { ...f, body: undefined }]; }
  if (p[0] === 'macros' && method === 'POST') { rows.push({ id: rows.length + 1, ...body }); return [201, rows.at(-1)]; }
  if (!rows) return problem(404, 'No existe.');
  if (p[0] === 'macros' && method === 'POST') { rows.push({ id: rows.length + 1, ...body }); return [201, rows.at(-1)]; }
  if (p.length === 1 && method === 'GET') return [200, list(rows, q)];
  if (p[0] === 'tickets' && p.length === 1) { let c = customers[(body.customer_id ?? 0) - 1]; if (!c) { c = { ...customers[0], id: customers.length + 1, name: body.customer.email, ...body.customer, stage: 'consideration', orders: 0 }; customers.push(c); }
  const t = { ...tickets[0], ...body, id: tickets.length + 1, number: 10001 + tickets.length, status: 'new', agent_id: null, channel: 'api', tags: [], priority: body.priority ?? 'normal', customer_id: c.id, created_at: iso(Date.now()), updated_at: iso(Date.now()), version: 1 }; delete t.message; delete t.customer; tickets.push(t); say(t, Date.now(), { kind: 'customer', id: c.id, name: c.name }, body.message.public ?? true, body.message.text ?? 'x', { html: body.message.html ?? null }); log('ticket.created', Date.now(), { kind: 'agent', id: 1, name: agents[0].name }, c.id, t); return [201, t]; }
  const row = rows.find((r) => r.id === Number(p[1]));
  if (!row) return problem(404, 'No encontramos lo que buscas.');
  if (p[2] === 'messages') {
    if (method === 'GET') return [200, { data: messages.filter((m) => m.ticket_id === row.id), next: null }];
    const m = say(row, Date.now(), body.direction === 'in' ? { kind: 'customer', id: row.customer_id, name: customers[row.customer_id - 1].name } : { kind: 'agent', id: 1, name: agents[0].name }, body.public, body.text, { html: body.html ?? null, attachments: (body.attachments ?? []).map((i) => ({ ...files.get(i), body: undefined })) });
    row.updated_at = iso(Date.now());
    log(body.public ? 'message.sent' : 'note.added', Date.now(), m.author, row.customer_id, row);
    return [201, m];
  }
  if (p[2] === 'timeline') {
    const all = events.filter((e) => e.customer_id === row.id).sort((a, b) => (a.at < b.at ? 1 : -1));
    const from = Number(q.get('after') ?? 0);
    return [
      200,
      { data: all.slice(from, from + 20), next: all.length > from + 20 ? String(from + 20) : null },
    ];
  }
  if (p[2] === 'macros') {
    const m = macros[Number(p[3]) - 1];
    for (const a of m.actions) {
      if (a.field) row[a.field] = a.value;
      if (a.reply) say(row, Date.now(), { kind: 'agent', id: 1, name: agents[0].name }, true, a.reply);
    }
    row.version++;
    log('ticket.changed', Date.now(), { kind: 'agent', id: 1, name: agents[0].name }, row.customer_id, row);
    return [200, row];
  }
  if (method === 'PATCH') {
    if (headers['if-match'] !== `"${row.version}"`)
      return problem(412, 'Otra persona cambió esto.', { current: row });
    const changes = Object.fromEntries(Object.entries(body).map(([k, v]) => [k, [row[k], v]]));
    Object.assign(row, body, { version: row.version + 1, updated_at: iso(Date.now()) });
    log(
      `${p[0].slice(0, -1)}.changed`,
      Date.now(),
      { kind: 'agent', id: 1, name: agents[0].name },
      row.customer_id ?? row.id,
      p[0] === 'tickets' ? row : null,
      { changes },
    );
    return [200, row];
  }
  const full = list([row], new URLSearchParams(`include=${q.get('include') ?? ''}`)).data[0];
  return [200, full];
}
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
createServer((req, res) => {
  const url = new URL(req.url, 'http://x');
  if (url.pathname === '/api/v1/stream') {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.write(': hi\n\n');
    streams.add(res);
    req.on('close', () => streams.delete(res));
    return;
  }
  if (url.pathname.startsWith('/api/')) {
    const parts = [];
    req
      .on('data', (d) => parts.push(d))
      .on('end', () => {
        const raw = Buffer.concat(parts);
        let body = raw;
        if ((req.headers['content-type'] ?? '').includes('json')) body = JSON.parse(raw.toString() || '{}');
        let got; try { got = answer(req.method, url.pathname, url.searchParams, body, req.headers); } catch (e) { console.log(req.method, req.url, e.stack); got = problem(500, String(e)); }
      const [status, out, login] = got;
        setTimeout(
          () => {
            let sid; if (login) { sid = randomBytes(8).toString('hex'); sids.add(sid); }
 res.writeHead(status, { ...(sid ? { 'Set-Cookie': `s=${sid}; Path=/; HttpOnly` } : {}), ...(Buffer.isBuffer(out) ? { 'Content-Disposition': 'attachment', 'X-Content-Type-Options': 'nosniff', 'Content-Type': 'application/octet-stream' } : {'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json'}) });
res.end(Buffer.isBuffer(out) ? out : out === null ? '' : JSON.stringify(out));
          },
          Number(process.env.LAG ?? 30),
        );
      });
    return;
  }
  const dist = new URL('../dist/', import.meta.url).pathname,
    file = join(dist, url.pathname.replace(/^\/app\//, ''));
  const nonce = randomBytes(12).toString('base64');
  res.setHeader(
    'Content-Security-Policy',
    `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
  );
  if (extname(file) && existsSync(file)) {
    res.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    res.end(readFileSync(file));
  } else {
    res.setHeader('Content-Type', TYPES['.html']);
    res.end(readFileSync(join(dist, 'index.html'), 'utf8').replace('__CSP_NONCE__', nonce));
  }
}).listen(Number(process.env.PORT ?? 8099), '127.0.0.1');
