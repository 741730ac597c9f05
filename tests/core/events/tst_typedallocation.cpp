// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "allocationcount.h"
#include "typedexamples.h"

#include <ember/events/eventemitter.h>

#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

/// A typed handler costs no allocation: not with a struct, and with a record only when its event is decoded.
class TestTypedAllocation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emittingToTypedHandlersAllocatesNothing_data();
    void emittingToTypedHandlersAllocatesNothing();
    void lookingUpTheNameAllocatesNothing();
};

void TestTypedAllocation::emittingToTypedHandlersAllocatesNothing_data()
{
    QTest::addColumn<bool>("isStruct");
    QTest::newRow("struct") << true;
    QTest::newRow("decoded record") << false;
}

void TestTypedAllocation::emittingToTypedHandlersAllocatesNothing()
{
    QFETCH(const bool, isStruct);
    EventEmitter emitter;
    double sum = 0;
    for (int i = 0; i < 5; ++i) {
        emitter.on(temperatureChanged, [&sum](const TemperatureChanged &change) { sum += change.now; });
    }
    const Event event = isStruct
        ? temperatureChanged.event({.now = 1, .unit = {}})
        : Event(temperatureChanged.name(),
            Record::make({{u"old", 0}, {u"new", 1}, {u"high", false}, {u"unit", u"K"_s}, {u"sensor", 1}}));
    for (int i = 0; i < 1'000; ++i) { // more than a full batch
        emitter.emitEvent(event);
    }
    emitter.flushBatch();
    emitter.emitEvent(event); // starts the timer of the frame
    sum = 0;
    const std::size_t before = allocationCount();
    for (int i = 0; i < 300; ++i) {
        emitter.emitEvent(event);
    }
    QCOMPARE(allocationCount() - before, std::size_t(0));
    QCOMPARE(sum, 1'500.0);
}

void TestTypedAllocation::lookingUpTheNameAllocatesNothing()
{
    const Event event = temperatureChanged.event({});
    QVERIFY(temperatureChanged.names(event));
    const std::size_t before = allocationCount();
    QVERIFY(temperatureChanged.names(event));
    QVERIFY(temperatureChanged.symbol() == event.nameSymbol());
    QCOMPARE(allocationCount() - before, std::size_t(0));
}

QTEST_GUILESS_MAIN(TestTypedAllocation)
#include "tst_typedallocation.moc"
