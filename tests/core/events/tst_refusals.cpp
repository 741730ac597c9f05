// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

class Receiver : public QObject
{
public:
    int heard = 0;
    int hear(const Event &) { return ++heard; }
};

void expectWarning(const QString &pattern)
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(pattern));
}

} // namespace

/// What an emitter refuses, and what it says then.
class TestRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }
    void badRegistrationsAreRefusedWithAReason_data();
    void badRegistrationsAreRefusedWithAReason();
    void stoppedEmitterTakesNoListener();
    void otherThreadsAreRefused();
};

void TestRefusals::badRegistrationsAreRefusedWithAReason_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("empty");
    QTest::addColumn<QString>("warning");
    const QString start = u"no listener was registered at tst_refusals\\.cpp:\\d+ for \"%1\": .*%2"_s;
    QTest::newRow("empty pattern") << QString() << false << start.arg(QString(), u"it is empty"_s);
    QTest::newRow("faulty pattern") << u"a..b"_s << false << start.arg(u"a\\.\\.b"_s, u"empty segment"_s);
    QTest::newRow("empty handler") << u"a"_s << true << start.arg(u"a"_s, u"the handler is empty"_s);
}

void TestRefusals::badRegistrationsAreRefusedWithAReason()
{
    QFETCH(const QString, pattern);
    QFETCH(const bool, empty);
    QFETCH(const QString, warning);
    EventEmitter emitter;
    std::vector<Handler> handlers;
    if (empty) {
        handlers = {Handler(), Handler(std::function<void(const Event &)>()),
            Handler(static_cast<void (*)(const Event &)>(nullptr))};
    } else {
        handlers = {Handler([](const Event &) {})};
    }
    for (const Handler &handler : handlers) {
        expectWarning(warning);
        QVERIFY(!emitter.on(pattern, handler).isActive());
        expectWarning(warning);
        QVERIFY(!emitter.once(pattern, handler).isActive());
    }
    if (empty) {
        expectWarning(warning);
        QVERIFY(!emitter.on(pattern, static_cast<Receiver *>(nullptr), &Receiver::hear).isActive());
    }
    QCOMPARE(emitter.listenerCount(), 0);
}

void TestRefusals::stoppedEmitterTakesNoListener()
{
    EventEmitter emitter;
    emitter.shutdown();
    expectWarning(u"no listener was registered at .*: the emitter has stopped"_s);
    QVERIFY(!emitter.on(u"a", [](const Event &) {}).isActive());
}

void TestRefusals::otherThreadsAreRefused()
{
    EventEmitter emitter;
    Calls calls;
    const Listener l = emitter.on(u"a", calls.note(u"kept"_s));
    for (const QString &function :
        {u"on"_s, u"once"_s, u"off"_s, u"off"_s, u"off"_s, u"removeAllListeners"_s, u"signal"_s, u"emitEvent"_s,
            u"emitEvent"_s, u"emitNext"_s, u"shutdown"_s, u"flushBatch"_s, u"resetCounts"_s, u"setTracing"_s}) {
        expectWarning(u"^EventEmitter::%1\\(\\) was called from another thread .*use post\\(\\)\\.$"_s.arg(function));
    }
    bool refused = true;
    inOtherThread([&] {
        refused
            = !emitter.on(u"a", calls.note(u"x"_s)).isActive() && !emitter.once(u"a", calls.note(u"x"_s)).isActive();
        refused = emitter.off(l) + emitter.off(u"a") + emitter.off(this) == 0 && refused;
        refused = emitter.removeAllListeners() == 0 && refused;
        refused = !emitter.signal(u"a") && refused;
        const Emission emission = emitter.emitEvent(Event(u"a"));
        refused = emission.handled == 0 && emission.failed == 1 && emission.errors.size() == 1 && refused;
        Event reused(u"b");
        const Emission renamed = emitter.emitEvent(u"a", reused);
        refused = renamed.handled == 0 && renamed.failed == 1 && reused.name() == u"b" && refused;
        refused = !emitter.emitNext(Event(u"a")) && refused;
        emitter.shutdown();
        emitter.flushBatch();
        emitter.resetCounts();
        emitter.setTracing({});
    });
    QVERIFY(refused);
    QVERIFY(!emitter.isStopped());
    QCOMPARE(emitter.listenerCount(), 1);
    QCOMPARE(emitter.counts().emitted, quint64(0));
    inOtherThread([&] { l.cancel(); }); // this one is allowed
    QVERIFY(!l.isActive());
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 0);
}

QTEST_GUILESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
