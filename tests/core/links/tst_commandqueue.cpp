// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandqueue.h"

#include <ember/links/commandevents.h>

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace ember;
using Clock = CommandQueue::Clock;

namespace {

ProfilePtr lampProfile()
{
    static const ProfilePtr profile = [] {
        const auto parsed = parseProfile(R"json({
            "id": "lamp", "version": 1, "name": "Lamp",
            "match": { "topics": ["lamp/#"] },
            "device": { "id": [{ "topicSegment": 1 }], "variables": { "key": { "path": "key" } } },
            "messages": [{ "id": "state", "topics": ["lamp/+/state"], "payload": "json", "paths": ["state"],
                           "event": "device.status_received" }],
            "encodings": { "number": { "type": "integer" } },
            "groups": [{ "id": "light", "label": "Light" }],
            "fields": { "level": { "label": "Level", "encoding": "number", "group": "light" } },
            "commands": {
              "dim": { "label": "Dim", "topic": "lamp/{device}/set",
                "body": { "to": "{param.level}", "id": "{session}", "who": "{clientId}", "key": "{var.key}" },
                "answer": { "marks": [{ "path": "for.id", "equals": "{session}" }, { "path": "lamp", "equals": "{device}" }],
                            "withinSeconds": 20 },
                "parameters": [{ "name": "level", "label": "Level", "kind": "integer" }] },
              "ask": { "label": "Ask", "asksOnly": true, "topic": "lamp/{device}/get", "body": "?" },
              "blink": { "label": "Blink", "topic": "lamp/{device}/set", "body": "BLINK" }
            }
        })json",
            u"lamp.json"_s);
        if (!parsed) {
            qFatal("%s", qPrintable(parsed.error()));
        }
        return *parsed;
    }();
    return profile;
}

/// A queue, the broker that takes what it sends or not, and what it tells.
struct Bench
{
    explicit Bench(CommandQueue::Limits limits = {})
        : queue({.connection = u"lab"_s,
                    .clientId = u"me"_s,
                    .publish =
                        [this](const PreparedRequest &request) {
                            if (accepts) {
                                sent.append(request);
                            }
                            return accepts;
                        },
                    .tell = [this](const Event &event) { events.append(event); },
                    .variables = [this](const OutgoingCommand &) { return variables; }},
            limits)
    {
    }
    void give(const QString &name, int level = 1)
    {
        OutgoingCommand command{.profile = lampProfile(),
            .name = name,
            .device = u"l1"_s,
            .prepared = {},
            .correlationId = u"c%1"_s.arg(++given),
            .user = u"anna"_s};
        if (name == u"dim") {
            command.prepared = {.raw = {{u"level"_s, level}}, .parameters = {{u"level"_s, level}}};
        }
        queue.add(std::move(command), now);
    }
    void answer(const QString &session, const QString &lamp = u"l1"_s)
    {
        const QJsonObject message{{u"for"_s, QJsonObject{{u"id"_s, session}}}, {u"lamp"_s, lamp}};
        queue.heard({.topic = u"any"_s, .payload = QJsonDocument(message).toJson(), .time = {}});
    }
    [[nodiscard]] QJsonObject body(qsizetype i) const { return QJsonDocument::fromJson(sent[i].body).object(); }
    [[nodiscard]] QString session(qsizetype i) const { return body(i)[u"id"_s].toString(); }
    /// "queued c1", "sent c1" …
    [[nodiscard]] QStringList told() const
    {
        QStringList list;
        for (const Event &event : events) {
            list.append(event.name().section(u'.', 1) + u' ' + event.correlationId());
        }
        return list;
    }
    [[nodiscard]] QString reason() const { return events.last().field(u"reason").toString(); }

    bool accepts = true;
    int given = 0;
    Clock::time_point now = Clock::now();
    QMap<QString, QString> variables{{u"key"_s, u"k7"_s}};
    QList<PreparedRequest> sent;
    QList<Event> events;
    CommandQueue queue;
};

} // namespace

class TestCommandQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCommandIsSentAtOnceAndAnswered()
    {
        Bench bench;
        bench.queue.connected(bench.now);
        bench.give(u"dim"_s, 40);
        QCOMPARE(bench.told(), (QStringList{u"queued c1"_s, u"sent c1"_s}));
        QCOMPARE(bench.sent.first().topic, u"lamp/l1/set"_s);
        QCOMPARE(bench.body(0),
            (QJsonObject{{u"to"_s, 40}, {u"id"_s, bench.session(0)}, {u"who"_s, u"me"_s}, {u"key"_s, u"k7"_s}}));
        QCOMPARE(bench.queue.counts().unanswered, quint64(1));
        bench.answer(bench.session(0));
        QCOMPARE(bench.told().last(), u"acknowledged c1"_s);
        QCOMPARE(bench.queue.counts(), (CommandCounts{.queued = 1, .sent = 1, .acknowledged = 1}));
        bench.answer(bench.session(0)); // once more
        QCOMPARE(bench.told().size(), 3);
        QVERIFY(!bench.queue.nextDue());
    }

    void everyEventSaysWhatWhoAndWhere()
    {
        Bench bench;
        bench.queue.connected(bench.now);
        bench.give(u"dim"_s, 40);
        bench.answer(bench.session(0));
        EventCatalogue catalogue;
        addCommandEvents(catalogue);
        QCOMPARE(bench.events.size(), 3);
        for (const Event &event : bench.events) {
            QCOMPARE(event.source(), u"lamp/l1"_s);
            QCOMPARE(event.correlationId(), u"c1"_s);
            QCOMPARE(event.metadata(Symbol::intern(u"connection")).toString(), u"lab"_s);
            QCOMPARE(event.metadata(Symbol::intern(u"user")).toString(), u"anna"_s);
            QCOMPARE(event.data(),
                (QJsonObject{{u"name"_s, u"dim"_s}, {u"label"_s, u"Dim"_s}, {u"reason"_s, QString()},
                    {u"parameters"_s, QJsonObject{{u"level"_s, 40}}}}));
            QCOMPARE(event.field(u"parameters.level").toInteger(), 40);
            QCOMPARE(catalogue.check(event), QStringList());
            QCOMPARE(dataOf<CommandTold>(event).name, u"dim"_s); // for typed handlers
        }
    }

    void onlyItsOwnAnswerCounts()
    {
        Bench bench;
        bench.queue.connected(bench.now);
        bench.give(u"dim"_s, 1);
        bench.give(u"dim"_s, 2);
        QVERIFY(bench.session(0) != bench.session(1));
        bench.answer(u"0"_s); // a push
        bench.answer(bench.session(1), u"l2"_s); // another lamp
        QCOMPARE(bench.queue.counts().unanswered, quint64(2));
        bench.answer(bench.session(1));
        QCOMPARE(bench.told().last(), u"acknowledged c2"_s);
        QCOMPARE(bench.queue.counts().unanswered, quint64(1));
    }

    void withoutARuleForAnswersSentIsTheEnd()
    {
        Bench bench;
        bench.queue.connected(bench.now);
        bench.give(u"blink"_s);
        QCOMPARE(bench.sent.first().body, QByteArray("BLINK"));
        QCOMPARE(bench.queue.counts(), (CommandCounts{.queued = 1, .sent = 1}));
        QVERIFY(!bench.queue.nextDue());
    }

    void noAnswerInTimeIsToldAsNotKnown()
    {
        Bench bench;
        bench.queue.connected(bench.now);
        bench.give(u"dim"_s);
        QCOMPARE(*bench.queue.nextDue(), bench.now + 20s);
        bench.queue.runDue(bench.now + 19s);
        QCOMPARE(bench.told().last(), u"sent c1"_s);
        bench.queue.runDue(bench.now + 20s);
        QCOMPARE(bench.told().last(), u"expired c1"_s);
        QVERIFY2(bench.reason().contains(u"no answer came within 20 s"), qPrintable(bench.reason()));
        QVERIFY2(bench.reason().contains(u"is not known"), qPrintable(bench.reason()));
        bench.answer(bench.session(0)); // too late
        QCOMPARE(bench.told().last(), u"expired c1"_s);
    }

    void whileItDoesNotStandTheyWaitAndGoOutInOrder()
    {
        Bench bench;
        for (int level = 1; level <= 3; ++level) {
            bench.give(u"dim"_s, level);
        }
        QVERIFY(bench.sent.isEmpty());
        QVERIFY2(bench.reason().contains(u"up to 300 s"), qPrintable(bench.reason()));
        QCOMPARE(bench.queue.counts().waiting, quint64(3));
        bench.queue.connected(bench.now + 10s);
        QCOMPARE(bench.sent.size(), 3);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(bench.body(i)[u"to"_s].toInt(), i + 1);
        }
    }

    void whatWaitedTooLongIsNeverSent()
    {
        Bench bench;
        bench.give(u"dim"_s, 1);
        bench.now += 200s;
        bench.give(u"dim"_s, 2);
        bench.queue.connected(bench.now + 100s); // the first is 300 s old
        QCOMPARE(bench.sent.size(), 1);
        QCOMPARE(bench.body(0)[u"to"_s].toInt(), 2);
        QCOMPARE(bench.told(), (QStringList{u"queued c1"_s, u"queued c2"_s, u"expired c1"_s, u"sent c2"_s}));
        QCOMPARE(bench.queue.counts().expired, quint64(1));
    }

    void itExpiresWhileItWaits()
    {
        Bench bench;
        bench.give(u"dim"_s);
        QCOMPARE(*bench.queue.nextDue(), bench.now + 300s);
        bench.queue.runDue(bench.now + 300s);
        QCOMPARE(bench.told().last(), u"expired c1"_s);
        QVERIFY2(bench.reason().contains(u"could not be sent within 300 s"), qPrintable(bench.reason()));
    }

    void nothingIsSentTwice()
    {
        Bench bench;
        bench.queue.connected(bench.now);
        bench.give(u"dim"_s);
        bench.queue.disconnected();
        QCOMPARE(bench.told().last(), u"expired c1"_s);
        QVERIFY2(bench.reason().contains(u"the connection broke"), qPrintable(bench.reason()));
        bench.queue.connected(bench.now + 1s);
        bench.queue.runDue(bench.now + 1000s);
        QCOMPARE(bench.sent.size(), 1);
        QCOMPARE(bench.told().size(), 3);
    }

    void ofTooManyTheOldestGo()
    {
        Bench bench;
        for (int i = 0; i < 103; ++i) {
            bench.give(u"dim"_s, i);
        }
        QCOMPARE(bench.queue.counts().waiting, quint64(100));
        QCOMPARE(bench.queue.counts().dropped, quint64(3));
        QStringList dropped;
        for (const QString &line : bench.told()) {
            dropped += line.startsWith(u"expired") ? QStringList{line} : QStringList();
        }
        QCOMPARE(dropped, (QStringList{u"expired c1"_s, u"expired c2"_s, u"expired c3"_s}));
        QVERIFY2(bench.reason().contains(u"more than 100"), qPrintable(bench.reason()));
        bench.queue.connected(bench.now);
        QCOMPARE(bench.sent.size(), 100);
        QCOMPARE(bench.body(0)[u"to"_s].toInt(), 3);
    }

    void whatTheTransportDoesNotTakeWaitsAtTheFront()
    {
        Bench bench;
        bench.queue.connected(bench.now);
        bench.accepts = false;
        bench.give(u"dim"_s, 1);
        bench.give(u"dim"_s, 2);
        QCOMPARE(bench.told(), (QStringList{u"queued c1"_s, u"queued c2"_s}));
        bench.accepts = true;
        QCOMPARE(*bench.queue.nextDue(), bench.now + 1s);
        bench.queue.runDue(bench.now + 1s);
        QCOMPARE(bench.body(0)[u"to"_s].toInt(), 1);
        QCOMPARE(bench.body(1)[u"to"_s].toInt(), 2);
    }

    void whatCannotBeFilledInIsRefused()
    {
        Bench bench;
        bench.queue.connected(bench.now);
        bench.variables.clear();
        bench.give(u"dim"_s);
        QCOMPARE(bench.told(), (QStringList{u"queued c1"_s, u"refused c1"_s}));
        QVERIFY2(bench.reason().contains(u"{var.key}"), qPrintable(bench.reason()));
        QVERIFY(bench.sent.isEmpty());
        bench.variables.insert(u"key"_s, u"k"_s);
        bench.give(u"dim"_s); // and nothing stands in the way of the next
        QCOMPARE(bench.sent.size(), 1);
    }

    void whatWaitsCanBeTakenBackButQuestionsStay()
    {
        Bench bench;
        bench.give(u"dim"_s);
        bench.give(u"ask"_s);
        bench.give(u"blink"_s);
        bench.queue.refuseWaiting(u"read-only"_s);
        QCOMPARE(bench.told().mid(3), (QStringList{u"refused c1"_s, u"refused c3"_s}));
        QCOMPARE(bench.reason(), u"read-only"_s);
        QCOMPARE(bench.queue.counts(), (CommandCounts{.queued = 3, .waiting = 1, .refused = 2}));
        bench.queue.connected(bench.now);
        QCOMPARE(bench.sent.size(), 1);
        QCOMPARE(bench.sent.first().topic, u"lamp/l1/get"_s);
    }

    void closingRefusesWhatWaits()
    {
        Bench bench;
        bench.give(u"dim"_s);
        bench.queue.refuseAll(u"closed"_s);
        QCOMPARE(bench.told().last(), u"refused c1"_s);
        QCOMPARE(bench.reason(), u"closed"_s);
        bench.queue.connected(bench.now);
        QVERIFY(bench.sent.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCommandQueue)
#include "tst_commandqueue.moc"
