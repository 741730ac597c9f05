// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/connectionreport.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QtTest>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

LinkStatus troubled()
{
    LinkStatus link;
    link.url
        = u"mqtts://an%40na@broker:8883?clientid=desk-7&device=aabbccddeeff:5322&topic=cmd/52/navilink-aabbccddeeff/#"_s;
    link.state = LinkState::Interrupted;
    link.reason = u"the broker refused the user name “an@na”"_s;
    link.inference = u"probably another client with the id “desk-7”"_s;
    link.established = 1;
    link.attempts = 5;
    link.sessions = {.count = 2, .shortest = 1, .longest = 3, .total = 4};
    link.drops = {{link.reason, eventTimeNow(), {}, 1.5, 3, link.inference}, {u"gone"_s, eventTimeNow(), 2.0, 1.0, 1}};
    link.dropsByReason = {{link.reason, 1}, {u"gone"_s, 1}};
    link.droppedByTopic = {{u"cmd/52/navilink-AABBCCDDEEFF/st"_s, 7}};
    return link;
}

} // namespace

class TestConnectionReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sessionsDropsAndReasonsAreReported();
    void whatWasNotMeasuredIsAbsent();
    void commandsAreCounted();
    void diagnosticsNameNobody();
    void anAccountIsReportedWithoutSecrets();
};

void TestConnectionReport::sessionsDropsAndReasonsAreReported()
{
    LinkStatus link = troubled();
    link.nextTryAt = eventTimeNow() + std::chrono::seconds(30);
    const QJsonObject report = connectionReport(link);
    QCOMPARE(report[u"state"_s].toString(), u"interrupted"_s);
    QCOMPARE(report[u"inference"_s].toString(), link.inference);
    QCOMPARE(report[u"attempts"_s].toInt(), 5);
    const QJsonObject sessions{
        {u"count"_s, 2}, {u"shortestSeconds"_s, 1}, {u"longestSeconds"_s, 3}, {u"meanSeconds"_s, 2}};
    QCOMPARE(report[u"sessions"_s].toObject(), sessions);
    QCOMPARE(report[u"dropsByReason"_s].toObject()[u"gone"_s].toInt(), 1);
    const double next = report[u"nextTrySeconds"_s].toDouble();
    QVERIFY2(next > 20 && next <= 30, qPrintable(QString::number(next)));
    const QJsonArray drops = report[u"drops"_s].toArray();
    QCOMPARE(drops.size(), 2);
    QCOMPARE(drops[0][u"stoodSeconds"_s].toDouble(), 3.0);
    QCOMPARE(drops[0][u"inference"_s].toString(), link.inference);
    QVERIFY(!drops[0].toObject().contains(u"durationSeconds"_s));
    QCOMPARE(drops[1][u"durationSeconds"_s].toDouble(), 2.0);
    QVERIFY(!drops[1].toObject().contains(u"inference"_s));
}

void TestConnectionReport::whatWasNotMeasuredIsAbsent()
{
    const QJsonObject report = connectionReport(LinkStatus());
    for (const QString &key :
        {u"reason"_s, u"inference"_s, u"stoodSeconds"_s, u"nextTrySeconds"_s, u"dropsByReason"_s}) {
        QVERIFY2(!report.contains(key), qPrintable(key));
    }
    QCOMPARE(report[u"sessions"_s].toObject(), (QJsonObject{{u"count"_s, 0}}));
}

void TestConnectionReport::commandsAreCounted()
{
    LinkStatus link;
    QVERIFY(!connectionReport(link).contains(u"commands"_s)); // nobody gave one
    link.commands
        = {.queued = 9, .waiting = 1, .unanswered = 1, .sent = 5, .acknowledged = 2, .expired = 3, .refused = 1};
    const QJsonObject expected{{u"queued"_s, 9}, {u"sent"_s, 5}, {u"acknowledged"_s, 2}, {u"expired"_s, 3},
        {u"refused"_s, 1}, {u"dropped"_s, 0}, {u"waiting"_s, 1}, {u"unanswered"_s, 1}};
    QCOMPARE(connectionReport(link)[u"commands"_s].toObject(), expected);
}

void TestConnectionReport::diagnosticsNameNobody()
{
    const QByteArray text = redactedDiagnostics(troubled());
    const QJsonObject report = QJsonDocument::fromJson(text).object();
    for (const char *word : {"an@na", "an%40na", "desk-7", "aabbccddeeff", "AABBCCDDEEFF", "5322"}) {
        QVERIFY2(!text.contains(word), text.constData());
    }
    QCOMPARE(report[u"reason"_s].toString(), u"the broker refused the user name “***”"_s);
    QVERIFY2(text.contains("AA******EEFF"), text.constData());
    QCOMPARE(report[u"sessions"_s].toObject()[u"count"_s].toInt(), 2); // figures stay
    QVERIFY(report[u"url"_s].toString().startsWith(u"mqtts://***@broker:8883?"));
}

void TestConnectionReport::anAccountIsReportedWithoutSecrets()
{
    LinkStatus link;
    link.url = u"navilink:anna%2Bheater@example.org?poll=30"_s;
    link.reason = u"NaviLink refused the e-mail address “anna+heater@example.org” or its password"_s;
    QVERIFY(!connectionReport(link).contains(u"account"_s));
    link.account.emplace();
    link.account->signIns = 2;
    link.account->keysExpireAt = eventTimeNow() + std::chrono::minutes(10);
    link.account->problem = u"no news"_s;
    link.account->devices.append({.id = u"a0b1c2d3e4f5"_s,
        .name = u"Basement"_s,
        .type = 52,
        .online = true,
        .firmware = {{.code = 7, .version = 1234, .downloaded = 1235}}});
    const QJsonObject account = connectionReport(link)[u"account"_s].toObject();
    QCOMPARE(account[u"signIns"_s].toInt(), 2);
    QCOMPARE(account[u"refreshes"_s].toInt(), 0);
    QCOMPARE(account[u"problem"_s].toString(), u"no news"_s);
    QVERIFY(!account.contains(u"unread"_s));
    const double left = account[u"keysExpireInSeconds"_s].toDouble();
    QVERIFY2(left > 590 && left <= 600, qPrintable(QString::number(left)));
    const QJsonObject device = account[u"devices"_s][0].toObject();
    const QJsonObject wanted{{u"id"_s, u"a0b1c2d3e4f5"_s}, {u"name"_s, u"Basement"_s}, {u"type"_s, 52},
        {u"online"_s, true},
        {u"firmware"_s, QJsonArray{QJsonObject{{u"code"_s, 7}, {u"version"_s, 1234}, {u"downloaded"_s, 1235}}}}};
    QCOMPARE(device, wanted);

    const QByteArray text = redactedDiagnostics(link);
    for (const char *name : {"anna", "example.org", "Basement", "a0b1c2d3e4f5"}) {
        QVERIFY2(!text.contains(name), text.constData());
    }
    QVERIFY2(text.contains("navilink:***?poll=30") && text.contains("a0******e4f5"), text.constData());
}

QTEST_GUILESS_MAIN(TestConnectionReport)
#include "tst_connectionreport.moc"
