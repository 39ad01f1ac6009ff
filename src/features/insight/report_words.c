#include "insight/report_words.h"

#include <math.h>
#include <stdio.h>

#include "model/value.h"

typedef struct Word {
    const char *key;
    const char *texts[3]; /* es, en, pt */
} Word;

static const Word words[] = {
    {"nps", {"NPS", "NPS", "NPS"}},
    {"csat", {"Satisfacción (CSAT)", "Satisfaction (CSAT)", "Satisfação (CSAT)"}},
    {"ces", {"Facilidad (CES)", "Ease (CES)", "Facilidade (CES)"}},
    {"churn", {"Abandono", "Churn", "Abandono"}},
    {"retention", {"Retención", "Retention", "Retenção"}},
    {"clv", {"Valor del cliente", "Customer value", "Valor do cliente"}},
    {"frt", {"Primera respuesta", "First response", "Primeira resposta"}},
    {"ttr", {"Resolución", "Resolution", "Resolução"}},
    {"volume", {"Casos creados", "Tickets created", "Casos criados"}},
    {"backlog", {"Casos abiertos", "Open tickets", "Casos abertos"}},
    {"reopen", {"Reabiertos", "Reopened", "Reabertos"}},
    {"fcr", {"Resueltos a la primera", "Solved at once", "Resolvidos na primeira"}},
    {"effort", {"Mensajes por caso", "Contacts per ticket", "Mensagens por caso"}},
    {"first", {"A la primera", "At once", "Na primeira"}},
    {"replies", {"Respuestas", "Replies", "Respostas"}},
    {"weekday", {"Día de la semana", "Weekday", "Dia da semana"}},
    {"hour", {"Hora", "Hour", "Hora"}},
    {"stage", {"Etapa", "Stage", "Etapa"}},
    {"sales_growth", {"Crecimiento de ventas", "Sales growth", "Crescimento das vendas"}},
    {"frequency", {"Compran más", "Buy more often", "Compram mais"}},
    {"stage.value", {"Clientes", "Customers", "Clientes"}},
    {"retention.value", {"Mes 1", "Month 1", "Mês 1"}},
    {"value_stage", {"Etapa de valor", "Value stage", "Etapa de valor"}},
    {"relationship", {"Relación", "Relationship", "Relação"}},
    {"channel", {"Canal", "Channel", "Canal"}},
    {"topic", {"Tema", "Topic", "Tema"}},
    {"touchpoint", {"Punto de contacto", "Touchpoint", "Ponto de contato"}},
    {"aspect", {"Aspecto", "Aspect", "Aspecto"}},
    {"source", {"Origen", "Source", "Origem"}},
    {"country", {"País", "Country", "País"}},
    {"team", {"Equipo", "Team", "Equipe"}},
    {"agent", {"Agente", "Agent", "Agente"}},
    {"company", {"Empresa", "Company", "Empresa"}},
    {"product", {"Producto", "Product", "Produto"}},
    {"priority", {"Prioridad", "Priority", "Prioridade"}},
    {"type", {"Tipo", "Type", "Tipo"}},
    {"status", {"Estado", "Status", "Estado"}},
    {"tag", {"Etiqueta", "Tag", "Etiqueta"}},
    {"cohort", {"Cohorte", "Cohort", "Coorte"}},
    {"day", {"Día", "Day", "Dia"}},
    {"week", {"Semana", "Week", "Semana"}},
    {"month", {"Mes", "Month", "Mês"}},
    {"quarter", {"Trimestre", "Quarter", "Trimestre"}},
    {"year", {"Año", "Year", "Ano"}},
    {"value", {"Valor", "Value", "Valor"}},
    {"n", {"n", "n", "n"}},
    {"low", {"Desde", "Low", "De"}},
    {"high", {"Hasta", "High", "Até"}},
    {"promoters", {"Promotores", "Promoters", "Promotores"}},
    {"passives", {"Neutros", "Passives", "Neutros"}},
    {"detractors", {"Detractores", "Detractors", "Detratores"}},
    {"se", {"Error", "Error", "Erro"}},
    {"mean", {"Media", "Mean", "Média"}},
    {"median", {"Mediana", "Median", "Mediana"}},
    {"p10", {"P10", "P10", "P10"}},
    {"p25", {"P25", "P25", "P25"}},
    {"p75", {"P75", "P75", "P75"}},
    {"p90", {"P90", "P90", "P90"}},
    {"satisfied", {"Positivas", "Positive", "Positivas"}},
    {"share", {"Parte", "Share", "Parte"}},
    {"reopened", {"Reabiertos", "Reopened", "Reabertos"}},
    {"lost", {"Perdidos", "Lost", "Perdidos"}},
    {"average", {"Promedio", "Average", "Média"}},
    {"start", {"Al inicio", "At start", "No início"}},
    {"end", {"Al final", "At end", "No fim"}},
    {"new", {"Nuevos", "New", "Novos"}},
    {"won_back", {"Recuperados", "Won back", "Recuperados"}},
    {"retained", {"Siguen", "Retained", "Ficaram"}},
    {"sum", {"Suma", "Sum", "Soma"}},
    {"to_date", {"A la fecha", "To date", "Até hoje"}},
    {"to_date_sum", {"Suma a la fecha", "Sum to date", "Soma até hoje"}},
    {"yearly_revenue", {"Ventas al año", "Yearly revenue", "Receita anual"}},
    {"entered", {"Entraron", "Entered", "Entraram"}},
    {"left", {"Salieron", "Left", "Saíram"}},
    {"converted", {"Avanzaron", "Converted", "Avançaram"}},
    {"conversion", {"Conversión", "Conversion", "Conversão"}},
    {"mean_days", {"Días (media)", "Mean days", "Dias (média)"}},
    {"median_days", {"Días (mediana)", "Median days", "Dias (mediana)"}},
    {"revenue", {"Ventas", "Revenue", "Receita"}},
    {"previous", {"Antes", "Before", "Antes"}},
    {"previous_n", {"n antes", "n before", "n antes"}},
    {"more", {"Más", "More", "Mais"}},
    {"same", {"Igual", "Same", "Igual"}},
    {"fewer", {"Menos", "Fewer", "Menos"}},
    {"total", {"Total", "Total", "Total"}},
    {"before", {"Antes", "Before", "Antes"}},
    {"change", {"Cambio", "Change", "Mudança"}},
    {"as_of", {"Al", "As of", "Em"}},
    {"everything", {"todo", "everything", "tudo"}},
    {"transitions", {"Pasos de una etapa a otra", "Moves from stage to stage", "Passagens de uma etapa a outra"}},
    {"cohorts", {"Mes después de la primera compra", "Month after the first purchase", "Mês após a primeira compra"}},
    {"mixed_scales",
     {"Atención: hay respuestas en escalas distintas.", "Note: answers on different scales are mixed.",
      "Atenção: há respostas em escalas diferentes."}},
    {"stage.discovery", {"Descubrimiento", "Discovery", "Descoberta"}},
    {"stage.consideration", {"Consideración", "Consideration", "Consideração"}},
    {"stage.conversion", {"Conversión", "Conversion", "Conversão"}},
    {"stage.experience", {"Experiencia", "Experience", "Experiência"}},
    {"stage.retention", {"Retención", "Retention", "Retenção"}},
    {"stage.advocacy", {"Promoción", "Advocacy", "Promoção"}},
    {"value_stage.introduction", {"Introducción", "Introduction", "Introdução"}},
    {"value_stage.growth", {"Crecimiento", "Growth", "Crescimento"}},
    {"value_stage.maturity", {"Madurez", "Maturity", "Maturidade"}},
    {"value_stage.decline", {"En riesgo", "Decline", "Em risco"}},
    {"relationship.prospect", {"Prospecto", "Prospect", "Prospect"}},
    {"relationship.customer", {"Cliente", "Customer", "Cliente"}},
    {"relationship.at_risk", {"En riesgo", "At risk", "Em risco"}},
    {"relationship.lost", {"Perdido", "Lost", "Perdido"}},
    {"relationship.won_back", {"Recuperado", "Won back", "Recuperado"}},
    {"priority.low", {"Baja", "Low", "Baixa"}},
    {"priority.normal", {"Normal", "Normal", "Normal"}},
    {"priority.high", {"Alta", "High", "Alta"}},
    {"priority.urgent", {"Urgente", "Urgent", "Urgente"}},
    {"type.question", {"Pregunta", "Question", "Pergunta"}},
    {"type.incident", {"Incidente", "Incident", "Incidente"}},
    {"type.problem", {"Problema", "Problem", "Problema"}},
    {"type.task", {"Tarea", "Task", "Tarefa"}},
    {"type.complaint", {"Queja", "Complaint", "Reclamação"}},
    {"status.new", {"Nuevo", "New", "Novo"}},
    {"status.open", {"Abierto", "Open", "Aberto"}},
    {"status.pending", {"Pendiente", "Pending", "Pendente"}},
    {"status.on_hold", {"En espera", "On hold", "Em espera"}},
    {"status.solved", {"Resuelto", "Solved", "Resolvido"}},
    {"status.closed", {"Cerrado", "Closed", "Fechado"}},
};

ReportLanguage report_language(Text code)
{
    if (text_starts_with_ascii_case(code, TEXT("es")))
        return WORDS_ES;
    return text_starts_with_ascii_case(code, TEXT("pt")) ? WORDS_PT : WORDS_EN;
}

static const Word *word_find(Text key)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text_is(key, words[i].key))
            return &words[i];
    return NULL;
}

Text report_word(const char *key, ReportLanguage language)
{
    const Word *word = word_find(text_of(key));
    return text_of(word ? word->texts[language] : key);
}

Text report_value_title(Arena *arena, const ReportMetric *metric, ReportLanguage language)
{
    const Word *word = word_find(text_format(arena, "%s.value", metric->name));
    return word ? text_of(word->texts[language]) : report_word(metric->name, language);
}

Text report_value_word(Arena *arena, Dimension dimension, const GroupValue *value, ReportLanguage language)
{
    if (value->is_null)
        return TEXT("—");
    Buffer key = buffer_new(arena, 4096);
    buffer_addf(&key, "%s.%.*s", dimension_name(dimension), TEXT_ARG(text_cut(value->text, 200)));
    const Word *word = word_find(buffer_text(&key));
    return word ? text_of(word->texts[language]) : value->text;
}

/* ---- figures ---- */

static void add_digits(Buffer *out, const char *digits, size_t whole, char separator)
{
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            buffer_add_byte(out, separator);
        buffer_add_byte(out, digits[i]);
    }
}

static void add_decimal(Buffer *out, double value, int decimals, ReportLanguage language)
{
    char digits[400];
    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
    bool is_negative = value < 0 && strspn(digits, "0.") != strlen(digits);
    if (is_negative)
        buffer_add_string(out, "-");
    size_t whole = strcspn(digits, ".");
    add_digits(out, digits, whole, language == WORDS_EN ? ',' : '.');
    if (digits[whole] != '\0') {
        buffer_add_byte(out, language == WORDS_EN ? '.' : ',');
        buffer_add_string(out, digits + whole + 1);
    }
}

/* "12 min", "3,4 h", "5 d 6 h". */
static void add_hours(Buffer *out, double hours, ReportLanguage language, bool is_business)
{
    const double hours_per_day = 24;
    if (fabs(hours) < 1) {
        add_decimal(out, hours * 60, fabs(hours) * 60 < 10 ? 1 : 0, language);
        buffer_add_string(out, " min");
    } else if (fabs(hours) < 2 * hours_per_day || is_business) {
        add_decimal(out, hours, 1, language);
        buffer_add_string(out, " h");
    } else {
        double days = trunc(hours / hours_per_day);
        add_decimal(out, days, 0, language);
        buffer_add_string(out, " d ");
        add_decimal(out, fabs(floor(hours - days * hours_per_day)), 0, language);
        buffer_add_string(out, " h");
    }
}

static void add_money(Buffer *out, Text currency, double minor, ReportLanguage language)
{
    int exponent = currency_exponent(currency);
    add_decimal(out, minor / (double)currency_unit(currency), exponent > 0 ? exponent : 0, language);
    buffer_addf(out, " %.*s", TEXT_ARG(currency));
}

Text report_figure_text(Arena *arena, const Report *report, FigureType type, double value, ReportLanguage language)
{
    if (isnan(value))
        return TEXT("—");
    Buffer out = buffer_new(arena, 1024);
    switch (type) {
    case FIGURE_COUNT: add_decimal(&out, value, 0, language); break;
    case FIGURE_NUMBER: add_decimal(&out, value, 2, language); break;
    case FIGURE_SCORE: add_decimal(&out, value, 1, language); break;
    case FIGURE_PERCENT:
        add_decimal(&out, value, 1, language);
        buffer_add_string(&out, language == WORDS_EN ? "%" : " %");
        break;
    case FIGURE_HOURS: add_hours(&out, value, language, report->query->unit == UNIT_BUSINESS_HOURS); break;
    case FIGURE_DAYS:
        add_decimal(&out, value, 1, language);
        buffer_add_string(&out, " d");
        break;
    case FIGURE_MONEY: add_money(&out, report->currency, value, language); break;
    }
    return buffer_text(&out);
}
