#include "import/import_kind.h"

#include "commerce/contract.h"
#include "commerce/invoice.h"
#include "commerce/order.h"
#include "commerce/payment.h"
#include "commerce/product.h"
#include "desk/ticket.h"
#include "people/company.h"
#include "people/customer.h"
#include "voice/response.h"

#define BIT(role) (1u << (role))
#define CUSTOMER_BITS                                                                                                  \
    (BIT(SAYS_CUSTOMER) | BIT(SAYS_CUSTOMER_EMAIL) | BIT(SAYS_CUSTOMER_PHONE) | BIT(SAYS_CUSTOMER_NAME) |              \
     BIT(SAYS_CUSTOMER_CITY) | BIT(SAYS_CUSTOMER_COUNTRY))
#define LINE_BITS (BIT(SAYS_LINE_SKU) | BIT(SAYS_LINE_NAME) | BIT(SAYS_LINE_QUANTITY) | BIT(SAYS_LINE_PRICE))

static const char *const role_names_of_import[SAYS_COUNT] = {
    [SAYS_CUSTOMER] = "customer",
    [SAYS_CUSTOMER_EMAIL] = "customer_email",
    [SAYS_CUSTOMER_PHONE] = "customer_phone",
    [SAYS_CUSTOMER_NAME] = "customer_name",
    [SAYS_CUSTOMER_CITY] = "customer_city",
    [SAYS_CUSTOMER_COUNTRY] = "customer_country",
    [SAYS_COMPANY] = "company",
    [SAYS_PRODUCT] = "product",
    [SAYS_ORDER] = "order",
    [SAYS_INVOICE] = "invoice",
    [SAYS_TICKET] = "ticket",
    [SAYS_AGENT] = "agent",
    [SAYS_TEAM] = "team",
    [SAYS_LINE_SKU] = "line_sku",
    [SAYS_LINE_NAME] = "line_name",
    [SAYS_LINE_QUANTITY] = "line_quantity",
    [SAYS_LINE_PRICE] = "line_price",
    [SAYS_TEXT] = "text",
    [SAYS_TAGS] = "tags",
    [SAYS_ZONE] = "time_zone",
};

/* ---- words ---- */

static const ImportWords common_words[] = {
    {"customer",
     "customer_id customer_external_id customer_unique_id customerid cliente cliente_id id_cliente "
     "id_del_cliente cliente_external_id client client_id user user_id userid buyer comprador contact contacto "
     "requester solicitante subscriber subscriber_id"},
    {"customer_email", "email e_mail mail correo correo_electronico cliente_email email_cliente email_del_cliente "
                       "correo_del_cliente requester_email contact_email"},
    {"customer_name", "name nombre nome nombre_cliente nombre_del_cliente nome_do_cliente cliente_nombre full_name "
                      "buyer_name requester_name"},
    {"customer_phone", "phone telefono telefone tel celular movil mobile whatsapp telefono_del_cliente"},
    {"customer_city", "city ciudad cidade"},
    {"customer_country", "country pais"},
    {"company", "company_id company_external_id company_name empresa compania organization organizacion organizacao"},
    {"product", "product_id product_external_id producto producto_id id_producto produto produto_id sku product_sku"},
    {"order", "order_id order_external_id orderid pedido pedido_id id_pedido numero_de_pedido order_number orden "
              "id_orden invoiceno"},
    {"invoice", "invoice_id invoice_external_id factura factura_id fatura"},
    {"ticket", "ticket_id ticket_external_id ticket_number case_id caso"},
    {"agent", "agent_id agent_email assignee assigned_to agente asignado asignado_a atendente responsable responsavel"},
    {"team", "team_id team_name equipo equipe group grupo"},
    {"tags", "etiquetas tag labels label"},
    {"time_zone", "timezone zone zona_horaria fuso_horario"},
    {"external_id", "id codigo code clave ref reference referencia external externalid"},
    {"name", "nombre nome"},
    {"email", "e_mail mail correo correo_electronico email_address"},
    {"phone", "telefono telefone tel celular movil mobile whatsapp phone_number"},
    {"currency", "moneda moeda divisa currency_code"},
    {"status", "estado estatus situacao"},
    {"channel", "canal via"},
    {"country", "pais"},
    {"city", "ciudad cidade"},
    {"language", "idioma lang lingua locale"},
    {"created_at", "created creado created_date fecha_de_creacion date fecha data"},
    {"updated_at", "updated actualizado modified"},
    {NULL, NULL},
};

static const ImportWords customer_words[] = {
    {"external_id",
     "customer_id customer_unique_id customerid cliente_id id_cliente client_id user_id userid numero_de_cliente"},
    {"name", "full_name nombre_completo nome_completo razon_social cliente customer customer_name display_name"},
    {"city", "customer_city localidad municipio"},
    {"source", "origen origem fuente lead_source procedencia"},
    {"acquisition_cost", "cac costo_de_adquisicion coste_de_adquisicion custo_de_aquisicion"},
    {"created_at", "fecha_de_alta alta registered_at registered signup_date fecha_de_registro data_de_cadastro since "
                   "cliente_desde customer_since"},
    {NULL, NULL},
};
static const ImportWords company_words[] = {
    {"external_id", "company_id empresa_id id_empresa"},
    {"name", "empresa company company_name razon_social organization organizacion organizacao"},
    {"domain", "dominio website web sitio sitio_web site"},
    {"industry", "industria sector setor rubro giro"},
    {NULL, NULL},
};
static const ImportWords product_words[] = {
    {"external_id", "product_id producto_id id_producto produto_id"},
    {"sku", "stockcode stock_code codigo_de_barras barcode"},
    {"name", "producto produto product product_name descripcion description descricao title titulo"},
    {"category", "categoria product_category_name category_name rubro familia"},
    {"price", "precio preco unit_price unitprice list_price valor"},
    {"unit_cost", "costo custo cost coste"},
    {"is_active", "activo ativo active"},
    {NULL, NULL},
};
static const ImportWords order_words[] = {
    {"external_id", "order_id orderid pedido pedido_id id_pedido numero_de_pedido order_number order numero orden "
                    "id_orden invoiceno invoice_no transaction_id"},
    {"status", "order_status estado_del_pedido"},
    {"total", "amount importe monto valor total_amount order_total importe_total monto_total valor_total grand_total "
              "revenue payment_value"},
    {"ordered_at",
     "order_date order_purchase_timestamp invoicedate invoice_date purchase_date fecha_de_pedido "
     "fecha_pedido fecha_del_pedido fecha_de_compra data_do_pedido data_pedido date fecha data created_at "
     "created timestamp"},
    {"paid_at", "order_approved_at approved_at paid paid_date payment_date fecha_de_pago fecha_pago pagado_el "
                "data_de_pagamento data_pagamento"},
    {"shipped_at",
     "order_delivered_carrier_date shipped ship_date shipped_date fecha_de_envio fecha_envio data_de_envio"},
    {"delivered_at", "order_delivered_customer_date delivered delivery_date delivered_date fecha_de_entrega "
                     "fecha_entrega data_de_entrega"},
    {"promised_at", "order_estimated_delivery_date estimated_delivery estimated_delivery_date fecha_prometida "
                    "fecha_estimada_de_entrega previsao_de_entrega promised"},
    {"line_sku", "sku stockcode stock_code"},
    {"line_name", "description descripcion descricao product_name producto produto product item articulo"},
    {"line_quantity", "quantity cantidad quantidade qty cant unidades"},
    {"line_price", "unit_price unitprice price precio preco precio_unitario preco_unitario"},
    {NULL, NULL},
};
static const ImportWords order_line_words[] = {
    {"external_id", "line_id order_line_id"},
    {"name", "description descripcion descricao product_name item articulo"},
    {"quantity", "cantidad quantidade qty cant unidades"},
    {"price", "unit_price unitprice precio preco precio_unitario preco_unitario"},
    {"sku", "stockcode stock_code"},
    {NULL, NULL},
};
static const ImportWords payment_words[] = {
    {"external_id", "payment_id pago_id id_pago transaction_id"},
    {"amount", "payment_value importe monto valor total value"},
    {"method", "payment_type payment_method metodo metodo_de_pago forma_de_pago medio_de_pago forma_de_pagamento tipo"},
    {"paid_at", "date fecha data payment_date fecha_de_pago data_de_pagamento created_at paid"},
    {NULL, NULL},
};
static const ImportWords invoice_words[] = {
    {"external_id", "invoice_id factura_id id_factura invoiceno invoice_no invoice factura fatura"},
    {"number", "numero folio invoice_number numero_de_factura no nro"},
    {"total", "amount importe monto valor total_amount"},
    {"issued_at", "date fecha data invoice_date invoicedate fecha_de_emision fecha_emision emitida issued issue_date "
                  "data_de_emissao"},
    {"due_at", "due_date due vencimiento vencimento vence fecha_de_vencimiento data_de_vencimento"},
    {"paid_at", "paid payment_date fecha_de_pago data_de_pagamento pagada_el"},
    {NULL, NULL},
};
static const ImportWords contract_words[] = {
    {"external_id",
     "contract_id subscription_id contrato contrato_id id_contrato suscripcion_id subscription contract"},
    {"started_at", "start_date start started inicio desde begin_date begin fecha_de_inicio fecha_inicio data_de_inicio "
                   "data_inicio fecha_de_alta alta"},
    {"ended_at", "end_date end ended fin hasta termino cancelled_at canceled_at cancellation_date baja fecha_de_fin "
                 "fecha_fin fecha_de_baja data_de_fim data_fim"},
    {"amount", "monthly_fee fee mensualidad cuota mensalidade monto importe valor price precio preco mrr "
               "monthly_charges monthlycharges"},
    {"period", "periodo billing_period periodicidad"},
    {NULL, NULL},
};
static const ImportWords ticket_words[] = {
    {"external_id", "ticket_id case_id case ticket caso caso_id id_ticket complaint_id incident_id number numero row"},
    {"subject", "asunto assunto title titulo"},
    {"priority", "prioridad prioridade severity"},
    {"type", "tipo ticket_type"},
    {"channel", "submitted_via origen origem"},
    {"topic", "issue categoria category tema motivo"},
    {"created_at", "opened opened_at open_date abierto abierto_el fecha_de_apertura data_de_abertura date_received"},
    {"solved_at", "resolved resolved_at solved resuelto resuelto_el fecha_de_solucion fecha_de_resolucion "
                  "data_de_resolucao"},
    {"closed_at", "closed closed_date cerrado cerrado_el fecha_de_cierre data_de_fechamento"},
    {"first_reply_at", "first_response_at first_reply first_response primera_respuesta"},
    {"reopens", "reopen_count reopened reaperturas"},
    {"text", "description descripcion descricao message mensaje mensagem body comment comentario texto"},
    {NULL, NULL},
};
static const ImportWords response_words[] = {
    {"external_id", "response_id review_id respondent respondent_id respuesta_id answer_id resposta_id"},
    {"score", "puntuacion calificacion nota puntaje rating review_score valoracion pontuacao avaliacao nps csat ces"},
    {"scale", "escala"},
    {"kind", "tipo survey"},
    {"comment", "comentario comentarios review_comment_message feedback opinion texto text"},
    {"answered_at", "review_answer_timestamp answered submitted_at timestamp date fecha data created_at "
                    "fecha_de_respuesta data_da_resposta"},
    {NULL, NULL},
};

static const ImportKind kinds[] = {
    {.entity = &customer_entity,
     .roles = BIT(SAYS_COMPANY) | BIT(SAYS_TAGS),
     .when = "created_at",
     .words = customer_words},
    {.entity = &company_entity,
     .roles = BIT(SAYS_ZONE),
     .when = "created_at",
     .needs = {"name"},
     .words = company_words},
    {.entity = &product_entity, .roles = BIT(SAYS_ZONE), .when = "created_at", .words = product_words},
    {.entity = &order_entity,
     .roles = CUSTOMER_BITS | LINE_BITS | BIT(SAYS_COMPANY) | BIT(SAYS_ZONE),
     .when = "ordered_at",
     .needs = {"customer"},
     .words = order_words},
    {.entity = &order_line_entity,
     .roles = BIT(SAYS_ORDER) | BIT(SAYS_PRODUCT) | BIT(SAYS_ZONE),
     .needs = {"order", "price"},
     .words = order_line_words},
    {.entity = &payment_entity,
     .roles = CUSTOMER_BITS | BIT(SAYS_ORDER) | BIT(SAYS_INVOICE) | BIT(SAYS_ZONE),
     .when = "paid_at",
     .needs = {"amount"},
     .words = payment_words},
    {.entity = &invoice_entity,
     .roles = CUSTOMER_BITS | BIT(SAYS_ORDER) | BIT(SAYS_ZONE),
     .when = "issued_at",
     .needs = {"customer", "total"},
     .words = invoice_words},
    {.entity = &contract_entity,
     .roles = CUSTOMER_BITS | BIT(SAYS_PRODUCT) | BIT(SAYS_COMPANY) | BIT(SAYS_ZONE),
     .when = "started_at",
     .needs = {"customer", "amount"},
     .keys = {"customer", "customer_email", "customer_phone", "product", "started_at"},
     .words = contract_words},
    {.entity = &ticket_entity,
     .roles = CUSTOMER_BITS | BIT(SAYS_PRODUCT) | BIT(SAYS_COMPANY) | BIT(SAYS_AGENT) | BIT(SAYS_TEAM) |
              BIT(SAYS_TEXT) | BIT(SAYS_TAGS) | BIT(SAYS_ZONE),
     .when = "created_at",
     .words = ticket_words},
    {.entity = &response_entity,
     .roles = CUSTOMER_BITS | BIT(SAYS_ORDER) | BIT(SAYS_TICKET) | BIT(SAYS_ZONE),
     .when = "answered_at",
     .needs = {"score", "kind"},
     .words = response_words},
};

const ImportKind *import_kind_named(Text name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (text_is(name, kinds[i].entity->plural))
            return &kinds[i];
    }
    return NULL;
}

size_t import_targets(const ImportKind *kind, ImportTarget targets[IMPORT_TARGETS_MAX])
{
    const Entity *entity = kind->entity;
    size_t count = 0;
    for (size_t i = 0; i < entity->field_count && count < IMPORT_TARGETS_MAX; i++) {
        const Field *field = &entity->fields[i];
        bool is_open = (field->can & (CAN_WRITE | CAN_CREATE | CAN_IMPORT)) && !(field->can & IS_HIDDEN);
        bool is_currency = strcmp(field->name, "currency") == 0 && entity != &order_line_entity;
        if ((is_open || is_currency) && field->type != FIELD_REFERENCE)
            targets[count++] = (ImportTarget){SAYS_FIELD, field->name, field};
    }
    for (int role = SAYS_CUSTOMER; role < SAYS_COUNT && count < IMPORT_TARGETS_MAX; role++) {
        if (kind->roles & BIT(role))
            targets[count++] = (ImportTarget){(ImportRole)role, role_names_of_import[role], NULL};
    }
    return count;
}

Text import_fold_name(Arena *arena, Text name)
{
    Text folded = text_fold(arena, text_slice(name, 0, 200));
    char *out = arena_alloc(arena, folded.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < folded.length; i++) {
        char c = folded.data[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
        if (is_word)
            out[length++] = c;
        else if (length > 0 && out[length - 1] != '_')
            out[length++] = '_';
    }
    if (length > 0 && out[length - 1] == '_')
        length--;
    return (Text){out, length};
}

static bool has_word(const char *words, Text word)
{
    Text rest = text_of(words);
    Text one;
    while (text_next_part(&rest, ' ', &one)) {
        if (text_equals(one, word))
            return true;
    }
    return false;
}

static const ImportTarget *target_by_words(const ImportWords *words, const ImportTarget *targets, size_t count,
                                           Text folded)
{
    for (; words->name; words++) {
        if (!has_word(words->words, folded))
            continue;
        for (size_t i = 0; i < count; i++) {
            if (strcmp(targets[i].name, words->name) == 0)
                return &targets[i];
        }
    }
    return NULL;
}

const ImportTarget *import_target_named(const ImportKind *kind, const ImportTarget *targets, size_t count, Text folded)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is(folded, targets[i].name))
            return &targets[i];
    }
    const ImportTarget *found = target_by_words(kind->words, targets, count, folded);
    return found ? found : target_by_words(common_words, targets, count, folded);
}
