#include "app/demo_shop.h"

#include "app/demo_post.h"
#include "app/demo_words.h"
#include "commerce/setting.h"
#include "people/agent.h"

static Result settings_write(Work *work)
{
    const JsonValue *source;
    EntityInput input;
    Setting setting;
    TRY(json_read(work->arena,
                  TEXT("{\"name\":\"Cumbre Café\",\"language\":\"es\",\"time_zone\":\"America/Bogota\","
                       "\"base_currency\":\"USD\",\"gross_margin_percent\":52}"),
                  &source));
    TRY(entity_read_json(work, &setting_entity, source, TEXT(""), false, &input));
    TRY(setting_read(work, &setting));
    return setting_change(work, setting.version, &input, &setting);
}

static Result agents_write(Work *work, DemoShop *shop)
{
    for (int i = 0; i < demo_agent_count; i++) {
        const DemoAgent *agent = &demo_agents[i];
        Text json = text_format(work->arena,
                                "{\"email\":\"%s\",\"name\":\"%s\",\"role\":\"%s\",\"language\":\"%s\","
                                "\"time_zone\":\"America/Bogota\"}",
                                agent->email, agent->name, agent->role, agent->language);
        TRY(demo_post(work, "agents", json, &shop->agents[i]));
        TRY(agent_set_password(work, shop->agents[i], shop->password_hash, 0));
    }
    return done();
}

static Result teams_write(Work *work, DemoShop *shop)
{
    static const struct {
        const char *name;
        int members[4];
    } teams[] = {{"Atención", {1, 2, 3, 4}}, {"Taller", {2, 5, -1, -1}}, {"Cobros", {1, 4, -1, -1}}};
    for (int i = 0; i < 3; i++) {
        Buffer json = buffer_new(work->arena, 1000);
        buffer_addf(&json, "{\"name\":\"%s\",\"members\":[", teams[i].name);
        for (int k = 0; k < 4 && teams[i].members[k] >= 0; k++)
            buffer_addf(&json, "%s{\"agent_id\":%lld}", k ? "," : "", (long long)shop->agents[teams[i].members[k]]);
        buffer_add_string(&json, "]}");
        TRY(demo_post(work, "teams", buffer_text(&json), &shop->teams[i + 1]));
    }
    return done();
}

static Result goods_write(Work *work, DemoShop *shop)
{
    for (int i = 0; i < demo_product_count; i++) {
        const DemoProduct *product = &demo_products[i];
        Text json = text_format(work->arena,
                                "{\"external_id\":\"%s\",\"sku\":\"%s\",\"name\":\"%s\",\"category\":\"%s\","
                                "\"price\":{\"amount\":%lld,\"currency\":\"USD\"},"
                                "\"unit_cost\":{\"amount\":%lld,\"currency\":\"USD\"}}",
                                product->sku, product->sku, product->name, product->category,
                                (long long)product->price_cents, (long long)product->cost_cents);
        TRY(demo_post(work, "products", json, &shop->products[i]));
    }
    for (int i = 0; demo_companies[i] != NULL; i++) {
        Text json = text_format(work->arena, "{\"name\":\"%s\",\"country\":\"%s\",\"domain\":\"empresa%d.example\"}",
                                demo_companies[i], demo_countries[i % 6].code, i + 1);
        TRY(demo_post(work, "companies", json, &shop->companies[i]));
    }
    return done();
}

/* A rate each half year, a little weaker each time. */
static Result rates_write(Work *work)
{
    for (int i = 0; i < demo_country_count; i++) {
        const DemoCountry *country = &demo_countries[i];
        if (strcmp(country->currency, "USD") == 0)
            continue;
        for (int half = 0; half < 5; half++) {
            CivilDate day = civil_from_days(work->now / DAY_MS - 1 + half * 182);
            double rate = country->rate * (1.06 - 0.015 * half);
            Text json = text_format(work->arena, "{\"currency\":\"%s\",\"day\":\"%04d-%02d-%02d\",\"rate\":%.8f}",
                                    country->currency, (int)day.year, (int)day.month, (int)day.day, rate);
            TRY(demo_post(work, "rates", json, NULL));
        }
    }
    return done();
}

static Result desk_write(Work *work)
{
    static const struct {
        const char *plural;
        const char *json;
    } things[] = {
        {"fields", "{\"entity\":\"ticket\",\"key\":\"numero_serie\",\"label\":\"Número de serie\",\"type\":\"text\"}"},
        {"fields", "{\"entity\":\"customer\",\"key\":\"tueste\",\"label\":\"Tueste preferido\",\"type\":\"choice\","
                   "\"choices\":\"claro\\nmedio\\noscuro\"}"},
        {"macros", "{\"name\":\"Saludo y acuse\",\"is_shared\":true,\"position\":1,\"actions\":[{\"reply\":\"Hola, "
                   "{{customer.name}}: recibimos tu mensaje y ya lo estamos revisando. {{agent.name}}\"},"
                   "{\"field\":\"status\",\"value\":\"open\"}]}"},
        {"macros", "{\"name\":\"Pedir número de serie\",\"is_shared\":true,\"position\":2,\"actions\":[{\"reply\":"
                   "\"{{customer.name}}, ¿nos compartes el número de serie? Está en la base de la máquina.\"},"
                   "{\"field\":\"status\",\"value\":\"pending\"}]}"},
        {"macros", "{\"name\":\"Garantía aprobada\",\"is_shared\":true,\"position\":3,\"actions\":[{\"add_tag\":"
                   "\"garantía\"},{\"field\":\"priority\",\"value\":\"high\"},{\"note\":\"Garantía aprobada.\"}]}"},
        {"macros", "{\"name\":\"Resolver y agradecer\",\"is_shared\":true,\"position\":4,\"actions\":[{\"reply\":"
                   "\"¡Gracias por escribirnos, {{customer.name}}! Si necesitas algo más, responde a este mensaje.\"},"
                   "{\"field\":\"status\",\"value\":\"solved\"}]}"},
        {"quick_replies", "{\"shortcut\":\"gracias\",\"name\":\"Agradecer el mensaje\",\"is_shared\":true,\"text\":"
                          "\"¡Gracias por escribirnos, {{customer.name}}!\",\"texts\":{\"en\":\"Thank you for writing, "
                          "{{customer.name}}!\",\"pt\":\"Obrigado por escrever, {{customer.name}}!\"}}"},
        {"quick_replies", "{\"shortcut\":\"envios\",\"name\":\"Horario de envíos\",\"is_shared\":true,\"text\":"
                          "\"Los pedidos que entran antes de las **2 p. m.** salen el mismo día.\",\"texts\":{\"en\":"
                          "\"Orders placed before **2 p.m.** leave the same day.\",\"pt\":\"Pedidos feitos antes das "
                          "**14h** saem no mesmo dia.\"}}"},
        {"quick_replies",
         "{\"shortcut\":\"limpieza\",\"name\":\"Limpiar el filtro\",\"is_shared\":true,\"text\":"
         "\"Prueba estos pasos:\\n\\n1. Apaga la máquina.\\n2. Quita el filtro y enjuágalo.\\n3. Espera cinco "
         "minutos y enciéndela.\"}"},
    };
    for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
        TRY(demo_post(work, things[i].plural, text_of(things[i].json), NULL));
    return done();
}

/* What the numbers should be: some are out of it, so that boards have something to say. */
static Result bands_write(Work *work, const DemoShop *shop)
{
    static const char *const bands[] = {
        "\"metric\":\"nps\",\"stage\":\"experience\",\"low_limit\":20,\"low_warning\":35",
        "\"metric\":\"nps\",\"stage\":\"retention\",\"low_limit\":50,\"low_warning\":60",
        "\"metric\":\"nps\",\"stage\":\"advocacy\",\"low_limit\":70,\"low_warning\":80",
        "\"metric\":\"nps\",\"low_limit\":35,\"low_warning\":40",
        "\"metric\":\"csat\",\"low_limit\":75,\"low_warning\":80",
        "\"metric\":\"churn\",\"high_limit\":15,\"high_warning\":10",
        "\"metric\":\"frt\",\"high_limit\":24,\"high_warning\":12",
        "\"metric\":\"ttr\",\"stage\":\"retention\",\"high_limit\":36,\"high_warning\":24",
    };
    for (size_t i = 0; i < sizeof(bands) / sizeof(bands[0]); i++)
        TRY(demo_post(work, "thresholds",
                      text_format(work->arena, "{%s,\"owner_id\":%lld}", bands[i], (long long)shop->agents[0]), NULL));
    return done();
}

Result demo_shop_open(Work *work, DemoShop *shop)
{
    TRY(settings_write(work));
    TRY(agents_write(work, shop));
    TRY(teams_write(work, shop));
    TRY(goods_write(work, shop));
    TRY(rates_write(work));
    TRY(bands_write(work, shop));
    return desk_write(work);
}
