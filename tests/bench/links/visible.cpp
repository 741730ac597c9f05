// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/eventlogview.h"
#include "log/logpanel.h"
#include "mosquittobroker.h"
#include "topics.h"
#include "topicstream.h"
#include "window/mainwindow.h"

#include <ember/session/session.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QEvent>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

#include <algorithm>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

constexpr double kProbes = 23; // a second: out of step with the frames
constexpr int kSettling = 1'000; // ms
constexpr auto kProbeTopic = "probe/one";
const QString kProbeRows = u"name == \"message.received\" and source contains \"probe\""_s;

double millisecondsNow()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Looks, after each time the log was painted, which stamped rows stand on the screen for the first time.
class RowWatch : public QObject
{
public:
    explicit RowWatch(ember::EventLogView *view)
        : m_view(view)
    {
        view->viewport()->installEventFilter(this);
    }

    /// Milliseconds from the stamp to the painted row.
    Series ages;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) { // about to be painted: what is posted now comes when it has been
            QMetaObject::invokeMethod(
                this, [this] { look(); }, Qt::QueuedConnection);
        }
        return false;
    }

private:
    void look()
    {
        static const ember::Symbol stampField = ember::Symbol::intern(u"values.stamp");
        const double now = millisecondsNow();
        const ember::LogRow seen = m_next;
        for (int i = 0; i < m_view->visibleRowCount(); ++i) {
            const ember::LogRow row = m_view->visibleRow(i);
            if (row < seen) {
                continue;
            }
            m_next = row + 1;
            const ember::LogEntry entry = m_view->rows().log().entry(row);
            const ember::Value stamp = entry.event.field(stampField);
            if (stamp.isNumber() && entry.event.name() == u"message.received") {
                ages.push_back(now - stamp.toReal());
            }
        }
    }

    ember::EventLogView *m_view;
    ember::LogRow m_next = 0;
};

void spin(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

double quantile(Series series, double part)
{
    std::ranges::sort(series);
    return series.empty() ? 0 : series[std::min(series.size() - 1, std::size_t(part * double(series.size())))];
}

/// The window on a broker where somebody publishes stamps, and somebody else `beside` messages a second.
Series ages(const Scoreboard &board, double beside, int seconds)
{
    MosquittoBroker broker;
    if (!broker.start({u"max_queued_messages 0"_s})) {
        qFatal("mosquitto is needed: install what tests/packages names");
    }
    ember::Session session;
    ember::MainWindow window(session, ember::WindowSettings::Use::Untouched);
    window.resize(1280, 800);
    window.show();
    const auto url = ember::ConnectionUrl::parse(u"mqtt://127.0.0.1:%1?poll=off"_s.arg(broker.port()));
    if (const QString problem = url ? window.openConnection(*url) : url.error(); !problem.isEmpty()) {
        qFatal("%s", qUtf8Printable(problem));
    }
    std::unique_ptr<TopicStream> others;
    if (beside > 0) {
        others = std::make_unique<TopicStream>(TopicStreamOptions{.port = broker.port(),
            .topic = u"hall/climate"_s,
            .payload
            = [](quint64 number) -> QByteArray { return R"({"temperature":)" + QByteArray::number(number % 50) + "}"; },
            .perSecond = beside});
        window.logPanel()->applyFilter(kProbeRows); // else they pass by between two frames
    }
    TopicStream probes({.port = broker.port(),
        .topic = QString::fromLatin1(kProbeTopic),
        .payload
        = [](quint64) -> QByteArray { return R"({"stamp":)" + QByteArray::number(millisecondsNow(), 'f', 3) + "}"; },
        .perSecond = kProbes});
    spin(kSettling);
    RowWatch watch(window.logPanel()->view());
    const quint64 before = probes.sent();
    spin(seconds * 1000);
    board.note(u"%1 messages published, %2 seen in the window"_s.arg(probes.sent() - before).arg(watch.ages.size()));
    if (watch.ages.empty()) {
        qFatal("no message was seen in the window");
    }
    return watch.ages;
}

} // namespace

/// From the moment before a message is written to the broker's socket until the row that shows it is painted: the
/// broker is in it, and the wait for the next of at most 30 frames a second.
void visible(Scoreboard &board, const Extent &extent)
{
    const int seconds = extent.watching();
    const Series calm = ages(board, 0, seconds);
    const Series busy = ages(board, 2'000, seconds);
    const auto tell = [&board](const QString &when, const Series &series, double half, double most) {
        board.add({0, u"published to painted, %1: p50 of %2"_s.arg(when).arg(series.size()), Want::AtMost, half,
                      half / 2, u"ms"_s},
            {quantile(series, 0.5)});
        board.add({0, u"published to painted, %1: p99"_s.arg(when), Want::AtMost, most, most / 2, u"ms"_s},
            {quantile(series, 0.99)});
    };
    tell(u"nothing else going on"_s, calm, 50, 100);
    tell(u"beside 2,000 a second, filtered"_s, busy, 50, 100);
}

} // namespace bench
