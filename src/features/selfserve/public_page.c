#include "selfserve/public_page.h"

#include "base/digest.h"
#include "base/template.h"

#define NONCE_BYTES 16

const char *const public_language_codes[PUBLIC_LANGUAGES] = {"es", "en", "pt"};

static bool language_starts(Text tag, const char *code)
{
    return text_starts_with_ascii_case(tag, text_of(code));
}

PublicLanguage public_language(const Work *work, Text own)
{
    for (int i = 0; i < PUBLIC_LANGUAGES; i++)
        if (language_starts(own, public_language_codes[i]))
            return (PublicLanguage)i;
    for (int i = 0; i < PUBLIC_LANGUAGES; i++)
        if (language_starts(work->actor.language, public_language_codes[i]))
            return (PublicLanguage)i;
    return PUBLIC_ES;
}

static const char *const months[PUBLIC_LANGUAGES][12] = {
    {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
     "diciembre"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"},
    {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
     "dezembro"},
};

Text public_time(Arena *arena, PublicLanguage language, const Zone *zone, int64_t at_ms)
{
    Text local = time_text(arena, at_ms + zone_offset_ms(zone, at_ms)); /* "2026-01-05T09:00:00Z" */
    int64_t year, month, day;
    if (!text_to_int(text_slice(local, 0, 4), &year) || !text_to_int(text_slice(local, 5, 7), &month) ||
        !text_to_int(text_slice(local, 8, 10), &day) || month < 1 || month > 12)
        return local;
    Text hour = text_slice(local, 11, 16);
    const char *name = months[language][month - 1];
    if (language == PUBLIC_EN)
        return text_format(arena, "%s %lld, %lld, %.*s", name, (long long)day, (long long)year, TEXT_ARG(hour));
    return text_format(arena, "%lld de %s de %lld, %.*s", (long long)day, name, (long long)year, TEXT_ARG(hour));
}

Text public_size(Arena *arena, PublicLanguage language, int64_t bytes)
{
    if (bytes < 1000)
        return text_format(arena, "%lld B", (long long)bytes);
    bool is_mega = bytes >= 1000000;
    long long tenths = (long long)(bytes / (is_mega ? 100000 : 100));
    return text_format(arena, "%lld%c%lld %s", tenths / 10, language == PUBLIC_EN ? '.' : ',', tenths % 10,
                       is_mega ? "MB" : "kB");
}

void public_page_begin(Work *work, PublicLanguage language, Text title, Json *json, Text *out_nonce)
{
    static const char *const skip[PUBLIC_LANGUAGES] = {"Ir al contenido", "Skip to content", "Ir para o conteúdo"};
    WorkspaceSettings settings = workspace_settings(work->workspace);
    *out_nonce = random_token(work->arena, NONCE_BYTES);
    json_object(json);
    json_put_string(json, "language", public_language_codes[language]);
    json_put_text(json, "title", title);
    json_put_text(json, "nonce", *out_nonce);
    json_put_string(json, "skip", skip[language]);
    json_put_text(json, "workspace", text_copy(work->arena, text_of(settings.name)));
}

Result public_page_answer(Work *work, const char *page, Text values, Text nonce, int status, Answer *answer)
{
    const JsonMember parts[] = {
        {TEXT("page_head"), &(JsonValue){.kind = JSON_TEXT, .text = text_of(page_page_head)}},
        {TEXT("page_foot"), &(JsonValue){.kind = JSON_TEXT, .text = text_of(page_page_foot)}},
    };
    const JsonValue partials = {.kind = JSON_OBJECT, .object = {parts, sizeof(parts) / sizeof(parts[0])}};
    const JsonValue *read;
    Text html;
    TRY(json_read(work->arena, values, &read));
    TRY(template_render(work->arena, text_of(page), read, &partials, TEMPLATE_HTML, &html));
    buffer_add_text(&answer->body, html);
    answer->status = status;
    answer->content_type = "text/html; charset=utf-8";
    answer_header(answer, "Content-Security-Policy",
                  text_format(work->arena,
                              "default-src 'none'; style-src 'nonce-%.*s'; img-src 'self'; form-action 'self'; "
                              "base-uri 'none'; frame-ancestors 'none'",
                              TEXT_ARG(nonce)));
    answer_header(answer, "X-Robots-Tag", TEXT("noindex, nofollow"));
    return done();
}

Result public_notice(Work *work, PublicLanguage language, Text heading, Text words, int status, Answer *answer)
{
    Buffer out = buffer_new(work->arena, 1 << 16);
    Json json = json_writer(&out);
    Text nonce;
    public_page_begin(work, language, heading, &json, &nonce);
    json_put_text(&json, "heading", heading);
    json_put_text(&json, "words", words);
    json_end_object(&json);
    return public_page_answer(work, page_notice, buffer_text(&out), nonce, status, answer);
}
