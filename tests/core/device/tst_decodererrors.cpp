// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ctime>

using namespace ember;
using namespace ember::test;
using Outcome = Decoded::Outcome;

namespace {

QByteArray heaterWith(const QByteArray &members)
{
    return R"({"response":{"deviceType":52,"macAddress":"a0b1c2d3e4f5","status":{)" + members + "}}}";
}

QByteArray nested(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

} // namespace

class TestDecoderErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatCannotBeReadIsUndecodable_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("reason");
        const QString notJson = u"not JSON"_s;
        QTest::newRow("empty") << QByteArray() << u"the message is empty"_s;
        QTest::newRow("blank") << QByteArray("  \n") << u"the message is empty"_s;
        QTest::newRow("words") << QByteArray("hello") << notJson;
        QTest::newRow("cut off") << QByteArray(R"({"response":{"status":{"errorCode":1)") << notJson;
        QTest::newRow("open text") << QByteArray("{\"response") << notJson;
        QTest::newRow("bare NaN") << heaterWith(R"("errorCode":NaN)") << notJson;
        QTest::newRow("bare Infinity") << heaterWith(R"("errorCode":Infinity)") << notJson;
        QTest::newRow("malformed number") << heaterWith(R"("errorCode":01)") << u"not JSON: a number is malformed"_s;
        QTest::newRow("two documents") << QByteArray("{} {}") << notJson;
        QTest::newRow("invalid UTF-8") << heaterWith("\"errorCode\":\"\xc3\x28\"")
                                       << u"the message is not valid UTF-8"_s;
        QTest::newRow("NUL bytes") << QByteArray("{\"response\":\0{}}", 16) << notJson;
        QTest::newRow("NUL bytes alone") << QByteArray(64, '\0') << notJson;
        QTest::newRow("a NUL behind the end") << QByteArray("{}\0", 3) << notJson;
        QTest::newRow("list") << QByteArray("[1,2]") << u"the message is a list, a JSON object was expected"_s;
        QTest::newRow("number") << QByteArray("5") << u"the message is a number, a JSON object was expected"_s;
        QTest::newRow("null") << QByteArray("null") << u"the message is null, a JSON object was expected"_s;
        QTest::newRow("body is a text") << QByteArray(R"({"response":{"status":"ok"}})")
                                        << u"\"status\" is a text, an object was expected"_s;
        QTest::newRow("body is null") << QByteArray(R"({"response":{"status":null}})")
                                      << u"\"status\" is null, an object was expected"_s;
        QTest::newRow("body is a list") << QByteArray(R"({"response":{"feature":[]}})")
                                        << u"\"feature\" is a list, an object was expected"_s;
        QTest::newRow("10,000 deep") << nested(10'000) << u"the JSON is nested too deeply"_s;
        QTest::newRow("10,000 deep in a member")
            << heaterWith("\"errorCode\":" + nested(10'000)) << u"the JSON is nested too deeply"_s;
    }
    void whatCannotBeReadIsUndecodable()
    {
        QFETCH(QByteArray, payload);
        QFETCH(QString, reason);
        Decoder decoder = heaterDecoder();
        const Decoded decoded = decoder.decode(textMessage(payload, QString::fromLatin1(kTopic), 9));
        QCOMPARE(decoded.outcome, Outcome::Undecodable);
        QVERIFY2(decoded.reason.startsWith(reason), qPrintable(decoded.reason));
        QCOMPARE(decoded.event.name(), u"message.undecodable"_s);
        QCOMPARE(decoded.event.time(), at(9));
        const QJsonObject data = decoded.event.data();
        QCOMPARE(data.value(u"topic").toString(), QString::fromLatin1(kTopic));
        QCOMPARE(data.value(u"reason").toString(), decoded.reason);
        QCOMPARE(data.value(u"size").toInteger(), qint64(payload.size()));
        QCOMPARE(decoded.event.payload()->raw(), payload);
    }

    void theDecoderWorksOnAfterAnError()
    {
        Decoder decoder = heaterDecoder();
        std::ignore = decoder.decode(textMessage(nested(10'000)));
        std::ignore = decoder.decode(textMessage("{\"response\":" + QByteArray(3'000'000, '1')));
        const Decoded decoded = decoder.decode(statusMessage(newerStatus()));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
    }

    void aLongMessageLeavesNothingBehindAShortOne()
    {
        Decoder decoder = heaterDecoder();
        std::ignore = decoder.decode(statusMessage(newerStatus()));
        QCOMPARE(decoder.decode(textMessage("{")).outcome, Outcome::Undecodable);
        QCOMPARE(decoder.decode(textMessage("12")).reason, u"the message is a number, a JSON object was expected"_s);
    }

    void theHeadIsEscapedAndShort()
    {
        Decoder decoder = heaterDecoder();
        const QByteArray start("a\n\r\t\\\x01\x7f\xff\"", 9);
        const Decoded decoded = decoder.undecodable(textMessage(start + QByteArray(100, 'x')), u"too large"_s);
        const QString head = decoded.event.field(u"head").toText().toString();
        QCOMPARE(head, QString(u"a\\n\\r\\t\\\\\\x01\\x7f\\xff\""_s + QString(55, u'x')));
        QCOMPARE(decoded.event.field(u"size").toInteger(), 109);
        QCOMPARE(decoded.event.field(u"reason").toText().toString(), u"too large"_s);
    }

    void aHugeRefusedMessageIsNotKept()
    {
        Decoder decoder = heaterDecoder();
        const Decoded decoded = decoder.undecodable(textMessage(QByteArray(17'000'000, 'x')), u"too large"_s);
        QVERIFY(decoded.event.payload()->raw().isEmpty());
        QCOMPARE(decoded.event.field(u"size").toInteger(), 17'000'000);
    }

    void theSourceIsWhatIsKnownOfTheSender()
    {
        Decoder decoder = heaterDecoder();
        QCOMPARE(decoder.undecodable(textMessage("x", u"other"_s), u"r"_s).event.source(), u"emberscope"_s);
        QCOMPARE(decoder.undecodable(textMessage("x"), u"r"_s).event.source(), u"navien-nwp500"_s);
        std::ignore = decoder.decode(statusMessage(olderStatus()));
        const Event event = decoder.undecodable(textMessage("x"), u"r"_s).event;
        QCOMPARE(event.source(), u"navien-nwp500/a0b1c2d3e4f5"_s);
        QCOMPARE(event.metadata(Symbol::find(u"connection")).toString(), u"mqtt://broker"_s);
    }

    void aPayloadThatIsNoNumberIsUndecodable_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("reason");
        QTest::newRow("word") << QByteArray("warm") << u"the message is not a number"_s;
        QTest::newRow("unit") << QByteArray("21 C") << u"the message is not a number"_s;
        QTest::newRow("comma") << QByteArray("21,5") << u"the message is not a number"_s;
        QTest::newRow("empty") << QByteArray() << u"the message is empty"_s;
        QTest::newRow("two signs") << QByteArray("+-5") << u"the message is not a number"_s;
        QTest::newRow("hexadecimal") << QByteArray("0x10") << u"the message is not a number"_s;
    }
    void aPayloadThatIsNoNumberIsUndecodable()
    {
        QFETCH(QByteArray, payload);
        Decoder decoder({profileNamed(u"boiler-topics"_s)}, u"c"_s);
        const Decoded decoded = decoder.decode(textMessage(payload, u"boiler/cellar/temperature"_s));
        QCOMPARE(decoded.outcome, Outcome::Undecodable);
        QTEST(decoded.reason, "reason");
    }

    void aTextPayloadMustBeUtf8()
    {
        Decoder decoder({profileNamed(u"boiler-topics"_s)}, u"c"_s);
        QCOMPARE(decoder.decode(textMessage("\xff\xfe", u"boiler/cellar/note"_s)).outcome, Outcome::Undecodable);
        QCOMPARE(decoder.decode(textMessage("Gr\xc3\xbc\xc3\x9f", u"boiler/cellar/note"_s)).outcome, Outcome::Decoded);
    }

    void valuesThatDoNotFitAreInvalidAndSpoilNoOther_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QJsonValue>("raw");
        const auto row = [](const char *name, const char *member, const QString &reason, const QJsonValue &raw) {
            QTest::newRow(name) << QByteArray(member) << reason << raw;
        };
        row("fraction", R"("mode":1.5)", u"1.5 is not a whole number"_s, 1.5);
        row("text", R"("mode":"1")", u"\"1\" is a text, a whole number was expected"_s, u"1"_s);
        row("text for a number", R"("level":"NaN")", u"\"NaN\" is a text, a number was expected"_s, u"NaN"_s);
        row("null", R"("level":null)", u"null was sent, a number was expected"_s, QJsonValue(QJsonValue::Null));
        row("true", R"("on":true)", u"true was sent, a whole number was expected"_s, true);
        row("list", R"("mode":[1])", u"a list was sent, a whole number was expected"_s, QJsonArray{1});
        row("object", R"("mode":{"a":1})", u"an object was sent, a whole number was expected"_s,
            QJsonObject{{u"a"_s, 1}});
        row("number for a text", R"("name":7)", u"7 is a number, a text was expected"_s, 7);
        row("beyond 64 bits", R"("hours":18446744073709551615)",
            u"18446744073709551615 is more than a whole number of 64 bits can hold"_s, 18446744073709551615.0);
        row("far beyond 64 bits", R"("hours":99999999999999999999)",
            u"99999999999999999999 is more than a number can"_s, u"99999999999999999999"_s);
        row("beyond a double", R"("level":1e999)", u"1e999 is more than a number can hold"_s, u"1e999"_s);
        row("negative beyond a double", R"("level":-1e999)", u"-1e999 is more than a number can hold"_s, u"-1e999"_s);
        row("whole but huge", R"("hours":1e30)", u"1e+30 is more than a whole number of 64 bits"_s, 1e30);
    }
    void valuesThatDoNotFitAreInvalidAndSpoilNoOther()
    {
        QFETCH(QByteArray, member);
        QFETCH(QString, reason);
        Decoder decoder({lamp()}, u"c"_s);
        const QByteArray key = member.split('"')[1];
        const Decoded decoded
            = decoder.decode(textMessage(R"({"state":{"fault":3,)" + member + R"(,"week":5}})", u"lamp/l1/state"_s));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
        const QJsonObject data = decoded.event.data();
        const QString name = QString::fromLatin1(key);
        const QJsonObject invalid = data.value(u"invalid").toObject();
        QCOMPARE(invalid.size(), 1);
        QVERIFY2(invalid.value(name).toString().startsWith(reason), qPrintable(invalid.value(name).toString()));
        QCOMPARE(data.value(u"values").toObject().value(name), QJsonValue(QJsonValue::Null));
        QTEST(data.value(u"raw").toObject().value(name), "raw");
        QCOMPARE(data.value(u"values").toObject().value(u"fault").toInt(), 3);
        QCOMPARE(data.value(u"values").toObject().value(u"week").toInt(), 5);
        QVERIFY(!data.value(u"missing").toArray().contains(name));
    }

    void wholeRealsCountAsIntegers()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const Decoded decoded = decoder.decode(textMessage(R"({"state":{"mode":1.0,"on":2e0}})", u"lamp/l1/state"_s));
        QCOMPARE(decoded.event.field(u"labels.mode").toText().toString(), u"Bright"_s);
        QVERIFY(decoded.event.field(u"values.on").toBoolean());
    }

    void ofAMemberThatStandsTwiceTheLastCounts()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const auto decode = [&decoder](const QByteArray &body) {
            return decoder.decode(textMessage(R"({"state":{)" + body + "}}", u"lamp/l1/state"_s)).event.data();
        };
        const QJsonObject later = decode(R"("mode":0,"mode":1)");
        QCOMPARE(later.value(u"values").toObject().value(u"mode").toInt(), 1);
        const QJsonObject repaired = decode(R"("mode":"x","mode":1)");
        QVERIFY(repaired.value(u"invalid").toObject().isEmpty());
        const QJsonObject spoiled = decode(R"("mode":1,"mode":"x")");
        QVERIFY(spoiled.value(u"values").toObject().value(u"mode").isNull());
        const Decoded twoBodies = decoder.decode(textMessage(R"({"state":5,"state":{"mode":1}})", u"lamp/l1/state"_s));
        QCOMPARE(twoBodies.outcome, Outcome::Decoded);
    }

    void numbersNobodyHoldsKeepTheirDigitsInUnknownMembersToo()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const QByteArray payload = R"({"state":{"level":5,"odd":[1e999,"1e999",{"n":-77777777777777777777}]}})";
        const QJsonObject data = decoder.decode(textMessage(payload, u"lamp/l1/state"_s)).event.data();
        const QJsonArray wanted{u"1e999"_s, u"1e999"_s, QJsonObject{{u"n"_s, u"-77777777777777777777"_s}}};
        QCOMPARE(data.value(u"unknown").toObject().value(u"odd").toArray(), wanted);
        QVERIFY(data.value(u"invalid").toObject().isEmpty());
    }

    void ofUnknownMembersThatStandTwiceTheLastCounts()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const Decoded decoded = decoder.decode(textMessage(R"({"state":{"a":1,"b":2,"a":"x"}})", u"lamp/l1/state"_s));
        const QJsonObject wanted{{u"a"_s, u"x"_s}, {u"b"_s, 2}};
        QCOMPARE(decoded.event.data().value(u"unknown").toObject(), wanted);
        QCOMPARE(decodedMessageOf(decoded.event)->unknownCount(), 2);
    }

    /// In any order but the alphabet's, inserting them singly took minutes.
    void veryManyMembersAreReadInSeconds_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("unknown members") << QByteArray(R"({"state":{"mode":1)") << QByteArray("}}");
        QTest::newRow("inside an unknown member")
            << QByteArray(R"({"state":{"mode":1,"x":{"y":1)") << QByteArray("}}}");
        QTest::newRow("in place of a number")
            << QByteArray(R"({"state":{"mode":1,"level":{"y":1)") << QByteArray("}}}");
    }
    void veryManyMembersAreReadInSeconds()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        constexpr quint32 kMembers = 300'000;
        QByteArray payload = before;
        for (quint32 i = 0; i < kMembers; ++i) {
            payload += ",\"k" + QByteArray::number(i * 2654435761U, 16) + "\":1"; // scattered
        }
        payload += after;
        Decoder decoder({lamp()}, u"c"_s);
        const std::clock_t start = std::clock(); // of the processor: the machine may be busy
        const Decoded decoded = decoder.decode(textMessage(payload, u"lamp/l1/state"_s));
        QCOMPARE(decoded.outcome, Outcome::Decoded);
        const QJsonObject data = decoded.event.data();
        const auto seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
        QVERIFY2(seconds < 20, qPrintable(QString::number(seconds)));
        QCOMPARE(data.value(u"values").toObject().value(u"mode").toInt(), 1);
        // What is kept beside the bytes is told, and none is lost from the count.
        QVERIFY(decoded.event.payload()->byteSize() > payload.size());
        QCOMPARE(decoded.event.payload()->raw(), payload);
    }

    void ofVeryManyUnknownMembersTheRestIsCounted()
    {
        QByteArray payload = R"({"state":{"mode":1)";
        for (int i = 0; i < DecodedMessage::kMaxUnknown + 7; ++i) {
            payload += ",\"k" + QByteArray::number(i) + "\":" + QByteArray::number(i);
        }
        Decoder decoder({lamp()}, u"c"_s);
        const Decoded decoded = decoder.decode(textMessage(payload + "}}", u"lamp/l1/state"_s));
        const QJsonObject data = decoded.event.data();
        QCOMPARE(data.value(u"unknown").toObject().size(), DecodedMessage::kMaxUnknown);
        QCOMPARE(data.value(u"unknown").toObject().value(u"k9").toInt(), 9);
        QCOMPARE(data.value(u"unknownOmitted").toInt(), 7);
        QCOMPARE(decodedMessageOf(decoded.event)->unknownCount(), DecodedMessage::kMaxUnknown + 7);
    }

    void whatAnUnknownMemberHoldsIsCountedAsMemory()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const auto bytesOf = [&decoder](const QByteArray &member) {
            const QByteArray payload = R"({"state":{"mode":1,"x":)" + member + "}}";
            const Decoded decoded = decoder.decode(textMessage(payload, u"lamp/l1/state"_s));
            return decoded.event.payload()->byteSize() - payload.size();
        };
        QByteArray list = "[1";
        for (int i = 0; i < 9'999; ++i) {
            list += ",1";
        }
        QVERIFY(bytesOf(list + ']') > bytesOf("1") + 10'000 * 16); // the least that ten thousand values take
        QVERIFY(bytesOf('"' + QByteArray(10'000, 'x') + '"') > bytesOf("1") + 2 * 10'000);
    }

    void everyOneOfManyThousandDevicesIsRead()
    {
        Decoder decoder({lamp()}, u"c"_s);
        int decodedCount = 0;
        int newCount = 0;
        for (int i = 0; i < 65'536; ++i) {
            const Decoded decoded
                = decoder.decode(textMessage(R"({"state":{"level":5}})", u"lamp/hostile-%1/state"_s.arg(i)));
            decodedCount += decoded.outcome == Outcome::Decoded ? 1 : 0;
            newCount += decoded.isNewDevice ? 1 : 0;
        }
        QCOMPARE(decodedCount, 65'536);
        QCOMPARE(newCount, Decoder::kMaxDevices);
        const Decoded known = decoder.decode(textMessage(R"({"state":{"level":5}})", u"lamp/hostile-3/state"_s));
        QVERIFY(!known.isNewDevice);
        QCOMPARE(known.event.source(), u"lamp/hostile-3"_s);
    }

    void aNameThatIsTooLongIsUndecodable()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const QString topic = u"lamp/%1/state"_s.arg(QString(65'000, u'x'));
        const Decoded decoded = decoder.decode(textMessage(R"({"state":{"level":5}})", topic));
        QCOMPARE(decoded.outcome, Outcome::Undecodable);
        QCOMPARE(decoded.reason, u"the device's name is too long"_s);
        QCOMPARE(decoded.event.field(u"topic").toText().toString(), topic);
        QVERIFY(Symbol::find(topic).isNull()); // strangers' texts do not fill the table of names
    }

    void randomBytesNeverCrash()
    {
        Decoder heater = heaterDecoder();
        Decoder boiler({profileNamed(u"boiler-topics"_s)}, u"c"_s);
        const QByteArray whole = statusMessage(newerStatus()).payload;
        quint32 state = 12345;
        const auto next = [&state](quint32 limit) {
            state = state * 1664525U + 1013904223U;
            return (state >> 8U) % limit;
        };
        int undecodable = 0;
        for (int round = 0; round < 3000; ++round) {
            QByteArray bytes = whole;
            for (quint32 i = 0; i < 1 + next(8); ++i) {
                bytes[qsizetype(next(quint32(bytes.size())))] = char(next(256));
            }
            bytes.truncate(qsizetype(next(4)) == 0 ? qsizetype(next(quint32(bytes.size()))) : bytes.size());
            const Decoded decoded = heater.decode(textMessage(bytes));
            undecodable += decoded.outcome == Outcome::Undecodable ? 1 : 0;
            if (!decoded.event.isNull()) {
                QVERIFY(!decoded.event.data().isEmpty());
            }
            std::ignore = boiler.decode(textMessage(bytes.left(12), u"boiler/b/pressure"_s));
        }
        QVERIFY(undecodable > 0);
    }
};

QTEST_GUILESS_MAIN(TestDecoderErrors)
#include "tst_decodererrors.moc"
