#include "app/demo_words.h"

#include <stddef.h>

static const char *const cities_mx[] = {"Ciudad de México", "Guadalajara", "Monterrey", "Puebla",
                                        "Mérida",           "Querétaro",   NULL};
static const char *const cities_co[] = {"Bogotá", "Medellín", "Cali", "Barranquilla", "Pereira", NULL};
static const char *const cities_ar[] = {"Buenos Aires", "Córdoba", "Rosario", "Mendoza", NULL};
static const char *const cities_cl[] = {"Santiago", "Valparaíso", "Concepción", NULL};
static const char *const cities_pe[] = {"Lima", "Arequipa", "Cusco", NULL};
static const char *const cities_es[] = {"Madrid", "Barcelona", "Valencia", "Sevilla", "Bilbao", "Málaga", NULL};
static const char *const cities_br[] = {"São Paulo", "Curitiba", "Belo Horizonte", NULL};
static const char *const cities_us[] = {"Miami", "Houston", "Los Angeles", NULL};

const DemoCountry demo_countries[] = {
    {"MX", "es", VOICE_TU, "MXN", 0.055, 18.0, "America/Mexico_City", -6, "+52 55 5", cities_mx, 26},
    {"CO", "es", VOICE_USTED, "COP", 0.00025, 4000.0, "America/Bogota", -5, "+57 300 5", cities_co, 20},
    {"AR", "es", VOICE_VOS, "ARS", 0.00095, 1050.0, "America/Argentina/Buenos_Aires", -3, "+54 11 5", cities_ar, 14},
    {"CL", "es", VOICE_TU, "CLP", 0.00105, 950.0, "America/Santiago", -3, "+56 9 5", cities_cl, 9},
    {"PE", "es", VOICE_USTED, "PEN", 0.27, 3.7, "America/Lima", -5, "+51 9 5", cities_pe, 7},
    {"ES", "es", VOICE_TU, "EUR", 1.09, 0.92, "Europe/Madrid", 1, "+34 6 5", cities_es, 16},
    {"BR", "pt", VOICE_TU, "BRL", 0.18, 5.5, "America/Sao_Paulo", -3, "+55 11 9 5", cities_br, 5},
    {"US", "en", VOICE_TU, "USD", 1.0, 1.0, "America/New_York", -5, "+1 305 555 ", cities_us, 3},
};
const int demo_country_count = sizeof(demo_countries) / sizeof(demo_countries[0]);

const char *const demo_first_es[] = {
    "María",    "José",   "Lucía",    "Santiago", "Camila",  "Mateo", "Valentina", "Diego",   "Sofía",    "Andrés",
    "Daniela",  "Javier", "Carolina", "Ricardo",  "Paula",   "Tomás", "Elena",     "Óscar",   "Natalia",  "Íñigo",
    "Gabriela", "Martín", "Rocío",    "Emilio",   "Ximena",  "Raúl",  "Begoña",    "Nicolás", "Fernanda", "Hernán",
    "Isabel",   "Álvaro", "Jimena",   "Sergio",   "Yolanda", "Luis",  NULL};
const char *const demo_last_es[] = {"Peña",    "Muñoz",    "García",   "Ríos",     "Castro", "Herrera",  "Núñez",
                                    "Vargas",  "Ibáñez",   "Salazar",  "Ortega",   "Méndez", "Quintero", "Domínguez",
                                    "Paredes", "Acosta",   "Fuentes",  "Cárdenas", "Bravo",  "Escobar",  "Lagos",
                                    "Montoya", "Soto",     "Valdés",   "Zapata",   "Arce",   "Benítez",  "Correa",
                                    "Duarte",  "Figueroa", "Gallardo", "Iriarte",  NULL};
const char *const demo_first_pt[] = {"João",    "Beatriz", "Rafael", "Larissa", "Thiago",
                                     "Letícia", "Caio",    "Helena", NULL};
const char *const demo_last_pt[] = {"Carvalho", "Gonçalves", "Moreira",  "Teixeira",
                                    "Araújo",   "Barros",    "Nogueira", NULL};
const char *const demo_first_en[] = {"Emily", "Marcus", "Olivia", "Brandon", "Grace", "Tyler", NULL};
const char *const demo_last_en[] = {"Walker", "Bennett", "Coleman", "Hughes", "Foster", "Reed", NULL};

int demo_count(const char *const *words)
{
    int count = 0;
    while (words[count] != NULL)
        count++;
    return count;
}

const DemoProduct demo_products[] = {
    {"MAQ-A1", "Cafetera Andina 1", "maquina", 18900, 10400},
    {"MAQ-A2", "Cafetera Andina 2 Dúo", "maquina", 27900, 15100},
    {"MAQ-EX", "Espresso Exprés 15", "maquina", 34900, 19800},
    {"MAQ-PR", "Espresso Páramo Pro", "maquina", 62900, 36900},
    {"MAQ-OF", "Estación Oficina 40", "maquina", 89900, 54000},
    {"MAQ-CB", "Torre Cold Brew", "maquina", 12900, 6800},
    {"MOL-M1", "Molinillo Muela 1", "molinillo", 8900, 4300},
    {"MOL-M2", "Molinillo Muela 2", "molinillo", 14900, 7700},
    {"MOL-MN", "Molinillo de mano Trocha", "molinillo", 4900, 2000},
    {"CAF-HU", "Café Huila lavado 500 g", "cafe", 1690, 720},
    {"CAF-NA", "Café Nariño honey 500 g", "cafe", 1890, 830},
    {"CAF-CH", "Café Chiapas altura 500 g", "cafe", 1590, 660},
    {"CAF-CU", "Café Cusco orgánico 500 g", "cafe", 1790, 770},
    {"CAF-DE", "Café descafeinado suave 500 g", "cafe", 1690, 740},
    {"CAF-MZ", "Mezcla de la casa 1 kg", "cafe", 2490, 1080},
    {"CAF-GE", "Geisha de temporada 250 g", "cafe", 3900, 2100},
    {"ACC-JA", "Jarra de acero 350 ml", "accesorio", 1500, 520},
    {"ACC-TA", "Tazas de barro (2)", "accesorio", 1900, 700},
    {"ACC-FI", "Filtros de papel (100)", "accesorio", 600, 160},
    {"ACC-DC", "Descalcificador", "accesorio", 900, 250},
    {"ACC-BA", "Báscula con reloj", "accesorio", 3200, 1400},
    {"ACC-TP", "Prensador nivelador", "accesorio", 2800, 1100},
    {"ACC-PO", "Portafiltro sin fondo", "accesorio", 3600, 1500},
    {"ACC-KE", "Tetera cuello de cisne", "accesorio", 4500, 2100},
    {"REP-JU", "Junta de repuesto", "repuesto", 700, 150},
    {"REP-BO", "Bomba de repuesto 15 bar", "repuesto", 3900, 1700},
    {"REP-TE", "Termostato de repuesto", "repuesto", 2100, 800},
    {"SUS-S1", "Suscripción 500 g al mes", "suscripcion", 1590, 760},
    {"SUS-S2", "Suscripción 1 kg al mes", "suscripcion", 2690, 1340},
    {"SUS-OF", "Suscripción oficina 5 kg al mes", "suscripcion", 11900, 6200},
};
const int demo_product_count = sizeof(demo_products) / sizeof(demo_products[0]);

const DemoSource demo_sources[] = {
    {"instagram", 900, 30}, {"buscador", 1400, 26},    {"recomendación", 150, 18},
    {"feria", 2200, 8},     {"marketplace", 1900, 13}, {"boletín", 300, 5},
};
const int demo_source_count = sizeof(demo_sources) / sizeof(demo_sources[0]);

const DemoAgent demo_agents[] = {
    {"ana@lazo.example", "Ana Torres", "admin", "es", 5},
    {"bruno@lazo.example", "Bruno Salcedo", "lead", "es", 4},
    {"carla@lazo.example", "Carla Miranda", "agent", "es", 5},
    {"davi@lazo.example", "Davi Ramos", "agent", "pt", 3},
    {"elisa@lazo.example", "Elisa Quiroga", "agent", "es", 3},
    {"felipe@lazo.example", "Felipe Osorio", "agent", "es", 2},
    {"gina@lazo.example", "Gina Robles", "collaborator", "es", 1},
    {"hugo@lazo.example", "Hugo Lemos", "analyst", "es", 1},
};
const int demo_agent_count = sizeof(demo_agents) / sizeof(demo_agents[0]);

const DemoTopicWords demo_topics[TOPIC_COUNT] = {
    [TOPIC_LATE] = {"entrega", "complaint", "retraso", 1},
    [TOPIC_BROKEN] = {"averia", "incident", "garantía", 2},
    [TOPIC_INVOICE] = {"factura", "question", "factura", 3},
    [TOPIC_SUBSCRIPTION] = {"suscripcion", "task", "suscripción", 1},
    [TOPIC_RETURN] = {"devolucion", "task", "devolución", 3},
    [TOPIC_QUESTION] = {"producto", "question", "preventa", 1},
    [TOPIC_WRONG] = {"pedido", "complaint", "pedido equivocado", 1},
    [TOPIC_PRAISE] = {"elogio", "question", "elogio", 1},
    [TOPIC_CANCEL] = {"baja", "task", "baja", 3},
};

const char *const demo_companies[] = {"Estudio Roble Arquitectos",
                                      "Clínica Dental Sonrisa Norte",
                                      "Hostal Casa del Patio",
                                      "Librería La Ceiba",
                                      "Cowork Altavista",
                                      "Panadería Tres Trigos",
                                      "Notaría Puerta del Sol",
                                      "Agencia Marea Digital",
                                      "Gimnasio Cumbre Sur",
                                      "Escuela de Idiomas Puente",
                                      "Taller Mecánico Ruedas",
                                      "Cafetería El Vagón",
                                      NULL};
