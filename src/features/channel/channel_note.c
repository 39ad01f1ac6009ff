/* How a channel goes: written by those who receive and send, when it changes. */
#include "channel/channel.h"

#include "store/lane.h"

typedef struct Note {
    int64_t id;
    ChannelSide side;
    ChannelState state;
    Text detail;
} Note;

static void note_take(const Note *note, int64_t now, Channel *channel)
{
    bool receives = note->side == CHANNEL_RECEIVE;
    FieldSet detail = entity_bit(&channel_entity, receives ? "receive_detail" : "send_detail");
    *(receives ? &channel->receive_state : &channel->send_state) = note->state;
    *(receives ? &channel->receive_detail : &channel->send_detail) = note->detail;
    *(receives ? &channel->receive_at : &channel->send_at) = now;
    channel->has |= entity_bit(&channel_entity, receives ? "receive_at" : "send_at");
    channel->has = text_is_empty(note->detail) ? channel->has & ~detail : channel->has | detail;
}

static bool note_is_known(const Note *note, const Channel *channel)
{
    bool receives = note->side == CHANNEL_RECEIVE;
    FieldSet bit = entity_bit(&channel_entity, receives ? "receive_detail" : "send_detail");
    Text detail = receives ? channel->receive_detail : channel->send_detail;
    return (receives ? channel->receive_state : channel->send_state) == (int64_t)note->state &&
           text_equals(channel->has & bit ? detail : TEXT_NONE, note->detail);
}

static Result note_apply(Work *work, void *context)
{
    const Note *note = context;
    Channel before;
    Result found = channel_find(work, note->id, &before);
    if (found.fault == FAULT_NOT_FOUND || (is_ok(found) && note_is_known(note, &before)))
        return done();
    TRY(found);
    /* A session that was told to end says its last word after the settings did. */
    if (note->side == CHANNEL_RECEIVE && (!before.is_active || before.receives != CHANNEL_RECEIVES_IMAP))
        return done();
    Channel after = before;
    note_take(note, work->now, &after);
    TRY(entity_update(work, &channel_entity, &before, &after, NULL));
    return event_add(work, "channel.state_changed", &channel_entity, &before, &after);
}

/* Asked before the lane is: what is noted holds nearly always. */
static Result note_is_old(Workspace *workspace, Arena *arena, const Note *note, bool *out_is_old)
{
    Work work;
    Channel channel;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result found = channel_find(&work, note->id, &channel);
    work_end_read(&work);
    *out_is_old = found.fault == FAULT_NOT_FOUND || (is_ok(found) && note_is_known(note, &channel));
    return found.fault == FAULT_NOT_FOUND ? done() : found;
}

Result channel_note(Workspace *workspace, Arena *arena, int64_t id, ChannelSide side, ChannelState state, Text detail)
{
    Note note = {.id = id, .side = side, .state = state};
    bool is_old = false;
    note.detail = text_copy(arena, text_cut(text_make_utf8(arena, detail), CHANNEL_DETAIL_BYTES_MAX));
    TRY(note_is_old(workspace, arena, &note, &is_old));
    if (is_old)
        return done();
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, note_apply, &note);
}

Result channel_note_received(Work *work, int64_t id)
{
    return db_run(work->db,
                  DB_SQL("UPDATE channels SET received_at = $2 WHERE id = $1 "
                         "AND (received_at IS NULL OR received_at < $3)"),
                  DB_VALUES(db_int(id), db_int(work->now), db_int(work->now - MINUTE_MS)), NULL);
}
