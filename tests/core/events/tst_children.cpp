// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

class TestChildren : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void childrenFollowInOrderWhenTheEmissionHasEnded();
    void grandchildrenFollowAllChildren();
    void childrenComeBeforeTheInbox();
    void childrenOfANestedEmissionEndWithIt();
    void childInheritsCorrelationAndNamesItsCause();
    void childInheritsMetadataUnlessItHasSome();
    void outsideOfAHandlerItIsEmittedAtOnce();
    void callersEventStaysAsItWas();
    void chainHasALimit();
    void manyChildrenAreNoRecursion();
};

void TestChildren::childrenFollowInOrderWhenTheEmissionHasEnded()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", [&](const Event &) {
        calls.add(u"a1"_s);
        QVERIFY(emitter.emitNext(Event(u"b")));
        QVERIFY(emitter.emitNext(Event(u"c")));
    });
    emitter.on(u"a", [&](const Event &) {
        calls.add(u"a2"_s);
        emitter.emitNext(Event(u"d"));
    });
    for (const QString &name : {u"b"_s, u"c"_s, u"d"_s}) {
        emitter.on(name, calls.note(name));
    }
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.handled, 2); // its own handlers, not the children's
    QCOMPARE(calls.take(), (QStringList{u"a1"_s, u"a2"_s, u"b"_s, u"c"_s, u"d"_s}));
}

void TestChildren::grandchildrenFollowAllChildren()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"**", [&](const Event &e) {
        calls.add(e.name());
        if (e.generation() < 2) {
            emitter.emitNext(Event(QString(e.name() + u".1"_s)));
            emitter.emitNext(Event(QString(e.name() + u".2"_s)));
        }
    });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"a.1"_s, u"a.2"_s, u"a.1.1"_s, u"a.1.2"_s, u"a.2.1"_s, u"a.2.2"_s}));
}

void TestChildren::childrenComeBeforeTheInbox()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"**", [&](const Event &e) { calls.add(e.name()); });
    emitter.on(u"a", [&](const Event &) {
        emitter.post(Event(u"posted"));
        emitter.emitNext(Event(u"child"));
    });
    emitter.on(u"child", [&](const Event &) { emitter.emitNext(Event(u"grandchild")); });
    emitter.post(Event(u"a"));
    emitter.post(Event(u"second"));
    QTRY_COMPARE(emitter.counts().emitted, quint64(5));
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"child"_s, u"grandchild"_s, u"second"_s, u"posted"_s}));
}

void TestChildren::childrenOfANestedEmissionEndWithIt()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"outer", [&](const Event &) {
        emitter.emitNext(Event(u"outer.child"));
        emitter.emitEvent(Event(u"inner"));
        calls.add(u"nested ended"_s);
    });
    emitter.on(u"inner", [&](const Event &) { emitter.emitNext(Event(u"inner.child")); });
    emitter.on(u"*.child", [&](const Event &e) { calls.add(e.name()); });
    emitter.emitEvent(Event(u"outer"));
    QCOMPARE(calls.take(), (QStringList{u"inner.child"_s, u"nested ended"_s, u"outer.child"_s}));
}

void TestChildren::childInheritsCorrelationAndNamesItsCause()
{
    EventEmitter emitter;
    QList<Event> seen;
    emitter.on(u"**", [&](const Event &e) {
        seen << e;
        if (e.generation() < 2) {
            emitter.emitNext(Event(u"child"));
        }
    });
    emitter.emitEvent(Event(u"before"));
    seen.clear();
    emitter.emitEvent(Event(u"first"));
    QCOMPARE(seen.size(), 3);
    QVERIFY(seen[0].causationId().isEmpty());
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(seen[i].generation(), i);
        QCOMPARE(seen[i].correlationId(), seen[0].id());
        QCOMPARE(seen[i].correlationSequence(), seen[0].sequence());
    }
    QCOMPARE(seen[1].causationId(), seen[0].id());
    QCOMPARE(seen[2].causationId(), seen[1].id());
    QCOMPARE(seen[2].causeSequence(), seen[1].sequence());
}

void TestChildren::childInheritsMetadataUnlessItHasSome()
{
    EventEmitter emitter;
    const Symbol key = Symbol::intern(u"connection");
    const auto metadata = [&](const QString &value) {
        return std::make_shared<const Metadata>(Metadata{{key, value}});
    };
    QStringList seen;
    emitter.on(u"child", [&](const Event &e) { seen << e.metadata(key).toString(); });
    emitter.on(u"a", [&](const Event &) {
        emitter.emitNext(Event(u"child"));
        emitter.emitNext(Event(EventInit{.name = Symbol::intern(u"child"), .metadata = metadata(u"own"_s)}));
    });
    emitter.emitEvent(Event(EventInit{.name = Symbol::intern(u"a"), .metadata = metadata(u"basement"_s)}));
    QCOMPARE(seen, (QStringList{u"basement"_s, u"own"_s}));
}

void TestChildren::outsideOfAHandlerItIsEmittedAtOnce()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.note(u"x"_s));
    QVERIFY(emitter.emitNext(Event(u"a")));
    QCOMPARE(calls.take(), (QStringList{u"x"_s}));
}

void TestChildren::callersEventStaysAsItWas()
{
    EventEmitter emitter;
    const Event mine(u"child");
    emitter.on(u"a", [&](const Event &) {
        emitter.emitNext(mine);
        emitter.emitNext(mine);
    });
    QList<quint64> seen;
    emitter.on(u"child", [&](const Event &e) { seen << e.sequence(); });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(seen, (QList<quint64>{2, 3}));
    QCOMPARE(mine.sequence(), quint64(0));
    QCOMPARE(mine.causeSequence(), quint64(0));
    QCOMPARE(mine.generation(), 0);
}

void TestChildren::chainHasALimit()
{
    EventEmitter emitter;
    int heard = 0;
    int refused = 0;
    emitter.on(u"loop", [&](const Event &e) {
        ++heard;
        refused += !emitter.emitNext(e);
    });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"\"loop\" was not emitted: .* chained 32 deep"_s));
    emitter.emitEvent(Event(u"loop"));
    QCOMPARE(heard, EventEmitter::kMaxDepth);
    QCOMPARE(refused, 1);
    QCOMPARE(emitter.counts().refusedDepth, quint64(1));
}

void TestChildren::manyChildrenAreNoRecursion()
{
    EventEmitter emitter;
    int heard = 0;
    emitter.on(u"a", [&](const Event &) {
        for (int i = 0; i < 20'000; ++i) {
            emitter.emitNext(Event(u"child"));
        }
    });
    emitter.on(u"child", [&](const Event &) { ++heard; });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(heard, 20'000);
    QCOMPARE(emitter.counts().refusedDepth, quint64(0));
}

QTEST_GUILESS_MAIN(TestChildren)
#include "tst_children.moc"
