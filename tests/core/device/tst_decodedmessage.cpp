// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../expression/allocationcount.h"
#include "devicemessages.h"

#include <ember/expression/eventscope.h>

using namespace ember;
using namespace ember::test;

namespace {

Event lampEvent(const QJsonObject &state)
{
    Decoder decoder({lamp()}, u"c"_s);
    return decoder.decode(lampState(state)).event;
}

QString compact(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
}

} // namespace

class TestDecodedMessage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void jsonIsExactlyTheContract()
    {
        const QJsonObject state{{u"level"_s, 586}, {u"on"_s, 2}, {u"door"_s, 0}, {u"mode"_s, 1}, {u"week"_s, 5},
            {u"hours"_s, 1.5}, {u"name"_s, u"A"_s}, {u"extra"_s, QJsonArray{1}}};
        const QJsonObject data = lampEvent(state).data();
        const char *const wanted = R"({
            "values": {"level":58.6,"on":true,"door":null,"mode":1,"week":5,"hours":null,"name":"A"},
            "labels": {"mode":"Bright"},
            "derived": {"glow":true},
            "raw": {"level":586,"on":2,"door":0,"mode":1,"week":5,"hours":1.5,"name":"A"},
            "unknown": {"extra":[1]},
            "missing": ["fault"],
            "invalid": {"hours":"1.5 is not a whole number"} })";
        QCOMPARE(compact(data), compact(objectOf(wanted)));
    }

    void everyMemberIsThereEvenIfEmpty()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const QJsonObject data = decoder.decode(lampPart({{u"level"_s, 0}})).event.data();
        const char *const wanted = R"({"values":{"level":0},"labels":{},"derived":{},"raw":{"level":0},"unknown":{},
            "missing":[],"invalid":{}})";
        QCOMPARE(compact(data), compact(objectOf(wanted)));
    }

    void decimalsPrintWithoutNoise_data()
    {
        QTest::addColumn<int>("raw");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("58.6") << 586 << QByteArray("58.6");
        QTest::newRow("0.3") << 3 << QByteArray("0.3");
        QTest::newRow("60") << 600 << QByteArray("60");
        QTest::newRow("-11.4") << -114 << QByteArray("-11.4");
        QTest::newRow("0.7") << 7 << QByteArray("0.7");
    }
    void decimalsPrintWithoutNoise()
    {
        QFETCH(int, raw);
        QFETCH(QByteArray, text);
        const QByteArray json = QJsonDocument(lampEvent({{u"level"_s, raw}}).data()).toJson(QJsonDocument::Compact);
        QVERIFY2(json.contains(QByteArray("\"values\":{\"level\":" + text + "}")), json.constData());
    }

    void halfDegreesPrintWithoutNoise()
    {
        Decoder decoder = heaterDecoder();
        const QJsonObject data = decoder.decode(statusMessage(olderStatus())).event.data();
        QCOMPARE(QJsonDocument(QJsonObject{{u"v"_s, data[u"values"].toObject()[u"dhwTemperature"]}})
                     .toJson(QJsonDocument::Compact),
            QByteArray("{\"v\":59.5}"));
    }

    void fieldsAndJsonAgree()
    {
        Decoder decoder = heaterDecoder();
        const QJsonObject status = with(newerStatus(), {{u"errorCode"_s, u"x"_s}, {u"touStatus"_s, 77}});
        const Event event = decoder.decode(statusMessage(status)).event;
        const QJsonObject data = event.data();
        int compared = 0;
        for (const QString &part : {u"values"_s, u"labels"_s, u"raw"_s, u"derived"_s}) {
            const QJsonObject members = data.value(part).toObject();
            for (auto member = members.begin(); member != members.end(); ++member) {
                const QString path = part + u'.' + member.key();
                QVERIFY2(event.field(path).toJson() == member.value(), qPrintable(path));
                ++compared;
            }
        }
        QVERIFY(compared > 210);
    }

    void absentNullAndUnknownAreDifferent()
    {
        const Event event = lampEvent({{u"door"_s, 0}, {u"mode"_s, 9}, {u"on"_s, u"x"_s}});
        QVERIFY(event.field(u"values.level").isAbsent());
        QVERIFY(event.field(u"values.door").isNull());
        QCOMPARE(event.field(u"raw.door").toInteger(), 0);
        QCOMPARE(event.field(u"values.mode").toInteger(), 9);
        QVERIFY(event.field(u"labels.mode").isAbsent());
        QVERIFY(event.field(u"values.on").isNull());
        QCOMPARE(event.field(u"raw.on").toText().toString(), u"x"_s);
        QVERIFY(event.field(u"values.nothing").isAbsent());
        QVERIFY(event.field(u"level").isAbsent());
    }

    void whatIsUnknownInvalidOrMissingCanBeAskedFor()
    {
        const Event event = lampEvent(
            {{u"mode"_s, 1}, {u"on"_s, u"x"_s}, {u"new"_s, 7}, {u"word"_s, u"hi"_s}, {u"odd"_s, QJsonArray{1}}});
        const auto value = [&event](QStringView path) { return event.field(Symbol::intern(path)); };
        QCOMPARE(value(u"unknown.new").toInteger(), 7);
        QCOMPARE(value(u"unknown.word").toText(), u"hi"_s);
        QVERIFY(value(u"unknown.odd").isNull()); // there, but no scalar
        QVERIFY(value(u"unknown.mode").isAbsent());
        QCOMPARE(value(u"unknown").toInteger(), 3);
        QCOMPARE(value(u"invalid.on").toText(), u"\"x\" is a text, a whole number was expected"_s);
        QVERIFY(value(u"invalid.mode").isAbsent());
        QCOMPARE(value(u"invalid").toInteger(), 1);
        QVERIFY(value(u"missing.door").toBoolean());
        QVERIFY(value(u"missing.on").isAbsent());
        QCOMPARE(value(u"missing").toInteger(), event.data().value(u"missing").toArray().size());
        QVERIFY(value(u"missing").toInteger() > 0);
    }

    void filtersReachWhatIsUnknownInvalidOrMissing_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("matches");
        QTest::newRow("invalid") << u"exists data.invalid.on"_s << true;
        QTest::newRow("its reason") << u"data.invalid.on contains \"is a text\""_s << true;
        QTest::newRow("not invalid") << u"exists data.invalid.mode"_s << false;
        QTest::newRow("unknown") << u"data.unknown.novelty > 6"_s << true;
        QTest::newRow("not unknown") << u"exists data.unknown.mode"_s << false;
        QTest::newRow("missing") << u"data.missing.door"_s << true;
        QTest::newRow("not missing") << u"data.missing.mode"_s << false;
        QTest::newRow("counts") << u"data.unknown == 1 and data.invalid == 1 and data.missing > 1"_s << true;
    }
    void filtersReachWhatIsUnknownInvalidOrMissing()
    {
        QFETCH(QString, filter);
        const Event event = lampEvent({{u"mode"_s, 1}, {u"on"_s, u"x"_s}, {u"novelty"_s, 7}});
        const auto expression = Expression::parse(filter, ExpressionRoots::Log);
        QVERIFY2(expression, qPrintable(expression ? QString() : expression.error()));
        QTEST(expression->matches(EventScope(event)), "matches");
    }

    void aliasesFillTheirField()
    {
        const Event event = lampEvent({{u"modus"_s, 1}});
        QCOMPARE(event.field(u"values.mode").toInteger(), 1);
        QVERIFY(event.data().value(u"unknown").toObject().isEmpty());
    }

    void aVariantAnswersByItsFieldsName()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const Event part = decoder.decode(lampPart({{u"name"_s, 12}})).event;
        QCOMPARE(part.field(u"values.name").toInteger(), 12);
        QVERIFY(part.data().value(u"invalid").toObject().isEmpty());
        const auto *const message = decodedMessageOf(part);
        QVERIFY(message->validRaw(7).isAbsent()); // the field itself did not come
        QCOMPARE(message->validRaw(8).toInteger(), 12);
    }

    void derivedValuesTakeTheFirstAlternativeThatFits_data()
    {
        QTest::addColumn<QJsonObject>("state");
        QTest::addColumn<QJsonValue>("glow");
        const QJsonValue absent(QJsonValue::Undefined);
        QTest::newRow("first") << QJsonObject{{u"on"_s, 2}, {u"level"_s, 0}} << QJsonValue(true);
        QTest::newRow("second where the first has no key") << QJsonObject{{u"level"_s, 3}} << QJsonValue(true);
        QTest::newRow("first although the second differs")
            << QJsonObject{{u"on"_s, 1}, {u"level"_s, 3}} << QJsonValue(false);
        QTest::newRow("invalid input") << QJsonObject{{u"on"_s, u"x"_s}, {u"level"_s, 3}} << absent;
        QTest::newRow("no input") << QJsonObject{{u"mode"_s, 1}} << absent;
    }
    void derivedValuesTakeTheFirstAlternativeThatFits()
    {
        QFETCH(QJsonObject, state);
        const QJsonObject derived = lampEvent(state).data().value(u"derived").toObject();
        QTEST(derived.value(u"glow"), "glow");
    }

    void derivedValuesKeepTheirMinimumAndSurviveDivisionByZero()
    {
        const auto share = [](int level, int hours) {
            return lampEvent({{u"level"_s, level}, {u"hours"_s, hours}}).field(u"derived.share");
        };
        QCOMPARE(share(50, 10).toReal(), 50.0);
        QCOMPARE(share(50, -10).toReal(), 0.0);
        QVERIFY(share(50, 0).isAbsent());
    }

    void fieldAccessDoesNotAllocate()
    {
        Decoder decoder = heaterDecoder();
        const QJsonObject status = with(newerStatus(), {{u"errorCode"_s, u"x"_s}});
        const Event event = decoder.decode(statusMessage(status)).event;
        const Symbol paths[] = {Symbol::find(u"values.tankUpperTemperature"), Symbol::find(u"raw.operationMode"),
            Symbol::find(u"labels.operationMode"), Symbol::find(u"derived.heating"), Symbol::find(u"values.errorCode"),
            Symbol::find(u"raw.errorCode"), Symbol::find(u"values.compUse"), Symbol::find(u"invalid.errorCode"),
            Symbol::intern(u"unknown"), Symbol::intern(u"no.such.path")};
        int found = 0;
        const std::size_t before = allocationCount();
        for (int round = 0; round < 100; ++round) {
            for (const Symbol path : paths) {
                found += event.field(path).isAbsent() ? 0 : 1;
            }
        }
        QCOMPARE(allocationCount(), before);
        QCOMPARE(found, 900);
    }

    void aWholeStatusNeedsFewAllocations()
    {
        Decoder decoder = heaterDecoder();
        const Message message = statusMessage(newerStatus());
        for (int i = 0; i < 3; ++i) { // it learns how they look
            std::ignore = decoder.decode(message);
        }
        const std::size_t before = allocationCount();
        const Decoded decoded = decoder.decode(message);
        const std::size_t used = allocationCount() - before;
        QVERIFY(!decoded.event.isNull());
        QVERIFY2(used > 0 && used <= 12, qPrintable(QString::number(used))); // none for each of its 102 fields
    }

    void theBytesAreKeptAsReceived()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const QByteArray payload = "{ \"state\" :\n{\"level\" : 5 } }";
        const Event event = decoder.decode(textMessage(payload, u"lamp/l1/state"_s)).event;
        QCOMPARE(event.payload()->raw(), payload);
        QVERIFY(event.payload()->byteSize() > payload.size());
    }
};

QTEST_GUILESS_MAIN(TestDecodedMessage)
#include "tst_decodedmessage.moc"
