// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_events [--quick] [--json FILE] [TOPIC…]: ember::events against the libraries that Debian ships, by the goals of
// its speed. Exit code 0: every Must holds; 1: one was missed; 2: wrong usage. The quick form, which EMBER_BENCH_ROUNDS
// in the environment asks for as well, measures too briefly to judge by: it shows the figures and returns 0.
#include "topics.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLoggingCategory>
#include <QtCore/QStringList>

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

/// A thread that does nothing. Without one libstdc++ leaves out the atomic operations of shared_ptr, and every library
/// that counts references looks faster than it is in any program with threads.
class ParkedThread
{
public:
    ~ParkedThread()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_end = true;
        }
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_end = false;
    std::jthread m_thread{[this] {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_end; });
    }};
};

const std::pair<const char *, void (*)(bench::Scoreboard &, const bench::Effort &)> kTopics[] = {
    {"dispatch", bench::dispatch},
    {"names", bench::names},
    {"tracing", bench::tracing},
    {"isolation", bench::isolation},
    {"once", bench::once},
    {"registration", bench::registration},
    {"wildcards", bench::wildcards},
    {"posting", bench::posting},
    {"endtoend", bench::endToEnd},
    {"latency", bench::latency},
    {"flood", bench::flood},
    {"allocations", bench::allocations},
    {"settings", bench::settings},
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QLoggingCategory::setFilterRules(u"ember.events.warning=false"_s); // failures are provoked by the thousand
    bench::Effort effort{.quick = qEnvironmentVariableIsSet("EMBER_BENCH_ROUNDS")};
    QString json;
    QStringList wanted;
    QStringList arguments = QCoreApplication::arguments().mid(1);
    while (!arguments.isEmpty()) {
        const QString argument = arguments.takeFirst();
        if (argument == u"--quick") {
            effort.quick = true;
        } else if (argument == u"--json" && !arguments.isEmpty()) {
            json = arguments.takeFirst();
        } else if (!argument.startsWith(u'-')) {
            wanted << argument;
        } else {
            std::fprintf(stderr, "usage: bench_events [--quick] [--json FILE] [TOPIC...]\n");
            return 2;
        }
    }
    const ParkedThread parked;
    bench::Scoreboard board;
    bench::Scoreboard::printHead();
    for (const auto &[name, run] : kTopics) {
        if (wanted.isEmpty() || wanted.contains(QLatin1String(name))) {
            run(board, effort);
        }
    }
    board.printSummary();
    if (!json.isEmpty() && !board.write(json)) {
        return 2;
    }
    return board.missed() > 0 && !effort.quick ? 1 : 0;
}
