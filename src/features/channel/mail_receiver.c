#include "channel/mail_receiver.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/log.h"
#include "channel/mail_mailbox.h"
#include "jobs/once.h"

#define RECEIVER_LOCK "receive mail"
#define MARK_ROWS_MAX (CHANNELS_MAX * 4)

/* A channel that is to be received from, and a digest of what its session is made from. */
typedef struct Wanted {
    int64_t channel_id;
    char mark[SHA256_HEX_BYTES];
} Wanted;

typedef struct Seat {
    Mailbox mailbox; /* stop_fd is ours */
    Wanted wanted;
    pthread_t thread;
    bool is_taken;
    bool is_told; /* to stop */
    atomic_bool has_ended;
} Seat;

struct MailReceiver {
    Arena *arena;
    Workspace *workspace;
    pthread_t thread;
    int stop_fd;
    Db *lock;     /* PostgreSQL: the connection that holds it */
    bool is_ours; /* this node receives */
    Seat seats[CHANNELS_MAX];
};

/* ---- seats ---- */

static void *seat_main(void *context)
{
    Seat *seat = context;
    mailbox_run(&seat->mailbox);
    atomic_store(&seat->has_ended, true);
    return NULL;
}

static void seat_start(MailReceiver *receiver, Seat *seat, const Wanted *wanted)
{
    int fd = eventfd(0, EFD_CLOEXEC);
    *seat = (Seat){.wanted = *wanted};
    seat->mailbox = (Mailbox){.workspace = receiver->workspace, .channel_id = wanted->channel_id, .stop_fd = fd};
    seat->is_taken = fd >= 0 && pthread_create(&seat->thread, NULL, seat_main, seat) == 0;
    if (seat->is_taken)
        return;
    if (fd >= 0)
        close(fd);
    log_entry(LOG_ERROR, "a mailbox cannot be received from: no thread", LOG_INT("channel", wanted->channel_id));
}

static void seat_tell(Seat *seat)
{
    const uint64_t one = 1;
    if (seat->is_taken && !seat->is_told && write(seat->mailbox.stop_fd, &one, sizeof one) == (ssize_t)sizeof one)
        seat->is_told = true;
}

static void seat_free(Seat *seat)
{
    pthread_join(seat->thread, NULL);
    close(seat->mailbox.stop_fd);
    seat->is_taken = false;
}

static void seats_stop(MailReceiver *receiver)
{
    for (size_t i = 0; i < CHANNELS_MAX; i++)
        seat_tell(&receiver->seats[i]);
    for (size_t i = 0; i < CHANNELS_MAX; i++)
        if (receiver->seats[i].is_taken)
            seat_free(&receiver->seats[i]);
}

/* ---- what is wanted ---- */

static void mark_add(Arena *arena, Wanted *wanted, int64_t version, Text sealed)
{
    Text known = text_of(wanted->mark);
    sha256_hex(text_format(arena, "%.*s/%lld/%.*s", TEXT_ARG(known), (long long)version,
                           TEXT_ARG(base64_encode(arena, sealed, false))),
               wanted->mark);
}

static Result wanted_read(Work *work, Wanted *out, size_t *out_count)
{
    size_t count = 0;
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db,
                 DB_SQL("SELECT c.id, c.version, s.sealed FROM channels c LEFT JOIN channel_secrets s "
                        "ON s.channel_id = c.id AND s.name IN ('password', 'client_secret', 'refresh_token') "
                        "WHERE c.is_active = 1 AND c.receives = 'imap' ORDER BY c.id, s.name LIMIT $1"),
                 DB_VALUES(db_int(MARK_ROWS_MAX)), &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            break;
        int64_t id = db_column_int(&cursor, 0);
        bool is_new = count == 0 || out[count - 1].channel_id != id;
        if (is_new && count == CHANNELS_MAX)
            break;
        if (is_new)
            out[count++] = (Wanted){.channel_id = id};
        mark_add(work->arena, &out[count - 1], db_column_int(&cursor, 1), db_column_bytes(&cursor, 2));
    }
    *out_count = count;
    return done();
}

static Result wanted_load(MailReceiver *receiver, Arena *arena, Wanted **out, size_t *out_count)
{
    Work work;
    *out = ARENA_ARRAY(arena, Wanted, CHANNELS_MAX);
    TRY(work_begin_read(receiver->workspace, arena, &actor_system, &work));
    Result result = wanted_read(&work, *out, out_count);
    work_end_read(&work);
    return result;
}

static Seat *seat_of(MailReceiver *receiver, int64_t channel_id)
{
    for (size_t i = 0; i < CHANNELS_MAX; i++)
        if (receiver->seats[i].is_taken && receiver->seats[i].wanted.channel_id == channel_id)
            return &receiver->seats[i];
    return NULL;
}

static Seat *seat_empty(MailReceiver *receiver)
{
    for (size_t i = 0; i < CHANNELS_MAX; i++)
        if (!receiver->seats[i].is_taken)
            return &receiver->seats[i];
    return NULL;
}

static bool is_wanted(const Seat *seat, const Wanted *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wanted[i].channel_id == seat->wanted.channel_id)
            return strcmp(wanted[i].mark, seat->wanted.mark) == 0;
    return false;
}

/* What changed is told to stop, and begins anew once it has stopped; the others do not wait for it. */
static void seats_settle(MailReceiver *receiver, const Wanted *wanted, size_t count)
{
    for (size_t i = 0; i < CHANNELS_MAX; i++) {
        Seat *seat = &receiver->seats[i];
        if (seat->is_taken && !is_wanted(seat, wanted, count))
            seat_tell(seat);
        if (seat->is_taken && atomic_load(&seat->has_ended))
            seat_free(seat);
    }
    for (size_t i = 0; i < count; i++) {
        Seat *seat = seat_of(receiver, wanted[i].channel_id) ? NULL : seat_empty(receiver);
        if (seat)
            seat_start(receiver, seat, &wanted[i]);
    }
}

/* ---- the one node ---- */

static bool lock_is_alive(MailReceiver *receiver)
{
    int64_t one;
    return receiver->lock == NULL ||
           is_ok(db_one_int(receiver->lock, DB_SQL("SELECT CAST(1 AS BIGINT)"), DB_NO_VALUES, &one));
}

/* Whether this node receives, now. */
static bool lock_hold(MailReceiver *receiver)
{
    if (receiver->is_ours && lock_is_alive(receiver))
        return true;
    if (receiver->is_ours) {
        log_entry(LOG_WARN, "receiving mail stops here: the database let go of the lock",
                  LOG_STRING("lock", RECEIVER_LOCK));
        seats_stop(receiver);
        once_end(receiver->workspace, RECEIVER_LOCK, receiver->lock);
        receiver->is_ours = false;
    }
    bool is_ours = false;
    if (is_ok(once_begin(receiver->workspace, RECEIVER_LOCK, &is_ours, &receiver->lock)))
        receiver->is_ours = is_ours;
    return receiver->is_ours;
}

static void look(MailReceiver *receiver)
{
    WITH_ARENA arena = arena_new();
    Wanted *wanted;
    size_t count;
    if (!lock_hold(receiver))
        return;
    Result loaded = wanted_load(receiver, arena, &wanted, &count);
    if (is_ok(loaded))
        seats_settle(receiver, wanted, count);
    else
        log_entry(LOG_WARN, "the channels were not read", LOG_STRING("fault", fault_name(loaded.fault)));
}

static void *receiver_main(void *context)
{
    MailReceiver *receiver = context;
    struct pollfd waited = {.fd = receiver->stop_fd, .events = POLLIN};
    do
        look(receiver);
    while (poll(&waited, 1, RECEIVER_LOOK_MS) <= 0);
    seats_stop(receiver);
    if (receiver->is_ours)
        once_end(receiver->workspace, RECEIVER_LOCK, receiver->lock);
    return NULL;
}

Result mail_receiver_start(Workspace *workspace, MailReceiver **out_receiver)
{
    Arena *arena = arena_new();
    MailReceiver *receiver = ARENA_NEW(arena, MailReceiver);
    receiver->arena = arena;
    receiver->workspace = workspace;
    receiver->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (receiver->stop_fd >= 0 && pthread_create(&receiver->thread, NULL, receiver_main, receiver) == 0) {
        *out_receiver = receiver;
        return done();
    }
    if (receiver->stop_fd >= 0)
        close(receiver->stop_fd);
    arena_free(arena);
    return fail(FAULT_BUSY, "There is no thread for receiving mail.");
}

void mail_receiver_stop(MailReceiver *receiver)
{
    const uint64_t one = 1;
    if (write(receiver->stop_fd, &one, sizeof one) == (ssize_t)sizeof one)
        pthread_join(receiver->thread, NULL);
    close(receiver->stop_fd);
    arena_free(receiver->arena);
}
