#include "channel/mail_out_plan.h"

#include "model/value.h"
#include "people/customer.h"

static Text pointer_of(Work *work, const Message *message, const char *name)
{
    Text base = message->route ? message->route->pointer : TEXT_NONE;
    return text_format(work->arena, "%.*s/%s", TEXT_ARG(base), name);
}

/* ---- by which channel ---- */

static Result asked_channel(Work *work, const Message *message, MailPlan *plan)
{
    Result found = channel_find(work, message->route->channel_id, &plan->channel);
    if (found.fault == FAULT_NOT_FOUND)
        return work_fault(work, pointer_of(work, message, "channel_id"), "unknown_reference",
                          "There is no such channel.");
    TRY(found);
    if (!plan->channel.is_active || plan->channel.sends != CHANNEL_SENDS_SMTP)
        return work_fault(work, pointer_of(work, message, "channel_id"), "not_allowed",
                          "This channel does not send: it is switched off, or has no server to send by.");
    plan->leaves = true;
    return done();
}

static Result find_channel(Work *work, const Message *message, MailPlan *plan)
{
    if (message->route && message->route->channel_id != 0)
        return asked_channel(work, message, plan);
    TRY(channel_for_ticket(work, message->ticket_id, &plan->channel, &plan->leaves));
    if (!plan->leaves && message->route)
        return work_fault(work, pointer_of(work, message, "to"), "not_allowed",
                          "No channel sends mail: set one up, or leave the recipients out.");
    return done();
}

/* ---- to whom ---- */

Result mail_out_last_heard(Work *work, int64_t ticket_id, int64_t message_id, int64_t *out_id)
{
    Result result = db_one_int(work->db,
                               DB_SQL("SELECT id FROM messages WHERE ticket_id = $1 AND direction = 'in' "
                                      "AND is_public = 1 AND author_kind = 'customer' AND kind <> 'auto_reply' "
                                      "AND id < $2 ORDER BY created_at DESC, id DESC LIMIT 1"),
                               DB_VALUES(db_int(ticket_id), db_int(message_id)), out_id);
    if (result.fault != FAULT_NOT_FOUND)
        return result;
    *out_id = 0;
    return done();
}

static bool is_own(Work *work, const MailOptions *own, Text address)
{
    Text tag;
    Text bare = channel_untagged(work->arena, address, &tag);
    for (size_t i = 0; i < own->own_address_count; i++) {
        if (text_equals_ascii_case(own->own_addresses[i], address) ||
            text_equals_ascii_case(own->own_addresses[i], bare))
            return true;
    }
    return false;
}

/* Who can be written to: addresses, none of ours, nobody who is in `but` already. */
static RecipientList reachable(Work *work, const RecipientList *list, const RecipientList *but, const MailOptions *own)
{
    Recipient *items = ARENA_ARRAY(work->arena, Recipient, list->count);
    RecipientList left = {.items = items, .is_given = list->is_given};
    for (size_t i = 0; i < list->count && left.count < RECIPIENTS_GIVEN_MAX; i++) {
        Text address = list->items[i].address;
        if (email_is_valid(address) && !is_own(work, own, address) && !recipient_list_has(&left, address) &&
            !(but && recipient_list_has(but, address)))
            items[left.count++] = list->items[i];
    }
    return left;
}

static RecipientList one(Work *work, Text name, Text address)
{
    Recipient *item = ARENA_NEW(work->arena, Recipient);
    *item = (Recipient){name, address};
    return (RecipientList){.items = item, .count = 1};
}

/* Where the customer is answered, from what they wrote last; their main address when that was no mail. */
static Result heard_from(Work *work, const Message *message, Recipients *out)
{
    Message last;
    int64_t last_id;
    Ticket ticket;
    Customer customer;
    *out = (Recipients){0};
    TRY(mail_out_last_heard(work, message->ticket_id, message->id, &last_id));
    if (last_id != 0) {
        TRY(entity_find(work, &message_entity, last_id, &last));
        bool has_recipients = (last.has & MESSAGE_HAS(RECIPIENTS)) != 0;
        if (has_recipients && is_ok(recipients_read(work->arena, last.recipients, out)) && out->from.count > 0) {
            out->to = one(work, out->from.items[0].name, out->from.items[0].address);
            return done();
        }
    }
    *out = (Recipients){0};
    TRY(entity_find(work, &ticket_entity, message->ticket_id, &ticket));
    TRY(entity_find(work, &customer_entity, ticket.customer_id, &customer));
    if (customer.has & entity_bit(&customer_entity, "email"))
        out->to = one(work, customer.name, customer.email);
    return done();
}

/* What a person named must be reachable; faults say which is not. */
static Result check_given(Work *work, const Message *message, const char *name, const RecipientList *list,
                          const MailOptions *own)
{
    for (size_t i = 0; i < list->count; i++) {
        Text at = text_format(work->arena, "%.*s/%zu", TEXT_ARG(pointer_of(work, message, name)), i);
        if (!email_is_valid(list->items[i].address))
            return work_fault(work, at, "wrong_format", "Mail cannot be sent to this address.");
        if (is_own(work, own, list->items[i].address))
            return work_fault(work, at, "not_allowed", "This is an address of a channel of yours.");
    }
    return done();
}

static Result find_recipients(Work *work, const Message *message, MailPlan *plan)
{
    static const Recipients nothing;
    const Recipients *asked = message->route ? &message->route->recipients : &nothing;
    Recipients heard;
    MailOptions own;
    TRY(channel_mail_options(work, NULL, &own));
    TRY(check_given(work, message, "to", &asked->to, &own));
    TRY(check_given(work, message, "cc", &asked->cc, &own));
    TRY(check_given(work, message, "bcc", &asked->bcc, &own));
    TRY(heard_from(work, message, &heard));
    Text name = plan->channel.has & entity_bit(&channel_entity, "from_name") ? plan->channel.from_name : TEXT_NONE;
    Recipients *out = &plan->recipients;
    out->from = one(work, name, plan->channel.address);
    out->to = reachable(work, asked->to.is_given ? &asked->to : &heard.to, NULL, &own);
    out->cc = reachable(work, asked->cc.is_given ? &asked->cc : &heard.cc, &out->to, &own);
    out->bcc = reachable(work, &asked->bcc, &out->to, &own);
    return done();
}

static bool is_by_mail(const Message *message)
{
    return message->route != NULL || text_is(message->channel, "mail");
}

Result mail_out_plan(Work *work, const Message *message, MailPlan *out_plan)
{
    MailPlan plan = {0};
    *out_plan = plan;
    if (!is_by_mail(message))
        return done();
    TRY(find_channel(work, message, &plan));
    if (!plan.leaves)
        return done();
    TRY(find_recipients(work, message, &plan));
    const Recipients *to = &plan.recipients;
    if (to->to.count + to->cc.count + to->bcc.count == 0) {
        if (message->route)
            return work_fault(work, pointer_of(work, message, "to"), "required",
                              "The customer has no address that mail can be sent to: name one.");
        plan.leaves = false;
    }
    *out_plan = plan;
    return done();
}
