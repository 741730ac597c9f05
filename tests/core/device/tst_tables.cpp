// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ember/device/devicestate.h>
#include <ember/device/tables.h>

using namespace ember;
using namespace ember::test;

namespace {

constexpr auto kEnergy = R"({"typeOfUsage":1,"total":{"heUsage":2250,"hpUsage":4180,"heTime":1,"hpTime":9},
    "usage":[{"year":2026,"month":9,"data":[{"heUsage":0,"hpUsage":1300,"heTime":0,"hpTime":3},
                                            {"heUsage":2250,"hpUsage":980,"heTime":1,"hpTime":2}]},
             {"year":2026,"month":10,"data":[{"heUsage":0,"hpUsage":1900,"heTime":0,"hpTime":4}]}]})";
constexpr auto kTariff = R"({"reservationUse":2,"reservation":[{"season":448,"week":124,"startHour":16,"startMinute":0,
    "endHour":20,"endMinute":59,"priceMin":39261,"priceMax":49378,"decimalPoint":5}]})";

/// What a unit answers (nwp500.md §6), on the topic of such an answer.
Message answer(const QJsonObject &members, const QString &topicEnd)
{
    QJsonObject message = response(u"x"_s, {});
    QJsonObject body = message[u"response"].toObject();
    body.remove(u"x"_s);
    message.insert(u"response"_s, with(body, members));
    return messageOf(message, 0, u"cmd/52/ember-1/res/"_s + topicEnd);
}

Event decodedEvent(const Message &message)
{
    Decoder decoder({profileNamed(u"navien-nwp500"_s)}, u"lab"_s);
    const Decoded decoded = decoder.decode(message);
    if (decoded.outcome != Decoded::Outcome::Decoded) {
        qFatal("%ls", qUtf16Printable(decoded.reason));
    }
    return decoded.event;
}

Event reservations(const QString &hex)
{
    return decodedEvent(answer({{u"reservationUse"_s, 2}, {u"reservation"_s, hex}}, u"rsv/rd"_s));
}

/// The rows of a table of an event, as people read them; without an id: of its first one.
QStringList rowsOf(const Event &event, TableContent *whole = nullptr, const QString &id = {})
{
    const DecodedMessage *const message = DecodedMessage::from(event.payload());
    QStringList rows;
    for (const TableDefinition &table : message->profile()->tables()) {
        if (table.message != message->messageIndex() || (id.isEmpty() ? !rows.isEmpty() : table.id != id)) {
            continue;
        }
        const TableContent content = tableOf(table, message->raw());
        for (const auto &row : content.rows) {
            QStringList cells;
            for (std::size_t i = 0; i < row.size(); ++i) {
                cells.append(cellText(table.columns[i], row[i].view()).replace(QChar(0x2009), u' '));
            }
            rows.append(cells.join(u" | "));
        }
        if (whole) {
            *whole = content;
        }
    }
    return rows;
}

} // namespace

class TestTables : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void energyByDayHasHeatPumpAndElementApart()
    {
        const Event event = decodedEvent(answer(objectOf(kEnergy), u"energy-usage-daily-query/rd"_s));
        QCOMPARE(event.name(), u"device.energy_received"_s);
        QCOMPARE(event.source(), u"navien-nwp500/a0b1c2d3e4f5"_s);
        QCOMPARE(rowsOf(event),
            (QStringList{u"2026 | 9 | 1 | 1300 Wh | 0 Wh | 3 h | 0 h"_s,
                u"2026 | 9 | 2 | 980 Wh | 2250 Wh | 2 h | 1 h"_s, u"2026 | 10 | 1 | 1900 Wh | 0 Wh | 4 h | 0 h"_s}));
        const QJsonObject data = event.data();
        QCOMPARE(data[u"values"].toObject(),
            (QJsonObject{{u"hpUsage"_s, 4180}, {u"heUsage"_s, 2250}, {u"hpTime"_s, 9}, {u"heTime"_s, 1}}));
        QCOMPARE(data[u"tables"][u"energy"][1].toObject(),
            (QJsonObject{{u"year"_s, 2026}, {u"month"_s, 9}, {u"day"_s, 2}, {u"heatPump"_s, 980}, {u"element"_s, 2250},
                {u"heatPumpHours"_s, 2}, {u"elementHours"_s, 1}}));
        QCOMPARE(data[u"unknown"].toObject(), QJsonObject());
        QCOMPARE(data[u"invalid"].toObject(), QJsonObject());
    }

    void energyByMonthIsTheSumOfItsDays()
    {
        const Event event = decodedEvent(answer(objectOf(kEnergy), u"energy-usage-daily-query/rd"_s));
        QCOMPARE(rowsOf(event, nullptr, u"energy-by-month"_s),
            (QStringList{u"2026 | 9 | 2280 Wh | 2250 Wh | 5 h | 1 h"_s, u"2026 | 10 | 1900 Wh | 0 Wh | 4 h | 0 h"_s}));
        QCOMPARE(event.data()[u"tables"][u"energy-by-month"][0][u"heatPump"].toInteger(), 2280);
    }

    void aSumOfSomethingElseIsNone()
    {
        const QByteArray usage
            = R"({"total":{"hpUsage":15},"usage":[{"year":2026,"month":9,"data":[{"hpUsage":7,"heUsage":"x"},{"hpUsage":8}]},
                {"year":2026,"month":10,"data":5}, {"year":2026,"month":11,"data":[]}]})";
        const Event event = decodedEvent(answer(objectOf(usage.constData()), u"energy-usage-daily-query/rd"_s));
        QCOMPARE(rowsOf(event, nullptr, u"energy-by-month"_s),
            (QStringList{u"2026 | 9 | 15 Wh | – | 0 h | 0 h"_s, u"2026 | 10 | – | – | – | –"_s,
                u"2026 | 11 | 0 Wh | 0 Wh | 0 h | 0 h"_s}));
    }

    void reservationsAreReadFromTheirBytes()
    {
        // nwp500.md §6: enabled, week 62, 06:30, mode 4, 120 = 60 °C; then an empty place and a switched off one
        TableContent whole;
        const Event event = reservations(u"023e061e0478000000000000018208000370"_s);
        QCOMPARE(event.name(), u"device.reservations_received"_s);
        QCOMPARE(rowsOf(event, &whole),
            (QStringList{u"on | Tue, Wed, Thu, Fri, Sat | 6 | 30 | High demand | 60.0 °C"_s,
                u"off | Sun, Sat | 8 | 0 | Energy saver | 56.0 °C"_s}));
        QCOMPARE(whole.leftOver, std::size_t(0));
        QCOMPARE(event.data()[u"values"][u"reservationUse"].toBool(), true);
        QCOMPARE(event.data()[u"tables"][u"reservations"][0][u"temperature"].toDouble(), 60.0);
        QCOMPARE(event.data()[u"unknown"].toObject(), QJsonObject());
    }

    void bytesThatAreNoWholeRowAreCounted()
    {
        TableContent whole;
        QCOMPARE(rowsOf(reservations(u"023e061e0478023e"_s), &whole).size(), 1);
        QCOMPARE(whole.leftOver, std::size_t(2));
        QCOMPARE(rowsOf(reservations(QString())).size(), 0);
    }

    void tariffsHaveTheirPricesAtThePoint()
    {
        const Event event = decodedEvent(answer(objectOf(kTariff), u"tou/rd"_s));
        QCOMPARE(event.name(), u"device.tariff_received"_s);
        QCOMPARE(rowsOf(event),
            QStringList{u"Jul, Aug, Sep | Mon, Tue, Wed, Thu, Fri | 16 | 0 | 20 | 59 | 0.39261 | 0.49378"_s});
        QCOMPARE(event.data()[u"unknown"].toObject(), QJsonObject()); // the list is a table, not unknown
    }

    void whatDoesNotFitIsNoValue()
    {
        const Event event = decodedEvent(answer(
            objectOf(R"({"reservationUse":0,"reservation":[{"season":"all","priceMin":5,"decimalPoint":99},7]})"),
            u"tou/rd"_s));
        QCOMPARE(rowsOf(event), (QStringList{u"– | – | – | – | – | – | – | –"_s, u"– | – | – | – | – | – | – | –"_s}));
    }

    void rowsBeyondTheMostAreCounted()
    {
        QJsonArray days;
        for (int i = 0; i < 1'005; ++i) {
            days.append(QJsonObject{{u"hpUsage"_s, i}});
        }
        const QJsonObject usage{{u"total"_s, QJsonObject{{u"hpUsage"_s, 1}}},
            {u"usage"_s, QJsonArray{QJsonObject{{u"year"_s, 2026}, {u"month"_s, 1}, {u"data"_s, days}}}}};
        TableContent whole;
        QCOMPARE(rowsOf(decodedEvent(answer(usage, u"energy-usage-daily-query/rd"_s)), &whole).size(), 1'000);
        QCOMPARE(whole.leftOut, std::size_t(5));
    }

    void theStateKeepsTheLatest()
    {
        Decoder decoder({profileNamed(u"navien-nwp500"_s)}, u"lab"_s);
        DeviceState state;
        QVERIFY(state.update(decoder.decode(statusMessage(newerStatus())).event));
        const int message = state.profile()->tables().front().message;
        QVERIFY(!state.record(message));
        QVERIFY(state.update(decoder.decode(answer(objectOf(kEnergy), u"x"_s)).event));
        const DeviceState snapshot = state;
        QJsonObject later = objectOf(kEnergy);
        later.insert(u"usage"_s, QJsonArray());
        QVERIFY(state.update(decoder.decode(answer(later, u"x"_s)).event));
        QVERIFY(state.record(message) && snapshot.record(message));
        QVERIFY(state.record(message)->raw() != snapshot.record(message)->raw());
        QVERIFY(!state.record(0)); // a status has no table
    }

    void whatATableNamesHasToBeThere_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *title, const char *table, const QString &rule) {
            QTest::newRow(title) << QByteArray(table) << rule;
        };
        row("message", R"({"label":"T","message":"steak","rows":["a"],"columns":[{"key":"a","label":"A"}]})",
            u"there is no message \"steak\""_s);
        row("command",
            R"({"label":"T","message":"state","command":"ask","rows":["a"],"columns":[{"key":"a","label":"A"}]})",
            u"there is no command \"ask\""_s);
        row("encoding",
            R"({"label":"T","message":"state","rows":["a"],"columns":[{"key":"a","label":"A","encoding":"mood"}]})",
            u"there is no encoding \"mood\""_s);
        row("level", R"({"label":"T","message":"state","rows":["a"],"columns":[{"key":"a","label":"A","level":1}]})",
            u"there are only 1 lists"_s);
        row("byte", R"({"label":"T","message":"state","rows":["a"],"columns":[{"key":"a","label":"A","byte":0}]})",
            u"the rows are no bytes"_s);
    }
    void whatATableNamesHasToBeThere()
    {
        QFETCH(QByteArray, table);
        QFETCH(QString, rule);
        QByteArray text = lampProfile();
        text.replace(QByteArray("\"encodings\": {"), QByteArray(R"("tables":{"t":)" + table + R"(},"encodings":{)"));
        const auto profile = parseProfile(text, u"mine.json"_s);
        QVERIFY(!profile);
        QVERIFY2(profile.error().contains(rule), qPrintable(profile.error()));
    }
};

QTEST_GUILESS_MAIN(TestTables)
#include "tst_tables.moc"
