// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "allocationcount.h"
#include "calls.h"

#include <ember/events/eventpattern.h>

#include <QtTest/QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

/// What must not allocate once everything has grown.
class TestAllocation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countingWorks();
    void emittingAnExistingEventAllocatesNothing_data();
    void emittingAnExistingEventAllocatesNothing();
    void makingAnEventAllocatesNothing();
    void aSmallPayloadAllocatesNothing();
    void emittingAChildAllocatesNothing();
    void postingAllocatesLittle();
    void fieldsAndPatternsAllocateNothing();

private:
    quint64 m_heard = 0;
};

void TestAllocation::countingWorks()
{
    const std::size_t before = allocationCount();
    const auto one = std::make_unique<int>(1);
    QCOMPARE(allocationCount() - before, std::size_t(1));
    QVERIFY(one);
}

void TestAllocation::emittingAnExistingEventAllocatesNothing_data()
{
    QTest::addColumn<Tracing::Mode>("mode");
    QTest::newRow("all traced") << Tracing::Mode::All;
    QTest::newRow("sampled") << Tracing::Mode::Sampled;
    QTest::newRow("untraced") << Tracing::Mode::Off;
}

void TestAllocation::emittingAnExistingEventAllocatesNothing()
{
    QFETCH(const Tracing::Mode, mode);
    EventEmitter emitter;
    emitter.setTracing({.mode = mode});
    for (int i = 0; i < 5; ++i) {
        emitter.on(u"device.lost", [this](const Event &) { ++m_heard; }, {.priority = i});
        emitter.on(u"device.*", [this](const Event &) { ++m_heard; },
            {.priority = i, .filter = [](const Event &e) { return !e.isNull(); }});
    }
    const Event event(u"device.lost", Record::make({{u"reason", u"gone"_s}}), u"somewhere");
    for (int i = 0; i < 1'000; ++i) { // more than a full batch
        emitter.emitEvent(event);
    }
    emitter.flushBatch();
    emitter.emitEvent(event); // starts the timer of the frame
    m_heard = 0;
    const std::size_t before = allocationCount();
    for (int i = 0; i < 300; ++i) {
        emitter.emitEvent(event);
    }
    QCOMPARE(allocationCount() - before, std::size_t(0));
    QCOMPARE(m_heard, quint64(3'000));
}

void TestAllocation::makingAnEventAllocatesNothing()
{
    const Symbol name = Symbol::intern(u"a");
    const PayloadPtr payload = Record::make({{u"reason", u"gone"_s}});
    EventEmitter emitter;
    emitter.on(u"a", [this](const Event &) { ++m_heard; });
    std::vector<Event> kept(100);
    const auto round = [&] {
        const std::size_t before = allocationCount();
        for (Event &one : kept) {
            one = Event(EventInit{.name = name, .payload = payload});
        }
        for (Event &one : kept) {
            emitter.emitEvent(one);
            emitter.emitEvent(name, payload);
            emitter.emitEvent(u"a", one);
        }
        return allocationCount() - before;
    };
    for (int i = 0; i < 50; ++i) {
        round();
    }
    emitter.flushBatch();
    round();
#if !defined(__SANITIZE_ADDRESS__) // blocks are not pooled there
    QCOMPARE(round(), std::size_t(0));
#endif
    QVERIFY(m_heard > 0);
}

void TestAllocation::aSmallPayloadAllocatesNothing()
{
    const QByteArray raw("exactly as received");
    std::vector<PayloadPtr> kept(100);
    const auto round = [&] {
        const std::size_t before = allocationCount();
        for (PayloadPtr &one : kept) {
            one = newPayload<Record>(std::vector<Record::Field>(), raw);
        }
        return allocationCount() - before;
    };
    round();
    round();
#if !defined(__SANITIZE_ADDRESS__) // blocks are not pooled there
    QCOMPARE(round(), std::size_t(0));
#endif
    QCOMPARE(kept.back()->raw(), raw);
}

void TestAllocation::emittingAChildAllocatesNothing()
{
    EventEmitter emitter;
    const Symbol child = Symbol::intern(u"child");
    emitter.on(u"a", [&](const Event &) { emitter.emitNext(Event(EventInit{.name = child})); });
    emitter.on(u"child", [this](const Event &) { ++m_heard; });
    const Event event(u"a");
    for (int i = 0; i < 5'000; ++i) {
        emitter.emitEvent(event);
    }
    emitter.flushBatch();
    emitter.emitEvent(event);
    const std::size_t before = allocationCount();
    for (int i = 0; i < 100; ++i) {
        emitter.emitEvent(event);
    }
    QCOMPARE(allocationCount() - before, std::size_t(0));
}

void TestAllocation::postingAllocatesLittle()
{
    EventEmitter emitter({.limit = 100'000});
    emitter.on(u"a", [this](const Event &) { ++m_heard; });
    constexpr int kEvents = 5'000;
    std::vector<Event> events;
    const auto round = [&] {
        events.clear();
        for (int i = 0; i < kEvents; ++i) {
            events.emplace_back(u"a");
        }
        m_heard = 0;
        const std::size_t before = allocationCount();
        for (Event &event : events) {
            emitter.post(event);
            event = {}; // nobody else holds it
        }
        while (m_heard < kEvents) {
            QCoreApplication::processEvents();
        }
        return allocationCount() - before;
    };
    round();
    const std::size_t allocated = round();
    QVERIFY2(allocated < kEvents / 64, qPrintable(QString::number(allocated)));
}

void TestAllocation::fieldsAndPatternsAllocateNothing()
{
    const Symbol path = Symbol::intern(u"reason");
    const Event event(u"device.lost", Record::make({{u"reason", u"a text that is long enough to allocate"_s}}));
    const EventPattern pattern(u"**.device.*.**");
    const QString name = u"a.b.device.c.d.e"_s;
    const QString pathText = u"reason"_s;
    bool good = true;
    const std::size_t before = allocationCount();
    for (int i = 0; i < 100; ++i) {
        good = event.field(path).toText().size() == 38 && good;
        good = event.field(pathText).isText() && good;
        good = pattern.matches(name) && good;
        good = Symbol::find(name).isNull() && Symbol::intern(pathText) == path && good;
    }
    QCOMPARE(allocationCount() - before, std::size_t(0));
    QVERIFY(good);
}

QTEST_GUILESS_MAIN(TestAllocation)
#include "tst_allocation.moc"
