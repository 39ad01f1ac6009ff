#include "app/demo_act.h"

#include "app/demo_post.h"
#include "app/demo_talk.h"
#include "base/digest.h"
#include "desk/attachment.h"
#include "desk/message.h"
#include "desk/ticket.h"
#include "model/event.h"
#include "people/customer_merge.h"
#include "store/blob.h"

static Json object_begin(Work *work, Buffer *out)
{
    *out = buffer_new(work->arena, 65536);
    Json json = json_writer(out);
    json_object(&json);
    return json;
}

static Text object_end(Json *json)
{
    json_end_object(json);
    return buffer_text(json->out);
}

static void act_as_agent(Work *work, const DemoStage *stage, int agent)
{
    work->actor = actor_system;
    work->actor.kind = ACTOR_AGENT;
    work->actor.id = stage->shop->agents[agent];
    work->actor.role = ROLE_ADMIN;
    work->actor.name = text_of(demo_agents[agent].name);
}

static Result join(Work *work, DemoStage *stage, const DemoAct *act)
{
    DemoPerson *person = &stage->lives->people[act->person];
    Buffer out;
    Json json = object_begin(work, &out);
    json_name(&json, "external_id");
    json_text(&json, text_format(work->arena, "CL-%05d", act->person + 1));
    json_put_text(&json, "name", person->name);
    json_put_text(&json, "email", person->email);
    json_put_text(&json, "phone", person->phone);
    json_put_string(&json, "language", person->language);
    json_put_string(&json, "country", person->country->code);
    json_put_string(&json, "time_zone", person->country->zone);
    json_put_string(&json, "city", person->city);
    json_put_string(&json, "source", person->source->name);
    json_put_string(&json, "preferred_channel", chance_of(&person->chance, 0.3) ? "whatsapp" : "mail");
    json_name(&json, "acquisition_cost");
    json_object(&json);
    json_put_int(&json, "amount", person->source->cost_cents);
    json_put_string(&json, "currency", "USD");
    json_end_object(&json);
    if (person->company >= 0)
        json_put_int(&json, "company_id", stage->shop->companies[person->company]);
    if (chance_of(&person->chance, 0.35)) {
        static const char *const roasts[] = {"claro", "medio", "oscuro"};
        json_name(&json, "custom");
        json_object(&json);
        json_put_string(&json, "tueste", roasts[chance_below(&person->chance, 3)]);
        json_end_object(&json);
    }
    return demo_post(work, "customers", object_end(&json), &person->id);
}

/* A price list in the country's currency, in round figures. */
static int64_t local_price(const DemoCountry *country, int product)
{
    int exponent = strcmp(country->currency, "CLP") == 0 ? 1 : 100;
    double major = (double)demo_products[product].price_cents / 100.0 * country->per_dollar;
    double step = major > 5000 ? 100 : major > 500 ? 10 : major > 50 ? 1 : 0.1;
    return (int64_t)((double)(int64_t)(major / step + 0.5) * step * exponent + 0.5);
}

static void money(Json *json, const char *name, int64_t amount, const char *currency)
{
    json_name(json, name);
    json_object(json);
    json_put_int(json, "amount", amount);
    json_put_string(json, "currency", currency);
    json_end_object(json);
}

static Text order_name(Work *work, const DemoAct *act)
{
    return text_format(work->arena, "C-%d%02d", 1000 + act->person, act->order);
}

static Result order(Work *work, DemoStage *stage, const DemoAct *act)
{
    DemoPerson *person = &stage->lives->people[act->person];
    Buffer out;
    Json json = object_begin(work, &out);
    json_put_text(&json, "external_id", order_name(work, act));
    json_put_int(&json, "customer_id", person->id);
    json_put_string(&json, "status", "paid");
    json_put_string(&json, "channel", chance_of(&person->chance, 0.8) ? "web" : "tienda");
    json_put_time(&json, "ordered_at", act->at);
    json_put_time(&json, "paid_at", act->at + 4 * MINUTE_MS);
    json_put_time(&json, "promised_at", act->promised_at);
    json_name(&json, "lines");
    json_list(&json);
    for (int i = 0; i < DEMO_LINES_MAX; i++) {
        if (act->lines[i] < 0)
            continue;
        json_object(&json);
        json_put_int(&json, "product_id", stage->shop->products[act->lines[i]]);
        json_put_string(&json, "sku", demo_products[act->lines[i]].sku);
        json_put_string(&json, "name", demo_products[act->lines[i]].name);
        json_put_int(&json, "quantity", i == 0 ? act->quantity : 1);
        money(&json, "price", local_price(person->country, act->lines[i]), person->country->currency);
        json_end_object(&json);
    }
    json_end_list(&json);
    return demo_post(work, "orders", object_end(&json), &person->order_ids[act->order]);
}

static Result order_status(Work *work, DemoStage *stage, const DemoAct *act, const char *status)
{
    const DemoPerson *person = &stage->lives->people[act->person];
    Buffer out;
    Json json = object_begin(work, &out);
    json_put_string(&json, "status", status);
    if (strcmp(status, "delivered") == 0) {
        json_put_time(&json, "shipped_at", act->at - 26 * HOUR_MS);
        json_put_time(&json, "delivered_at", act->at);
    }
    return demo_patch(work, "orders", person->order_ids[act->order], object_end(&json));
}

static Result contract(Work *work, DemoStage *stage, const DemoAct *act)
{
    DemoPerson *person = &stage->lives->people[act->person];
    Buffer out;
    Json json = object_begin(work, &out);
    json_name(&json, "external_id");
    json_text(&json, text_format(work->arena, "SUS-%05d", act->person + 1));
    json_put_int(&json, "customer_id", person->id);
    json_put_int(&json, "product_id", stage->shop->products[act->lines[0]]);
    json_put_time(&json, "started_at", act->at);
    json_put_string(&json, "period", "month");
    money(&json, "amount", local_price(person->country, act->lines[0]), person->country->currency);
    return demo_post(work, "contracts", object_end(&json), &person->contract_id);
}

static Result contract_end(Work *work, DemoStage *stage, const DemoAct *act)
{
    Buffer out;
    Json json = object_begin(work, &out);
    json_put_time(&json, "ended_at", act->at);
    return demo_patch(work, "contracts", stage->lives->people[act->person].contract_id, object_end(&json));
}

static Result answer(Work *work, const DemoPerson *person, const char *kind, int score, int64_t ticket_id,
                     const DemoSpeech *speech, Chance *chance)
{
    Buffer out;
    Json json = object_begin(work, &out);
    json_put_string(&json, "kind", kind);
    json_put_int(&json, "score", score);
    json_put_int(&json, "customer_id", person->id);
    if (ticket_id != 0)
        json_put_int(&json, "ticket_id", ticket_id);
    json_put_time(&json, "answered_at", work->now);
    json_put_string(&json, "channel", "mail");
    json_put_string(&json, "touchpoint", ticket_id != 0 ? "soporte" : "relación");
    if (chance_of(chance, 0.3)) {
        bool is_good = strcmp(kind, "nps") == 0 ? score >= 9 : score >= 4;
        Text comment;
        TRY(demo_say(work->arena, chance, speech, is_good ? TURN_COMMENT_GOOD : TURN_COMMENT_BAD, &comment));
        json_put_text(&json, "comment", comment);
    }
    return demo_post(work, "responses", object_end(&json), NULL);
}

/* ---- tickets ---- */

typedef struct Talk {
    Work *work;
    DemoStage *stage;
    const DemoAct *act;
    DemoPerson *person;
    DemoSpeech speech;
    int64_t ticket_id;
} Talk;

/* False when it has not happened yet. */
static bool goes_on(Talk *talk, int64_t at)
{
    if (at == 0 || at >= talk->stage->now)
        return false;
    talk->work->now = at;
    return true;
}

static Result speak(Talk *talk, DemoTurn turn, bool by_agent, bool is_public)
{
    Text text;
    Ticket ticket;
    Message message;
    TRY(demo_say(talk->work->arena, &talk->person->chance, &talk->speech, turn, &text));
    TRY(entity_find(talk->work, &ticket_entity, talk->ticket_id, &ticket));
    if (by_agent)
        act_as_agent(talk->work, talk->stage, talk->act->agent);
    else
        talk->work->actor = actor_system;
    MessageDraft draft = {
        .author_kind = by_agent ? AUTHOR_AGENT : AUTHOR_CUSTOMER,
        .author_id = by_agent ? talk->stage->shop->agents[talk->act->agent] : talk->person->id,
        .author_name = by_agent ? text_of(demo_agents[talk->act->agent].name) : talk->person->name,
        .direction = by_agent ? DIRECTION_OUT : DIRECTION_IN,
        .is_public = is_public,
        .text = text,
        .has_delivery = by_agent && is_public,
        .delivery_state = DELIVERY_DELIVERED,
    };
    return message_add(talk->work, &ticket, &draft, &message);
}

static Result ticket_status(Talk *talk, const char *status)
{
    act_as_agent(talk->work, talk->stage, talk->act->agent);
    return demo_patch(talk->work, "tickets", talk->ticket_id,
                      text_format(talk->work->arena, "{\"status\":\"%s\"}", status));
}

static Result ticket_open(Talk *talk)
{
    Work *work = talk->work;
    const DemoAct *act = talk->act;
    const DemoTopicWords *topic = &demo_topics[act->topic];
    Text subject, opening;
    TRY(demo_say(work->arena, &talk->person->chance, &talk->speech, TURN_SUBJECT, &subject));
    TRY(demo_say(work->arena, &talk->person->chance, &talk->speech, TURN_OPENING, &opening));
    static const char *const channels[] = {"mail", "web", "whatsapp", "phone"};
    static const int shares[] = {52, 20, 20, 8};
    static const char *const priorities[] = {"low", "normal", "high", "urgent"};
    static const int urgency[] = {10, 66, 18, 6};
    Buffer out;
    Json json = object_begin(work, &out);
    json_put_text(&json, "subject", subject);
    json_put_int(&json, "customer_id", talk->person->id);
    json_put_string(&json, "channel", channels[chance_weighted(&talk->person->chance, shares, 4)]);
    json_put_string(&json, "priority", priorities[chance_weighted(&talk->person->chance, urgency, 4)]);
    json_put_string(&json, "type", topic->type);
    json_put_string(&json, "topic", topic->code);
    json_put_string(&json, "language", talk->speech.language);
    json_put_int(&json, "team_id", talk->stage->shop->teams[topic->team]);
    if (act->lines[0] >= 0)
        json_put_int(&json, "product_id", talk->stage->shop->products[act->lines[0]]);
    json_name(&json, "tags");
    json_list(&json);
    json_string(&json, topic->tag);
    json_end_list(&json);
    if (act->topic == TOPIC_BROKEN) {
        json_name(&json, "custom");
        json_object(&json);
        json_name(&json, "numero_serie");
        json_text(&json,
                  text_format(work->arena, "CC%08lld", (long long)chance_below(&talk->person->chance, 100000000)));
        json_end_object(&json);
    }
    json_name(&json, "message");
    json_object(&json);
    json_put_text(&json, "text", opening);
    json_end_object(&json);
    work->actor = actor_system;
    return demo_post(work, "tickets", object_end(&json), &talk->ticket_id);
}

static Result ticket_take(Talk *talk)
{
    act_as_agent(talk->work, talk->stage, talk->act->agent);
    return demo_patch(
        talk->work, "tickets", talk->ticket_id,
        text_format(talk->work->arena, "{\"agent_id\":%lld}", (long long)talk->stage->shop->agents[talk->act->agent]));
}

/* From the first answer to the last word, as far as it has come by now. */
static Result ticket_converse(Talk *talk)
{
    const DemoAct *act = talk->act;
    if (!goes_on(talk, act->first_reply_at))
        return done();
    TRY(ticket_take(talk));
    if (act->has_note)
        TRY(speak(talk, TURN_NOTE, true, false));
    TRY(speak(talk, TURN_ANSWER, true, true));
    if (act->follow_at != 0) {
        TRY(ticket_status(talk, "pending"));
        if (!goes_on(talk, act->follow_at))
            return done();
        TRY(speak(talk, TURN_FOLLOW, false, true));
    }
    if (!goes_on(talk, act->solved_at))
        return done();
    TRY(speak(talk, TURN_RESOLVE, true, true));
    TRY(ticket_status(talk, "solved"));
    if (act->again_at == 0)
        return done();
    if (!goes_on(talk, act->again_at))
        return done();
    TRY(speak(talk, TURN_AGAIN, false, true));
    if (!goes_on(talk, act->solved_again_at))
        return done();
    TRY(speak(talk, TURN_RESOLVE, true, true));
    return ticket_status(talk, "solved");
}

static Result ticket_rate(Talk *talk)
{
    const DemoAct *act = talk->act;
    int64_t ended = act->again_at ? act->solved_again_at : act->solved_at;
    talk->work->actor = actor_system;
    if (act->csat != 0 && goes_on(talk, ended + 5 * HOUR_MS))
        TRY(answer(talk->work, talk->person, "csat", act->csat, talk->ticket_id, &talk->speech, &talk->person->chance));
    if (act->ces != 0 && goes_on(talk, ended + 7 * HOUR_MS))
        TRY(answer(talk->work, talk->person, "ces", act->ces, talk->ticket_id, &talk->speech, &talk->person->chance));
    if (goes_on(talk, ended + 6 * DAY_MS))
        TRY(ticket_status(talk, "closed"));
    return done();
}

static DemoSpeech speech_of(Work *work, const DemoStage *stage, const DemoAct *act)
{
    const DemoPerson *person = &stage->lives->people[act->person];
    return (DemoSpeech){
        .topic = act->topic,
        .language = person->language,
        .voice = person->country->voice,
        .customer = person->first_name,
        .agent = text_of(demo_agents[act->agent].name),
        .product = act->lines[0] >= 0 ? text_of(demo_products[act->lines[0]].name) : TEXT("café"),
        .order = act->order >= 0 ? order_name(work, act) : TEXT("mi cuenta"),
        .days = act->days > 0 ? act->days : 2,
    };
}

static Result ticket(Work *work, DemoStage *stage, const DemoAct *act)
{
    Talk talk = {work, stage, act, &stage->lives->people[act->person], speech_of(work, stage, act), 0};
    TRY(ticket_open(&talk));
    TRY(ticket_converse(&talk));
    return ticket_rate(&talk);
}

static Result nps(Work *work, DemoStage *stage, const DemoAct *act)
{
    DemoPerson *person = &stage->lives->people[act->person];
    DemoSpeech speech = speech_of(work, stage, act);
    return answer(work, person, "nps", act->score, 0, &speech, &person->chance);
}

/* The same person writes from another address; an agent sees it and merges the two. */
static Result twice(Work *work, DemoStage *stage, const DemoAct *act)
{
    const DemoPerson *person = &stage->lives->people[act->person];
    Buffer out;
    Json json = object_begin(work, &out);
    json_put_text(&json, "name", person->name);
    json_name(&json, "email");
    json_text(&json, text_format(work->arena, "otra.%.*s", TEXT_ARG(person->email)));
    json_put_string(&json, "country", person->country->code);
    int64_t other;
    TRY(demo_post(work, "customers", object_end(&json), &other));
    work->now += 3 * HOUR_MS;
    act_as_agent(work, stage, 1);
    return customer_merge(work, person->id, other, TEXT("La misma persona escribió desde otra dirección."));
}

Result demo_act(Work *work, DemoStage *stage, const DemoAct *act)
{
    work->now = act->at;
    work->actor = actor_system;
    switch (act->kind) {
    case ACT_JOIN: return join(work, stage, act);
    case ACT_ORDER: return order(work, stage, act);
    case ACT_DELIVER: return order_status(work, stage, act, "delivered");
    case ACT_CANCEL_ORDER: return order_status(work, stage, act, "cancelled");
    case ACT_CONTRACT: return contract(work, stage, act);
    case ACT_CONTRACT_END: return contract_end(work, stage, act);
    case ACT_TICKET: return ticket(work, stage, act);
    case ACT_NPS: return nps(work, stage, act);
    case ACT_DOUBLE: return twice(work, stage, act);
    }
    return done();
}

/* ---- this morning ---- */

typedef struct Morning {
    const char *subject;
    const char *text;
    const char *language;
    const char *priority;
    const char *status; /* NULL: new */
    int agent;          /* -1: nobody yet */
    int64_t minutes_ago;
} Morning;

static const Morning mornings[] = {
    {"¿Hasta qué hora hay envíos hoy?", "Hola, ¿si compro antes de las 2 sale hoy mismo? Es para un cumpleaños.", "es",
     "normal", NULL, -1, 24},
    {"TERCERA VEZ que escribo por mi Espresso Páramo Pro",
     "Llevo dos semanas sin cafetera. Me prometieron llamarme y nadie lo hizo. Quiero el reembolso o voy a reclamar a "
     "Profeco.",
     "es", "urgent", "open", 2, 95},
    {"Can I change the delivery address?", "Hi! I'm moving on Friday. Could you ship my subscription to the new place?",
     "en", "normal", NULL, -1, 61},
    {"Minha cafeteira chegou sem o reservatório", "Bom dia, a caixa veio sem o reservatório de água. Podem enviar?",
     "pt", "high", "pending", 3, 180},
    {"El botón <b>Pagar</b> & el cupón no funcionan", "Al pulsar <b>Pagar</b> me sale \"error <500>\". ¿Pueden verlo?",
     "es", "high", "on_hold", 5, 320},
    {"Factura de noviembre", "Buenas, adjunto el comprobante. ¿Me envían la factura con el RFC de la empresa?", "es",
     "low", "open", 4, 47},
};

static Result morning_ticket(Work *work, DemoStage *stage, const Morning *morning, int64_t customer_id,
                             int64_t *out_ticket_id)
{
    Buffer out;
    Json json = object_begin(work, &out);
    work->now = stage->now - morning->minutes_ago * MINUTE_MS;
    work->actor = actor_system;
    json_put_string(&json, "subject", morning->subject);
    json_put_int(&json, "customer_id", customer_id);
    json_put_string(&json, "channel", "mail");
    json_put_string(&json, "language", morning->language);
    json_put_string(&json, "priority", morning->priority);
    json_put_int(&json, "team_id", stage->shop->teams[1]);
    json_name(&json, "message");
    json_object(&json);
    json_put_string(&json, "text", morning->text);
    json_end_object(&json);
    TRY(demo_post(work, "tickets", object_end(&json), out_ticket_id));
    if (morning->agent < 0)
        return done();
    work->now += 9 * MINUTE_MS;
    act_as_agent(work, stage, morning->agent);
    return demo_patch(work, "tickets", *out_ticket_id,
                      text_format(work->arena, "{\"agent_id\":%lld,\"status\":\"%s\"}",
                                  (long long)stage->shop->agents[morning->agent], morning->status));
}

/* The last one came with a receipt. */
static Result morning_attachment(Work *work, int64_t ticket_id)
{
    const Text receipt = TEXT("Comprobante 20991\nPedido C-100101\nTotal 4.212,00 MXN\n");
    Attachment part = {0};
    Attachment stored;
    char hex[SHA256_HEX_BYTES];
    int64_t blob_id;
    int64_t message_id = 0;
    TRY(blob_add(work, receipt, &blob_id, hex));
    TRY(db_one_int(work->db, DB_SQL("SELECT id FROM messages WHERE ticket_id = $1 ORDER BY id LIMIT 1"),
                   DB_VALUES(db_int(ticket_id)), &message_id));
    part.name = TEXT("comprobante-20991.txt");
    part.type = TEXT("text/plain");
    part.size = (int64_t)receipt.length;
    part.sha256 = text_of(hex);
    part.blob_id = blob_id;
    part.has = entity_bit(&attachment_entity, "name") | entity_bit(&attachment_entity, "type") |
               entity_bit(&attachment_entity, "size") | entity_bit(&attachment_entity, "sha256") |
               entity_bit(&attachment_entity, "blob_id");
    return attachment_add_part(work, ticket_id, message_id, &part, &stored);
}

/* Whoever has joined and speaks the language, nearest after the pick; with few customers whoever has joined. */
static int who_writes(const DemoStage *stage, int pick, const char *language)
{
    int joined = pick;
    for (int i = 0; i < stage->lives->person_count; i++) {
        int at = (pick + i) % stage->lives->person_count;
        const DemoPerson *person = &stage->lives->people[at];
        if (person->id == 0)
            continue;
        if (strcmp(person->language, language) == 0)
            return at;
        joined = at;
    }
    return joined;
}

Result demo_today(Work *work, DemoStage *stage)
{
    const int count = sizeof(mornings) / sizeof(mornings[0]);
    int64_t ticket_id = 0;
    for (int i = 0; i < count; i++) {
        int person = (i * 37 + 5) % stage->lives->person_count;
        person = who_writes(stage, person, mornings[i].language);
        TRY(morning_ticket(work, stage, &mornings[i], stage->lives->people[person].id, &ticket_id));
    }
    return morning_attachment(work, ticket_id);
}
