// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_links [--json FILE] [TOPIC…]: from a broker to the log and to the window, by the goals of the links. Exit code
// 0: every Must holds; 1: one was missed; 2: wrong usage. With EMBER_BENCH_ROUNDS in the environment it measures so
// many rounds, and too briefly to judge by: it shows the figures and returns 0.
#include "topics.h"

#include <QtCore/QStringList>
#include <QtWidgets/QApplication>

#include <cstdio>
#include <utility>

using namespace Qt::StringLiterals;

namespace {

const std::pair<const char *, void (*)(bench::Scoreboard &, const bench::Extent &)> kTopics[] = {
    {"decoding", bench::decoding},
    {"throughput", bench::throughput},
    {"visible", bench::visible},
};

bench::Extent extentWanted()
{
    bench::Extent extent;
    if (const int rounds = qEnvironmentVariableIntValue("EMBER_BENCH_ROUNDS"); rounds > 0) {
        extent = {.rounds = rounds, .quick = true};
    }
    return extent;
}

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QApplication app(argc, argv);
    QString json;
    QStringList wanted;
    QStringList arguments = QCoreApplication::arguments().mid(1);
    while (!arguments.isEmpty()) {
        const QString argument = arguments.takeFirst();
        if (argument == u"--json" && !arguments.isEmpty()) {
            json = arguments.takeFirst();
        } else if (!argument.startsWith(u'-')) {
            wanted << argument;
        } else {
            std::fprintf(stderr, "usage: bench_links [--json FILE] [TOPIC...]\n");
            return 2;
        }
    }
    const bench::Extent extent = extentWanted();
    bench::Scoreboard board;
    board.printHead();
    for (const auto &[name, run] : kTopics) {
        if (wanted.isEmpty() || wanted.contains(QLatin1String(name))) {
            run(board, extent);
        }
    }
    board.printSummary();
    if (!json.isEmpty() && !board.write(json)) {
        return 2;
    }
    return board.missed() > 0 && !extent.quick ? 1 : 0;
}
