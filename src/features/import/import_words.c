/* Words of other systems for choices, and names of countries. */
#include "import/import_kind.h"

typedef struct ChoiceWords {
    const char *plural; /* of the kind; NULL: any */
    const char *field;
    const char *code;
    const char *words; /* folded, separated by spaces */
} ChoiceWords;

static const ChoiceWords choice_words[] = {
    /* What is paid for but not sent yet is paid, also while it is being picked or invoiced; what the shop could not
     * deliver is cancelled. */
    {"orders", "status", "paid",
     "processing approved invoiced paga pagado pagada pago procesando preparing preparado "
     "in_progress completed_payment confirmed confirmado authorized captured"},
    {"orders", "status", "open",
     "created pending pendiente pendente abierto aberto nuevo novo placed awaiting_payment "
     "unpaid draft"},
    {"orders", "status", "shipped", "enviado enviada sent in_transit en_camino despachado dispatched"},
    {"orders", "status", "delivered",
     "entregado entregada entregue complete completed completado fulfilled concluido "
     "finalizado received"},
    {"orders", "status", "cancelled",
     "canceled cancelado cancelada anulado anulada unavailable void voided failed "
     "no_disponible indisponivel rejected expired"},
    {"orders", "status", "returned", "devuelto devuelta devolvido refunded reembolsado return chargeback"},
    {"invoices", "status", "open", "pending pendiente pendente unpaid issued emitida emitido sent overdue vencida"},
    {"invoices", "status", "paid", "pagada pagado paga settled cobrada"},
    {"invoices", "status", "void", "voided cancelled canceled anulada anulado cancelada"},
    {"payments", "status", "received",
     "paid approved aprobado aprovado succeeded success completed captured pagado "
     "recibido recebido settled"},
    {"payments", "status", "refunded", "refund reembolsado devuelto estornado chargeback"},
    {"payments", "status", "failed", "rejected rechazado recusado declined cancelled canceled error fallido"},
    {"tickets", "status", "new", "nuevo novo created"},
    {"tickets", "status", "open", "abierto aberto in_progress en_progreso en_curso assigned working reopened active"},
    {"tickets", "status", "pending",
     "pendiente pendente waiting waiting_for_customer waiting_on_customer "
     "esperando_cliente awaiting_reply"},
    {"tickets", "status", "on_hold", "hold onhold en_espera em_espera paused waiting_on_third_party"},
    {"tickets", "status", "solved", "resolved resuelto resolvido done fixed solucionado completed"},
    {"tickets", "status", "closed", "cerrado fechado archived cancelled canceled"},
    {"tickets", "priority", "low", "baja baixa minor trivial p4 4"},
    {"tickets", "priority", "normal", "media medium moderate regular p3 3"},
    {"tickets", "priority", "high", "alta major important p2 2"},
    {"tickets", "priority", "urgent", "urgente critical critica critico blocker emergency p1 1"},
    {"tickets", "type", "question", "pregunta consulta pergunta duda duvida request solicitud"},
    {"tickets", "type", "incident", "incidente incidencia"},
    {"tickets", "type", "problem", "problema bug"},
    {"tickets", "type", "task", "tarea tarefa"},
    {"tickets", "type", "complaint", "queja reclamo reclamacion reclamacao"},
    {"contracts", "period", "month", "monthly mes mensual mensal month_to_month"},
    {"contracts", "period", "quarter", "quarterly trimestre trimestral"},
    {"contracts", "period", "year", "yearly annual annually anual ano"},
    {"contracts", "period", "once", "one_time unico single una_vez"},
};

static bool words_have(const char *words, Text word)
{
    Text rest = text_of(words);
    Text one;
    while (text_next_part(&rest, ' ', &one)) {
        if (text_equals(one, word))
            return true;
    }
    return false;
}

Text import_choice(Arena *arena, const ImportKind *kind, const Field *field, Text value)
{
    Text folded = import_fold_name(arena, value);
    if (choice_index(field->choices, value) >= 0)
        return value;
    if (choice_index(field->choices, folded) >= 0)
        return folded;
    for (size_t i = 0; i < sizeof(choice_words) / sizeof(choice_words[0]); i++) {
        const ChoiceWords *choice = &choice_words[i];
        if (strcmp(choice->plural, kind->entity->plural) == 0 && strcmp(choice->field, field->name) == 0 &&
            words_have(choice->words, folded))
            return text_of(choice->code);
    }
    return value;
}

static const struct {
    const char *code;
    const char *names;
} countries[] = {
    {"AR", "argentina"},
    {"AT", "austria"},
    {"AU", "australia"},
    {"BE", "belgica belgium"},
    {"BO", "bolivia"},
    {"BR", "brasil brazil"},
    {"CA", "canada"},
    {"CH", "suiza suica switzerland"},
    {"CL", "chile"},
    {"CN", "china"},
    {"CO", "colombia"},
    {"CR", "costa_rica"},
    {"CU", "cuba"},
    {"CZ", "chequia czechia czech_republic"},
    {"DE", "alemania alemanha germany"},
    {"DK", "dinamarca denmark"},
    {"DO", "republica_dominicana dominican_republic"},
    {"EC", "ecuador equador"},
    {"ES", "espana espanha spain"},
    {"FI", "finlandia finland"},
    {"FR", "francia franca france"},
    {"GB", "reino_unido united_kingdom uk great_britain inglaterra england"},
    {"GR", "grecia greece"},
    {"GT", "guatemala"},
    {"HK", "hong_kong"},
    {"HN", "honduras"},
    {"IE", "irlanda ireland eire"},
    {"IL", "israel"},
    {"IN", "india"},
    {"IS", "islandia iceland"},
    {"IT", "italia italy"},
    {"JP", "japon japao japan"},
    {"LB", "libano lebanon"},
    {"LT", "lituania lithuania"},
    {"MT", "malta"},
    {"MX", "mexico"},
    {"NI", "nicaragua"},
    {"NL", "paises_bajos paises_baixos netherlands holanda holland"},
    {"NO", "noruega norway"},
    {"PA", "panama"},
    {"PE", "peru"},
    {"PL", "polonia poland"},
    {"PR", "puerto_rico"},
    {"PT", "portugal"},
    {"PY", "paraguay paraguai"},
    {"SE", "suecia sweden"},
    {"SG", "singapur singapura singapore"},
    {"SV", "el_salvador"},
    {"US", "estados_unidos united_states united_states_of_america usa eeuu eua"},
    {"UY", "uruguay uruguai"},
    {"VE", "venezuela"},
    {"ZA", "sudafrica south_africa"},
    {"AE", "united_arab_emirates"},
    {"BH", "bahrain"},
    {"CY", "chipre cyprus"},
    {"SA", "saudi_arabia arabia_saudita"},
};

Text import_country(Arena *arena, Text value)
{
    if (value.length == 2) {
        char *code = arena_string(arena, value.data, 2);
        for (int i = 0; i < 2; i++)
            code[i] = (char)(code[i] >= 'a' && code[i] <= 'z' ? code[i] - 32 : code[i]);
        return (Text){code, 2};
    }
    Text folded = import_fold_name(arena, value);
    for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
        if (words_have(countries[i].names, folded))
            return text_of(countries[i].code);
    }
    return value;
}
