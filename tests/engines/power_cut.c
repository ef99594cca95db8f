/* Writes down, in order, what a process does to the files of one folder: each write with its bytes,
 * each truncation, each removal, each sync. From that record a test makes the disk of any instant at which the
 * power might have gone, with what was never synced dropped, or kept only here and there.
 *
 * Preloaded; DANGOL_CUT_FOLDER names the folder, DANGOL_CUT_RECORD the record.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct head {
    uint32_t what, name;
    uint64_t place, size;
};

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static int record = -1;

/* Returns a path below the folder, empty for the folder itself, or NULL for any other. */
static const char *below(const char *path) {
    const char *folder = getenv("DANGOL_CUT_FOLDER");
    size_t prefix = folder == NULL ? 0 : strlen(folder);
    if (prefix == 0 || strncmp(path, folder, prefix) != 0) return NULL;
    if (path[prefix] == 0) return path + prefix;
    return path[prefix] == '/' ? path + prefix + 1 : NULL;
}

static void write_down_name(char what, const char *name, uint64_t place, uint64_t size,
                            const void *bytes) {
    if (name == NULL) return;
    struct head head = {(uint32_t)what, (uint32_t)strlen(name), place, size};
    size_t body = bytes == NULL ? 0 : size, whole = sizeof head + head.name + body;
    char *line = malloc(whole);
    memcpy(line, &head, sizeof head);
    memcpy(line + sizeof head, name, head.name);
    if (body) memcpy(line + sizeof head + head.name, bytes, body);
    pthread_mutex_lock(&one_at_a_time);
    if (record < 0)
        record = (int)syscall(SYS_openat, AT_FDCWD, getenv("DANGOL_CUT_RECORD"),
                              O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (syscall(SYS_write, record, line, whole) != (long)whole) abort();
    pthread_mutex_unlock(&one_at_a_time);
    free(line);
}

static void write_down(char what, int fd, uint64_t place, uint64_t size, const void *bytes) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return;
    path[length] = 0;
    write_down_name(what, below(path), place, size, bytes);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t place) {
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, size, place);
    if (done > 0) write_down('W', fd, (uint64_t)place, (uint64_t)done, bytes);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t place) {
    return pwrite64(fd, bytes, size, place);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    off64_t place = lseek64(fd, 0, SEEK_CUR);
    ssize_t done = syscall(SYS_write, fd, bytes, size);
    if (done > 0 && place >= 0) write_down('W', fd, (uint64_t)place, (uint64_t)done, bytes);
    return done;
}

int ftruncate64(int fd, off64_t size) {
    int done = (int)syscall(SYS_ftruncate, fd, size);
    if (done == 0) write_down('T', fd, (uint64_t)size, 0, NULL);
    return done;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int unlink(const char *path) {
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (done == 0) write_down_name('U', below(path), 0, 0, NULL);
    return done;
}

int fdatasync(int fd) {
    write_down('S', fd, 0, 0, NULL);
    return 0;
}

int fsync(int fd) { return fdatasync(fd); }
