// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ember/device/requests.h>

using namespace ember;
using namespace ember::test;

namespace {

// moc cannot read raw texts inside of macros
constexpr auto kTemplates = R"({"a":"{session}","n":5,"deep":{"list":["{var.additional}",true,"{nowMs}","{{x}"]}})";
constexpr auto kFilled = R"({"a":"s7","n":5,"deep":{"list":["47\"11",true,"1780000000123","{x}"]}})";
constexpr auto kStatusRequest
    = R"({"command":16777219,"deviceType":52,"macAddress":"a0b1c2d3e4f5","additionalValue":"4711"})";

RequestTemplate request(const QString &topic, const QJsonValue &body)
{
    RequestTemplate made;
    made.id = u"ask"_s;
    made.topic = *TextTemplate::parse(topic);
    made.body = body;
    return made;
}

RequestVariables variables()
{
    return {.device = u"a0b1"_s,
        .clientId = u"ember-1"_s,
        .session = u"s7"_s,
        .nowMs = 1'780'000'000'123,
        .variables = {{u"additional"_s, u"47\"11"_s}}};
}

} // namespace

class TestRequests : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fillsTopicAndEveryTextOfTheBody()
    {
        const auto filled = fillRequest(request(u"x/{device}/{clientId}"_s, objectOf(kTemplates)), variables());
        QVERIFY2(filled, filled ? "" : qPrintable(filled.error()));
        QCOMPARE(filled->topic, u"x/a0b1/ember-1"_s);
        QCOMPARE(QJsonDocument::fromJson(filled->body).object(), objectOf(kFilled));
    }

    void aVariableWithoutValueIsAnError()
    {
        const auto filled = fillRequest(request(u"x"_s, QJsonObject{{u"a"_s, u"{var.other}"_s}}), variables());
        QVERIFY(!filled);
        QVERIFY2(filled.error().contains(u"{var.other}"), qPrintable(filled.error()));
    }

    void aDeviceNameMayNotReachOtherTopics_data()
    {
        QTest::addColumn<QString>("device");
        for (const QString &device : {u"a/b"_s, u"+"_s, u"x#"_s}) {
            QTest::newRow(qPrintable(device)) << device;
        }
    }
    void aDeviceNameMayNotReachOtherTopics()
    {
        QFETCH(QString, device);
        RequestVariables bad = variables();
        bad.device = device;
        QVERIFY(!fillRequest(request(u"x/{device}"_s, QJsonObject()), bad));
        QVERIFY(fillRequest(request(u"x"_s, QJsonObject{{u"a"_s, u"{device}"_s}}), bad));
    }

    void theHeatersStatusRequestHasTheProtocolsEnvelope()
    {
        const auto profile = profileNamed(u"navien-nwp500"_s);
        QVERIFY(profile);
        RequestVariables heater = variables();
        heater.device = QString::fromLatin1(kMac);
        heater.variables = {{u"additional"_s, u"4711"_s}};
        bool found = false;
        for (const RequestTemplate &request : profile->requests()) {
            if (request.id != u"status") {
                continue;
            }
            found = true;
            QVERIFY(request.whenFound);
            QVERIFY(request.poll);
            QCOMPARE(request.intervalSeconds, 300);
            const auto filled = fillRequest(request, heater);
            QVERIFY(filled);
            QCOMPARE(filled->topic, u"cmd/52/navilink-a0b1c2d3e4f5/st"_s);
            const QJsonObject body = QJsonDocument::fromJson(filled->body).object();
            QCOMPARE(body.value(u"request").toObject(), objectOf(kStatusRequest));
            QCOMPARE(body.value(u"responseTopic").toString(), u"cmd/52/navilink-a0b1c2d3e4f5/ember-1/res"_s);
            QCOMPARE(body.value(u"requestTopic").toString(), filled->topic);
            QCOMPARE(body.value(u"protocolVersion").toInt(), 2);
        }
        QVERIFY(found);
    }
};

QTEST_GUILESS_MAIN(TestRequests)
#include "tst_requests.moc"
