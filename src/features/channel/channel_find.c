/* Which channel: by id, name, address, ticket; and what reading and sending need to know of it. */
#include "channel/channel.h"

Result channel_find(Work *work, int64_t id, Channel *out_channel)
{
    bool found;
    TRY(entity_find_by(work, &channel_entity, "id", db_int(id), out_channel, &found));
    return found ? done() : fail(FAULT_NOT_FOUND, "There is no such channel.");
}

/* By a statement that gives one id or none. */
static Result find_one(Work *work, DbSql sql, const DbValue *values, size_t count, Channel *out, bool *out_found)
{
    int64_t id = 0;
    Result result = db_one_int(work->db, sql, values, count, &id);
    *out_found = is_ok(result);
    if (result.fault == FAULT_NOT_FOUND)
        return done();
    TRY(result);
    return channel_find(work, id, out);
}

Result channel_by_name(Work *work, Text name, Channel *out_channel, bool *out_found)
{
    Text key = text_fold(work->arena, text_trim(name));
    return find_one(work,
                    DB_SQL("SELECT id FROM channels WHERE name_key = $1 OR address_key = $1 "
                           "ORDER BY CASE WHEN name_key = $1 THEN 0 ELSE 1 END LIMIT 1"),
                    DB_VALUES(db_text(key)), out_channel, out_found);
}

Text channel_untagged(Arena *arena, Text address, Text *out_tag)
{
    size_t at = SIZE_MAX;
    for (size_t next = text_find_byte(address, '@', 0); next != SIZE_MAX; next = text_find_byte(address, '@', next + 1))
        at = next;
    size_t plus = text_find_byte(address, '+', 0);
    *out_tag = TEXT_NONE;
    if (at == SIZE_MAX || plus == SIZE_MAX || plus == 0 || plus > at)
        return address;
    *out_tag = text_slice(address, plus + 1, at);
    return text_format(arena, "%.*s%.*s", TEXT_ARG(text_slice(address, 0, plus)),
                       TEXT_ARG(text_slice(address, at, address.length)));
}

Result channel_for_address(Work *work, Text address, int64_t *out_id, bool *out_found)
{
    Text tag;
    Text whole = text_fold(work->arena, text_trim(address));
    Text bare = channel_untagged(work->arena, whole, &tag);
    int64_t id = 0;
    Result result = db_one_int(work->db,
                               DB_SQL("SELECT id FROM channels WHERE address_key IN ($1, $2) AND is_active = 1 "
                                      "ORDER BY CASE WHEN address_key = $1 THEN 0 ELSE 1 END LIMIT 1"),
                               DB_VALUES(db_text(whole), db_text(bare)), &id);
    *out_found = is_ok(result);
    if (result.fault == FAULT_NOT_FOUND)
        return done();
    TRY(result);
    *out_id = id;
    return done();
}

Result channel_for_ticket(Work *work, int64_t ticket_id, Channel *out_channel, bool *out_found)
{
    TRY(find_one(work,
                 DB_SQL("SELECT c.id FROM message_mail m JOIN channels c ON c.id = m.channel_id "
                        "WHERE m.ticket_id = $1 AND c.is_active = 1 AND c.sends = 'smtp' "
                        "ORDER BY m.message_id DESC LIMIT 1"),
                 DB_VALUES(db_int(ticket_id)), out_channel, out_found));
    if (*out_found)
        return done();
    return find_one(work,
                    DB_SQL("SELECT id FROM channels WHERE is_active = 1 AND sends = 'smtp' "
                           "ORDER BY is_default DESC, id LIMIT 1"),
                    DB_NO_VALUES, out_channel, out_found);
}

Text channel_mailbox(Arena *arena, int64_t channel_id)
{
    return text_format(arena, "channel:%lld", (long long)channel_id);
}

Text channel_id_domain(Arena *arena, const Channel *channel)
{
    size_t at = text_find_byte(channel->address, '@', 0);
    for (size_t next = at; next != SIZE_MAX; next = text_find_byte(channel->address, '@', next + 1))
        at = next;
    if (at == SIZE_MAX)
        return TEXT("lazo.invalid");
    return text_format(arena, "lazo.%.*s", TEXT_ARG(text_slice(channel->address, at + 1, channel->address.length)));
}

static Result own_addresses(Work *work, MailOptions *options)
{
    Text *addresses = ARENA_ARRAY(work->arena, Text, CHANNELS_MAX);
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT address FROM channels ORDER BY id LIMIT $1"), DB_VALUES(db_int(CHANNELS_MAX)),
                 &cursor));
    for (bool has_row = true; count < CHANNELS_MAX;) {
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        addresses[count++] = text_copy(work->arena, db_column_text(&cursor, 0));
    }
    options->own_addresses = addresses;
    options->own_address_count = count;
    return done();
}

Result channel_mail_options(Work *work, const Channel *channel, MailOptions *out_options)
{
    MailOptions options = {0};
    TRY(own_addresses(work, &options));
    if (channel) {
        options.own_id_domain = channel_id_domain(work->arena, channel);
        options.own_relay = channel->has & entity_bit(&channel_entity, "relay") ? channel->relay : TEXT_NONE;
    }
    *out_options = options;
    return done();
}
