#include "people/consent.h"

static const Field consent_fields[] = {
    FIELD(Consent, id, FIELD_ID, .about = "Identifies the consent."),
    FIELD(Consent, customer_id, FIELD_REFERENCE, .can = IS_HIDDEN),
    FIELD(Consent, channel, FIELD_TEXT, .bytes_max = 40, .is_required = true, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "How the customer may be reached: mail, sms, phone, whatsapp and so on."),
    FIELD(Consent, purpose, FIELD_TEXT, .bytes_max = 80, .is_required = true, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "What for: marketing, surveys and so on."),
    FIELD(Consent, is_given, FIELD_BOOL, .is_required = true, .can = CAN_WRITE,
          .about = "Whether the customer agreed or refused."),
    FIELD(Consent, source, FIELD_TEXT, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "Where it was said: a form, a call, a contract."),
    FIELD(Consent, recorded_at, FIELD_TIME, .has_default = true, .can = CAN_WRITE,
          .about = "When it was said; now, unless given."),
};

const Entity consent_entity = {
    .name = "consent",
    .plural = "consents",
    .table = "consents",
    .record_bytes = sizeof(Consent),
    ENTITY_FIELDS(consent_fields),
    .rights = &rights_commerce,
    .about = "What a customer agreed to, or refused, for one channel and purpose.",
};

Result consent_prepare(Work *work, ChildInput *input)
{
    Consent *consents = input->records;
    const FieldSet recorded = entity_bit(&consent_entity, "recorded_at");
    for (size_t i = 0; input->is_given && i < input->count; i++) {
        if (!(consents[i].has & recorded)) {
            consents[i].recorded_at = work->now;
            consents[i].has |= recorded;
        }
        for (size_t k = 0; k < i; k++) {
            if (text_equals(consents[i].channel, consents[k].channel) &&
                text_equals(consents[i].purpose, consents[k].purpose))
                return work_fault(work, text_format(work->arena, "/consents/%zu", i), "duplicate",
                                  "Each channel and purpose may stand here once.");
        }
    }
    return done();
}

Result consent_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_moved)
{
    TRY(db_run(work->db,
               DB_SQL("DELETE FROM consents WHERE customer_id = $2 AND EXISTS (SELECT 1 FROM consents f "
                      "WHERE f.customer_id = $1 AND f.channel = consents.channel AND f.purpose = consents.purpose "
                      "AND (f.recorded_at > consents.recorded_at OR (f.recorded_at = consents.recorded_at "
                      "AND f.is_given < consents.is_given)))"),
               DB_VALUES(db_int(from_id), db_int(into_id)), NULL));
    return db_run(work->db,
                  DB_SQL("UPDATE consents SET customer_id = $2 WHERE customer_id = $1 AND NOT EXISTS "
                         "(SELECT 1 FROM consents o WHERE o.customer_id = $2 AND o.channel = consents.channel "
                         "AND o.purpose = consents.purpose)"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_moved);
}
