#include "desk/ticket.h"

#include "desk/message.h"
#include "desk/ticket_state.h"
#include "model/search.h"
#include "people/agent.h"
#include "people/company.h"
#include "people/customer.h"
#include "people/team.h"
#include "commerce/product.h"

const char *const ticket_status_names[] = {"new", "open", "pending", "on_hold", "solved", "closed", NULL};
const char *const ticket_priority_names[] = {"low", "normal", "high", "urgent", NULL};
const char *const ticket_type_names[] = {"question", "incident", "problem", "task", "complaint", NULL};

#define COUNT_MAX INT64_C(1000000000)

static const Field ticket_fields[] = {
    FIELD(Ticket, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT),
    FIELD(Ticket, number, FIELD_INT, .column = "id", .can = CAN_FILTER, .about = "The number people say; the id."),
    FIELD(Ticket, version, FIELD_VERSION),
    FIELD(Ticket, external_id, FIELD_TEXT, .can = CAN_CREATE | CAN_FILTER, .format = FORMAT_LINE,
          .about = "The ticket's id in another system; unique."),
    FIELD(Ticket, subject, FIELD_TEXT, .is_required = true, .bytes_max = TICKET_SUBJECT_BYTES_MAX,
          .can = CAN_WRITE | CAN_FILTER | CAN_SEARCH, .format = FORMAT_LINE, .about = "What it is about, in a line."),
    FIELD(Ticket, status, FIELD_CHOICE, .has_default = true, .choices = ticket_status_names,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "Closed tickets change no more; a customer's own words open them again."),
    FIELD(Ticket, priority, FIELD_CHOICE, .has_default = true, .choices = ticket_priority_names,
          .can = CAN_WRITE | CAN_FILTER | CAN_GROUP),
    FIELD(Ticket, type, FIELD_CHOICE, .choices = ticket_type_names, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP),
    FIELD(Ticket, channel, FIELD_TEXT, .has_default = true, .bytes_max = 40, .can = CAN_CREATE | CAN_FILTER | CAN_GROUP,
          .format = FORMAT_LINE, .about = "How it came in: api, web, mail, phone, chat, …"),
    FIELD(Ticket, topic, FIELD_TEXT, .bytes_max = 120, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .format = FORMAT_LINE),
    FIELD(Ticket, language, FIELD_TEXT, .bytes_max = 16, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .format = FORMAT_LANGUAGE),
    FIELD(Ticket, customer_id, FIELD_REFERENCE, .has_default = true, .to = &customer_entity,
          .can = CAN_WRITE | CAN_FILTER, .about = "Whose matter it is."),
    FIELD(Ticket, company_id, FIELD_REFERENCE, .to = &company_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "The customer's company, unless another is given."),
    FIELD(Ticket, product_id, FIELD_REFERENCE, .to = &product_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP),
    FIELD(Ticket, agent_id, FIELD_REFERENCE, .to = &agent_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP,
          .about = "Who works on it."),
    FIELD(Ticket, team_id, FIELD_REFERENCE, .to = &team_entity, .can = CAN_WRITE | CAN_FILTER | CAN_GROUP),
    FIELD(Ticket, stage, FIELD_CHOICE, .choices = stage_names, .can = CAN_IMPORT | CAN_FILTER | CAN_GROUP,
          .about = "The customer's journey stage when the ticket was created."),
    FIELD(Ticket, value_stage, FIELD_CHOICE, .choices = value_stage_names, .can = CAN_IMPORT | CAN_FILTER | CAN_GROUP,
          .about = "The customer's value stage when the ticket was created."),
    FIELD(Ticket, relationship, FIELD_CHOICE, .choices = relationship_names, .can = CAN_IMPORT | CAN_FILTER | CAN_GROUP,
          .about = "The relationship with the customer when the ticket was created."),
    FIELD(Ticket, reopens, FIELD_INT, .has_default = true, .can = CAN_IMPORT | CAN_FILTER, .low = 0, .high = COUNT_MAX,
          .about = "How often it was opened again."),
    FIELD(Ticket, replies, FIELD_INT, .has_default = true, .can = CAN_IMPORT | CAN_FILTER, .low = 0, .high = COUNT_MAX,
          .about = "Public messages of agents."),
    FIELD(Ticket, contacts, FIELD_INT, .has_default = true, .can = CAN_IMPORT | CAN_FILTER, .low = 0, .high = COUNT_MAX,
          .about = "Public messages of the customer."),
    FIELD(Ticket, created_at, FIELD_TIME, .has_default = true, .can = CAN_IMPORT | CAN_FILTER | CAN_SORT),
    FIELD(Ticket, updated_at, FIELD_TIME, .has_default = true, .can = CAN_IMPORT | CAN_FILTER | CAN_SORT),
    FIELD(Ticket, first_reply_at, FIELD_TIME, .can = CAN_IMPORT | CAN_FILTER),
    FIELD(Ticket, next_update_at, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .about = "When the customer was promised to hear again."),
    FIELD(Ticket, solved_at, FIELD_TIME, .can = CAN_IMPORT | CAN_FILTER | CAN_SORT,
          .about = "The last time it was solved; null while it is open."),
    FIELD(Ticket, closed_at, FIELD_TIME, .can = CAN_IMPORT | CAN_FILTER),
    FIELD(Ticket, waiting_since, FIELD_TIME, .can = CAN_FILTER, .about = "Pending since; null when it is not."),
    FIELD(Ticket, waiting_ms, FIELD_INT, .has_default = true, .can = CAN_FILTER,
          .about = "Milliseconds it waited for the customer in earlier stretches."),
    FIELD(Ticket, merged_into, FIELD_REFERENCE, .to = &ticket_entity, .can = CAN_FILTER,
          .about = "The ticket that took its messages over."),
    FIELD(Ticket, snoozed_until, FIELD_TIME, .can = CAN_WRITE | CAN_FILTER,
          .about = "Put off until then, or until the customer writes; 2200-01-01T00:00:00Z: only until the customer "
                   "writes. Lists leave it out till then, unless their filter names this field."),
    FIELD(Ticket, is_spam, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Nothing automatic answers it; lists leave it out, unless their filter names this field."),
    FIELD(Ticket, deleted_at, FIELD_TIME, .can = CAN_FILTER,
          .about = "In the trash since; lists leave it out, unless their filter names this field."),
    FIELD(Ticket, time_spent, FIELD_INT, .has_default = true, .can = CAN_FILTER,
          .about = "Seconds worked on it: the sum of its time entries."),
};
_Static_assert(sizeof(ticket_fields) / sizeof(ticket_fields[0]) == TICKET_FIELD_COUNT, "the order of the dictionary");

static const Field ticket_person_fields[] = {
    FIELD(TicketPerson, id, FIELD_ID, .can = IS_HIDDEN),
    FIELD(TicketPerson, email, FIELD_TEXT, .can = CAN_CREATE, .format = FORMAT_EMAIL, .bytes_max = 254),
    FIELD(TicketPerson, name, FIELD_TEXT, .can = CAN_CREATE, .format = FORMAT_LINE),
    FIELD(TicketPerson, phone, FIELD_TEXT, .can = CAN_CREATE, .format = FORMAT_LINE, .bytes_max = 40),
    FIELD(TicketPerson, external_id, FIELD_TEXT, .can = CAN_CREATE, .format = FORMAT_LINE),
};
enum { PERSON_EMAIL = 1, PERSON_NAME, PERSON_PHONE, PERSON_EXTERNAL_ID };
const Entity ticket_person_entity = {
    .name = "ticket_person",
    .plural = "ticket_persons",
    .record_bytes = sizeof(TicketPerson),
    ENTITY_FIELDS(ticket_person_fields),
    .about = "Who wrote: recognised by e-mail, phone or external id, or made a new customer.",
};

static const EntityPart ticket_parts[] = {
    {"customer", &ticket_person_entity, false},
    {"message", &message_input_entity, false},
};
enum { PART_CUSTOMER, PART_MESSAGE };

EntityExtensions ticket_extensions;
const Entity ticket_entity = {
    .name = "ticket",
    .plural = "tickets",
    .table = "tickets",
    .record_bytes = sizeof(Ticket),
    ENTITY_FIELDS(ticket_fields),
    .rights = &rights_desk,
    .methods = ENTITY_READS | ENTITY_CHANGE, /* POST is a route of its own: HTML is sanitised before the lane */
    .default_sort = "-updated_at",
    ENTITY_PARTS(ticket_parts),
    .extensions = &ticket_extensions,
    .has_tags = true,
    .has_custom = true,
    .visible = ticket_visible,
    .usual = ticket_usual,
    .add = ticket_add_input,
    .change = ticket_change,
    .about = "One matter of one customer, open until somebody settles it.",
};

bool ticket_may_become(TicketStatus before, TicketStatus after)
{
    if (before == after)
        return true;
    return before != TICKET_CLOSED && after != TICKET_NEW;
}

static void set_instant(Ticket *ticket, int64_t *member, FieldSet bit, int64_t at_ms)
{
    *member = at_ms;
    ticket->has |= bit;
}

void ticket_move_clocks(Ticket *ticket, TicketStatus status, int64_t at_ms)
{
    if (ticket->status == (int64_t)status)
        return;
    if (ticket->has & TICKET_HAS(WAITING_SINCE)) {
        int64_t waited = at_ms - ticket->waiting_since;
        ticket->waiting_ms += waited > 0 ? waited : 0;
        ticket->has &= ~TICKET_HAS(WAITING_SINCE);
    }
    if (status == TICKET_PENDING)
        set_instant(ticket, &ticket->waiting_since, TICKET_HAS(WAITING_SINCE), at_ms);
    if (ticket_status_is_settled(ticket->status) && !ticket_status_is_settled(status)) {
        ticket->reopens++;
        ticket->has &= ~(TICKET_HAS(SOLVED_AT) | TICKET_HAS(CLOSED_AT));
    }
    if (status == TICKET_SOLVED || (status == TICKET_CLOSED && !(ticket->has & TICKET_HAS(SOLVED_AT))))
        set_instant(ticket, &ticket->solved_at, TICKET_HAS(SOLVED_AT), at_ms);
    if (status == TICKET_CLOSED)
        set_instant(ticket, &ticket->closed_at, TICKET_HAS(CLOSED_AT), at_ms);
    if (ticket_status_is_settled(status))
        ticket->has &= ~TICKET_HAS(SNOOZED_UNTIL);
    ticket->status = status;
}

/* Takes over the customer's company and stages, and follows a merge. */
static Result ticket_read_customer(Work *work, Ticket *ticket)
{
    enum { MERGES_FOLLOWED_MAX = 16 };
    int64_t company_id = 0;
    for (int i = 0;; i++) {
        WITH_CURSOR cursor = {0};
        TRY(db_query(work->db, DB_SQL("SELECT company_id, merged_into FROM customers WHERE id = $1"),
                     DB_VALUES(db_int(ticket->customer_id)), &cursor));
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row || i == MERGES_FOLLOWED_MAX)
            return failf(work->arena, FAULT_NOT_FOUND, "There is no customer with the id %lld.",
                         (long long)ticket->customer_id);
        company_id = db_column_int(&cursor, 0);
        if (db_is_null(&cursor, 1))
            break;
        ticket->customer_id = db_column_int(&cursor, 1);
    }
    if (company_id != 0 && !(ticket->has & TICKET_HAS(COMPANY_ID))) {
        ticket->company_id = company_id;
        ticket->has |= TICKET_HAS(COMPANY_ID);
    }
    CustomerStages stages;
    TRY(customer_stages(work, ticket->customer_id, &stages));
    if (!stages.is_known || (ticket->has & TICKET_HAS(STAGE)))
        return done();
    ticket->stage = stages.stage;
    ticket->relationship = stages.relationship;
    ticket->has |= TICKET_HAS(STAGE) | TICKET_HAS(RELATIONSHIP);
    if (stages.has_value_stage) {
        ticket->value_stage = stages.value_stage;
        ticket->has |= TICKET_HAS(VALUE_STAGE);
    }
    return done();
}

/* The past as it is told: no clock is set that nobody named. */
static void ticket_fill_imported(Ticket *ticket)
{
    if (ticket->has & TICKET_HAS(STATUS))
        return;
    ticket->status = (ticket->has & TICKET_HAS(CLOSED_AT))   ? TICKET_CLOSED
                     : (ticket->has & TICKET_HAS(SOLVED_AT)) ? TICKET_SOLVED
                                                             : TICKET_NEW;
}

static void ticket_fill_live(Ticket *ticket)
{
    TicketStatus status = (ticket->has & TICKET_HAS(STATUS)) ? (TicketStatus)ticket->status : TICKET_NEW;
    if (status == TICKET_NEW && (ticket->has & TICKET_HAS(AGENT_ID)))
        status = TICKET_OPEN;
    ticket->status = TICKET_NEW;
    ticket_move_clocks(ticket, status, ticket->created_at);
}

static void ticket_fill_defaults(const Work *work, Ticket *ticket)
{
    if (!(ticket->has & TICKET_HAS(CREATED_AT)))
        ticket->created_at = work->now;
    if (!(ticket->has & TICKET_HAS(UPDATED_AT)))
        ticket->updated_at = ticket->created_at;
    if (!(ticket->has & TICKET_HAS(PRIORITY)))
        ticket->priority = PRIORITY_NORMAL;
    if (!(ticket->has & TICKET_HAS(CHANNEL)))
        ticket->channel = work->actor.kind == ACTOR_AGENT ? TEXT("web") : TEXT("api");
    if (work->mode == WORK_IMPORT)
        ticket_fill_imported(ticket);
    else
        ticket_fill_live(ticket);
    ticket->has |= TICKET_HAS(CREATED_AT) | TICKET_HAS(UPDATED_AT) | TICKET_HAS(STATUS) | TICKET_HAS(PRIORITY) |
                   TICKET_HAS(CHANNEL) | TICKET_HAS(CUSTOMER_ID) | TICKET_HAS(REOPENS) | TICKET_HAS(REPLIES) |
                   TICKET_HAS(CONTACTS) | TICKET_HAS(WAITING_MS) | TICKET_HAS(IS_SPAM) | TICKET_HAS(TIME_SPENT);
}

void ticket_index(Work *work, const Ticket *ticket)
{
    search_put(work, &ticket_entity, ticket->id, ticket->id, ticket->customer_id,
               text_format(work->arena, "%.*s %lld %.*s", TEXT_ARG(ticket->subject), (long long)ticket->id,
                           TEXT_ARG(ticket->external_id)));
}

Result ticket_add(Work *work, const Ticket *draft, const MessageDraft *first, Ticket *out_ticket)
{
    Ticket ticket = *draft;
    TRY(ticket_read_customer(work, &ticket));
    ticket_fill_defaults(work, &ticket);
    if (first)
        message_count(&ticket, first, ticket.created_at);
    TRY(entity_insert(work, &ticket_entity, &ticket));
    TRY(event_add(work, "ticket.created", &ticket_entity, NULL, &ticket));
    ticket_index(work, &ticket);
    if (first) {
        MessageDraft message = *first;
        Message stored;
        if (message.created_at == 0)
            message.created_at = ticket.created_at;
        TRY(message_store(work, &ticket, &message, &stored));
    }
    *out_ticket = ticket;
    return done();
}

/* The customer of POST: customer_id, or the person, who is recognised or becomes a customer. */
static Result input_customer(Work *work, const EntityInput *input, Ticket *draft)
{
    const EntityInput *part = input->parts[PART_CUSTOMER];
    bool has_id = (draft->has & TICKET_HAS(CUSTOMER_ID)) != 0;
    if (part == NULL && has_id)
        return done();
    if (part == NULL || has_id)
        return work_fault(work, TEXT("/customer_id"), part ? "conflicting" : "required",
                          part ? "Give customer_id or customer, not both."
                               : "Say whose ticket this is: customer_id, or customer with an e-mail address.");
    const TicketPerson *person = part->record;
    const struct {
        int field;
        IdentityKind kind;
        Text value;
    } ways[] = {{PERSON_EMAIL, IDENTITY_EMAIL, person->email},
                {PERSON_PHONE, IDENTITY_PHONE, person->phone},
                {PERSON_EXTERNAL_ID, IDENTITY_EXTERNAL, person->external_id}};
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (!(person->has & FIELD_BIT(ways[i].field)) || text_is_empty(text_trim(ways[i].value)))
            continue;
        const CustomerHint hint = {.kind = ways[i].kind,
                                   .value = ways[i].value,
                                   .name = person->name,
                                   .phone = ways[i].kind == IDENTITY_PHONE ? TEXT_NONE : person->phone,
                                   .source = draft->channel};
        bool was_created;
        TRY(customer_recognise(work, &hint, &draft->customer_id, &was_created));
        draft->has |= TICKET_HAS(CUSTOMER_ID);
        return done();
    }
    return work_fault(work, TEXT("/customer/email"), "required", "Say who it is: email, phone or external_id.");
}

static Result status_is_allowed(Work *work, TicketStatus before, TicketStatus after)
{
    if (ticket_may_become(before, after))
        return done();
    if (before == TICKET_CLOSED)
        return fail(FAULT_CONFLICT, "The ticket is closed: it opens again only when the customer writes.");
    return work_fault(work, TEXT("/status"), "not_allowed", "A ticket that was worked on cannot become new again.");
}

Result ticket_add_input(Work *work, const EntityInput *input, void *out_record)
{
    Ticket draft = *(const Ticket *)input->record;
    if (!(draft.has & TICKET_HAS(CHANNEL))) {
        draft.channel = work->actor.kind == ACTOR_AGENT ? TEXT("web") : TEXT("api");
        draft.has |= TICKET_HAS(CHANNEL);
    }
    TRY(input_customer(work, input, &draft));
    const EntityInput *part = input->parts[PART_MESSAGE];
    MessageDraft first;
    if (part) {
        TRY(message_from_input(work, part->record, DIRECTION_IN, draft.customer_id, TEXT("/message"), &first));
        if (text_is_empty(first.channel))
            first.channel = draft.channel;
    }
    Ticket *ticket = out_record;
    TRY(ticket_add(work, &draft, part ? &first : NULL, ticket));
    bool changed = false;
    return entity_write_lists(work, input, ticket->id, &changed);
}

Result ticket_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    const Ticket *before = before_record;
    Ticket after = *before;
    entity_apply_input(input, &after);
    if (!(after.has & TICKET_HAS(CUSTOMER_ID)))
        return work_fault(work, TEXT("/customer_id"), "required", "A ticket belongs to a customer.");
    TicketStatus status = (TicketStatus)after.status;
    bool is_taken = (after.has & TICKET_HAS(AGENT_ID)) && !(before->has & TICKET_HAS(AGENT_ID));
    if (is_taken && status == TICKET_NEW && !(input->given & TICKET_HAS(STATUS)))
        status = TICKET_OPEN;
    TRY(status_is_allowed(work, (TicketStatus)before->status, status));
    after.status = before->status;
    ticket_move_clocks(&after, status, work->now);
    TRY(ticket_state_check(work, before, &after));
    if (after.customer_id != before->customer_id && !(input->given & TICKET_HAS(COMPANY_ID))) {
        after.has &= ~TICKET_HAS(COMPANY_ID);
        after.has |= TICKET_HAS(STAGE); /* as they were when it was created */
        TRY(ticket_read_customer(work, &after));
        after.has = (after.has & ~TICKET_HAS(STAGE)) | (before->has & TICKET_HAS(STAGE));
    }
    bool changed = false;
    TRY(entity_write(work, before, &after, input, &changed));
    if (status == TICKET_SOLVED && before->status != TICKET_SOLVED)
        TRY(ticket_may_be_solved(work, before->id));
    if (changed)
        TRY(ticket_tell_change(work, before, &after));
    *(Ticket *)out_record = after;
    return done();
}

Result ticket_set_status(Work *work, const Ticket *before, TicketStatus status, Ticket *out_ticket)
{
    TRY(status_is_allowed(work, (TicketStatus)before->status, status));
    if (status == TICKET_SOLVED && before->status != TICKET_SOLVED)
        TRY(ticket_may_be_solved(work, before->id));
    Ticket after = *before;
    ticket_move_clocks(&after, status, work->now);
    TRY(ticket_store_change(work, before, &after));
    *out_ticket = after;
    return done();
}
