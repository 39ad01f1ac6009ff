/* A web site that carries the widget: its public key, where it may be used, and how it greets. */
#ifndef LAZO_SELFSERVE_SITE_H
#define LAZO_SELFSERVE_SITE_H

#include "http/route.h"

#define SITE_ORIGINS_MAX 50
#define SITE_KEY_RANDOM_BYTES 12

typedef struct Site {
    FieldSet has; /* SITE_HAS(…) */
    int64_t id;
    int64_t version;
    Text name;
    Text site_key;
    int64_t is_active;
    Text origins; /* one a line */
    int64_t team_id;
    Text language;
    Text color;
    Text greeting;
    Text privacy_url;
    int64_t created_at;
    int64_t updated_at;
} Site;
enum {
    SITE_FIELD_ID,
    SITE_FIELD_VERSION,
    SITE_FIELD_NAME,
    SITE_FIELD_KEY,
    SITE_FIELD_IS_ACTIVE,
    SITE_FIELD_ORIGINS,
    SITE_FIELD_TEAM_ID,
    SITE_FIELD_LANGUAGE,
    SITE_FIELD_COLOR,
    SITE_FIELD_GREETING,
    SITE_FIELD_PRIVACY_URL,
};
#define SITE_HAS(NAME) FIELD_BIT(SITE_FIELD_##NAME)

extern const Entity site_entity;

/* The active site with this key, which a page of `origin` (empty: not said) may use. FAULT_NOT_FOUND for no such key,
 * FAULT_DENIED for another origin. */
MUST_CHECK Result site_find(Work *work, Text key, Text origin, Site *out_site);

extern const Route site_routes[];
extern const Route widget_routes[];

#endif
