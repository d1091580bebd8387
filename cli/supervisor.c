/* The process around the process in which the program runs.                Contract: supervisor.h. Map: cli/README.md
 *
 * The inner process tells how far it is in a page that both share, which, unlike a pipe, no program closes by mistake; the
 * outer reads it when the inner has ended. What is missing tells where it ended: a program that ended the process itself
 * never came to `ended`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "supervisor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct told {
    unsigned taken; /* photographs that the program took itself */
    bool replaced, ended, done, reported;
    int status;
} told;

static told *page; /* shared; inside only */

static const int forwarded[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
#define FORWARDED (sizeof forwarded / sizeof forwarded[0])
static volatile sig_atomic_t inner_process; /* outside: whom to forward signals to */

/* ---- Inside --------------------------------------------------------------------------------------------------------- */

void rs__tell(rs_stage stage) {
    if (page == NULL) return;
    page->taken += stage == RS_STAGE_TAKEN;
    page->replaced |= stage == RS_STAGE_REPLACED;
    page->ended |= stage == RS_STAGE_ENDED;
    page->done |= stage == RS_STAGE_DONE;
}

void rs__tell_status(int status) {
    if (page == NULL) return;
    page->status = status;
    page->reported = true;
}

/* ---- Signals -------------------------------------------------------------------------------------------------------- */

/* A signal of the terminal has reached the inner process as well; one sent to this process alone has not. */
static void forward(int number, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    if (info->si_code != SI_KERNEL && inner_process > 0) kill((pid_t)inner_process, number);
    errno = saved;
}

static void block_signals(sigset_t *before) {
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < FORWARDED; i++) sigaddset(&set, forwarded[i]);
    sigprocmask(SIG_BLOCK, &set, before);
}

/* What is ignored stays ignored, as under nohup. */
static void forward_signals(struct sigaction *before) {
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_RESTART};
    action.sa_sigaction = forward;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < FORWARDED; i++) {
        sigaction(forwarded[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) sigaction(forwarded[i], &action, NULL);
    }
}

static void restore_signals(const struct sigaction *before) {
    for (size_t i = 0; i < FORWARDED; i++) sigaction(forwarded[i], &before[i], NULL);
}

/* ---- Waiting -------------------------------------------------------------------------------------------------------- */

/* The inner process was stopped: by Ctrl-Z, which stops this one too, or alone, and then this one follows so that the
 * shell notices. The pause lets a stop of the whole group arrive here, after which the inner one runs again. */
static void follow_stop(pid_t inner) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    nanosleep(&(struct timespec){0, 20 * 1000 * 1000}, NULL);
    if (waitid(P_PID, (id_t)inner, &info, WSTOPPED | WNOHANG) != 0 || info.si_pid == 0) return;
    raise(SIGSTOP);
    kill(inner, SIGCONT);
}

static int wait_for(pid_t inner) {
    for (;;) {
        siginfo_t info;
        memset(&info, 0, sizeof info);
        if (waitid(P_PID, (id_t)inner, &info, WEXITED | WSTOPPED | WNOWAIT) != 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        if (info.si_code == CLD_STOPPED || info.si_code == CLD_TRAPPED) {
            follow_stop(inner);
            continue;
        }
        int status = -1;
        while (waitpid(inner, &status, 0) < 0 && errno == EINTR) {
        }
        return status;
    }
}

/* ---- What became of it ---------------------------------------------------------------------------------------------- */

static rs_status program_ended_process(const told *t, int status, const char *target, rs_error *err) {
    char lost[96] = "";
    if (t->taken > 0)
        snprintf(lost, sizeof lost, "; the photographs it took (%u) are lost with it", t->taken);
    if (WIFSIGNALED(status)) {
        return rs_fail(err, RS_PROGRAM_FAILED,
                       "%s: the program was killed by signal %d (%s) before it could be photographed%s",
                       target, WTERMSIG(status), strsignal(WTERMSIG(status)), lost);
    }
    if (t->replaced)
        return rs_fail(
            err, RS_PROGRAM_FAILED,
            "%s: the program became another one (os.exec) before it could be photographed%s: run that one "
            "under refscope, or call refscope.capture().save(FILE) before",
            target, lost);
    return rs_fail(err, RS_PROGRAM_FAILED,
                   "%s: the program ended its process itself with os._exit(%d) before it could be "
                   "photographed%s: let it "
                   "return or call sys.exit",
                   target, WEXITSTATUS(status), lost);
}

static bool is_interruption(int number) {
    return number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT ||
           number == SIGPIPE;
}

/* The program was over, refscope was at work. */
static rs_status report_ended_process(const told *t, int status, const char *target, rs_error *err) {
    const char *doing = t->done ? "the report was made" : "it was photographed";
    if (!WIFSIGNALED(status)) {
        return rs_fail(err, RS_INTERNAL, "%s: the process ended with status %d while %s; a bug in refscope",
                       target, WEXITSTATUS(status), doing);
    }
    int number = WTERMSIG(status);
    if (is_interruption(number)) {
        signal(number, SIG_DFL);
        raise(number);
    }
    return rs_fail(err, RS_INTERNAL, "%s: killed by signal %d (%s) while %s; %s", target, number,
                   strsignal(number), doing,
                   number == SIGKILL ? "perhaps there was no memory left"
                                     : "no memory left, or a bug in refscope");
}

static rs_status judge(rs__side *side, const told *t, int status, const char *target, rs_error *err) {
    if (t->reported && WIFSIGNALED(status)) {
        side->status = 3;
        return rs_fail(err, RS_PROGRAM_FAILED,
                       "%s: the program was killed by signal %d (%s) in its teardown, after it was "
                       "photographed",
                       target, WTERMSIG(status), strsignal(WTERMSIG(status)));
    }
    if (t->reported) {
        side->status = t->status;
        return RS_OK;
    }
    side->status = t->ended ? 2 : 3;
    return t->ended ? report_ended_process(t, status, target, err)
                    : program_ended_process(t, status, target, err);
}

/* ---- Both sides ----------------------------------------------------------------------------------------------------- */

static void become_inner(rs__side *side, told *shared, const sigset_t *mask, pid_t outer) {
    side->inside = true;
    page = shared;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != outer) _exit(2); /* it died before the line above */
    sigprocmask(SIG_SETMASK, mask, NULL);
}

static int watch(pid_t inner, const sigset_t *mask) {
    struct sigaction before[FORWARDED];
    inner_process = (sig_atomic_t)inner;
    forward_signals(before);
    sigprocmask(SIG_SETMASK, mask, NULL);
    int status = wait_for(inner);
    inner_process = 0;
    restore_signals(before);
    return status;
}

rs_status rs__supervise(rs__side *side, const rs_host *host, const char *target, rs_error *err) {
    sigset_t mask;
    pid_t outer = getpid();
    *side = (rs__side){false, 2};
    told *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return rs_fail(err, RS_IO, "%s: cannot be started: %s", target, strerror(errno));
    block_signals(&mask);
    pid_t inner = host->fork();
    int why = errno;
    if (inner == 0) {
        become_inner(side, shared, &mask, outer);
        return RS_OK;
    }
    rs_status st = RS_OK;
    if (inner < 0) {
        sigprocmask(SIG_SETMASK, &mask, NULL);
        st = rs_fail(err, RS_IO, "%s: cannot be started: %s", target, strerror(why));
    } else {
        int status = watch(inner, &mask);
        st = judge(side, shared, status, target, err);
    }
    munmap(shared, sizeof *shared);
    return st;
}
