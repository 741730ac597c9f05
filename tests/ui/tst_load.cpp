// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventloopmeter.h"
#include "log/eventlogview.h"
#include "log/logpanel.h"
#include "theme/theme.h"
#include "window/mainwindow.h"

#include <ember/session/session.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>

#include <cstdio>

using namespace ember;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kBudget = 128'000'000;
constexpr auto kMostGap = 50ms; // of p99.9
constexpr double kMostGrowth = 1.10; // of the memory in RAM, once the budget is full

/// The real window on a real session, as app/gui makes it.
struct Window
{
    Window()
        : session({.logBudget = kBudget, .profile = {}})
        , main(session, WindowSettings::Use::Untouched)
    {
        main.resize(1280, 800);
        main.show();
        main.activateWindow();
    }

    void open(const QString &url)
    {
        const auto parsed = ConnectionUrl::parse(url);
        const QString problem = parsed ? main.openConnection(*parsed) : parsed.error();
        if (!problem.isEmpty()) {
            qFatal("%s", qUtf8Printable(problem));
        }
    }
    [[nodiscard]] quint64 statuses() const
    {
        for (const EventCount &count : session.eventCounts()) {
            if (count.name.text() == u"device.status_received") {
                return count.count;
            }
        }
        return 0;
    }
    [[nodiscard]] MessageCounts messages() const { return session.connections().first().link.messages; }
    [[nodiscard]] quint64 droppedEvents() const
    {
        const EmitterCounts counts = session.counts();
        return counts.refused + counts.droppedOldest + counts.refusedNames + counts.refusedDepth;
    }

    Session session;
    MainWindow main;
};

/// A line of figures, printed at once: a run takes minutes.
void say(const QString &line)
{
    std::printf("      %s\n", qUtf8Printable(line));
    std::fflush(stdout);
}

QString megabytes(qint64 bytes)
{
    return QString::number(double(bytes) / 1e6, 'f', 1) + u" MB"_s;
}

/// What happened under load, and what it cost.
struct Figures
{
    double seconds = 0;
    quint64 statuses = 0;
    qint64 residentAtStart = 0;
    qint64 residentAt20 = 0;
    qint64 residentAtEnd = 0;
    std::chrono::nanoseconds processTime{};
};

void sayFigures(const Window &window, const EventLoopMeter &meter, const Figures &figures)
{
    const auto log = window.session.log();
    say(u"delivered      %1 messages in %2 s (%3/s), %4 rows in the log, %5 left it, %6 bytes held"_s
            .arg(figures.statuses)
            .arg(figures.seconds, 0, 'f', 1)
            .arg(double(figures.statuses) / figures.seconds, 0, 'f', 0)
            .arg(log->size() - log->evicted())
            .arg(log->evicted())
            .arg(log->heldBytes()));
    say(u"lost           %1 messages, %2 events"_s.arg(window.messages().dropped).arg(window.droppedEvents()));
    say(u"loop gaps      "_s + meter.gaps().text() + u" of %1"_s.arg(meter.gaps().count()));
    say(u"GUI work       "_s + meter.work().text() + u" of processor time within a gap"_s);
    say(u"processor      GUI thread %1 %, whole process %2 % of one core; load average %3"_s
            .arg(100 * meter.load(), 0, 'f', 1)
            .arg(100 * std::chrono::duration<double>(figures.processTime).count() / figures.seconds, 0, 'f', 1)
            .arg(loadAverage(), 0, 'f', 2));
    say(u"memory in RAM  %1 at the start, %2 at 20 s, %3 at the end; the log says %4 of %5"_s.arg(
        megabytes(figures.residentAtStart), megabytes(figures.residentAt20), megabytes(figures.residentAtEnd),
        megabytes(log->bytes()), megabytes(log->budget())));
}

} // namespace

/// The window under load for a minute and more, by hand (`tests/run --soak`). Prints what it sees; the limits are wall
/// clock, so a busy machine may miss them: the load average stands beside them.
class LoadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void twoThousandMessagesASecondForAMinute()
    {
        constexpr quint64 kSent = 120'000;
        const Figures figures = run(u"sim:?rate=2000"_s, 60s, [](Window &, int) {});
        // The last of the minute's messages may take one more second.
        QVERIFY2(figures.statuses >= kSent * 99 / 100, "less than 99 % arrived in time");
        verifyMemory(figures);
    }

    /// As above while a person works in it: other filters, rows selected, paused and resumed, first row and newest.
    void twoThousandMessagesASecondWhileSomebodyWorks()
    {
        const QStringList filters{u"name == \"device.temperature_changed\""_s, u"values.currentInstPower > 400"_s,
            u"name matches \"^device\" and not handler.failed"_s, QString()};
        run(u"sim:?rate=2000&devices=20"_s, 60s, [&filters](Window &window, int second) {
            LogPanel *log = window.main.logPanel();
            EventLogView *view = log->view();
            if (second % 3 == 0) {
                log->applyFilter(filters[second / 3 % filters.size()]);
            }
            if (second % 10 == 5) {
                log->setPaused(true);
            } else if (second % 10 == 9) {
                log->setPaused(false);
            }
            QTest::keyClick(view, second % 4 == 0 ? Qt::Key_Home : second % 4 == 2 ? Qt::Key_End : Qt::Key_Down);
            if (view->visibleRowCount() > 0) {
                QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->rowRect(0).center());
            }
        });
    }

    /// The panels list every device: none of them may do work that grows faster than their number.
    void aThousandDevices()
    {
        run(u"sim:?rate=2000&devices=1000"_s, 30s, [](Window &, int) {});
    }

    void asFastAsTheSimulatorCan()
    {
        run(u"sim:?rate=10000000&devices=2"_s, 30s, [](Window &, int) {});
    }

private:
    template <typename Person>
    Figures run(const QString &url, std::chrono::seconds length, Person person)
    {
        Figures figures;
        Window window;
        EventLoopMeter meter;
        QTest::qWait(1000); // the window settles
        figures.residentAtStart = residentBytes();
        const auto processTime = EventLoopMeter::processTime();
        window.open(url);
        QElapsedTimer clock;
        clock.start();
        meter.start();
        for (int second = 1; second <= length.count() + 1; ++second) { // one more for what is on its way
            QTest::qWait(int(qMax<qint64>(0, second * 1000 - clock.elapsed())));
            if (second == 20) {
                figures.residentAt20 = residentBytes();
            }
            person(window, second);
        }
        meter.stop();
        figures.seconds = double(clock.elapsed()) / 1000;
        figures.statuses = window.statuses();
        figures.residentAtEnd = residentBytes();
        figures.processTime = EventLoopMeter::processTime() - processTime;
        sayFigures(window, meter, figures);
        verifyEverything(window, meter);
        return figures;
    }

    static void verifyEverything(const Window &window, const EventLoopMeter &meter)
    {
        QCOMPARE(window.messages().dropped, quint64(0));
        QCOMPARE(window.droppedEvents(), quint64(0));
        QVERIFY2(meter.gaps().quantile(0.999) <= kMostGap, "the event loop stood still for too long");
        // What left the log is said, with the number.
        const auto log = window.session.log();
        QVERIFY(log->evicted() > 0);
        QVERIFY(log->bytes() <= log->budget());
        const auto *evicted = window.main.findChild<QLabel *>(u"statusEvicted"_s);
        QVERIFY(evicted && evicted->isVisible());
        QVERIFY2(evicted->text().contains(u"left the log (128 MB budget)"_s), qPrintable(evicted->text()));
    }

    static void verifyMemory(const Figures &figures)
    {
        QVERIFY2(double(figures.residentAtEnd) <= kMostGrowth * double(figures.residentAt20),
            qPrintable(
                u"%1 times what it was at 20 s"_s.arg(double(figures.residentAtEnd) / double(figures.residentAt20))));
    }
};

QTEST_MAIN(LoadTest)
#include "tst_load.moc"
