#include "channel/channel_check.h"

#include "channel/channel_secret.h"
#include "people/team.h"

static const char *const kind_names[] = {"mail", NULL};
static const char *const tag_names[] = {"address", "subject", "none", NULL};
static const char *const receives_names[] = {"imap", "handed", NULL};
static const char *const sends_names[] = {"smtp", "none", NULL};
const char *const channel_security_names[] = {"tls", "starttls", "none", NULL};
static const char *const after_names[] = {"seen", "moved", "deleted", NULL};
static const char *const login_names[] = {"password", "xoauth2", "none", NULL};
const char *const channel_state_names[] = {"idle", "ok", "failing", NULL};

#define SETTING(name_, ...) FIELD(Channel, name_, __VA_ARGS__, .can = CAN_WRITE)
#define LINE(name_, bytes_, about_)                                                                                    \
    SETTING(name_, FIELD_TEXT, .bytes_max = (bytes_), .format = FORMAT_LINE, .about = (about_))
#define CHOICE(name_, names_, about_)                                                                                  \
    SETTING(name_, FIELD_CHOICE, .choices = (names_), .has_default = true, .about = (about_))
#define PORT(name_, about_) SETTING(name_, FIELD_INT, .low = 1, .high = 65535, .about = (about_))

static const Field channel_fields[] = {
    FIELD(Channel, id, FIELD_ID, .can = CAN_FILTER | CAN_SORT, .about = "Identifies the channel."),
    FIELD(Channel, version, FIELD_VERSION, .about = "Grows with every change of its settings."),
    FIELD(Channel, kind, FIELD_CHOICE, .choices = kind_names, .has_default = true, .can = CAN_CREATE | CAN_FILTER,
          .about = "What it is: mail."),
    FIELD(Channel, name, FIELD_TEXT, .bytes_max = 100, .is_required = true, .format = FORMAT_LINE,
          .folded_in = "name_key", .can = CAN_WRITE | CAN_FILTER | CAN_SORT,
          .about = "What it is called; unique, whatever case and accents."),
    FIELD(Channel, is_active, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "An inactive one neither receives nor sends."),
    FIELD(Channel, is_default, FIELD_BOOL, .has_default = true, .can = CAN_WRITE | CAN_FILTER,
          .about = "Answers tickets that came by no channel of their own. The last one that is made so takes it over; "
                   "without any, the first one that sends is."),
    FIELD(Channel, address, FIELD_TEXT, .is_required = true, .format = FORMAT_EMAIL, .folded_in = "address_key",
          .can = CAN_WRITE | CAN_FILTER, .about = "What customers write to and are answered from; unique."),
    LINE(from_name, 120, "The name beside the address in what is sent."),
    SETTING(team_id, FIELD_REFERENCE, .to = &team_entity, .about = "The team that its new tickets are handed to."),
    SETTING(language, FIELD_TEXT, .format = FORMAT_LANGUAGE, .about = "Of what is written automatically."),
    FIELD(Channel, has_page_link, FIELD_BOOL, .has_default = true, .can = CAN_WRITE,
          .about = "Whether answers end with the link to the customer's page of the ticket."),
    SETTING(signature, FIELD_TEXT, .bytes_max = 10000, .about = "Below each answer; Markdown."),
    LINE(relay, 255,
         "The name (authserv-id, RFC 8601) of the own mail server, whose verdicts on SPF, DKIM and DMARC count."),
    CHOICE(thread_tag, tag_names, "Where answers carry the signed tag of their ticket; subject, unless given."),
    LINE(preset, 40, "What the settings were filled from."),
    CHOICE(receives, receives_names,
           "imap: mail is fetched; handed: it comes by LMTP or a pipe. imap when there is a host, unless given."),
    LINE(imap_host, 253, "Name or address of the IMAP server."),
    PORT(imap_port, "993 for tls and 143 otherwise, unless given."),
    CHOICE(imap_security, channel_security_names, "tls, unless given; none sends the password as it is."),
    LINE(imap_folder, 200, "INBOX, unless given."),
    CHOICE(imap_after, after_names, "What becomes of a message once it is taken: seen, unless given."),
    LINE(imap_moved_to, 200, "The folder that taken messages are moved to; it must exist."),
    CHOICE(sends, sends_names, "smtp when there is a host, unless given."),
    LINE(smtp_host, 253, "Name or address of the SMTP server."),
    PORT(smtp_port, "465 for tls, 587 for starttls and 25 otherwise, unless given."),
    CHOICE(smtp_security, channel_security_names, "tls, unless given; none sends the password as it is."),
    LINE(user_name, 255, "To sign in with at both servers; the address, unless given."),
    CHOICE(login, login_names, "How to sign in; the password and tokens are set as secrets."),
    LINE(oauth_token_url, 500, "Where access tokens come from; https."),
    LINE(oauth_client_id, 500, "The application that is registered with the provider."),
    LINE(oauth_scope, 1000, "What the token is asked for, when the provider needs it."),
    FIELD(Channel, receive_state, FIELD_CHOICE, .choices = channel_state_names, .has_default = true, .can = CAN_FILTER,
          .about = "How receiving goes: idle before the first try and for handed mail."),
    FIELD(Channel, receive_detail, FIELD_TEXT, .bytes_max = CHANNEL_DETAIL_BYTES_MAX,
          .about = "What is wrong with receiving, and what to do."),
    FIELD(Channel, receive_at, FIELD_TIME, .about = "Since when that state holds."),
    FIELD(Channel, received_at, FIELD_TIME, .about = "About when the last message was taken."),
    FIELD(Channel, send_state, FIELD_CHOICE, .choices = channel_state_names, .has_default = true, .can = CAN_FILTER,
          .about = "How sending goes."),
    FIELD(Channel, send_detail, FIELD_TEXT, .bytes_max = CHANNEL_DETAIL_BYTES_MAX,
          .about = "What is wrong with sending, and what to do."),
    FIELD(Channel, send_at, FIELD_TIME, .about = "Since when that state holds."),
    FIELD(Channel, created_at, FIELD_TIME, .about = "When it was made."),
    FIELD(Channel, updated_at, FIELD_TIME, .about = "When its settings were last changed."),
};

static FieldSet bit_of(const char *name)
{
    return entity_bit(&channel_entity, name);
}

/* ---- the one default ---- */

static Result default_take_over(Work *work, const Channel *heir)
{
    int64_t id = 0;
    Result found =
        db_one_int(work->db, DB_SQL("SELECT id FROM channels WHERE is_default = 1 AND id <> $1 ORDER BY id LIMIT 1"),
                   DB_VALUES(db_int(heir->id)), &id);
    if (found.fault == FAULT_NOT_FOUND)
        return done();
    TRY(found);
    Channel before;
    TRY(channel_find(work, id, &before));
    Channel after = before;
    after.is_default = 0;
    TRY(entity_update(work, &channel_entity, &before, &after, NULL));
    return event_add(work, "channel.changed", &channel_entity, &before, &after);
}

static Result default_settle(Work *work, const Channel *channel)
{
    return channel->is_default ? default_take_over(work, channel) : done();
}

/* The first channel that sends is the default one, so that nobody has to think of it. */
static Result default_begin(Work *work, Channel *channel)
{
    int64_t defaults = 0;
    if (channel->sends != CHANNEL_SENDS_SMTP || (channel->has & bit_of("is_default")))
        return done();
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM channels WHERE is_default = 1"), DB_NO_VALUES, &defaults));
    channel->is_default = defaults == 0;
    return done();
}

/* ---- use cases ---- */

static Result channel_add(Work *work, const EntityInput *input, void *out_record)
{
    Channel *channel = out_record;
    int64_t count = 0;
    TRY(db_one_int(work->db, DB_SQL("SELECT COUNT(*) FROM channels"), DB_NO_VALUES, &count));
    if (count >= CHANNELS_MAX)
        return failf(work->arena, FAULT_LIMIT, "There are at most %d channels.", CHANNELS_MAX);
    *channel = *(const Channel *)input->record;
    channel_fill(channel);
    TRY(default_begin(work, channel));
    channel->has |= bit_of("is_default") | bit_of("has_page_link");
    TRY(channel_check(work, channel));
    TRY(entity_insert(work, &channel_entity, channel));
    TRY(event_add(work, "channel.created", &channel_entity, NULL, channel));
    TRY(default_settle(work, channel));
    return input->parts[0] ? channel_secrets_take(work, channel->id, input->parts[0]) : done();
}

/* What was said of the old settings does not hold for new ones. */
static void state_forget(Channel *after)
{
    after->receive_state = CHANNEL_IDLE;
    after->send_state = CHANNEL_IDLE;
    after->has &= ~(bit_of("receive_detail") | bit_of("send_detail"));
}

static Result channel_change(Work *work, const void *before_record, const EntityInput *input, void *out_record)
{
    const Channel *before = before_record;
    Channel *after = out_record;
    bool is_changed = false;
    *after = *before;
    entity_apply_input(input, after);
    channel_fill(after);
    TRY(channel_check(work, after));
    if (channel_connects_otherwise(before, after))
        state_forget(after);
    TRY(entity_update(work, &channel_entity, before, after, &is_changed));
    if (!is_changed)
        return done();
    TRY(event_add(work, "channel.changed", &channel_entity, before, after));
    return default_settle(work, after);
}

/* Without an index over channel_id, of which only this needs one: removing is rare, inserting is not. */
static Result channel_remove(Work *work, const void *before)
{
    const Channel *channel = before;
    int64_t is_used = 0;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT CASE WHEN EXISTS (SELECT 1 FROM mail_ids WHERE mailbox = $2) "
                          "OR EXISTS (SELECT 1 FROM mail_spool WHERE mailbox = $2) "
                          "OR EXISTS (SELECT 1 FROM message_mail WHERE channel_id = $1) THEN 1 ELSE 0 END"),
                   DB_VALUES(db_int(channel->id), db_text(channel_mailbox(work->arena, channel->id))), &is_used));
    if (is_used)
        return fail(FAULT_CONFLICT, "Messages came or went by this channel, so it cannot be removed; "
                                    "make it inactive instead.");
    return entity_remove_plain(work, &channel_entity, before);
}

static const EntityPart channel_parts[] = {{.name = "secrets", .entity = &channel_secrets_entity}};

const Entity channel_entity = {
    .name = "channel",
    .plural = "channels",
    .table = "channels",
    .record_bytes = sizeof(Channel),
    ENTITY_FIELDS(channel_fields),
    ENTITY_PARTS(channel_parts),
    .rights = &rights_settings,
    .methods = ENTITY_ALL,
    .default_sort = "name",
    .add = channel_add,
    .change = channel_change,
    .remove = channel_remove,
    .about = "A way by which customers reach the house and are answered: a mailbox.",
};
