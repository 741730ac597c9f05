// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A device that no profile knows, as live state and inspector show it.
#include "inspector/fieldrows.h"
#include "inspector/previoussearch.h"
#include "livestate/livestatemodel.h"
#include "logfixture.h"

#include <ember/device/decoder.h>
#include <ember/device/profilelibrary.h>

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

/// Its messages, and its state after them.
struct Bench
{
    Decoder decoder{ProfileLibrary::builtIn(), u"lab"_s};
    DeviceState state;

    Event feed(const QString &topic, const QByteArray &payload)
    {
        const Event event
            = decoder.decode({.topic = topic, .payload = payload, .time = EventTime(std::chrono::seconds(1))}).event;
        state.update(event);
        return event;
    }
};

QStringList linesOf(const LiveStateModel &model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex label = model.index(row, LiveStateModel::Label);
        const QModelIndex value = model.index(row, LiveStateModel::ValueColumn);
        const bool isHeading = label.data(LiveStateModel::GroupRole).toBool();
        const QString text = label.data().toString();
        const QString shown = value.data(Qt::AccessibleTextRole).toString();
        lines << (isHeading ? u"# %1"_s.arg(text) : u"%1 = %2"_s.arg(text, shown));
    }
    return lines;
}

} // namespace

class DiscoveredDeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void liveStateShowsItsFieldsByTopic()
    {
        Bench bench;
        LiveStateModel model;
        const QAbstractItemModelTester tester(&model);
        bench.feed(u"home/hall/climate"_s, R"({"t":21.5,"h":50})");
        bench.feed(u"home/hall/door"_s, "open");
        model.setState(bench.state);
        QCOMPARE(
            linesOf(model), (QStringList{u"# Values"_s, u"door = open"_s, u"# climate"_s, u"t = 21.5"_s, u"h = 50"_s}));

        QSignalSpy reset(&model, &LiveStateModel::modelReset);
        bench.feed(u"home/hall/climate"_s, R"({"t":22,"h":50})");
        model.setState(bench.state);
        QCOMPARE(reset.count(), 0); // in place
        QVERIFY(linesOf(model).contains(u"t = 22"_s));
        bench.feed(u"home/hall/climate"_s, R"({"t":22,"h":50,"new":null})");
        model.setState(bench.state);
        QCOMPARE(reset.count(), 1);
        QVERIFY(linesOf(model).contains(u"new = null"_s));
        model.setSearch(u"clim"_s);
        QCOMPARE(linesOf(model), QStringList());
        model.setSearch(u"open"_s);
        QCOMPARE(linesOf(model), (QStringList{u"# Values"_s, u"door = open"_s}));
    }

    void fieldsThatAProfileDescribesHaveItsWords()
    {
        Bench bench;
        LiveStateModel model;
        bench.feed(u"zigbee2mqtt/attic"_s, R"({"temperature":20.5,"occupancy":true,"novel":1})");
        model.setState(bench.state);
        QCOMPARE(linesOf(model),
            (QStringList{u"# Device"_s, u"Reachable = not reported"_s, u"# Values"_s, u"Temperature = 20.5\u2009°C"_s,
                u"Motion = yes"_s, u"novel = 1"_s}));
    }

    void theInspectorShowsWhatChanged()
    {
        Bench bench;
        const Event before = bench.feed(u"home/hall/climate"_s, R"({"t":21.5,"h":50})");
        const Event now = bench.feed(u"home/hall/climate"_s, R"({"t":22,"h":50})");
        const QList<FieldRow> rows = fieldRows(now, nullptr, before);
        QVERIFY(!rows.isEmpty());
        QCOMPARE(rows[0].path, u"values.t"_s); // changed first
        QCOMPARE(rows[0].value, u"22"_s);
        QCOMPARE(rows[0].previous, u"21.5"_s);
        QCOMPARE(rows[0].filter, u"values.t == 22"_s);
    }

    void theMessageBeforeIsOfTheSameTopic()
    {
        Bench bench;
        LogFixture fixture;
        const Event first = bench.feed(u"home/hall/climate"_s, R"({"t":21.5})");
        for (const Event &event :
            {first, bench.feed(u"home/hall/door"_s, "open"), bench.feed(u"home/hall/climate"_s, R"({"t":22})")}) {
            fixture.appendRuns(event, {});
        }
        PreviousSearch search;
        QSignalSpy found(&search, &PreviousSearch::found);
        search.start(fixture.log().snapshot(), 2);
        QTRY_COMPARE(found.count(), 1);
        QCOMPARE(found[0][0].value<Event>().data()[u"values"_s][u"t"_s].toDouble(), 21.5);
    }
};

QTEST_MAIN(DiscoveredDeviceTest)
#include "tst_discovereddevice.moc"
