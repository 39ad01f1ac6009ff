/* What holds for the whole workspace: its name, language, zone, base currency and the yardsticks of lifecycle and reports.
 * One row a key in `settings`, JSON values; what is not stored has its default. */
#ifndef LAZO_COMMERCE_SETTING_H
#define LAZO_COMMERCE_SETTING_H

#include "http/route.h"

typedef struct Setting {
    FieldSet has;
    int64_t id; /* always 1 */
    int64_t version;
    Text name;
    Text language;
    Text time_zone;
    Text base_currency;
    int64_t inactivity_days;      /* after so many days without an order a customer is lost; 365 */
    int64_t gross_margin_percent; /* where products have no unit cost; absent: unknown */
    Text setup_step;              /* where the first set-up goes on; absent: it is done */
    int64_t trash_days;           /* what was deleted goes for good after so many days; 30 */
    int64_t expected_years;       /* of a relationship, for the simple CLV; absent: 1 / churn */
    int64_t undo_send_seconds;    /* for how long an answer can be taken back before it leaves; 10 */
} Setting;

extern const Entity setting_entity;
extern const Route setting_routes[];

MUST_CHECK Result setting_read(Work *work, Setting *out_setting);
/* FAULT_CONFLICT for another base currency once there are amounts in it. Appends settings.changed. The caller reloads
 * the workspace's settings after the commit. */
MUST_CHECK Result setting_change(Work *work, int64_t version, const EntityInput *input, Setting *out_setting);

#endif
