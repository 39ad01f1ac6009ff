#include "channel/mail_room.h"

#include <stdatomic.h>
#include <sys/mman.h>

#include "mail/mail_message.h"

#define FIRST_BYTES ((size_t)64 << 10)

static atomic_size_t given;

/* Takes `bytes` more of what all rooms may have. */
static bool budget_take(size_t bytes)
{
    size_t before = atomic_fetch_add(&given, bytes);
    if (before + bytes <= MAIL_ROOM_BYTES_MAX)
        return true;
    atomic_fetch_sub(&given, bytes);
    return false;
}

static Result grow(MailRoom *room, size_t capacity)
{
    if (!budget_take(capacity - room->capacity))
        return fail(FAULT_BUSY, "Too much mail is coming in at once; offer it again in a minute.");
    void *data = room->data ? mremap(room->data, room->capacity, capacity, MREMAP_MAYMOVE)
                            : mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) {
        atomic_fetch_sub(&given, capacity - room->capacity);
        return fail(FAULT_BUSY, "There is no memory for this message; offer it again later.");
    }
    room->data = data;
    room->capacity = capacity;
    return done();
}

Result mail_room_add(MailRoom *room, const char *bytes, size_t length)
{
    if (length == 0)
        return done();
    if (length > MAIL_RAW_BYTES_MAX - room->length)
        return fail(FAULT_LIMIT, "The message is larger than 64 MiB.");
    size_t capacity = room->capacity ? room->capacity : FIRST_BYTES;
    while (capacity < room->length + length)
        capacity *= 2;
    if (capacity != room->capacity)
        TRY(grow(room, capacity));
    memcpy(room->data + room->length, bytes, length);
    room->length += length;
    return done();
}

void mail_room_free(MailRoom *room)
{
    if (room->data) {
        munmap(room->data, room->capacity);
        atomic_fetch_sub(&given, room->capacity);
    }
    *room = (MailRoom){0};
}
