#include "channel/mail_imap_uid.h"

#include <stdlib.h>

static int uid_compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

size_t imap_uids_settle(uint32_t *uids, size_t count, size_t most)
{
    size_t kept = 0;
    if (count > 0)
        qsort(uids, count, sizeof uids[0], uid_compare);
    for (size_t i = 0; i < count && kept < most; i++)
        if (uids[i] != 0 && (kept == 0 || uids[kept - 1] != uids[i]))
            uids[kept++] = uids[i];
    return kept;
}

size_t imap_uid_index(const uint32_t *uids, size_t count, uint32_t uid)
{
    const uint32_t *found = count > 0 ? bsearch(&uid, uids, count, sizeof uids[0], uid_compare) : NULL;
    return found ? (size_t)(found - uids) : count;
}
