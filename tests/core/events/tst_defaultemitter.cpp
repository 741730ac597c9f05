// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <ember/events/defaultemitter.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QThread>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

/// Makes applications of its own, one after the other: the emitter's life lies within them.
class TestDefaultEmitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beforeAnApplicationItRefuses();
    void itIsOneAndLivesOnTheMainThread();
    void anotherThreadMayAskFirst();
    void theEndOfTheApplicationDeliversAndStops();
    void aSecondApplicationGetsItsOwn();
};

namespace {

struct Application
{
    int count = 1;
    char name[5] = "test";
    char *arguments[2] = {name, nullptr};
    QCoreApplication object{count, arguments};
};

} // namespace

void TestDefaultEmitter::beforeAnApplicationItRefuses()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"before there was a QCoreApplication"_s));
    EventEmitter &emitter = defaultEmitter();
    QVERIFY(emitter.isStopped());
    QCOMPARE(&defaultEmitter(), &emitter);
    const QuietLog quiet;
    QVERIFY(!emitter.on(u"x", [](const Event &) {}).isActive());
    QVERIFY(!emitter.post(Event(u"x")));
    const Application application;
    QVERIFY(&defaultEmitter() != &emitter);
    QVERIFY(!defaultEmitter().isStopped());
}

void TestDefaultEmitter::itIsOneAndLivesOnTheMainThread()
{
    const Application application;
    EventEmitter &emitter = defaultEmitter();
    QCOMPARE(&defaultEmitter(), &emitter);
    QCOMPARE(emitter.thread(), application.object.thread());
    int calls = 0;
    emitter.on(u"x", [&calls](const Event &) { ++calls; });
    inOtherThread([] { QVERIFY(defaultEmitter().post(Event(u"x"))); });
    QTRY_COMPARE(calls, 1);
}

void TestDefaultEmitter::anotherThreadMayAskFirst()
{
    const Application application;
    inOtherThread([] { defaultEmitter().post(Event(u"x")); });
    EventEmitter &emitter = defaultEmitter();
    QCOMPARE(emitter.thread(), application.object.thread());
    int calls = 0;
    QVERIFY(emitter.on(u"x", [&calls](const Event &) { ++calls; }).isActive());
    QTRY_COMPARE(calls, 1);
}

void TestDefaultEmitter::theEndOfTheApplicationDeliversAndStops()
{
    Calls calls;
    EventEmitter *emitter = nullptr;
    {
        const Application application;
        emitter = &defaultEmitter();
        emitter->on(u"x", calls.note(u"x"_s));
        emitter->post(Event(u"x"));
        QCOMPARE(calls.list(), QStringList());
    }
    QCOMPARE(calls.list(), QStringList{u"x"_s});
    QVERIFY(emitter->isStopped());
    const QuietLog quiet;
    inOtherThread([emitter] { QVERIFY(!emitter->post(Event(u"x"))); });
    QVERIFY(defaultEmitter().isStopped());
}

void TestDefaultEmitter::aSecondApplicationGetsItsOwn()
{
    EventEmitter *first = nullptr;
    {
        const Application application;
        first = &defaultEmitter();
    }
    const Application application;
    QVERIFY(&defaultEmitter() != first);
    QVERIFY(!defaultEmitter().isStopped());
}

int main(int argc, char **argv)
{
    TestDefaultEmitter test;
    return QTest::qExec(&test, argc, argv); // without an application: each test makes its own
}
#include "tst_defaultemitter.moc"
