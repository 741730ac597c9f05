// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ember/device/changedetector.h>
#include <ember/device/deviceevents.h>
#include <ember/device/devicestate.h>
#include <ember/device/discoveredmessage.h>
#include <ember/device/formatting.h>

#include <QtCore/QJsonDocument>

using namespace ember;
using namespace ember::test;

namespace {

using Outcome = Decoded::Outcome;

Message on(const QString &topic, const QByteArray &payload, int seconds = 0)
{
    return {.topic = topic, .payload = payload, .time = at(seconds)};
}

Decoder anyDecoder()
{
    return Decoder(ProfileLibrary::builtIn(), u"c1"_s);
}

QByteArray valuesOf(const Event &event)
{
    return QJsonDocument(event.data()[u"values"_s].toObject()).toJson(QJsonDocument::Compact);
}

const ValueState *stateOf(const DeviceState &state, const QString &topic, const QString &name)
{
    const auto at = std::ranges::find_if(
        state.discovered(), [&](const DiscoveredValue &value) { return value.topic == topic && value.name == name; });
    return at == state.discovered().end() ? nullptr : &at->state;
}

/// Decodes, numbers nothing, detects.
struct Bench
{
    Decoder decoder = anyDecoder();
    ChangeDetector detector;

    QList<QJsonObject> changes(const Message &message)
    {
        QList<QJsonObject> list;
        for (const Event &event : detector.detect(decoder.decode(message).event)) {
            list.append(event.name() == u"field.changed" ? event.data() : QJsonObject{{u"name"_s, event.name()}});
        }
        return list;
    }
};

} // namespace

class TestDiscovery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fieldsAreFoundInWhateverComes_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("values");
        const auto row = [](const char *name, const QByteArray &payload, const QByteArray &values) {
            QTest::newRow(name) << payload << values;
        };
        row("an object", R"({"temperature":21.5,"on":true,"name":"hall","fault":null})",
            R"({"fault":null,"name":"hall","on":true,"temperature":21.5})");
        row("objects inside", R"({"ENERGY":{"Power":12,"Phase":{"A":1}}})",
            R"({"ENERGY.Phase.A":1,"ENERGY.Power":12})");
        row("a list inside", R"({"a":[1,"x",{"b":2}]})", R"({"a.0":1,"a.1":"x","a.2.b":2})");
        row("a list", "[3,4]", R"({"0":3,"1":4})");
        row("an empty object", "{}", "{}");
        row("a number", "21.5", R"({"value":21.5})");
        row("a number with blanks", " -7\n", R"({"value":-7})");
        row("true", "true", R"({"value":true})");
        row("null", "null", R"({"value":null})");
        row("a text in quotes", R"("on")", R"({"value":"on"})");
        row("a text", "ON", R"({"value":"ON"})");
        row("a text that begins like JSON", "true story", R"({"value":"true story"})");
        row("broken JSON", "[1,2", "{\"value\":\"[1,2\"}");
        row("no finite number", "nan", R"({"value":"nan"})");
        row("more than a number holds", R"({"a":1e999})", R"({"a":"1e999"})");
        row("nothing", "", "{}");
        row("no UTF-8", "\xff\xfe", "{}");
        row("control characters", QByteArray("a\0b", 3), "{}");
        row("a member twice", R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})");
        row("a point in a name", R"({"a.b":1,"a":{"b":2}})", R"({"a.b":2})");
    }
    void fieldsAreFoundInWhateverComes()
    {
        QFETCH(QByteArray, payload);
        QFETCH(QByteArray, values);
        Decoder decoder = anyDecoder();
        const Decoded decoded = decoder.decode(on(u"home/hall/sensor"_s, payload));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
        QCOMPARE(decoded.event.name(), u"message.received"_s);
        QCOMPARE(decoded.event.source(), u"mqtt/home/hall"_s);
        QCOMPARE(decoded.event.data()[u"topic"_s].toString(), u"home/hall/sensor"_s);
        QCOMPARE(decoded.event.data()[u"size"_s].toInteger(), payload.size());
        QCOMPARE(valuesOf(decoded.event), values);
        QCOMPARE(decoded.event.payload()->raw(), payload);
    }

    void bytesThatAreNoTextKeepTheirHeadAndSize()
    {
        Decoder decoder = anyDecoder();
        const QJsonObject data = decoder.decode(on(u"camera/1/jpg"_s, QByteArray("\xff\xd8\n", 3))).event.data();
        QCOMPARE(data[u"head"_s].toString(), uR"(\xff\xd8\n)"_s);
        QCOMPARE(data[u"size"_s].toInt(), 3);
    }

    void theDeviceIsTheFirstTwoLevelsOfTheTopic_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<QString>("source");
        QTest::newRow("one level") << u"temperature"_s << u"mqtt/temperature"_s;
        QTest::newRow("two") << u"home/temperature"_s << u"mqtt/home/temperature"_s;
        QTest::newRow("many") << u"home/hall/window/left"_s << u"mqtt/home/hall"_s;
        QTest::newRow("begins with a slash") << u"/home/hall"_s << u"mqtt//home"_s;
        QTest::newRow("the broker's own, asked for") << u"$SYS/broker/uptime"_s << u"mqtt/$SYS/broker"_s;
    }
    void theDeviceIsTheFirstTwoLevelsOfTheTopic()
    {
        QFETCH(QString, topic);
        Decoder decoder = anyDecoder();
        QTEST(decoder.decode(on(topic, "1")).event.source(), "source");
    }

    void messagesThatLookTheSameShareTheirFields()
    {
        Decoder decoder = anyDecoder();
        const auto decode
            = [&decoder](const QByteArray &payload) { return decoder.decode(on(u"home/hall"_s, payload)); };
        const auto fieldsOf
            = [](const Decoded &decoded) { return &DiscoveredMessage::from(decoded.event.payload())->fields(); };
        const Decoded first = decode(R"({"a":1,"b":{"c":"x"}})");
        const Decoded same = decode(R"({"a":2,"b":{"c":"y"}})");
        QCOMPARE(fieldsOf(same), fieldsOf(first));
        QVERIFY(same.event.payload()->byteSize() < first.event.payload()->byteSize()); // counted once
        QCOMPARE(valuesOf(same.event), QByteArray(R"({"a":2,"b.c":"y"})"));
        const Decoded other = decode(R"({"a":3,"b":{"d":"x"}})");
        QVERIFY(fieldsOf(other) != fieldsOf(first));
        QCOMPARE(valuesOf(first.event), QByteArray(R"({"a":1,"b.c":"x"})"));
        const Decoded elsewhere = decoder.decode(on(u"home/cellar"_s, R"({"a":1,"b":{"d":"x"}})"));
        QVERIFY(fieldsOf(elsewhere) != fieldsOf(other));
    }

    void whatAMessageSaysDoesNotHangOnThoseBeforeIt_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<QByteArrayList>("payloads");
        QByteArray tooMany = "[1";
        for (int i = 1; i < DiscoveredMessage::kMaxFields + 5; ++i) {
            tooMany += ",1";
        }
        tooMany += ']';
        QByteArray longName = R"({"a":1,"N":2,"b":3})";
        longName.replace("N", QByteArray(300, 'n'));
        QTest::newRow("no profile") << u"home/hall"_s
                                    << QByteArrayList{R"({"a":1,"b":2})", R"({"a":1})", R"({"a":1,"b":2,"c":3})",
                                           R"({"b":1,"a":2})", R"({"a":1,"b":2,"a":3})", R"({"a":{"b":1}})", "[1,2]",
                                           "[1,2,3]", "5", "text", "", "{}", "\xff", R"({"a":"x","b":null})", tooMany,
                                           longName, R"("value")", R"({"value":1})"};
        QTest::newRow("a profile that knows some of them")
            << u"zigbee2mqtt/lamp"_s
            << QByteArrayList{R"({"brightness":10,"linkquality":120})", R"({"brightness":"much","linkquality":120})",
                   R"({"linkquality":120,"brightness":10})", R"({"brightness":null})", R"({"color":{"x":0.1,"y":0.2}})",
                   R"({"state":"ON","brightness":254})", R"({"state":1})", "text"};
    }
    void whatAMessageSaysDoesNotHangOnThoseBeforeIt()
    {
        QFETCH(QString, topic);
        QFETCH(QByteArrayList, payloads);
        Decoder experienced = anyDecoder();
        for (int round = 0; round < 4; ++round) {
            for (qsizetype i = 0; i < payloads.size() * payloads.size(); ++i) {
                // Each behind each, in the end.
                const QByteArray &payload = payloads[(i * (round + 1) + i / payloads.size()) % payloads.size()];
                Decoder fresh = anyDecoder();
                const Decoded expected = fresh.decode(on(topic, payload));
                const Decoded decoded = experienced.decode(on(topic, payload));
                QCOMPARE(decoded.outcome, expected.outcome);
                QCOMPARE(decoded.event.data(), expected.event.data());
                QCOMPARE(decoded.event.source(), expected.event.source());
                const auto *const message = DiscoveredMessage::from(decoded.event.payload());
                const auto *const other = DiscoveredMessage::from(expected.event.payload());
                QVERIFY(message && other);
                QVERIFY(std::ranges::equal(
                    message->fields(), other->fields(), {},
                    [](const auto &f) { return std::pair(f.name, f.profileField); },
                    [](const auto &f) { return std::pair(f.name, f.profileField); }));
            }
        }
    }

    void profilesComeFirstAndTheirsStaysTheirs()
    {
        Decoder decoder = anyDecoder();
        QCOMPARE(decoder.decode(statusMessage(olderStatus())).event.name(), u"device.status_received"_s);
        const Decoded request = decoder.decode(textMessage(R"({"request":{"command":1}})"));
        QCOMPARE(request.outcome, Outcome::Ignored);
        QCOMPARE(decoder.decode(textMessage("rubbish")).outcome, Outcome::Undecodable);
    }

    void withAProfileNamedTheRestStaysIgnored()
    {
        Decoder decoder = heaterDecoder();
        QCOMPARE(decoder.decode(on(u"home/hall"_s, "1")).outcome, Outcome::Ignored);
    }

    void filtersReachTheValues()
    {
        Decoder decoder = anyDecoder();
        const Event event = decoder.decode(on(u"home/hall"_s, R"({"temperature":21.5,"a":{"b":"x"}})")).event;
        for (const char *path : {"values.temperature", "values.a.b", "values.none", "topic"}) {
            std::ignore = Symbol::intern(QString::fromLatin1(path)); // as an expression does
        }
        QCOMPARE(event.field(u"values.temperature").toReal(), 21.5);
        QCOMPARE(event.field(u"values.a.b").toString(), u"x"_s);
        QCOMPARE(event.field(u"topic").toString(), u"home/hall"_s);
        QVERIFY(event.field(u"values.none").isAbsent());
    }

    void hostileMessagesStayWithinBounds()
    {
        Decoder decoder = anyDecoder();
        QByteArray many = "{";
        for (int i = 0; i < DiscoveredMessage::kMaxFields + 7; ++i) {
            many += "\"k" + QByteArray::number(i) + "\":" + QByteArray::number(i) + ',';
        }
        many.back() = '}';
        const Event wide = decoder.decode(on(u"a"_s, many)).event;
        QCOMPARE(wide.data()[u"values"_s].toObject().size(), qsizetype(DiscoveredMessage::kMaxFields));
        QCOMPARE(wide.data()[u"omitted"_s].toInt(), 7);

        const QByteArray deep = QByteArray(100, '[') + "1" + QByteArray(100, ']');
        QCOMPARE(decoder.decode(on(u"a"_s, deep)).event.data()[u"omitted"_s].toInt(), 1);

        const QByteArray name = "{\"" + QByteArray(1000, 'n') + "\":1,\"b\":2}";
        const Event named = decoder.decode(on(u"a"_s, name)).event;
        QCOMPARE(valuesOf(named), QByteArray(R"({"b":2})"));
        QCOMPARE(named.data()[u"omitted"_s].toInt(), 1);

        const Event text = decoder.decode(on(u"a"_s, QByteArray(100'000, 'x'))).event;
        QCOMPARE(text.data()[u"values"_s][u"value"_s].toString().size(), DiscoveredMessage::kLongestText);
        QCOMPARE(text.data()[u"shortened"_s].toInt(), 1);
        QVERIFY(text.byteSize() >= 100'000);
    }

    void devicesBeyondTheBoundShareOne()
    {
        Decoder decoder = anyDecoder();
        for (int i = 0; i < Decoder::kMaxFoundDevices; ++i) {
            QCOMPARE(decoder.decode(on(u"x/%1"_s.arg(i), "1")).event.source(), u"mqtt/x/%1"_s.arg(i));
        }
        QCOMPARE(decoder.decode(on(u"x/more"_s, "1")).event.source(), u"mqtt/(further devices)"_s);
        QCOMPARE(decoder.decode(on(u"x/7/y"_s, "1")).event.source(), u"mqtt/x/7"_s);
    }

    void eachFieldThatBecameAnotherIsTold()
    {
        Bench bench;
        const QString topic = u"home/hall/sensor"_s;
        QCOMPARE(bench.changes(on(topic, R"({"t":21.4,"h":50,"on":true})")).size(), 0); // the baseline
        QCOMPARE(bench.changes(on(topic, R"({"t":21.4,"h":50,"on":true})")).size(), 0);
        const auto changes = bench.changes(on(topic, R"({"t":21.5,"h":50,"on":false})"));
        QCOMPARE(changes.size(), 2);
        QCOMPARE(
            changes[0], (QJsonObject{{u"topic"_s, topic}, {u"field"_s, u"t"_s}, {u"old"_s, 21.4}, {u"new"_s, 21.5}}));
        QCOMPARE(
            changes[1], (QJsonObject{{u"topic"_s, topic}, {u"field"_s, u"on"_s}, {u"old"_s, true}, {u"new"_s, false}}));
    }

    void anAbsentFieldNeitherFiresNorErases()
    {
        Bench bench;
        QVERIFY(bench.changes(on(u"a/b"_s, R"({"t":1,"h":2})")).isEmpty());
        QVERIFY(bench.changes(on(u"a/b"_s, R"({"h":2})")).isEmpty());
        QVERIFY(bench.changes(on(u"a/b"_s, "")).isEmpty());
        QVERIFY(bench.changes(on(u"a/b"_s, R"({"h":2,"t":1})")).isEmpty()); // in another order too
        QCOMPARE(bench.changes(on(u"a/b"_s, R"({"t":null})")).size(), 1); // null is a value here
    }

    void topicsOfOneDeviceAreToldApart()
    {
        Bench bench;
        QVERIFY(bench.changes(on(u"home/hall/temperature"_s, "21")).isEmpty());
        QVERIFY(bench.changes(on(u"home/hall/humidity"_s, "50")).isEmpty());
        const auto changes = bench.changes(on(u"home/hall/temperature"_s, "22"));
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0][u"field"_s].toString(), u"value"_s);
        QCOMPARE(changes[0][u"topic"_s].toString(), u"home/hall/temperature"_s);
        QCOMPARE(changes[0][u"old"_s].toInt(), 21);
    }

    void valuesBeyondTheBoundAreCounted()
    {
        Bench bench;
        QByteArray list = "[1" + QByteArray(",1").repeated(DiscoveredMessage::kMaxFields - 1) + "]";
        const int messages = int(ChangeDetector::kMaxDiscoveredFields) / DiscoveredMessage::kMaxFields;
        for (int i = 0; i < messages; ++i) {
            QVERIFY(bench.changes(on(u"d/%1"_s.arg(i), list)).isEmpty());
        }
        QCOMPARE(bench.detector.valuesNotFollowed(), quint64(0));
        QVERIFY(bench.changes(on(u"d/more"_s, "1")).isEmpty());
        QVERIFY(bench.changes(on(u"d/more"_s, "2")).isEmpty());
        QCOMPARE(bench.detector.valuesNotFollowed(), quint64(2));
        list[1] = '2';
        QCOMPARE(bench.changes(on(u"d/0"_s, list)).size(), 1); // those that are followed still are
    }

    void aForgottenDeviceLeavesItsRoom()
    {
        Decoder decoder = anyDecoder();
        ChangeDetector detector(1);
        const QByteArray list = "[1" + QByteArray(",1").repeated(DiscoveredMessage::kMaxFields - 1) + "]";
        for (int i = 0; i < 2 * int(ChangeDetector::kMaxDiscoveredFields) / DiscoveredMessage::kMaxFields; ++i) {
            QVERIFY(detector.detect(decoder.decode(on(u"d/%1"_s.arg(i), list)).event).empty());
        }
        QCOMPARE(detector.valuesNotFollowed(), quint64(0));
    }

    void theStateHasTheLastOfEachField()
    {
        Decoder decoder = anyDecoder();
        DeviceState state;
        QVERIFY(state.update(decoder.decode(on(u"home/hall/t"_s, "21", 0)).event));
        QVERIFY(state.update(decoder.decode(on(u"home/hall"_s, R"({"a":1,"b":null})", 1)).event));
        const DeviceState before = state;
        QVERIFY(state.update(decoder.decode(on(u"home/hall/t"_s, "22", 2)).event));
        QVERIFY(!state.update(decoder.decode(on(u"home/other"_s, "22", 2)).event));
        QCOMPARE(state.discovered().size(), std::size_t(3));
        const ValueState *const t = stateOf(state, u"home/hall/t"_s, u"value"_s);
        QVERIFY(t);
        QCOMPARE(t->raw.view().toInteger(), 22);
        QCOMPARE(t->previous.view().toInteger(), 21);
        QCOMPARE(t->changedAt, at(2));
        QVERIFY(t->isChangeSeen);
        QVERIFY(!stateOf(state, u"home/hall"_s, u"b"_s)->isKnown);
        QCOMPARE(stateOf(before, u"home/hall/t"_s, u"value"_s)->raw.view().toInteger(), 21);
        // A copy goes on by itself.
        DeviceState copy = before;
        QVERIFY(copy.update(decoder.decode(on(u"home/hall/t"_s, "23", 3)).event));
        QCOMPARE(copy.discovered().size(), std::size_t(3));
        QCOMPARE(stateOf(copy, u"home/hall/t"_s, u"value"_s)->raw.view().toInteger(), 23);
    }

    void theStateIsBounded()
    {
        Decoder decoder = anyDecoder();
        DeviceState state;
        for (int i = 0; i < int(DeviceState::kMaxDiscovered) + 5; ++i) {
            QVERIFY(state.update(decoder.decode(on(u"d/e/%1"_s.arg(i), "1")).event));
        }
        QCOMPARE(state.discovered().size(), DeviceState::kMaxDiscovered);
        QCOMPARE(state.valuesNotKept(), quint64(5));
        DeviceState narrow;
        QVERIFY(narrow.update(decoder.decode(on(u"n/e"_s, R"({"a":1,"b":2,"c":3})")).event, 2));
        QCOMPARE(narrow.discovered().size(), std::size_t(2));
        QCOMPARE(narrow.valuesNotKept(), quint64(1));
    }

    void lineForPeople_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("line");
        QTest::newRow("one value") << u"home/hall/temperature"_s << QByteArray("21.5") << u"temperature 21.5"_s;
        QTest::newRow("the device's own topic") << u"home/hall"_s << QByteArray("on") << u"hall on"_s;
        QTest::newRow("an object") << u"home/hall"_s << QByteArray(R"({"t":21.5,"on":true})") << u"t 21.5, on true"_s;
        QTest::newRow("below the device")
            << u"tele/plug/SENSOR"_s << QByteArray(R"({"E":{"P":5}})") << u"SENSOR: E.P 5"_s;
        QTest::newRow("many") << u"a"_s << QByteArray("[1,2,3,4,5,6]") << u"0 1, 1 2, 2 3, 3 4 and 2 more"_s;
        QTest::newRow("nothing") << u"a/b/c"_s << QByteArray() << u"c: empty"_s;
        QTest::newRow("bytes") << u"a/b/c"_s << QByteArray("\xff") << u"c: 1 bytes that are no text"_s;
        QTest::newRow("a text that disturbs") << u"a/b/c"_s << QByteArray("x\ny") << uR"(c x\ny)"_s;
    }
    void lineForPeople()
    {
        QFETCH(QString, topic);
        QFETCH(QByteArray, payload);
        Decoder decoder = anyDecoder();
        QTEST(summary(decoder.decode(on(topic, payload)).event, *profileNamed(u"mqtt"_s)), "line");
    }

    void aChangeReadsAsOne()
    {
        Decoder decoder = anyDecoder();
        ChangeDetector detector;
        std::ignore = detector.detect(decoder.decode(on(u"home/hall/temperature"_s, "21.4")).event);
        const auto events = detector.detect(decoder.decode(on(u"home/hall/temperature"_s, "21.5")).event);
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(summary(events[0], *profileNamed(u"mqtt"_s)), u"temperature 21.4 → 21.5"_s);
    }
};

QTEST_GUILESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
