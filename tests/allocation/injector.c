/* Has one allocation of a program fail: preloaded before the C library, and before AddressSanitizer's.
 *
 * What is asked for is told apart by who asks: the frames of the program itself on the stack, the innermost first, and
 * where in a library the allocator was called, if a library did. Of each such stack the first allocation is one that
 * may fail.
 *
 *   GENKYO_ALLOCATION_PROGRAM=PATH   the program; others that it starts are left alone
 *   GENKYO_ALLOCATION_STACKS=FILE    appends a line for each new stack: its number, where in a library, the test that
 *                                    cmocka called, and the frames, as offsets
 *   GENKYO_ALLOCATION_TEST=NAME      the only test that runs
 *   GENKYO_ALLOCATION_FAIL=NUMBER    the first allocation with that stack fails
 *   GENKYO_ALLOCATION_FAILED=FILE    appends a line when it has
 *
 * A failed assertion of cmocka jumps out of the test and loses what that held. What is lost already before the jump is
 * a leak of the code under test: it is looked for there, and not again at the end.
 *
 * The program must have frame pointers. Any thread. */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unwind.h>

#define PUBLIC __attribute__((visibility("default")))

enum {
    FRAMES = 20,       /* of the program, that make a stack */
    DEPTH = 64,        /* looked at to find them */
    SLOTS = 1 << 16,   /* stacks that are known, in a table that is never more than half full */
    GAVE_UP = 86,      /* exit status */
    PAGE_PART = 0xfff, /* of an address, that stays the same wherever a library is loaded */
};

struct stack {
    uintptr_t frames[FRAMES];
    unsigned count;
    unsigned library;    /* the allocator's caller, when it is not the program: the part of its address that stays */
    uintptr_t outermost; /* frame: the test, when cmocka called it */
    uint64_t number;
};

struct code {
    uintptr_t base, begin, end;
};

static struct {
    bool is_on;
    struct code program, cmocka;
    int stacks_fd, failed_fd;
    uint64_t wanted; /* 0: none */
} injector = {.stacks_fd = -1, .failed_fd = -1};

static atomic_bool has_failed;
static _Atomic uint64_t known[SLOTS];
static atomic_uint known_count;
/* Set while we are at work ourselves, and may allocate. */
static _Thread_local bool is_busy;
static _Thread_local uintptr_t stack_end;

/* --- the stack -------------------------------------------------------------------------------------------------------
 */

static bool is_in(struct code code, uintptr_t address) {
    return address >= code.begin && address < code.end;
}

static void find_stack_end(void) {
    pthread_attr_t attributes;
    void *address;
    size_t size;

    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &address, &size);
        stack_end = (uintptr_t)address + size;
        pthread_attr_destroy(&attributes);
    }
}

/* Through frame pointers, which the program keeps. */
static unsigned walk(const uintptr_t *frame, uintptr_t *ret_addresses) {
    unsigned count = 0;

    if (!stack_end) {
        find_stack_end();
    }
    while (count < DEPTH && (uintptr_t)(frame + 2) <= stack_end && (uintptr_t)frame % sizeof *frame == 0) {
        const uintptr_t *next = (const uintptr_t *)frame[0];
        ret_addresses[count++] = frame[1];
        if (next <= frame) {
            break;
        }
        frame = next;
    }
    return count;
}

struct unwinding {
    uintptr_t *addresses;
    unsigned count;
    uintptr_t caller; /* the first that counts */
};

static _Unwind_Reason_Code unwind_frame(struct _Unwind_Context *context, void *data) {
    struct unwinding *unwinding = data;
    uintptr_t address = _Unwind_GetIP(context);

    if (unwinding->count || address == unwinding->caller) {
        unwinding->addresses[unwinding->count++] = address;
    }
    return unwinding->count < DEPTH ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* Through what libraries say of their frames, which have no pointers. */
static unsigned unwind(uintptr_t caller, uintptr_t *ret_addresses) {
    struct unwinding unwinding = {ret_addresses, 0, caller};

    _Unwind_Backtrace(unwind_frame, &unwinding);
    return unwinding.count;
}

static uint64_t mixed(uint64_t number, uint64_t with) {
    number = (number ^ with) * UINT64_C(0x9e3779b97f4a7c15);
    return number ^ number >> 29;
}

static struct stack stack_of(const uintptr_t *frame) {
    uintptr_t addresses[DEPTH], caller = frame[1];
    bool is_ours = is_in(injector.program, caller);
    unsigned count = is_ours ? walk(frame, addresses) : unwind(caller, addresses);
    struct stack stack = {.library = is_ours ? 0 : caller & PAGE_PART};

    stack.number = stack.library + 1;
    for (unsigned i = 0; i < count && !is_in(injector.cmocka, addresses[i]); i++) {
        uintptr_t offset = addresses[i] - injector.program.base;
        if (is_in(injector.program, addresses[i])) {
            stack.outermost = offset;
            if (stack.count < FRAMES) {
                stack.frames[stack.count++] = offset;
                stack.number = mixed(stack.number, offset);
            }
        }
    }
    stack.number = mixed(stack.number, stack.outermost);
    return stack;
}

/* --- what is known ---------------------------------------------------------------------------------------------------
 */

/* False when it was known, or when too many are. */
static bool become_known(uint64_t number) {
    for (size_t at = number % SLOTS; known_count < SLOTS / 2; at = (at + 1) % SLOTS) {
        uint64_t there = 0;
        if (atomic_compare_exchange_strong(&known[at], &there, number)) {
            known_count++;
            return true;
        }
        if (there == number) {
            return false;
        }
    }
    return false;
}

static void record(const struct stack *stack) {
    char line[FRAMES * 18 + 64];
    int n = snprintf(line, sizeof line, "%016" PRIx64 " %x %" PRIxPTR, stack->number, stack->library, stack->outermost);

    for (unsigned i = 0; i < stack->count; i++) {
        n += snprintf(line + n, sizeof line - (size_t)n, " %" PRIxPTR, stack->frames[i]);
    }
    line[n++] = '\n';
    (void)!write(injector.stacks_fd, line, (size_t)n);
}

static bool fails(const uintptr_t *frame) {
    bool result = false;
    struct stack stack;

    if (!injector.is_on || is_busy || has_failed) {
        return false;
    }
    is_busy = true;
    stack = stack_of(frame);
    if (stack.count && injector.wanted) {
        result = stack.number == injector.wanted && !atomic_exchange(&has_failed, true);
    } else if (stack.count && become_known(stack.number)) {
        record(&stack);
    }
    if (result) {
        (void)!write(injector.failed_fd, "failed\n", 7);
    }
    is_busy = false;
    if (result) {
        errno = ENOMEM;
    }
    return result;
}

/* --- at the start and in between -------------------------------------------------------------------------------------
 */

static int see_code(struct dl_phdr_info *info, size_t size, void *data) {
    bool is_program = !injector.program.end; /* it is the first */
    struct code code = {.base = info->dlpi_addr};

    (void)size, (void)data;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X)) {
            code.begin = code.base + part->p_vaddr;
            code.end = code.begin + part->p_memsz;
        }
    }
    if (is_program) {
        injector.program = code;
    } else if (strstr(info->dlpi_name, "/libcmocka.so")) {
        injector.cmocka = code;
    }
    return 0;
}

static bool is_program(const char *path) {
    char own[4096];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);

    return path && n > 0 && (size_t)n == strlen(path) && memcmp(own, path, (size_t)n) == 0;
}

static int open_named(const char *variable) {
    const char *path = getenv(variable);

    return path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;
}

__attribute__((constructor)) static void begin(void) {
    const char *wanted = getenv("GENKYO_ALLOCATION_FAIL"), *test = getenv("GENKYO_ALLOCATION_TEST");
    void (*set_filter)(const char *) = (void (*)(const char *))dlsym(RTLD_DEFAULT, "cmocka_set_test_filter");

    if (!is_program(getenv("GENKYO_ALLOCATION_PROGRAM"))) {
        return;
    }
    is_busy = true;
    dl_iterate_phdr(see_code, NULL);
    if (test && set_filter) {
        set_filter(test);
    }
    injector.stacks_fd = open_named("GENKYO_ALLOCATION_STACKS");
    injector.failed_fd = open_named("GENKYO_ALLOCATION_FAILED");
    injector.wanted = wanted ? strtoull(wanted, NULL, 16) : 0;
    injector.is_on = injector.stacks_fd >= 0 || injector.failed_fd >= 0;
    unsetenv("LD_PRELOAD");
    is_busy = false;
}

static void check_leaks(void) {
    void (*check)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "__lsan_do_leak_check");

    if (check) {
        check();
    }
}

/* cmocka's, which all its assertions end in. */
PUBLIC void _fail(const char *file, int line);

void _fail(const char *file, int line) {
    void (*next)(const char *, int) = (void (*)(const char *, int))dlsym(RTLD_NEXT, "_fail");

    if (has_failed) {
        check_leaks();
    }
    next(file, line);
    abort();
}

/* What makes data for tests gives up with it; no module does. */
PUBLIC void abort(void);

void abort(void) {
    void (*next)(void) = (void (*)(void))dlsym(RTLD_NEXT, "abort");

    if (has_failed && is_in(injector.program, (uintptr_t)__builtin_return_address(0))) {
        check_leaks();
        _exit(GAVE_UP);
    }
    next();
    _exit(GAVE_UP);
}

/* --- who allocates ---------------------------------------------------------------------------------------------------
 */

/* Looks the next definition of NAME up; defines NAME, which fails or calls it. */
#define INTERPOSE(TYPE, NAME, FAILURE, PARAMETERS, ARGUMENTS)                                                          \
    PUBLIC TYPE NAME PARAMETERS;                                                                                       \
    TYPE NAME PARAMETERS {                                                                                             \
        static TYPE(*next) PARAMETERS;                                                                                 \
                                                                                                                       \
        if (fails(__builtin_frame_address(0))) {                                                                       \
            return FAILURE;                                                                                            \
        }                                                                                                              \
        if (!next) {                                                                                                   \
            next = (TYPE(*) PARAMETERS)dlsym(RTLD_NEXT, #NAME);                                                        \
        }                                                                                                              \
        return next ARGUMENTS;                                                                                         \
    }

INTERPOSE(void *, malloc, NULL, (size_t size), (size))
INTERPOSE(void *, calloc, NULL, (size_t count, size_t size), (count, size))
INTERPOSE(void *, realloc, NULL, (void *p, size_t size), (p, size))
INTERPOSE(void *, reallocarray, NULL, (void *p, size_t count, size_t size), (p, count, size))
INTERPOSE(void *, aligned_alloc, NULL, (size_t alignment, size_t size), (alignment, size))
INTERPOSE(void *, memalign, NULL, (size_t alignment, size_t size), (alignment, size))
INTERPOSE(int, posix_memalign, ENOMEM, (void **p, size_t alignment, size_t size), (p, alignment, size))
INTERPOSE(char *, strdup, NULL, (const char *s), (s))
INTERPOSE(char *, __strdup, NULL, (const char *s), (s))
INTERPOSE(char *, strndup, NULL, (const char *s, size_t size), (s, size))
INTERPOSE(int, vasprintf, -1, (char **p, const char *format, va_list arguments), (p, format, arguments))
/* As the project's files are compiled, this is mmap64. */
INTERPOSE(void *, mmap, MAP_FAILED, (void *p, size_t size, int protection, int flags, int fd, off_t offset),
          (p, size, protection, flags, fd, offset))

PUBLIC int asprintf(char **p, const char *format, ...);

int asprintf(char **p, const char *format, ...) {
    va_list arguments;
    int n = -1;

    if (!fails(__builtin_frame_address(0))) {
        is_busy = true;
        va_start(arguments, format);
        n = vasprintf(p, format, arguments);
        va_end(arguments);
        is_busy = false;
    }
    return n;
}

PUBLIC void *mremap(void *p, size_t before, size_t size, int flags, ...);

/* None of ours says where to. */
void *mremap(void *p, size_t before, size_t size, int flags, ...) {
    static void *(*next)(void *, size_t, size_t, int, ...);

    if (fails(__builtin_frame_address(0))) {
        return MAP_FAILED;
    }
    if (!next) {
        next = (void *(*)(void *, size_t, size_t, int, ...))dlsym(RTLD_NEXT, "mremap");
    }
    return next(p, before, size, flags);
}
