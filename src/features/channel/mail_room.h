/* Room for one message that is coming in: grows without copies, is given back to the system at once, and all of them
 * together stay below MAIL_ROOM_BYTES_MAX, whoever sends how much at once. One thread at a time uses a room. */
#ifndef LAZO_CHANNEL_MAIL_ROOM_H
#define LAZO_CHANNEL_MAIL_ROOM_H

#include "base/text.h"

#define MAIL_ROOM_BYTES_MAX ((size_t)160 << 20)

typedef struct MailRoom {
    char *data;
    size_t length;
    size_t capacity;
} MailRoom;

/* FAULT_LIMIT over MAIL_RAW_BYTES_MAX, FAULT_BUSY when the others have the room; nothing is added then. */
MUST_CHECK Result mail_room_add(MailRoom *room, const char *bytes, size_t length);
static inline Text mail_room_text(const MailRoom *room)
{
    return (Text){room->data, room->length};
}
/* Gives it back; an empty or zeroed one is fine, and may be used again. */
void mail_room_free(MailRoom *room);
#define WITH_MAIL_ROOM __attribute__((cleanup(mail_room_free))) MailRoom

#endif
