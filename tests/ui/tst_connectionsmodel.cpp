// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionsmodel.h"

#include "connections/items.h"
#include "connections/words.h"

#include <QtCore/QLocale>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <ctime>

using namespace ember;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

using Steady = RateWindow::Clock::time_point;
constexpr EventTime kNow{std::chrono::hours(500'000)};

ConnectionItem connection(int id, const QString &name, LinkState state)
{
    ConnectionItem item;
    item.id = id;
    item.name = name;
    item.link.url = u"mqtt://lab"_s;
    item.link.state = state;
    return item;
}

DeviceItem device(const QString &source)
{
    return {source, source.section(u'/', 1), false, kNow, 1, {}};
}

} // namespace

class TestConnectionsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void stateIsSaidByMarkAndWord_data();
    void stateIsSaidByMarkAndWord();
    void failureSaysWhyAndWhenItTriesAgain();
    void ageIsSaidInWholeUnits_data();
    void ageIsSaidInWholeUnits();
    void devicesStandUnderTheirConnection();
    void devicesOfALostConnectionAreNotAlive();
    void standingFaultIsSaid();
    void healthIsASentence();
    void devicesBeyondTheListAreSaidAndCounted();
    void manyDevicesAreUpdatedQuickly();
    void removedConnectionGoesOthersKeepTheirDevices();
    void onlyRowsThatReadDifferentlyAreAnnounced();
    void rateIsThatOfTheMessages();
    void toolTipHasTheLedgerAndTheDrops();
    void lossesAreSaidByTopic();
    void sessionsAndWhatIsInferredAreSaid();
    void anAccountSaysWhatItDoesAndHowLongItsKeysLast();
};

void TestConnectionsModel::stateIsSaidByMarkAndWord_data()
{
    QTest::addColumn<LinkState>("state");
    QTest::addColumn<bool>("stale");
    QTest::addColumn<StateMark>("mark");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("open");
    QTest::newRow("connecting") << LinkState::Connecting << false << StateMark::Connecting << u"connecting"_s << true;
    QTest::newRow("connected") << LinkState::Connected << false << StateMark::Alive << u"connected"_s << true;
    QTest::newRow("silent") << LinkState::Connected << true << StateMark::Attention << u"connected but silent"_s
                            << true;
    QTest::newRow("interrupted") << LinkState::Interrupted << false << StateMark::Attention << u"interrupted"_s << true;
    QTest::newRow("lost") << LinkState::Lost << false << StateMark::Bad << u"lost"_s << false;
    QTest::newRow("closed") << LinkState::Closed << false << StateMark::Disconnected << u"not connected"_s << false;
}

void TestConnectionsModel::stateIsSaidByMarkAndWord()
{
    QFETCH(LinkState, state);
    QFETCH(bool, stale);
    QFETCH(StateMark, mark);
    QFETCH(QString, words);
    QFETCH(bool, open);
    ConnectionsModel model;
    ConnectionItem item = connection(1, u"basement"_s, state);
    item.link.stale = stale;
    model.setItems({item}, kNow, Steady{});
    const QModelIndex index = model.indexOfConnection(1);
    QCOMPARE(index.data().toString(), u"basement"_s);
    QCOMPARE(index.data(ConnectionsModel::MarkRole).toInt(), int(mark));
    QCOMPARE(index.siblingAtColumn(ConnectionsModel::StateColumn).data().toString(), words);
    QCOMPARE(index.data(ConnectionsModel::IsOpenRole).toBool(), open);
    QVERIFY(!index.data(Qt::DecorationRole).value<QIcon>().isNull());
    QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(words));
}

void TestConnectionsModel::failureSaysWhyAndWhenItTriesAgain()
{
    ConnectionItem item = connection(1, u"lab"_s, LinkState::Connecting);
    item.link.reason = u"connection refused"_s;
    item.link.attempt = 3;
    item.link.nextTryAt = kNow + 12s;
    QCOMPARE(noteWords(item.link, kNow), u"why: connection refused\nnext try in 12\u2009s"_s);
    QCOMPARE(noteWords(item.link, kNow + 500ms), u"why: connection refused\nnext try in 12\u2009s"_s);
    QCOMPARE(noteWords(item.link, kNow + 13s), u"why: connection refused\ntrying now"_s);
    QCOMPARE(stateWords(item.link), u"connecting, attempt 3"_s);
    item.link.state = LinkState::Lost; // given up: no next try
    QCOMPARE(noteWords(item.link, kNow), u"why: connection refused"_s);
    item.link.state = LinkState::Connected;
    QCOMPARE(noteWords(item.link, kNow), QString());
}

void TestConnectionsModel::ageIsSaidInWholeUnits_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("words");
    QTest::newRow("future") << qint64(-5) << u"now"_s;
    QTest::newRow("now") << qint64(1) << u"now"_s;
    QTest::newRow("seconds") << qint64(59) << u"59\u2009s ago"_s;
    QTest::newRow("minutes") << qint64(61) << u"1\u2009min ago"_s;
    QTest::newRow("hours") << qint64(7300) << u"2\u2009h ago"_s;
    QTest::newRow("days") << qint64(3 * 86400) << u"3\u2009days ago"_s;
}

void TestConnectionsModel::ageIsSaidInWholeUnits()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, words);
    QCOMPARE(agoWords(kNow - std::chrono::seconds(seconds), kNow), words);
    QCOMPARE(agoWords(std::nullopt, kNow), u"–"_s);
}

void TestConnectionsModel::devicesStandUnderTheirConnection()
{
    ConnectionsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    ConnectionItem first = connection(1, u"basement"_s, LinkState::Connected);
    ConnectionItem second = connection(2, u"lab"_s, LinkState::Connected);
    second.devices = {device(u"navien-nwp500/aa"_s)};
    model.setItems({first, second}, kNow, Steady{});
    second.devices.push_back(device(u"navien-nwp500/bb"_s));
    second.devices[0].stale = true;
    model.setItems({first, second}, kNow, Steady{} + 1s);
    const QModelIndex lab = model.indexOfConnection(2);
    QCOMPARE(model.rowCount(model.indexOfConnection(1)), 0);
    QCOMPARE(model.rowCount(lab), 2);
    const QModelIndex silent = model.index(0, 0, lab);
    QCOMPARE(silent.data().toString(), u"aa"_s);
    QCOMPARE(silent.data(ConnectionsModel::MarkRole).toInt(), int(StateMark::Attention));
    const QModelIndex alive = model.index(1, 0, lab);
    QCOMPARE(alive.data(ConnectionsModel::SourceRole).toString(), u"navien-nwp500/bb"_s);
    QCOMPARE(alive.data(ConnectionsModel::ConnectionIdRole).toInt(), 2);
    QCOMPARE(alive.data(ConnectionsModel::ConnectionNameRole).toString(), u"lab"_s);
    QCOMPARE(alive.data(ConnectionsModel::MarkRole).toInt(), int(StateMark::Alive));
    QCOMPARE(alive.parent(), lab);
}

void TestConnectionsModel::devicesOfALostConnectionAreNotAlive()
{
    for (const LinkState state : {LinkState::Connecting, LinkState::Interrupted, LinkState::Lost, LinkState::Closed}) {
        ConnectionsModel model;
        ConnectionItem item = connection(1, u"lab"_s, state);
        item.devices = {device(u"navien-nwp500/aa"_s)};
        model.setItems({item}, kNow, Steady{});
        const QModelIndex index = model.index(0, 0, model.index(0, 0));
        QCOMPARE(index.data(ConnectionsModel::MarkRole).toInt(), int(StateMark::Disconnected));
    }
}

void TestConnectionsModel::standingFaultIsSaid()
{
    ConnectionsModel model;
    ConnectionItem item = connection(1, u"lab"_s, LinkState::Connected);
    item.devices = {device(u"navien-nwp500/aa"_s)};
    item.devices[0].alarm = u"E799 Water leak"_s;
    model.setItems({item}, kNow, Steady{});
    const QModelIndex index = model.index(0, 0, model.index(0, 0));
    QCOMPARE(index.data(ConnectionsModel::MarkRole).toInt(), int(StateMark::Bad));
    QCOMPARE(index.data(ConnectionsModel::NoteRole).toString(), u"E799 Water leak"_s);
    QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(u"E799"_s));
}

void TestConnectionsModel::healthIsASentence()
{
    ConnectionItem lab = connection(1, u"lab"_s, LinkState::Connecting);
    QCOMPARE(healthWords(healthOf({})), u"no connection"_s);
    QCOMPARE(healthMark(healthOf({})), StateMark::Disconnected);
    QCOMPARE(healthWords(healthOf({lab})), u"no device heard yet"_s);
    QCOMPARE(healthMark(healthOf({lab})), StateMark::Connecting);
    lab.link.state = LinkState::Connected;
    lab.devices = {device(u"p/a"_s), device(u"p/b"_s)};
    QCOMPARE(healthWords(healthOf({lab})), u"2 devices alive, 0 stale"_s);
    QCOMPARE(healthMark(healthOf({lab})), StateMark::Alive);
    lab.devices[1].stale = true;
    QCOMPARE(healthWords(healthOf({lab})), u"1 device alive, 1 stale"_s);
    QCOMPARE(healthMark(healthOf({lab})), StateMark::Attention);
    ConnectionItem closed = connection(2, u"shed"_s, LinkState::Closed);
    closed.devices = {device(u"p/c"_s)};
    QCOMPARE(healthWords(healthOf({lab, closed})), u"1 device alive, 1 stale, 1 not connected"_s);
    lab.devices[0].alarm = u"E799"_s;
    QCOMPARE(healthWords(healthOf({lab})), u"1 device alive, 1 stale, 1 with a fault"_s);
    QCOMPARE(healthMark(healthOf({lab})), StateMark::Bad);
    lab.link.state = LinkState::Lost;
    QCOMPARE(healthMark(healthOf({lab})), StateMark::Bad);
}

void TestConnectionsModel::devicesBeyondTheListAreSaidAndCounted()
{
    ConnectionItem item = connection(1, u"lab"_s, LinkState::Connected);
    item.devices = {device(u"lamp/1"_s), device(u"lamp/2"_s)};
    item.unlisted = {.alive = 1'500, .stale = 3, .faulty = 2};
    ConnectionsModel model;
    model.setItems({item}, kNow, Steady{});
    const auto note = [&model] { return model.indexOfConnection(1).data(ConnectionsModel::NoteRole).toString(); };
    QCOMPARE(note(), u"the first 2 of 1,505 devices are listed"_s);
    QCOMPARE(healthWords(healthOf({item})), u"1,502 devices alive, 3 stale, 2 with a fault"_s);
    item.hasFurther = true;
    model.setItems({item}, kNow, Steady{});
    QCOMPARE(note(), u"the first 2 of 1,505 devices are listed; further devices are only in the log"_s);
    QVERIFY(healthWords(healthOf({item})).endsWith(u", further devices only in the log"));
    item.link.state = LinkState::Interrupted;
    QVERIFY(healthWords(healthOf({item})).contains(u"1,505 not connected"));
}

/// Every device was looked for among all of them.
void TestConnectionsModel::manyDevicesAreUpdatedQuickly()
{
    ConnectionItem item = connection(1, u"lab"_s, LinkState::Connected);
    for (int i = 0; i < 20'000; ++i) {
        item.devices.push_back(device(u"navien-nwp500/hostile-%1"_s.arg(i, 30)));
    }
    ConnectionsModel model;
    model.setItems({item}, kNow, Steady{});
    const std::clock_t start = std::clock(); // of the processor: the machine may be busy
    model.setItems({item}, kNow + 5s, Steady{});
    const auto seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < 1, qPrintable(QString::number(seconds)));
    const QModelIndex parent = model.indexOfConnection(1);
    QCOMPARE(model.rowCount(parent), 20'000);
    QCOMPARE(model.index(19'999, 0, parent).data(ConnectionsModel::SourceRole).toString(), item.devices.back().source);
}

void TestConnectionsModel::removedConnectionGoesOthersKeepTheirDevices()
{
    ConnectionsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    ConnectionItem first = connection(1, u"basement"_s, LinkState::Connected);
    first.devices = {device(u"p/one"_s)};
    ConnectionItem second = connection(2, u"lab"_s, LinkState::Connected);
    second.devices = {device(u"p/two"_s)};
    model.setItems({first, second}, kNow, Steady{});
    const QPersistentModelIndex kept = model.index(0, 0, model.indexOfConnection(2));
    model.setItems({second}, kNow, Steady{} + 1s);
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(!model.indexOfConnection(1).isValid());
    QVERIFY(kept.isValid());
    QCOMPARE(kept.data(ConnectionsModel::SourceRole).toString(), u"p/two"_s);
    QCOMPARE(kept.parent(), model.indexOfConnection(2));
    model.setItems({}, kNow, Steady{} + 2s);
    QCOMPARE(model.rowCount(), 0);
}

void TestConnectionsModel::onlyRowsThatReadDifferentlyAreAnnounced()
{
    ConnectionsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    ConnectionItem first = connection(1, u"basement"_s, LinkState::Connected);
    ConnectionItem second = connection(2, u"lab"_s, LinkState::Connected);
    Steady steady{};
    for (int i = 0; i < 10; ++i) {
        model.setItems({first, second}, kNow, steady += 1s);
    }
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setItems({first, second}, kNow, steady += 1s);
    QCOMPARE(changed.count(), 0);
    second.link.state = LinkState::Interrupted;
    model.setItems({first, second}, kNow, steady += 1s);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.at(0).at(0).toModelIndex().row(), 1);
}

void TestConnectionsModel::rateIsThatOfTheMessages()
{
    ConnectionsModel model;
    ConnectionItem item = connection(1, u"basement"_s, LinkState::Connected);
    for (int second = 0; second < 5; ++second) {
        item.link.messages.received = quint64(second) * 25;
        model.setItems({item}, kNow, Steady{} + std::chrono::seconds(second));
    }
    QCOMPARE(model.index(0, ConnectionsModel::RateColumn).data().toString(), u"25.0\u2009/s"_s);
}

void TestConnectionsModel::lossesAreSaidByTopic()
{
    ConnectionItem item = connection(1, u"lab"_s, LinkState::Connected);
    item.link.messages.dropped = 1'236;
    item.link.droppedByTopic = {{u"calm"_s, 2}, {u"loud"_s, 1'227}};
    for (int i = 0; i < 7; ++i) {
        item.link.droppedByTopic.insert(u"few/%1"_s.arg(i), 1);
    }
    item.link.droppedByTopic.insert(QString(60'000, u'x'), 3);
    // In the panel itself, and more in the tool tip.
    QCOMPARE(noteWords(item.link, kNow), u"1,236 messages dropped, most of loud"_s);
    const QStringList lines = diagnosticsWords(item.link, kNow).split(u'\n');
    const qsizetype first = lines.indexOf(u"1,227  of loud"_s);
    QVERIFY2(first > 0, qPrintable(lines.join(u'\n')));
    QCOMPARE(lines[first + 1], QString(u"3  of "_s + QString(80, u'x') + u'…'));
    QCOMPARE(lines[first + 2], u"2  of calm"_s);
    QVERIFY(lines.contains(u"and of 5 more topics"_s));
}

void TestConnectionsModel::toolTipHasTheLedgerAndTheDrops()
{
    ConnectionItem item = connection(1, u"lab"_s, LinkState::Interrupted);
    item.link.messages = {1234, 1200, 20, 10, 3, 1};
    item.link.reason = u"the broker closed the connection"_s;
    item.link.drops = {{u"keep-alive time-out"_s, kNow - 60s, 1.5, 1.0}, {u"network gone"_s, kNow, {}, 2.0}};
    ConnectionsModel model;
    model.setItems({item}, kNow, Steady{});
    const QString tip = model.index(0, 0).data(Qt::ToolTipRole).toString();
    for (const QString &part : {u"mqtt://lab"_s, u"1,234 received"_s, u"10 undecodable"_s, u"1 dropped"_s,
             u"keep-alive time-out, back after 1.5\u2009s"_s, u"network gone, not back yet"_s}) {
        QVERIFY2(tip.contains(part), qPrintable(tip));
    }
}

void TestConnectionsModel::sessionsAndWhatIsInferredAreSaid()
{
    ConnectionItem item = connection(1, u"lab"_s, LinkState::Interrupted);
    item.link.reason = u"the connection is gone"_s;
    item.link.inference = u"probably another client with the id “me”"_s;
    item.link.sessions = {.count = 4, .shortest = 1.5, .longest = 7'300, .total = 8'000};
    item.link.dropsByReason = {{u"the connection is gone"_s, 3}, {u"it is shutting down"_s, 12}};
    item.link.drops = {{u"the connection is gone"_s, kNow, {}, 1.0, 1.5, u"probably another client"_s}};
    // What is known and what is inferred, each on its line.
    QCOMPARE(noteWords(item.link, kNow), u"why: the connection is gone\nprobably another client with the id “me”"_s);
    const QStringList lines = diagnosticsWords(item.link, kNow).split(u'\n');
    const QString thin(QChar(0x2009));
    QVERIFY2(lines.contains(QString(u"Sessions that ended: 4; shortest 1.5"_s + thin + u"s, mean 33"_s + thin
                 + u"min, longest 2.0"_s + thin + u"h"_s)),
        qPrintable(lines.join(u'\n')));
    const qsizetype reasons = lines.indexOf(u"Drops by reason:"_s);
    QVERIFY(reasons > 0);
    QCOMPARE(lines[reasons + 1], u"12  it is shutting down"_s);
    QCOMPARE(lines[reasons + 2], u"3  the connection is gone"_s);
    QVERIFY(lines.last().endsWith(u"the connection is gone; probably another client, not back yet"_s));
    item.link.state = LinkState::Connected;
    item.link.stoodSeconds = 61;
    QCOMPARE(noteWords(item.link, kNow), QString());
    QVERIFY(diagnosticsWords(item.link, kNow).contains(QString(u"It has stood for 61.0"_s + thin + u"s"_s)));
}

void TestConnectionsModel::anAccountSaysWhatItDoesAndHowLongItsKeysLast()
{
    LinkStatus link;
    link.state = LinkState::Connecting;
    link.doing = u"signing in"_s;
    QCOMPARE(stateWords(link), u"signing in"_s);
    link.doing.clear();
    link.state = LinkState::Connected;
    link.account.emplace();
    link.account->signIns = 2;
    link.account->devices.append({.id = u"a0b1c2d3e4f5"_s,
        .name = u"Basement"_s,
        .type = 52,
        .online = true,
        .additional = {},
        .installType = {},
        .firmware = {{.code = 7, .version = 1234, .downloaded = {}}}});
    QCOMPARE(noteWords(link, kNow), u"1 device on the account"_s);
    link.account->keysExpireAt = kNow + 54min;
    QCOMPARE(noteWords(link, kNow), u"1 device on the account, keys for another 54\u2009min"_s);
    QVERIFY(noteWords(link, kNow + 55min).contains(u"keys expired, new ones with the next connection"_s));
    link.account->unread = 3;
    link.account->problem = u"no news"_s;
    QVERIFY(noteWords(link, kNow).endsWith(u"\n3 more that the profile does not read\nno news"_s));
    const QString all = diagnosticsWords(link, kNow);
    QVERIFY2(
        all.contains(u"On the account: Basement (a0b1c2d3e4f5), online\nFirmware by part: 7: 1234"_s), qPrintable(all));
    QVERIFY2(all.contains(u"Signed in 2, session renewed 0 times"_s), qPrintable(all));
    link.state = LinkState::Interrupted; // its trouble is more important
    QVERIFY(!noteWords(link, kNow).contains(u"account"_s));
}

QTEST_MAIN(TestConnectionsModel)
#include "tst_connectionsmodel.moc"
