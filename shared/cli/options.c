#include "cli/options.h"

#include "base/number.h"

enum { NAME_MAX_SIZE = 40 };

typedef struct {
    const assay_command *command;
    const char **words;
    size_t at, count, arguments;
    assay_error *err;
} parsing;

const assay_option *assay_options_at(const assay_command *command, size_t place) {
    for (size_t table = 0; table <= ASSAY_OPTIONS_SHARED; table++) {
        const assay_option *option =
            table < ASSAY_OPTIONS_SHARED ? command->shared[table] : command->options;
        for (; option != NULL && option->name != NULL; option++)
            if (place-- == 0)
                return option;
    }
    return NULL;
}

size_t assay_options_distance(const char *a, const char *b) {
    size_t row[NAME_MAX_SIZE + 1], a_size = strlen(a), b_size = strlen(b);
    if (a_size > NAME_MAX_SIZE || b_size > NAME_MAX_SIZE)
        return SIZE_MAX;
    for (size_t k = 0; k <= b_size; k++)
        row[k] = k;
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b_size; k++) {
            size_t best = diagonal + (a[i - 1] != b[k - 1]);
            best = row[k] + 1 < best ? row[k] + 1 : best;
            best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
            diagonal = row[k];
            row[k] = best;
        }
    }
    return row[b_size];
}

static assay_status unknown(const parsing *p, assay_span name) {
    char text[NAME_MAX_SIZE + 1] = "";
    const assay_option *nearest = NULL, *o;
    size_t best = 3;
    if (name.size <= NAME_MAX_SIZE && name.size != 0)
        memcpy(text, name.data, name.size);
    for (size_t i = 0; text[0] != 0 && (o = assay_options_at(p->command, i)) != NULL; i++)
        if (assay_options_distance(text, o->name) < best) {
            best = assay_options_distance(text, o->name);
            nearest = o;
        }
    if (nearest != NULL)
        return assay_fail(p->err, ASSAY_E_USAGE, "unknown option --%.*s (did you mean --%s?)",
                          ASSAY_SPAN_ARG(name), nearest->name);
    return assay_fail(p->err, ASSAY_E_USAGE, "unknown option --%.*s; see --help",
                      ASSAY_SPAN_ARG(name));
}

/* The option of this long name, or the only one that starts so. */
static assay_status find_long(const assay_option **out, const parsing *p, assay_span name) {
    const assay_option *found = NULL, *o;
    for (size_t i = 0; (o = assay_options_at(p->command, i)) != NULL; i++) {
        assay_span whole = assay_span_of(o->name);
        if (assay_span_equal(whole, name)) {
            *out = o;
            return ASSAY_OK;
        }
        if (name.size < 2 || !assay_span_starts(whole, name))
            continue;
        if (found != NULL)
            return assay_fail(p->err, ASSAY_E_USAGE, "--%.*s may be --%s or --%s",
                              ASSAY_SPAN_ARG(name), found->name, o->name);
        found = o;
    }
    if (found == NULL)
        return unknown(p, name);
    *out = found;
    return ASSAY_OK;
}

static assay_status set_choice(const assay_option *option, assay_span value, assay_error *err) {
    assay_span rest = assay_span_of(option->argument);
    for (int place = 0; rest.size != 0; place++)
        if (assay_span_equal(assay_span_cut(&rest, '|'), value)) {
            *(int *)option->value = place;
            return ASSAY_OK;
        }
    return assay_fail(err, ASSAY_E_USAGE, "--%s is %s, not \"%.*s\"", option->name,
                      option->argument, ASSAY_SPAN_ARG(value));
}

/* Records are ranked against each other by the statistics of one index; a second one would only put the first out of sight. */
static assay_status set_index(const char **dir, const char *text, assay_error *err) {
    if (*dir != NULL && strcmp(*dir, text) != 0)
        return assay_fail(err, ASSAY_E_USAGE,
                          "-d takes one index, not both %s and %s; records are ranked against "
                          "each other within one: add them all to it",
                          *dir, text);
    *dir = text;
    return ASSAY_OK;
}

static assay_status set_value(const assay_option *option, const char *text, assay_error *err) {
    assay_span value = assay_span_of(text);
    bool good = true;
    switch (option->kind) {
    case ASSAY_OPTION_FLAG:
    case ASSAY_OPTION_SWITCH:
        break;
    case ASSAY_OPTION_TEXT:
        *(const char **)option->value = text;
        break;
    case ASSAY_OPTION_INDEX:
        return set_index(option->value, text, err);
    case ASSAY_OPTION_NUMBER:
        good = assay_number_u64(option->value, value);
        break;
    case ASSAY_OPTION_REAL:
        good = assay_number_double(option->value, value);
        break;
    case ASSAY_OPTION_BYTES:
        good = assay_number_bytes(option->value, value);
        break;
    case ASSAY_OPTION_CHOICE:
        return set_choice(option, value, err);
    case ASSAY_OPTION_LIST: {
        assay_option_list *list = option->value;
        list->items[list->count++] = text;
        break;
    }
    }
    return good
               ? ASSAY_OK
               : assay_fail(err, ASSAY_E_USAGE, "--%s takes %s, not \"%s\"", option->name,
                            option->kind == ASSAY_OPTION_BYTES ? "a size such as 512M" : "a number",
                            text);
}

static bool has_no_value(const assay_option *option) {
    return option->kind == ASSAY_OPTION_FLAG || option->kind == ASSAY_OPTION_SWITCH;
}

static void turn(const assay_option *option, bool on) {
    if (option->kind == ASSAY_OPTION_FLAG)
        *(bool *)option->value = on;
    else
        *(int *)option->value = on ? 1 : -1;
}

static assay_status take_value(parsing *p, const assay_option *option, const char *attached) {
    if (attached == NULL && p->at == p->count)
        return assay_fail(p->err, ASSAY_E_USAGE, "--%s needs a value: %s", option->name,
                          option->argument);
    return set_value(option, attached != NULL ? attached : p->words[p->at++], p->err);
}

static assay_status parse_long(parsing *p, bool *help, const char *word) {
    const char *equals = strchr(word, '=');
    assay_span name =
        equals != NULL ? assay_span_make(word, (size_t)(equals - word)) : assay_span_of(word);
    if (assay_span_equal(name, ASSAY_SPAN("help"))) {
        *help = true;
        return ASSAY_OK;
    }
    const assay_option *option = NULL;
    assay_error *err = p->err;
    bool negated = false;
    p->err = NULL;
    assay_status status = find_long(&option, p, name);
    if (status != ASSAY_OK && assay_span_starts(name, ASSAY_SPAN("no-"))) {
        negated =
            find_long(&option, p, assay_span_skip(name, 3)) == ASSAY_OK && has_no_value(option);
        status = negated ? ASSAY_OK : status;
    }
    p->err = err;
    if (status != ASSAY_OK || option == NULL)
        return find_long(&option, p, name);
    if (!has_no_value(option))
        return take_value(p, option, equals != NULL ? equals + 1 : NULL);
    if (equals != NULL)
        return assay_fail(err, ASSAY_E_USAGE, "--%s takes no value", option->name);
    turn(option, !negated);
    return ASSAY_OK;
}

static assay_status parse_letters(parsing *p, bool *help, const char *letters) {
    for (; *letters != 0 && !*help; letters++) {
        const assay_option *option;
        if (*letters == 'h') {
            *help = true;
            return ASSAY_OK;
        }
        size_t place = 0;
        do
            option = assay_options_at(p->command, place++);
        while (option != NULL && option->letter != *letters);
        if (option == NULL)
            return assay_fail(p->err, ASSAY_E_USAGE, "unknown option -%c; see --help", *letters);
        if (!has_no_value(option))
            return take_value(p, option, letters[1] != 0 ? letters + 1 : NULL);
        turn(option, true);
    }
    return ASSAY_OK;
}

static assay_status parse_word(parsing *p, bool *help, bool *ended) {
    const char *word = p->words[p->at++];
    if (*ended || word[0] != '-' || word[1] == 0) {
        p->words[p->arguments++] = word;
        return ASSAY_OK;
    }
    if (word[1] != '-')
        return parse_letters(p, help, word + 1);
    if (word[2] != 0)
        return parse_long(p, help, word + 2);
    *ended = true;
    return ASSAY_OK;
}

assay_status assay_options_parse(size_t *arguments, bool *help, const assay_command *command,
                                 const char **words, size_t count, assay_error *err) {
    parsing p = {command, words, 0, count, 0, err};
    bool ended = false;
    *help = false;
    while (p.at < p.count && !*help)
        ASSAY_TRY(parse_word(&p, help, &ended));
    if (!*help && p.arguments < command->arguments_min)
        return assay_fail(err, ASSAY_E_USAGE, "%s is missing; see --help", command->arguments);
    if (!*help && p.arguments > command->arguments_max)
        return assay_fail(err, ASSAY_E_USAGE, "unexpected \"%s\"; see --help",
                          words[command->arguments_max]);
    *arguments = p.arguments;
    return ASSAY_OK;
}
