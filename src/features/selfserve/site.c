#include "selfserve/site.h"

#include "base/digest.h"
#include "people/team.h"

static const Field site_fields[] = {
    FIELD(Site, id, FIELD_ID, .about = "Identifies the site."),
    FIELD(Site, version, FIELD_VERSION, .about = "Grows with every change."),
    FIELD(Site, name, FIELD_TEXT, .bytes_max = 100, .is_required = true, .format = FORMAT_LINE, .folded_in = "name_key",
          .can = CAN_WRITE | CAN_SORT, .about = "What it is called here; unique."),
    FIELD(Site, site_key, FIELD_TEXT, .has_default = true,
          .about = "Stands in the page's source (data-site); public, not a secret."),
    FIELD(Site, is_active, FIELD_BOOL, .has_default = true, .can = CAN_WRITE,
          .about = "Whether the widget works on it."),
    FIELD(Site, origins, FIELD_TEXT, .bytes_max = 4000, .can = CAN_WRITE,
          .about = "Pages that may use it, one origin a line (https://shop.example); empty: any."),
    FIELD(Site, team_id, FIELD_REFERENCE, .to = &team_entity, .can = CAN_WRITE, .about = "Who gets its tickets."),
    FIELD(Site, language, FIELD_TEXT, .bytes_max = 2, .format = FORMAT_LANGUAGE, .can = CAN_WRITE,
          .about = "es, en or pt; empty: the page's own."),
    FIELD(Site, color, FIELD_TEXT, .bytes_max = 7, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "Of the button: #rrggbb; empty: ours."),
    FIELD(Site, greeting, FIELD_TEXT, .bytes_max = 300, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "The first words of the panel; empty: ours, in the visitor's language."),
    FIELD(Site, privacy_url, FIELD_TEXT, .bytes_max = 500, .format = FORMAT_LINE, .can = CAN_WRITE,
          .about = "The privacy notice that visitors agree to; http or https."),
    FIELD(Site, created_at, FIELD_TIME, .about = "When it was made."),
    FIELD(Site, updated_at, FIELD_TIME, .about = "When it was last changed."),
};

static bool is_web_address(Text address)
{
    return text_starts_with_ascii_case(address, TEXT("https://")) ||
           text_starts_with_ascii_case(address, TEXT("http://"));
}

/* "https://shop.example", with a port at most: no path, no slash at the end. */
static bool is_origin(Text origin)
{
    size_t at = text_find(origin, TEXT("://"), 0);
    if (!is_web_address(origin) || origin.length <= at + 3)
        return false;
    for (size_t i = at + 3; i < origin.length; i++) {
        unsigned char c = (unsigned char)origin.data[i];
        bool is_fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                       c == '-' || c == ':' || c == '[' || c == ']';
        if (!is_fine)
            return false;
    }
    return true;
}

static bool is_color(Text color)
{
    if (color.length != 7 || color.data[0] != '#')
        return false;
    for (size_t i = 1; i < 7; i++) {
        char c = color.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return true;
}

static Result origins_check(Work *work, Text origins)
{
    Text line;
    for (size_t count = 0; text_next_part(&origins, '\n', &line); count++) {
        line = text_trim(line);
        if (count == SITE_ORIGINS_MAX)
            return work_fault(work, TEXT("/origins"), "too_many", "A site has at most %d origins.", SITE_ORIGINS_MAX);
        if (!text_is_empty(line) && !is_origin(line))
            return work_fault(work, TEXT("/origins"), "malformed",
                              "\"%.*s\" is no origin: write it like https://shop.example, without a path.",
                              TEXT_ARG(text_cut(line, 80)));
    }
    return done();
}

static Result site_check(Work *work, const Site *site)
{
    if (site->has & SITE_HAS(ORIGINS))
        TRY(origins_check(work, site->origins));
    if ((site->has & SITE_HAS(COLOR)) && !is_color(site->color))
        return work_fault(work, TEXT("/color"), "malformed", "Write a colour like #0b6e6b.");
    if ((site->has & SITE_HAS(PRIVACY_URL)) && !is_web_address(site->privacy_url))
        return work_fault(work, TEXT("/privacy_url"), "malformed", "Write an address that begins with https://.");
    return done();
}

static Result site_add(Work *work, const EntityInput *input, void *out_record)
{
    Site *site = input->record;
    TRY(site_check(work, site));
    site->site_key = random_token(work->arena, SITE_KEY_RANDOM_BYTES);
    site->has |= SITE_HAS(KEY);
    if (!(site->has & SITE_HAS(IS_ACTIVE))) {
        site->is_active = 1;
        site->has |= SITE_HAS(IS_ACTIVE);
    }
    return entity_add_plain(work, input, out_record);
}

static Result site_change(Work *work, const void *before, const EntityInput *input, void *out_record)
{
    TRY(site_check(work, input->record));
    return entity_change_plain(work, before, input, out_record);
}

const Entity site_entity = {
    .name = "site",
    .plural = "sites",
    .table = "sites",
    .record_bytes = sizeof(Site),
    ENTITY_FIELDS(site_fields),
    .rights = &rights_settings,
    .methods = ENTITY_ALL,
    .default_sort = "name",
    .add = site_add,
    .change = site_change,
    .about = "A web site that carries the widget.",
};

const Route site_routes[] = {
    RESOURCE("/api/v1/sites", &site_entity),
    {.path = NULL},
};

static bool is_allowed(Text origins, Text origin)
{
    Text line;
    bool has_any = false;
    while (text_next_part(&origins, '\n', &line)) {
        line = text_trim(line);
        has_any = has_any || !text_is_empty(line);
        if (!text_is_empty(line) && text_equals_ascii_case(line, origin))
            return true;
    }
    return !has_any;
}

Result site_find(Work *work, Text key, Text origin, Site *out_site)
{
    int64_t id;
    Actor caller = work->actor;
    Result found = db_one_int(work->db, DB_SQL("SELECT id FROM sites WHERE site_key = $1 AND is_active = 1"),
                              DB_VALUES(db_text(key)), &id);
    if (found.fault == FAULT_NOT_FOUND)
        return fail(FAULT_NOT_FOUND, "There is no such site, or its widget is switched off.");
    TRY(found);
    work->actor = actor_system;
    found = entity_find(work, &site_entity, id, out_site);
    work->actor = caller;
    TRY(found);
    if (!is_allowed(out_site->origins, origin))
        return fail(FAULT_DENIED, "This site's widget may not be used from here.");
    return done();
}
