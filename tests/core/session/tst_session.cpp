// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/session.h>

#include <QtCore/QJsonArray>
#include <QtTest/QTest>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000; // ms, for slow machines

ConnectionUrl urlOf(const QString &text)
{
    auto url = ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qUtf8Printable(url.error()));
    }
    return url.value();
}

quint64 countOf(const Session &session, QStringView name)
{
    for (const EventCount &count : session.eventCounts()) {
        if (count.name.text() == name) {
            return count.count;
        }
    }
    return 0;
}

void verifyLedger(const QJsonObject &report)
{
    const QJsonObject messages = report.value(u"messages"_s).toObject();
    QCOMPARE(messages.value(u"received"_s).toInteger(),
        messages.value(u"decoded"_s).toInteger() + messages.value(u"ignored"_s).toInteger()
            + messages.value(u"undecodable"_s).toInteger() + messages.value(u"waiting"_s).toInteger()
            + messages.value(u"dropped"_s).toInteger());
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSimulatorBringsEventsStateAndTraces()
    {
        Session session;
        QVERIFY(session.open(urlOf(u"sim:navien-nwp500?seed=3&speed=3000&devices=2"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(countOf(session, u"device.temperature_changed") > 5, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(session.devices().size(), qsizetype(2), kPatience);

        QTRY_VERIFY_WITH_TIMEOUT(session.log()->size() > 10, kPatience);
        const LogSnapshot log = session.log()->snapshot();
        QCOMPARE(log.entry(0).event.name(), u"emberscope.started"_s);
        QCOMPARE(log.entry(1).event.name(), u"connection.established"_s);
        bool found = false;
        for (LogRow row = log.begin(); row < log.end() && !found; ++row) {
            const LogEntry entry = log.entry(row);
            if (entry.event.name() == "device.status_received"_L1) {
                found = true;
                QCOMPARE(session.handlerInfo(entry.runs[0].handler)->name, u"change detector"_s);
                QCOMPARE(session.handlerInfo(entry.runs[1].handler)->name, u"live state"_s);
                QVERIFY(!session.summary(entry.event).isEmpty());
            }
        }
        QVERIFY(found);
    }

    void everyCauseStandsBeforeItsEffects()
    {
        Session session;
        QVERIFY(session.open(urlOf(u"sim:navien-nwp500?seed=3&speed=2000&devices=3"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(session.log()->size() > 1'000, kPatience);
        session.stop(u"enough"_s);
        const LogSnapshot log = session.log()->snapshot();
        quint64 previous = 0;
        int effects = 0;
        for (LogRow row = log.begin(); row < log.end(); ++row) {
            const Event event = log.entry(row).event;
            QVERIFY(event.sequence() > previous);
            previous = event.sequence();
            if (event.causeSequence() > 0) {
                ++effects;
                QVERIFY(event.causeSequence() < event.sequence());
                const Event cause = log.entry(log.rowOfSequence(event.causeSequence())).event;
                QCOMPARE(event.correlationId(), cause.correlationId());
                QCOMPARE(event.source(), cause.source());
            }
        }
        QVERIFY(effects > 0);
    }

    void theReportOfAStoppedSessionAgreesWithTheLog()
    {
        Session session;
        QVERIFY(session.open(urlOf(u"sim:navien-nwp500?seed=5&speed=1000&fault=garbage@60s"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(countOf(session, u"message.undecodable") == 1, kPatience);
        session.stop(u"enough"_s);

        const QJsonObject report = session.report();
        verifyLedger(report);
        const QJsonObject messages = report.value(u"messages"_s).toObject();
        const QJsonObject events = report.value(u"events"_s).toObject();
        QCOMPARE(messages.value(u"undecodable"_s).toInteger(), 1);
        QCOMPARE(messages.value(u"waiting"_s).toInteger(), 0);
        QCOMPARE(messages.value(u"decoded"_s).toInteger(),
            events.value(u"device.status_received"_s).toInteger()
                + events.value(u"device.feature_received"_s).toInteger());
        qint64 total = 0;
        for (const auto count : events) {
            total += count.toInteger();
        }
        QCOMPARE(total, qint64(session.log()->size()));
        QCOMPARE(events.value(u"emberscope.stopped"_s).toInteger(), 1);
        QCOMPARE(events.value(u"connection.closed"_s).toInteger(), 1);
        const QJsonObject detector = report.value(u"handlers"_s).toArray().first().toObject();
        QCOMPARE(detector.value(u"name"_s).toString(), u"change detector"_s);
        QCOMPARE(detector.value(u"calls"_s).toInteger(), messages.value(u"decoded"_s).toInteger());
        QVERIFY(detector.value(u"p99Ns"_s).toInteger() >= detector.value(u"p50Ns"_s).toInteger());
        const LogSnapshot log = session.log()->snapshot();
        QCOMPARE(log.entry(log.end() - 1).event.name(), u"emberscope.stopped"_s);
    }

    void middlewareStandsInTheReportWithoutPatternAndPriority()
    {
        Session session;
        session.onEmitterThread([](EventEmitter &emitter) {
            emitter.on(u"**", [](const Event &) {}, {.priority = 2'000, .name = u"first handler"_s});
            emitter.addMiddleware(
                {.name = u"looks on"_s, .before = [](const Event &) { return Middleware::Verdict::pass(); }});
        });
        QVERIFY(session.open(urlOf(u"sim:navien-nwp500?seed=5&speed=1000"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(countOf(session, u"device.status_received") > 0, kPatience);
        session.stop(u"enough"_s);

        const QJsonArray handlers = session.report().value(u"handlers"_s).toArray();
        const QJsonObject middleware = handlers.first().toObject(); // it runs before the handlers
        QCOMPARE(middleware.value(u"name"_s).toString(), u"looks on"_s);
        QCOMPARE(middleware.value(u"middleware"_s), QJsonValue(true));
        QVERIFY(middleware.value(u"calls"_s).toInteger() > 0);
        QVERIFY(!middleware.contains(u"pattern"_s));
        QVERIFY(!middleware.contains(u"priority"_s));
        const QJsonObject handler = handlers.at(1).toObject();
        QCOMPARE(handler.value(u"name"_s).toString(), u"first handler"_s);
        QCOMPARE(handler.value(u"pattern"_s).toString(), u"**"_s);
        QCOMPARE(handler.value(u"priority"_s).toInteger(), 2'000);
        QVERIFY(!handler.contains(u"middleware"_s));
    }

    void connectionsAreClosedReopenedAndRemoved()
    {
        Session session;
        const auto id = session.open(urlOf(u"sim:"_s));
        QVERIFY(id);
        QTRY_COMPARE_WITH_TIMEOUT(session.connections().first().link.state, LinkState::Connected, kPatience);
        session.close(*id);
        QTRY_COMPARE_WITH_TIMEOUT(session.connections().first().link.state, LinkState::Closed, kPatience);
        session.reconnect(*id);
        QTRY_COMPARE_WITH_TIMEOUT(session.connections().first().link.state, LinkState::Connected, kPatience);
        const quint64 received = session.connections().first().link.messages.received;
        session.remove(*id);
        QVERIFY(session.connections().isEmpty());
        const QJsonObject report = session.report();
        QVERIFY(report.value(u"messages"_s).toObject().value(u"received"_s).toInteger() >= qint64(received));
        QCOMPARE(report.value(u"connections"_s).toArray().size(), 1);
    }

    void twoConnectionsOfOneKindHaveDifferentNames()
    {
        Session session;
        QVERIFY(session.open(urlOf(u"sim:"_s)));
        QVERIFY(session.open(urlOf(u"sim:"_s)));
        QVERIFY(session.connections()[0].name != session.connections()[1].name);
        // The same simulated unit through two connections is two streams with two states.
        QTRY_COMPARE_WITH_TIMEOUT(session.devices().size(), qsizetype(2), kPatience);
    }

    void anUnknownProfileIsRefusedWithTheKnownOnes()
    {
        Session session;
        const auto id = session.open(urlOf(u"mqtt://127.0.0.1?profile=nonsense"_s));
        QVERIFY(!id);
        QVERIFY(id.error().contains(u"nonsense"_s));
        QVERIFY(id.error().contains(u"navien-nwp500"_s));
        QVERIFY(session.connections().isEmpty());
    }

    void stoppingTwiceIsHarmless()
    {
        Session session;
        session.stop(u"once"_s);
        session.stop(u"twice"_s);
        QCOMPARE(countOf(session, u"emberscope.stopped"), quint64(1));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
