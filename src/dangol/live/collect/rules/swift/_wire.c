/* The usual request taken apart in one go: what `swift/__init__.py` tells, compiled.

   Everything here may say "look yourself": then Python reads the request as if this were not there.
   So nothing is refused here, and what is unusual needs no care. The rules for it:
   - a byte is read only after its place was held against the end;
   - text without a backslash, numbers without an exponent and of at most 18 digits, objects no deeper
     than an event may be: what passes is JSON that everybody can decode;
   - nothing is kept between two calls but the types that `prepare` was given. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdbool.h>
#include <string.h>

typedef const unsigned char Byte;

/* ---- What a body may hold that must not be kept ------------------------------------------------ */

enum { TIME = 1, AT = 2, FOREIGN = 4, UNUSUAL = 8 };
enum { SHORTEST_NUMBER = 13, UUID_LENGTH = 36 };

/* What a byte is, so that one look at a table tells. */
enum { DIGIT = 1, HEX = 2, BETWEEN = 4, HIGH = 8, TELLING = 16, ENDS_TEXT = 32 };
static unsigned char CLASS[256];

static void sort_bytes(void) {
    for (int c = 0; c < 256; c++) {
        int found = 0;
        if (c >= '0' && c <= '9')
            found |= DIGIT | HEX;
        if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            found |= HEX;
        if (c >= 0x80)
            found |= BETWEEN | HIGH;
        if (c != 0 && strchr(" \t\r\n-._/+", c))
            found |= BETWEEN;
        if (c != 0 && strchr("%\\@pPsS", c))
            found |= TELLING;
        if (c < 0x20 || c == '"' || c == '\\')
            found |= ENDS_TEXT;
        CLASS[c] = (unsigned char)found;
    }
}

static bool is_digit(unsigned char c) { return CLASS[c] & DIGIT; }

static bool is_hex(unsigned char c) { return CLASS[c] & HEX; }

/* An escape of a URL. */
static bool is_escape(Byte *at, Byte *end) {
    return *at == '%' && end - at > 2 && is_hex(at[1]) && is_hex(at[2]);
}

/* The same where it hides a digit, a Latin letter, or a blank or dash of typography. */
static bool is_odd_escape(Byte *at, Byte *end) {
    if (*at != '%' || end - at < 3)
        return false;
    unsigned char high = at[1], low = at[2];
    switch (high) {
    case '3': return is_digit(low);
    case '4': case '6': return is_hex(low) && low != '0';
    case '5': case '7': return is_digit(low) || low == 'a' || low == 'A';
    case 'c': case 'C': case 'd': case 'D': case 'f': case 'F': return true;
    case 'e': case 'E': return (low >= '0' && low <= '3') || low == 'f' || low == 'F';
    default: return false;
    }
}

/* An id that SDKs write behind a time: no number goes on in it. */
static bool is_uuid(Byte *at, Byte *begin, Byte *end) {
    if (end - at < UUID_LENGTH || at[8] != '-' || (at > begin && is_hex(at[-1])))
        return false;
    for (int i = 0; i < UUID_LENGTH; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? at[i] != '-' : !is_hex(at[i]))
            return false;
    }
    return at + UUID_LENGTH == end || !(is_hex(at[UUID_LENGTH]) || at[UUID_LENGTH] == '%');
}

static bool begins(Byte *at, Byte *end, const char *word) {
    for (; *word; at++, word++)
        if (at == end || (*at | 0x20) != (unsigned char)*word)
            return false;
    return true;
}

/* What one telling letter tells: UNUSUAL, AT, or nothing. */
static int judge_letter(Byte *at, Byte *end) {
    switch (*at) {
    case '\\': return UNUSUAL;
    case '@': return AT;
    case 'p': case 'P': return begins(at, end, "pass") || begins(at, end, "pwd") ? UNUSUAL : 0;
    case 's': case 'S': return begins(at, end, "secret") ? UNUSUAL : 0;
    case '%': return is_odd_escape(at, end) ? UNUSUAL : 0;
    default: return 0;
    }
}

/* Passes over a run of digits with what may stand between them, and judges it. An id of an SDK in it
   ends it where ids are minded; that is asked for only where the run is long otherwise. */
static Byte *pass_run(Byte *at, Byte *begin, Byte *end, bool mind_ids, int *found) {
    unsigned char first = *at;
    int digits = 0;
    for (; at < end; at++) {
        unsigned char class = CLASS[*at];
        if (mind_ids && (class & HEX) && is_uuid(at, begin, end))
            break;
        if (class & DIGIT)
            digits++;
        else if (class & HIGH)
            *found |= FOREIGN;
        else if (is_odd_escape(at, end))
            *found |= UNUSUAL;
        else if (is_escape(at, end))
            at += 2;
        else if (!(class & BETWEEN))
            break;
    }
    if (digits >= SHORTEST_NUMBER)
        *found |= digits == SHORTEST_NUMBER && first == '1' ? TIME : UNUSUAL;
    return at;
}

static int look(Byte *begin, Byte *end, bool mind_ids) {
    int found = 0;
    Byte *at = begin;
    while (at < end && !(found & UNUSUAL)) {
        unsigned char class = CLASS[*at];
        if (!(class & (DIGIT | HIGH | TELLING)) && !(mind_ids && (class & HEX))) {
            at++;
        } else if (mind_ids && (class & HEX) && is_uuid(at, begin, end)) {
            at += UUID_LENGTH;
        } else if (class & DIGIT) {
            at = pass_run(at, begin, end, mind_ids, &found);
        } else {
            found |= class & HIGH ? FOREIGN : judge_letter(at, end);
            at += is_escape(at, end) ? 3 : 1;
        }
    }
    return found;
}

/* ---- JSON -------------------------------------------------------------------------------------- */

enum { LONGEST_TEXT = 255, MOST_DIGITS = 18 };

typedef struct {
    Byte *at;
    Byte *end;
} Reader;

typedef struct {
    Byte *begin;
    Byte *end; /* begin is NULL where there is nothing */
} Span;

static void skip_blanks(Reader *in) {
    while (in->at < in->end &&
           (*in->at == ' ' || *in->at == '\t' || *in->at == '\n' || *in->at == '\r'))
        in->at++;
}

/* Takes one letter of grammar, with blanks before it. */
static bool take(Reader *in, unsigned char wanted) {
    skip_blanks(in);
    if (in->at == in->end || *in->at != wanted)
        return false;
    in->at++;
    return true;
}

static bool comes(Reader *in, unsigned char wanted) {
    skip_blanks(in);
    return in->at < in->end && *in->at == wanted;
}

/* Reads a text; the span is what stands between its quotes. */
static bool read_text(Reader *in, Span *text) {
    if (!take(in, '"'))
        return false;
    text->begin = in->at;
    while (in->at < in->end && !(CLASS[*in->at] & ENDS_TEXT))
        in->at++;
    text->end = in->at;
    if (in->at == in->end || *in->at != '"')
        return false;
    in->at++;
    return true;
}

static bool read_digits(Reader *in, int most) {
    Byte *begin = in->at;
    while (in->at < in->end && is_digit(*in->at))
        in->at++;
    return in->at > begin && in->at - begin <= most;
}

static bool skip_number(Reader *in) {
    if (*in->at == '-')
        in->at++;
    bool zero = in->at < in->end && *in->at == '0';
    Byte *begin = in->at;
    if (!read_digits(in, MOST_DIGITS) || (zero && in->at - begin > 1))
        return false;
    if (in->at < in->end && *in->at == '.') {
        in->at++;
        if (!read_digits(in, MOST_DIGITS))
            return false;
    }
    return in->at == in->end || (*in->at | 0x20) != 'e';
}

static bool skip_word(Reader *in, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(in->end - in->at) < length || memcmp(in->at, word, length) != 0)
        return false;
    in->at += length;
    return true;
}

/* Passes over a value that may hold containers to some depth. */
static bool skip_value(Reader *in, int depth) {
    Span text;
    skip_blanks(in);
    if (in->at == in->end)
        return false;
    unsigned char c = *in->at;
    if (c == '"')
        return read_text(in, &text);
    if (c != '{' && c != '[') {
        if (c == 't')
            return skip_word(in, "true");
        if (c == 'f')
            return skip_word(in, "false");
        return c == 'n' ? skip_word(in, "null") : skip_number(in);
    }
    if (depth == 0)
        return false;
    unsigned char close = c == '{' ? '}' : ']';
    in->at++;
    if (take(in, close))
        return true;
    do {
        if (c == '{' && !(read_text(in, &text) && take(in, ':')))
            return false;
        if (!skip_value(in, depth - 1))
            return false;
    } while (take(in, ','));
    return take(in, close);
}

typedef struct {
    const char *text;
    size_t length;
} Name;
#define NAME(text) {text, sizeof text - 1}

static bool is_name(Span span, Name name) {
    return (size_t)(span.end - span.begin) == name.length &&
           memcmp(span.begin, name.text, name.length) == 0;
}

/* ---- Events ------------------------------------------------------------------------------------ */

/* In the order of the fields of `Stated`: first any text, then ids, then objects. */
static const Name FIELDS[] = {
    NAME("type"),       NAME("event"),       NAME("name"),       NAME("timestamp"),
    NAME("originalTimestamp"), NAME("sentAt"), NAME("messageId"), NAME("userId"),
    NAME("anonymousId"), NAME("previousId"), NAME("groupId"),    NAME("traits"),
    NAME("properties"), NAME("context"),
};
static const Name BATCH = NAME("batch"), SENT_AT = NAME("sentAt");
enum { FIRST_ID = 6, FIRST_OBJECT = 11, COUNT = 14 };

static PyObject *stated_type, *raw_type, *empty;
static Py_ssize_t largest_event, most_events;
static int deepest;

static int find_field(Span name) {
    for (int i = 0; i < COUNT; i++)
        if (is_name(name, FIELDS[i]))
            return i;
    return -1;
}

/* Reads a member of an event; a text that is odd for its field is left to Python. */
static bool read_field(Reader *in, int field, Span *found) {
    skip_blanks(in);
    if (in->at < in->end && *in->at == 'n') {
        found->begin = NULL;
        return skip_word(in, "null");
    }
    if (field >= FIRST_OBJECT) {
        Byte *begin = in->at;
        if (!comes(in, '{') || !skip_value(in, deepest - 1))
            return false;
        found->begin = begin;
        found->end = in->at;
        Reader inside = {begin + 1, in->at};
        if (comes(&inside, '}'))
            found->begin = NULL;
        return true;
    }
    if (!read_text(in, found) || found->end - found->begin > LONGEST_TEXT)
        return false;
    bool graphic = found->end > found->begin && *found->begin > ' ' && *found->begin < 0x7f;
    return field < FIRST_ID || graphic;
}

static PyObject *make_part(int field, Span span) {
    if (field < FIRST_OBJECT) {
        if (span.begin == NULL)
            return Py_NewRef(Py_None);
        return PyUnicode_DecodeUTF8((const char *)span.begin, span.end - span.begin, "strict");
    }
    if (span.begin == NULL)
        return Py_NewRef(empty);
    PyObject *bytes =
        PyBytes_FromStringAndSize((const char *)span.begin, span.end - span.begin);
    if (bytes == NULL)
        return NULL;
    PyObject *raw = PyObject_CallOneArg(raw_type, bytes);
    Py_DECREF(bytes);
    return raw;
}

static PyObject *make_event(const Span *spans) {
    PyObject *parts[COUNT], *event = NULL;
    int made = 0;
    for (; made < COUNT; made++)
        if ((parts[made] = make_part(made, spans[made])) == NULL)
            break;
    if (made == COUNT)
        event = PyObject_Vectorcall(stated_type, parts, COUNT, NULL);
    while (made > 0)
        Py_DECREF(parts[--made]);
    return event;
}

/* Reads one event; false without an exception where Python shall read it. */
static bool read_event(Reader *in, PyObject *events) {
    Span spans[COUNT], name;
    memset(spans, 0, sizeof spans);
    skip_blanks(in);
    Byte *begin = in->at;
    if (!take(in, '{'))
        return false;
    if (!take(in, '}')) {
        do {
            if (!read_text(in, &name) || !take(in, ':'))
                return false;
            int field = find_field(name);
            if (field < 0 ? !skip_value(in, deepest - 1) : !read_field(in, field, &spans[field]))
                return false;
        } while (take(in, ','));
        if (!take(in, '}'))
            return false;
    }
    if (in->at - begin > largest_event || PyList_GET_SIZE(events) >= most_events)
        return false;
    PyObject *event = make_event(spans);
    if (event == NULL)
        return false;
    int failed = PyList_Append(events, event);
    Py_DECREF(event);
    return !failed;
}

static bool read_events(Reader *in, PyObject *events) {
    if (!take(in, '['))
        return false;
    if (take(in, ']'))
        return true;
    do {
        if (!read_event(in, events))
            return false;
    } while (take(in, ','));
    return take(in, ']');
}

/* Reads the object around a list of events, which is there once. */
static bool read_batch(Reader *in, PyObject *events, Span *sent_at) {
    Span name;
    bool there = false;
    if (!take(in, '{') || comes(in, '}'))
        return false;
    do {
        if (!read_text(in, &name) || !take(in, ':'))
            return false;
        if (is_name(name, BATCH)) {
            if (there || !read_events(in, events))
                return false;
            there = true;
        } else if (is_name(name, SENT_AT)) {
            if (!read_field(in, 0, sent_at))
                return false;
        } else if (!skip_value(in, deepest)) {
            return false;
        }
    } while (take(in, ','));
    return there && take(in, '}');
}

/* ---- What Python calls ------------------------------------------------------------------------- */

static PyObject *prepare(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *stated, *raw, *nothing;
    if (!PyArg_ParseTuple(args, "OOOnni", &stated, &raw, &nothing, &largest_event, &most_events,
                          &deepest))
        return NULL;
    Py_XSETREF(stated_type, Py_NewRef(stated));
    Py_XSETREF(raw_type, Py_NewRef(raw));
    Py_XSETREF(empty, Py_NewRef(nothing));
    Py_RETURN_NONE;
}

static PyObject *take_apart(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t count) {
    if (count != 2 || !PyBytes_Check(args[0]) || stated_type == NULL) {
        PyErr_SetString(PyExc_TypeError, "a body and whether it is a batch, after prepare()");
        return NULL;
    }
    int batch = PyObject_IsTrue(args[1]);
    if (batch < 0)
        return NULL;
    Byte *body = (Byte *)PyBytes_AS_STRING(args[0]);
    Reader in = {body, body + PyBytes_GET_SIZE(args[0])};
    int found = look(in.at, in.end, false);
    if (found & UNUSUAL)
        found = look(in.at, in.end, true);
    if (found & UNUSUAL)
        Py_RETURN_NONE;
    PyObject *events = PyList_New(0);
    if (events == NULL)
        return NULL;
    Span sent_at = {NULL, NULL};
    bool read = batch ? read_batch(&in, events, &sent_at) : read_event(&in, events);
    skip_blanks(&in);
    if (!read || in.at != in.end) {
        Py_DECREF(events);
        if (PyErr_Occurred()) {
            if (!PyErr_ExceptionMatches(PyExc_UnicodeDecodeError))
                return NULL;
            PyErr_Clear();
        }
        Py_RETURN_NONE;
    }
    PyObject *told = make_part(0, sent_at);
    if (told == NULL) {
        Py_DECREF(events);
        return NULL;
    }
    return Py_BuildValue("NNi", events, told, found);
}

static PyMethodDef METHODS[] = {
    {"prepare", prepare, METH_VARARGS, "Tell the types to make and the limits to keep."},
    {"take_apart", (PyCFunction)(void (*)(void))take_apart, METH_FASTCALL,
     "Return the events of a body, its sentAt and what else to look for; None to read it otherwise."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "_wire", "Usual requests taken apart.", -1, METHODS, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__wire(void) {
    sort_bytes();
    PyObject *module = PyModule_Create(&MODULE);
    if (module == NULL)
        return NULL;
    if (PyModule_AddIntConstant(module, "EDITION", 1) < 0 ||
        PyModule_AddIntConstant(module, "TIME", TIME) < 0 ||
        PyModule_AddIntConstant(module, "AT", AT) < 0 ||
        PyModule_AddIntConstant(module, "FOREIGN", FOREIGN) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
