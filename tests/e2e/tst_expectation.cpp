// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The end-to-end tests are worth what their rules are worth: these are checked here against events worked out by hand,
// and the generator against the things it promises to bring.
#include "expectation.h"
#include "outputrules.h"
#include "statusgenerator.h"

#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

const QString kTopic = u"cmd/52/navilink-aabbccddeeff/app/res"_s;

QByteArray status(const QJsonObject &keys)
{
    return QJsonDocument(QJsonObject{{u"response"_s, QJsonObject{{u"status"_s, keys}}}}).toJson();
}

QStringList typesOf(const Expectation &expectation)
{
    QStringList types;
    for (const ExpectedEvent &event : expectation.events()) {
        types.append(event.type.section(u'.', 1));
    }
    return types;
}

/// An event as the program would print it.
QJsonObject printed(int sequence, int cause = 0)
{
    const auto id = [](int number) { return u"run-%1"_s.arg(number); };
    QJsonObject event{{u"specversion"_s, u"1.0"_s}, {u"id"_s, id(sequence)}, {u"source"_s, u"s"_s},
        {u"type"_s, u"device.status_received"_s}, {u"time"_s, u"2026-01-05T10:00:00.000001Z"_s},
        {u"datacontenttype"_s, u"application/json"_s}, {u"sequence"_s, u"%1"_s.arg(sequence, 20, 10, QLatin1Char('0'))},
        {u"correlationid"_s, id(cause > 0 ? cause : sequence)}, {u"data"_s, QJsonObject()}};
    if (cause > 0) {
        event.insert(u"causationid"_s, id(cause));
    }
    return event;
}

} // namespace

class TestExpectation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesAreFoundPerKey_data();
    void changesAreFoundPerKey();
    void valuesFollowTheEncodings();
    void aDifferenceIsSeen_data();
    void aDifferenceIsSeen();
    void whatIsNoStatusIsCounted_data();
    void whatIsNoStatusIsCounted();
    void theSequenceBringsEverything();
    void theSameSeedGivesTheSameSequence();
    void brokenOutputIsSeen_data();
    void brokenOutputIsSeen();
};

void TestExpectation::changesAreFoundPerKey_data()
{
    QTest::addColumn<QList<QJsonObject>>("statuses");
    QTest::addColumn<QStringList>("events"); // without the statuses themselves
    using Statuses = QList<QJsonObject>;
    const auto s = [](const QString &key, const QJsonValue &value) { return QJsonObject{{key, value}}; };
    const QString temperature = u"dhwTemperature"_s;
    const QString error = u"errorCode"_s;
    const QString busy = u"operationBusy"_s;
    const QString use = u"currentHeatUse"_s;

    QTest::newRow("the first sight is a baseline") << Statuses{s(error, 799)} << QStringList();
    QTest::newRow("temperature") << Statuses{s(temperature, 117), s(temperature, 118), s(temperature, 118)}
                                 << QStringList{u"temperature_changed"_s};
    QTest::newRow("an absent key erases nothing")
        << Statuses{s(temperature, 117), s(error, 0), s(temperature, 118)} << QStringList{u"temperature_changed"_s};
    QTest::newRow("an invalid value erases nothing")
        << Statuses{s(temperature, 117), s(temperature, u"x"_s), s(temperature, 117)} << QStringList();
    QTest::newRow("fault and its end") << Statuses{s(error, 0), s(error, 799), s(error, 407), s(error, 0)}
                                       << QStringList{u"error_detected"_s, u"error_detected"_s, u"error_cleared"_s};
    QTest::newRow("a fault that was there clears")
        << Statuses{s(error, 799), s(error, 0)} << QStringList{u"error_cleared"_s};
    QTest::newRow("heating by busy") << Statuses{s(busy, 1), s(busy, 2), s(busy, 2), s(busy, 0)}
                                     << QStringList{u"heating_started"_s, u"heating_stopped"_s};
    QTest::newRow("heating by its source where busy is absent") << Statuses{
        s(busy, 1), s(use, 1), s(use, 3), s(use, 0)} << QStringList{u"heating_started"_s, u"heating_stopped"_s};
    QTest::newRow("an invalid busy is not absent")
        << Statuses{s(busy, 1), {{busy, u"?"_s}, {use, 1}}, s(busy, 2)} << QStringList{u"heating_started"_s};
    QTest::newRow("neither key") << Statuses{s(busy, 1), s(error, 0), s(busy, 1)} << QStringList();
    QTest::newRow("the order") << Statuses{{{temperature, 1}, {u"operationMode"_s, 0}, {u"currentInstPower"_s, 1},
                                               {busy, 1}, {error, 0}},
        {{temperature, 2}, {u"operationMode"_s, 32}, {u"currentInstPower"_s, 2}, {busy, 2}, {error, 1}}}
                               << QStringList{u"temperature_changed"_s, u"mode_changed"_s, u"power_changed"_s,
                                      u"heating_started"_s, u"error_detected"_s};
}

void TestExpectation::changesAreFoundPerKey()
{
    QFETCH(const QList<QJsonObject>, statuses);
    QFETCH(const QStringList, events);
    Expectation expectation;
    for (const QJsonObject &keys : statuses) {
        expectation.add(kTopic, status(keys));
    }
    QStringList types = typesOf(expectation);
    types.removeAll(u"status_received"_s);
    QCOMPARE(types, events);
    QCOMPARE(expectation.decoded(), int(statuses.size()));
}

void TestExpectation::valuesFollowTheEncodings()
{
    Expectation expectation;
    expectation.add(kTopic,
        status({{u"dhwTemperature"_s, 117}, {u"tankUpperTemperature"_s, 586}, {u"currentSuperHeat"_s, -114},
            {u"totalEnergyCapacity"_s, 1861}, {u"dhwUse"_s, 0}, {u"compUse"_s, 0}, {u"touOverrideStatus"_s, 1},
            {u"operationMode"_s, u"x"_s}, {u"news"_s, 5}}));
    const ExpectedEvent &event = expectation.events().constFirst();
    QCOMPARE(event.source, u"navien-nwp500/aabbccddeeff"_s);
    QCOMPARE(event.exact[u"values"_s].toObject(),
        (QJsonObject{{u"dhwTemperature"_s, 58.5}, {u"tankUpperTemperature"_s, 58.6}, {u"currentSuperHeat"_s, -11.4},
            {u"totalEnergyCapacity"_s, 7444.0}, {u"dhwUse"_s, false}, {u"compUse"_s, QJsonValue::Null},
            {u"touOverrideStatus"_s, true}, {u"operationMode"_s, QJsonValue::Null}}));
    QCOMPARE(event.keys[u"invalid"_s], QStringList{u"operationMode"_s});
    QCOMPARE(event.keys[u"missing"_s].size(), 102 - 8);
    QCOMPARE(event.exact[u"unknown"_s].toObject(), (QJsonObject{{u"news"_s, 5}}));
}

void TestExpectation::aDifferenceIsSeen_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<bool>("differs");
    QTest::newRow("nothing") << u"new"_s << QJsonValue(59) << false;
    QTest::newRow("another value") << u"new"_s << QJsonValue(59.5) << true;
    QTest::newRow("another type") << u"new"_s << QJsonValue(u"59"_s) << true;
    QTest::newRow("absent") << u"old"_s << QJsonValue(QJsonValue::Undefined) << true;
    QTest::newRow("another field") << u"field"_s << QJsonValue(u"dhwTemperature2"_s) << true;
    QTest::newRow("no unit") << u"unit"_s << QJsonValue(QJsonValue::Null) << true;
}

void TestExpectation::aDifferenceIsSeen()
{
    QFETCH(const QString, path);
    QFETCH(const QJsonValue, value);
    QFETCH(const bool, differs);
    Expectation expectation;
    expectation.add(kTopic, status({{u"dhwTemperature"_s, 117}}));
    expectation.add(kTopic, status({{u"dhwTemperature"_s, 118}}));
    const ExpectedEvent &event = expectation.events().constLast();
    QCOMPARE(event.cause, 1);
    QJsonObject data{{u"field"_s, u"dhwTemperature"_s}, {u"old"_s, 58.5}, {u"new"_s, 59}, {u"unit"_s, u"°C"_s}};
    data.insert(path, value);
    const QJsonObject written{{u"type"_s, event.type}, {u"source"_s, event.source}, {u"data"_s, data}};
    QCOMPARE(!event.difference(QJsonDocument::fromJson(QJsonDocument(written).toJson()).object()).isEmpty(), differs);
}

void TestExpectation::whatIsNoStatusIsCounted_data()
{
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QList<int>>("counts"); // decoded, ignored, undecodable
    const QList<int> decoded{1, 0, 0};
    const QList<int> ignored{0, 1, 0};
    const QList<int> undecodable{0, 0, 1};
    QTest::newRow("a status") << kTopic << status({{u"dhwUse"_s, 1}}) << decoded;
    QTest::newRow("below the top") << kTopic << QByteArray(R"({"st":{"dhwUse":1}})") << decoded;
    QTest::newRow("device info") << kTopic << QByteArray(R"({"response":{"did":{"volumeCode":1}}})") << decoded;
    QTest::newRow("an empty status") << kTopic << status({}) << ignored;
    QTest::newRow("a request") << kTopic << QByteArray(R"({"request":{"command":1}})") << ignored;
    QTest::newRow("no known body") << kTopic << QByteArray(R"({"response":{"usage":[]}})") << ignored;
    QTest::newRow("not subscribed") << u"evt/52/x"_s << QByteArray("{}") << QList<int>{0, 0, 0};
    QTest::newRow("nothing") << kTopic << QByteArray() << undecodable;
    QTest::newRow("not JSON") << kTopic << QByteArray("{\"response\":") << undecodable;
    QTest::newRow("a list") << kTopic << QByteArray("[]") << undecodable;
    QTest::newRow("a number") << kTopic << QByteArray("5") << undecodable;
    QTest::newRow("not UTF-8") << kTopic << QByteArray("{\"a\":\"\xff\"}") << undecodable;
    QTest::newRow("a status of the wrong type")
        << kTopic << QByteArray(R"({"response":{"status":null}})") << undecodable;
}

void TestExpectation::whatIsNoStatusIsCounted()
{
    QFETCH(const QString, topic);
    QFETCH(const QByteArray, payload);
    QFETCH(const QList<int>, counts);
    Expectation expectation;
    expectation.add(topic, payload);
    QCOMPARE((QList<int>{expectation.decoded(), expectation.ignored(), expectation.undecodable()}), counts);
}

void TestExpectation::theSequenceBringsEverything()
{
    Expectation expectation;
    for (const SentMessage &message : StatusGenerator(20260105).sequence(520)) {
        expectation.add(message.topic, message.payload);
    }
    const QMap<QString, int> counts = expectation.countsByType();
    QCOMPARE(counts[u"device.status_received"_s], 520);
    QCOMPARE(expectation.sources().size(), 2);
    for (const QString &type : {u"device.temperature_changed"_s, u"device.mode_changed"_s, u"device.power_changed"_s,
             u"device.heating_started"_s, u"device.heating_stopped"_s, u"device.error_detected"_s,
             u"device.error_cleared"_s, u"device.feature_received"_s, u"message.undecodable"_s}) {
        QVERIFY2(counts[type] >= 5, qUtf8Printable(type));
    }
    QVERIFY(expectation.ignored() >= 20);
    QVERIFY(expectation.identityConflicts() >= 3);
    QMap<QString, int> marks;
    for (const ExpectedEvent &event : expectation.events()) {
        const bool isStatus = event.type == "device.status_received"_L1;
        marks[u"missing"_s] += isStatus && event.keys[u"missing"_s].contains(u"operationBusy"_s) ? 1 : 0;
        marks[u"invalid"_s] += event.keys[u"invalid"_s].isEmpty() ? 0 : 1;
        marks[u"unknown"_s] += event.exact[u"unknown"_s].toObject().isEmpty() ? 0 : 1;
        marks[u"without label"_s] += event.empty.contains(u"newLabel"_s) ? 1 : 0;
        marks[u"unknown fault"_s] += event.exact[u"code"_s] == 555 ? 1 : 0;
        marks[u"not derived"_s] += event.empty.contains(u"derived.heating"_s) ? 1 : 0;
    }
    for (const auto &[mark, count] : marks.asKeyValueRange()) {
        QVERIFY2(count >= 2, qUtf8Printable(mark));
    }
}

void TestExpectation::theSameSeedGivesTheSameSequence()
{
    const auto joined = [](quint32 seed) {
        QByteArray text;
        for (const SentMessage &message : StatusGenerator(seed).sequence(60)) {
            text += message.topic.toUtf8() + ' ' + message.payload + '\n';
        }
        return text;
    };
    QCOMPARE(joined(5), joined(5));
    QVERIFY(joined(5) != joined(6));
}

void TestExpectation::brokenOutputIsSeen_data()
{
    QTest::addColumn<QList<QJsonObject>>("events");
    QTest::addColumn<bool>("isFine");
    using Events = QList<QJsonObject>;
    const auto changed = [](QJsonObject event, const QString &key, const QJsonValue &value) {
        event.insert(key, value);
        return event;
    };
    QTest::newRow("fine") << Events{printed(1), printed(2, 1), printed(3)} << true;
    QTest::newRow("not rising") << Events{printed(2), printed(2)} << false;
    QTest::newRow("a gap") << Events{printed(1), printed(3)} << false;
    QTest::newRow("effect first") << Events{printed(1), printed(2, 3), printed(3)} << false;
    QTest::newRow("its own cause") << Events{printed(1), printed(2, 2)} << false;
    QTest::newRow("correlation lost") << Events{printed(1), changed(printed(2, 1), u"correlationid"_s, u"x"_s)}
                                      << false;
    QTest::newRow("short time") << Events{changed(printed(1), u"time"_s, u"2026-01-05T10:00:00Z"_s)} << false;
    QTest::newRow("no source") << Events{changed(printed(1), u"source"_s, QString())} << false;
    QTest::newRow("upper case") << Events{changed(printed(1), u"type"_s, u"Device.X"_s)} << false;
    QTest::newRow("foreign field") << Events{changed(printed(1), u"color"_s, u"red"_s)} << false;
    QTest::newRow("not JSON") << Events{QJsonObject()} << false;
}

void TestExpectation::brokenOutputIsSeen()
{
    QFETCH(const QList<QJsonObject>, events);
    QFETCH(const bool, isFine);
    QCOMPARE(complaintAboutEvents(events).isEmpty(), isFine);
}

QTEST_GUILESS_MAIN(TestExpectation)
#include "tst_expectation.moc"
