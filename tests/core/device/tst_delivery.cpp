// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/decoder.h>
#include <ember/device/delivery.h>
#include <ember/events/event.h>

#include <QtCore/QJsonObject>
#include <QtTest/QtTest>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<const MessageProperties> properties()
{
    auto all = std::make_shared<MessageProperties>();
    all->contentType = u"application/json"_s;
    all->responseTopic = u"answers/me"_s;
    all->user = {{u"site"_s, u"läb \"1\""_s}, {u"site"_s, u"2"_s}};
    return all;
}

Message unreadable(bool retained, int qos, std::shared_ptr<const MessageProperties> with = nullptr)
{
    return {.topic = u"nowhere"_s,
        .payload = "?",
        .time = eventTimeNow(),
        .retained = retained,
        .qos = qos,
        .properties = std::move(with)};
}

QJsonObject jsonOf(const Message &message)
{
    const Decoder decoder(std::vector<ProfilePtr>{}, u"lab"_s);
    return toCloudEvent(decoder.undecodable(message, u"for the test"_s).event);
}

} // namespace

class TestDelivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsUsualIsNotSaid()
    {
        const QJsonObject event = jsonOf(unreadable(false, 0));
        for (const QString &key :
            {u"retained"_s, u"qos"_s, u"contenttype"_s, u"responsetopic"_s, u"userproperties"_s}) {
            QVERIFY2(!event.contains(key), qPrintable(key));
        }
        const auto shared = std::make_shared<const Metadata>();
        QCOMPARE(withDelivery(shared, unreadable(false, 0)), shared); // nothing is made anew
    }
    void theRestStandsInTheEvent()
    {
        const QJsonObject event = jsonOf(unreadable(true, 1, properties()));
        QCOMPARE(event[u"retained"_s].toString(), u"true"_s);
        QCOMPARE(event[u"qos"_s].toString(), u"1"_s);
        QCOMPARE(event[u"contenttype"_s].toString(), u"application/json"_s);
        QCOMPARE(event[u"responsetopic"_s].toString(), u"answers/me"_s);
        QCOMPARE(event[u"userproperties"_s].toString(), u"[[\"site\",\"läb \\\"1\\\"\"],[\"site\",\"2\"]]"_s);
        QCOMPARE(event[u"connection"_s].toString(), u"lab"_s); // as before
    }
    void itIsSaidInWords()
    {
        const Decoder decoder(std::vector<ProfilePtr>{}, u"lab"_s);
        const auto words = [&](const Message &message) {
            return deliveryWords(decoder.undecodable(message, u"for the test"_s).event);
        };
        QCOMPARE(words(unreadable(false, 0)), QStringList());
        QCOMPARE(words(unreadable(true, 2)), (QStringList{u"retained"_s, u"QoS 2"_s}));
        QCOMPARE(words(unreadable(false, 0, properties())),
            (QStringList{u"content type application/json"_s, u"answers to answers/me"_s,
                u"user property site: läb \"1\""_s, u"user property site: 2"_s}));
    }
};

QTEST_GUILESS_MAIN(TestDelivery)
#include "tst_delivery.moc"
