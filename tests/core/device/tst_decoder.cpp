// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <algorithm>
#include <random>

using namespace ember;
using namespace ember::test;
using Outcome = Decoded::Outcome;

Q_DECLARE_METATYPE(Outcome)

namespace {

const DecodedMessage &payloadOf(const Decoded &decoded)
{
    return dynamic_cast<const DecodedMessage &>(*decoded.event.payload());
}

QStringView extension(const Event &event, QStringView key)
{
    return event.metadata(Symbol::find(key));
}

} // namespace

class TestDecoder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// A key is first compared with the one that stood there last time.
    void aKeyThatDiffersInOneCharacterIsAnotherOne()
    {
        Decoder decoder = heaterDecoder();
        const QJsonObject status = olderStatus();
        const Message known = statusMessage(status, 5);
        for (const QString &key : status.keys()) {
            for (qsizetype at = 0; at < key.size(); ++at) {
                QCOMPARE(decoder.decode(known).outcome, Decoded::Outcome::Decoded);
                QString other = key;
                other[at] = u'~';
                Message changed = known;
                changed.payload.replace(
                    QByteArray('"' + key.toUtf8() + "\":"), QByteArray('"' + other.toUtf8() + "\":"));
                const Decoded decoded = decoder.decode(changed);
                const DecodedMessage *const message = DecodedMessage::from(decoded.event.payload());
                QVERIFY(message);
                QCOMPARE(message->unknownCount(), 1);
                QCOMPARE(message->presentCount(), int(status.size()) - 1);
            }
        }
    }

    void aStatusBecomesOneEvent()
    {
        Decoder decoder = heaterDecoder();
        const Decoded decoded = decoder.decode(statusMessage(olderStatus(), 5));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
        QVERIFY(decoded.reason.isEmpty());
        QCOMPARE(decoded.event.name(), u"device.status_received"_s);
        QCOMPARE(decoded.event.source(), u"navien-nwp500/a0b1c2d3e4f5"_s);
        QCOMPARE(decoded.event.time(), at(5));
        QCOMPARE(extension(decoded.event, u"profile").toString(), u"navien-nwp500"_s);
        QCOMPARE(extension(decoded.event, u"connection").toString(), u"mqtt://broker"_s);
    }

    /// What a decoder remembers of earlier messages may save a search and never change an answer.
    void whatCameBeforeChangesNoAnswer()
    {
        std::mt19937 random(11);
        Decoder old({lamp()}, u"c"_s);
        const QList<QByteArray> members{"\"level\":586", "\"on\":2", "\"door\":0", "\"mode\":1", "\"modus\":0",
            "\"week\":6", "\"hours\":40", "\"fault\":5", "\"name\":\"hall\"", "\"level\":7", "\"unheardOf\":true",
            "\"on\":\"yes\"", "\"hours\":1.5", "\"mode\":18446744073709551615"};
        for (int round = 0; round < 500; ++round) {
            QList<QByteArray> chosen;
            for (const QByteArray &member : members) {
                if (random() % 4 != 0) {
                    chosen << member;
                }
            }
            if (round % 3 != 0) { // now and then in the usual order
                std::shuffle(chosen.begin(), chosen.end(), random);
            }
            const bool isPart = random() % 4 == 0;
            const Message message
                = textMessage("{\"" + QByteArray(isPart ? "part" : "state") + "\":{" + chosen.join(',') + "}}",
                    u"lamp/l%1/%2"_s.arg(random() % 3).arg(isPart ? u"part"_s : u"state"_s));
            Decoder fresh({lamp()}, u"c"_s);
            const Decoded expected = fresh.decode(message);
            const Decoded decoded = old.decode(message);
            QCOMPARE(decoded.outcome, expected.outcome);
            QCOMPARE(decoded.event.data(), expected.event.data());
            QCOMPARE(decoded.event.source(), expected.event.source());
        }
    }

    void moreTopicsThanAreRememberedAreAllRead()
    {
        Decoder decoder({lamp()}, u"c"_s);
        for (int i = 0; i < 2'500; ++i) {
            const QString id = i % 100 == 0 ? QString(200, u'x') + QString::number(i) : u"l%1"_s.arg(i);
            QCOMPARE(decoder.decode(lampState({{u"level"_s, i}}, 0, id)).outcome, Outcome::Decoded);
            QCOMPARE(decoder.decode(messageOf({{u"a"_s, i}}, 0, u"lamp/%1/other"_s.arg(i))).reason,
                u"no message of the profile comes on this topic"_s);
            QCOMPARE(decoder.decode(messageOf({{u"a"_s, i}}, 0, QString(600, u'y') + QString::number(i))).reason,
                u"no profile reads this topic"_s);
        }
    }

    void bothFirmwareAgesAreReadWhole_data()
    {
        QTest::addColumn<QJsonObject>("status");
        QTest::addColumn<int>("present");
        QTest::addColumn<int>("missing");
        QTest::newRow("2025") << olderStatus() << 87 << 15;
        QTest::newRow("newer") << newerStatus() << 102 << 0;
    }
    void bothFirmwareAgesAreReadWhole()
    {
        QFETCH(QJsonObject, status);
        Decoder decoder = heaterDecoder();
        const Decoded decoded = decoder.decode(statusMessage(status));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
        QTEST(payloadOf(decoded).presentCount(), "present");
        QTEST(payloadOf(decoded).missingCount(), "missing");
        QCOMPARE(payloadOf(decoded).unknownCount(), 0);
        QCOMPARE(payloadOf(decoded).invalidCount(), 0);
    }

    void everyFallbackPathIsABody_data()
    {
        QTest::addColumn<QJsonObject>("message");
        QTest::addColumn<QString>("event");
        const QJsonObject status = olderStatus();
        const QJsonObject feature{{u"volumeCode"_s, 2}, {u"controllerSerialNumber"_s, u"N123"_s}};
        const QString statusEvent = u"device.status_received"_s;
        const QString featureEvent = u"device.feature_received"_s;
        QTest::newRow("response.status") << response(u"status"_s, status) << statusEvent;
        QTest::newRow("response.st") << response(u"st"_s, status) << statusEvent;
        QTest::newRow("status") << QJsonObject{{u"status"_s, status}} << statusEvent;
        QTest::newRow("st") << QJsonObject{{u"st"_s, status}} << statusEvent;
        QTest::newRow("response.feature") << response(u"feature"_s, feature) << featureEvent;
        QTest::newRow("response.did") << response(u"did"_s, feature) << featureEvent;
        QTest::newRow("feature") << QJsonObject{{u"feature"_s, feature}} << featureEvent;
        QTest::newRow("did") << QJsonObject{{u"did"_s, feature}} << featureEvent;
    }
    void everyFallbackPathIsABody()
    {
        QFETCH(QJsonObject, message);
        Decoder decoder = heaterDecoder();
        const Decoded decoded = decoder.decode(messageOf(message));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
        QTEST(decoded.event.name(), "event");
        QCOMPARE(payloadOf(decoded).unknownCount(), 0);
    }

    void whatIsNotABodyIsIgnored_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("reason");
        QTest::newRow("request") << QByteArray(R"({"request":{"command":16777219,"macAddress":"x"}})")
                                 << u"somebody's request"_s;
        QTest::newRow("no body") << QByteArray(R"({"response":{"deviceType":52,"reservation":""}})")
                                 << u"no body that the profile knows"_s;
        QTest::newRow("empty body") << QByteArray(R"({"response":{"status":{}}})") << u"\"status\" is empty"_s;
        QTest::newRow("other device") << QByteArray(R"({"response":{"deviceType":51,"status":{"errorCode":1}}})")
                                      << u"the message is for another kind of device"_s;
    }
    void whatIsNotABodyIsIgnored()
    {
        QFETCH(QByteArray, payload);
        // The mark is not in every edition of the heater's profile, so it is put here.
        QFile file(QStringLiteral(EMBER_SOURCE_DIR "/resources/profiles/navien-nwp500.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
        QJsonObject match = json.value(u"match").toObject();
        match.insert(u"bodies"_s, QJsonArray{QJsonObject{{u"path"_s, u"response.deviceType"_s}, {u"equals"_s, 52}}});
        json.insert(u"match"_s, match);
        const auto profile = parseProfile(QJsonDocument(json).toJson(), u"marked.json"_s);
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error()));
        Decoder decoder({*profile}, u"c"_s);
        const Decoded decoded = decoder.decode(textMessage(payload));
        QCOMPARE(decoded.outcome, Outcome::Ignored);
        QVERIFY(decoded.event.isNull());
        QTEST(decoded.reason, "reason");
    }

    void aTopicOfNoProfileIsIgnored()
    {
        Decoder decoder = heaterDecoder();
        const Decoded decoded = decoder.decode(textMessage("not json", u"cmd/53/x"_s));
        QCOMPARE(decoded.outcome, Outcome::Ignored);
        QCOMPARE(decoded.reason, u"no profile reads this topic"_s);
    }

    void theBodysNameForTheDeviceWinsAndTheConflictIsCounted()
    {
        Decoder decoder = heaterDecoder();
        const Message message = messageOf(response(u"status"_s, olderStatus(), u"ffffffffffff"_s));
        const Decoded decoded = decoder.decode(message);
        QCOMPARE(decoded.event.source(), u"navien-nwp500/ffffffffffff"_s);
        QCOMPARE(decoder.identityConflicts(), quint64(1));
        std::ignore = decoder.decode(statusMessage(olderStatus()));
        QCOMPARE(decoder.identityConflicts(), quint64(1));
    }

    void theTopicAloneNamesTheDevice()
    {
        Decoder decoder = heaterDecoder();
        const Decoded decoded = decoder.decode(messageOf({{u"status"_s, olderStatus()}}));
        QCOMPARE(decoded.event.source(), u"navien-nwp500/a0b1c2d3e4f5"_s);
        QCOMPARE(decoder.identityConflicts(), quint64(0));
    }

    void theBodyAloneNamesTheDevice()
    {
        Decoder decoder = heaterDecoder();
        const Decoded decoded
            = decoder.decode(messageOf(response(u"status"_s, olderStatus()), 0, u"cmd/52/someclient/res/rsv/rd"_s));
        QCOMPARE(decoded.event.source(), u"navien-nwp500/a0b1c2d3e4f5"_s);
    }

    void withoutAnyNameTheMessageIsUndecodable()
    {
        Decoder decoder = heaterDecoder();
        const Decoded decoded
            = decoder.decode(messageOf({{u"status"_s, olderStatus()}}, 0, u"cmd/52/someclient/res"_s));
        QCOMPARE(decoded.outcome, Outcome::Undecodable);
        QCOMPARE(decoded.reason, u"neither topic nor body name the device"_s);
    }

    void aDeviceIsNewOnceAndBringsItsVariables()
    {
        Decoder decoder = heaterDecoder();
        const Decoded first = decoder.decode(messageOf({{u"status"_s, olderStatus()}}));
        QVERIFY(first.isNewDevice);
        QVERIFY(first.device->variables.isEmpty());
        const Decoded second = decoder.decode(statusMessage(olderStatus()));
        QVERIFY(!second.isNewDevice);
        QCOMPARE(second.device->variables.value(u"additional"_s), u"4711"_s);
        const Decoded third = decoder.decode(statusMessage(olderStatus()));
        QCOMPARE(third.device.get(), second.device.get());
        QCOMPARE(third.event.metadata().get(), first.event.metadata().get());
    }

    void oneNumberPerTopicIsAMessage()
    {
        Decoder decoder({profileNamed(u"boiler-topics"_s)}, u"c"_s);
        const Decoded warm = decoder.decode(textMessage(" 61.25\n", u"boiler/cellar/temperature"_s));
        QCOMPARE(warm.outcome, Outcome::Decoded);
        QCOMPARE(warm.event.source(), u"boiler-topics/cellar"_s);
        QCOMPARE(warm.event.field(u"values.temperature").toReal(), 61.25);
        QVERIFY(warm.event.field(u"values.pressure").isAbsent());
        QVERIFY(warm.event.data().value(u"missing").toArray().isEmpty());
        const Decoded lit = decoder.decode(textMessage("on", u"boiler/cellar/burner"_s));
        QCOMPARE(lit.event.field(u"values.burner").toText().toString(), u"on"_s);
        QVERIFY(!lit.isNewDevice);
        QCOMPARE(decoder.decode(textMessage("on", u"boiler/cellar/unheard"_s)).outcome, Outcome::Ignored);
    }

    void numbersAreReadInEveryForm_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<bool>("invalid");
        const auto row = [](const char *payload, const QJsonValue &value, bool invalid = false) {
            QTest::newRow(payload) << QByteArray(payload) << value << invalid;
        };
        row("0", 0);
        row("-12", -12);
        row("+5", 5);
        row("1e3", 1000);
        row("1e-999", 0);
        row("9223372036854775807", QJsonValue(qint64(9223372036854775807)));
        row("18446744073709551616", 18446744073709551616.0);
        row("NaN", QJsonValue(QJsonValue::Null), true);
        row("nan", QJsonValue(QJsonValue::Null), true);
        row("Infinity", QJsonValue(QJsonValue::Null), true);
        row("-inf", QJsonValue(QJsonValue::Null), true);
        row("1e999", QJsonValue(QJsonValue::Null), true);
    }
    void numbersAreReadInEveryForm()
    {
        QFETCH(QByteArray, payload);
        QFETCH(bool, invalid);
        Decoder decoder({profileNamed(u"boiler-topics"_s)}, u"c"_s);
        const Decoded decoded = decoder.decode(textMessage(payload, u"boiler/cellar/temperature"_s));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
        const QJsonObject data = decoded.event.data();
        QTEST(data.value(u"values").toObject().value(u"temperature"), "value");
        QCOMPARE(data.value(u"invalid").toObject().contains(u"temperature"_s), invalid);
        if (invalid) {
            QCOMPARE(data.value(u"raw").toObject().value(u"temperature").toString(), QString::fromLatin1(payload));
        }
    }

    void theFirstProfileThatReadsTheTopicWins()
    {
        QByteArray other = lampProfile();
        other.replace("\"id\": \"lamp\"", "\"id\": \"lamp-two\"");
        const auto second = parseProfile(other, u"two.json"_s);
        QVERIFY(second);
        Decoder decoder({*second, lamp()}, u"c"_s);
        QCOMPARE(decoder.decode(lampState({{u"level"_s, 1}})).event.source(), u"lamp-two/l1"_s);
    }

    void manyDevicesBeyondTheLimitStillMakeEvents()
    {
        Decoder decoder({lamp()}, u"c"_s);
        for (int i = 0; i < Decoder::kMaxDevices; ++i) {
            std::ignore = decoder.decode(textMessage(R"({"state":{"level":1}})", u"lamp/d%1/state"_s.arg(i)));
        }
        const Decoded beyond = decoder.decode(textMessage(R"({"state":{"level":1}})", u"lamp/more/state"_s));
        QCOMPARE(beyond.outcome, Outcome::Decoded);
        QCOMPARE(beyond.event.source(), u"lamp/more"_s);
        QVERIFY(!beyond.isNewDevice);
    }

    void realMessagesDecodeWhole_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(qEnvironmentVariable("EMBER_MESSAGES"));
        if (!qEnvironmentVariableIsSet("EMBER_MESSAGES")) {
            QTest::newRow("EMBER_MESSAGES names no folder") << QString();
            return;
        }
        for (const QString &name : folder.entryList({u"mqtt-*.json"_s}, QDir::Files)) {
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
        }
    }
    void realMessagesDecodeWhole()
    {
        QFETCH(QString, file);
        if (file.isEmpty()) {
            QSKIP("set EMBER_MESSAGES to a folder of real messages");
        }
        QFile source(file);
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray payload = source.readAll();
        const QString topic = QJsonDocument::fromJson(payload).object().value(u"requestTopic").toString();
        Decoder decoder = heaterDecoder();
        const Decoded decoded = decoder.decode(textMessage(payload, topic));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
        QCOMPARE(decoded.event.data().value(u"values").toObject().size(), 87);
        QCOMPARE(payloadOf(decoded).unknownCount(), 0);
        QCOMPARE(payloadOf(decoded).invalidCount(), 0);
        QCOMPARE(decoder.identityConflicts(), quint64(0));
    }
};

QTEST_GUILESS_MAIN(TestDecoder)
#include "tst_decoder.moc"
