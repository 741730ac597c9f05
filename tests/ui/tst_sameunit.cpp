// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A unit that is heard through two connections: two streams, one device in the window.
#include "connections/connectionsmodel.h"
#include "connections/items.h"
#include "connections/sameunit.h"
#include "livestate/livestatemodel.h"
#include "livestate/livestatepanel.h"
#include "windowfixture.h"

#include <QtCore/QSet>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTreeView>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000; // ms
const QString kUnit = u"sim:navien-nwp500?seed=7&rate=20"_s; // the same seed is the same unit
const QString kOther = u"sim:navien-nwp500?seed=8&rate=20"_s;

/// The window with the same unit on two connections, "basement" and "lab".
struct Window : WindowFixture
{
    bool open(const QString &url, const QString &name)
    {
        return main.openConnection(*ConnectionUrl::parse(url), name).isEmpty();
    }
    bool openBoth()
    {
        return open(kUnit, u"basement"_s) && open(kUnit, u"lab"_s)
            && QTest::qWaitFor([this] { return session.devices().size() == 2; }, kPatience);
    }
    ConnectionStatus connection(const QString &name) const
    {
        for (const ConnectionStatus &one : session.connections()) {
            if (one.name == name) {
                return one;
            }
        }
        return {};
    }
    ConnectionId id(const QString &name) const { return connection(name).id; }
    LinkStatus link(const QString &name) const { return connection(name).link; }
    QString health() const { return healthWords(healthOf(connectionItems(session))); }
    QComboBox *devices() { return part<QComboBox>(u"deviceChooser"_s); }
    QComboBox *through() { return part<QComboBox>(u"connectionChooser"_s); }
};

DeviceItem deviceItem(const QString &source, bool isStale, const QStringList &elsewhere)
{
    DeviceItem item;
    item.source = source;
    item.name = source;
    item.stale = isStale;
    item.elsewhere = elsewhere;
    return item;
}

ConnectionItem connectionItem(int id, LinkState state, std::vector<DeviceItem> devices)
{
    ConnectionItem item;
    item.id = id;
    item.link.state = state;
    item.devices = std::move(devices);
    return item;
}

} // namespace

class TestSameUnit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void anIdWithAHardwareAddressIsOneUnit_data();
    void anIdWithAHardwareAddressIsOneUnit();
    void itIsCountedOnceAsWellAsTheBestSays();
    void eachRowSaysThroughWhatElseItIsHeard();
    void theLiveStateSaysWhichConnectionItShowsAndSwitches();
    void differentUnitsStayDifferent();
    void eachStreamHasAPreviousStateOfItsOwn();
};

void TestSameUnit::anIdWithAHardwareAddressIsOneUnit_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<bool>("isOne");
    QTest::newRow("a MAC") << u"navien-nwp500/aabbccddeeff"_s << true;
    QTest::newRow("in a name") << u"shelly-gen2/shellyplus1pm-a8032ab12345"_s << true;
    QTest::newRow("with colons") << u"mqtt/AA:BB:CC:DD:EE:FF"_s << true;
    QTest::newRow("of Zigbee") << u"zigbee2mqtt/0x00158d0001a2b3c4"_s << true;
    QTest::newRow("of Zigbee, bare") << u"zigbee2mqtt/00158d0001a2b3c4"_s << true;
    QTest::newRow("a name") << u"zigbee2mqtt/lamp"_s << false;
    QTest::newRow("its end only") << u"tasmota/tasmota_A8B1C2"_s << false;
    QTest::newRow("too long") << u"mqtt/aabbccddeeff00"_s << false;
    QTest::newRow("a profile's name does not count") << u"aabbccddeeff/lamp"_s << false;
}

void TestSameUnit::anIdWithAHardwareAddressIsOneUnit()
{
    QFETCH(const QString, source);
    QFETCH(const bool, isOne);
    QCOMPARE(isOneUnitEverywhere(source), isOne);
}

void TestSameUnit::itIsCountedOnceAsWellAsTheBestSays()
{
    using enum LinkState;
    const QString unit = u"a/aabbccddeeff"_s;
    const auto both = [&](LinkState first, bool firstStale, LinkState second, bool secondStale) {
        return healthOf({connectionItem(1, first, {deviceItem(unit, firstStale, {u"b"_s})}),
            connectionItem(2, second, {deviceItem(unit, secondStale, {u"a"_s})})});
    };
    Health health = both(Connected, false, Connected, false);
    QCOMPARE(health.alive, 1);
    QCOMPARE(health.connections, 2);
    health = both(Connected, true, Connected, false);
    QCOMPARE(health.alive, 1);
    QCOMPARE(health.stale, 0);
    health = both(Lost, false, Connected, true);
    QCOMPARE(health.stale, 1);
    QCOMPARE(health.notConnected, 0);
    health = both(Lost, false, Closed, false);
    QCOMPARE(health.notConnected, 1);
    QCOMPARE(health.alive + health.stale, 0);
    // Two things of one name are two.
    health = healthOf({connectionItem(1, Connected, {deviceItem(u"z/lamp"_s, false, {})}),
        connectionItem(2, Connected, {deviceItem(u"z/lamp"_s, false, {})})});
    QCOMPARE(health.alive, 2);
}

void TestSameUnit::eachRowSaysThroughWhatElseItIsHeard()
{
    Window window;
    QVERIFY(window.openBoth());
    const auto *model = window.part<QTreeView>(u"connectionsView"_s)->model();
    const auto note = [model](int connection) {
        const QModelIndex device = model->index(0, 0, model->index(connection, 0));
        return device.data(ConnectionsModel::NoteRole).toString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(note(0), u"one device, also heard through lab"_s, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(note(1), u"one device, also heard through basement"_s, kPatience);
    const QModelIndex device = model->index(0, 0, model->index(0, 0));
    QVERIFY(device.data(Qt::AccessibleTextRole).toString().contains(u"also heard through lab"_s));
    QCOMPARE(window.health(), u"1 device alive, 0 stale"_s);
    window.session.close(window.id(u"lab"_s));
    QTRY_COMPARE_WITH_TIMEOUT(window.link(u"lab"_s).state, LinkState::Closed, kPatience);
    QCOMPARE(window.health(), u"1 device alive, 0 stale"_s); // it is, through the other one
    window.session.close(window.id(u"basement"_s));
    QTRY_COMPARE_WITH_TIMEOUT(window.health(), u"0 devices alive, 0 stale, 1 not connected"_s, kPatience);
    window.session.remove(window.id(u"lab"_s));
    QTRY_COMPARE_WITH_TIMEOUT(note(0), QString(), kPatience);
}

void TestSameUnit::theLiveStateSaysWhichConnectionItShowsAndSwitches()
{
    Window window;
    QVERIFY(window.openBoth());
    const auto *panel = window.main.findChild<LiveStatePanel *>();
    QTRY_VERIFY_WITH_TIMEOUT(window.part<QWidget>(u"connectionRow"_s)->isVisible(), kPatience);
    QVERIFY(!window.devices()->isVisible()); // one device, nothing to choose
    QTRY_COMPARE_WITH_TIMEOUT(window.through()->count(), 2, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window.through()->currentText(), panel->device().first, kPatience);
    QVERIFY(!window.through()->accessibleName().isEmpty());
    const QString source = panel->device().second;
    const QString before = panel->device().first;
    window.through()->setFocus();
    QTest::keyClick(window.through(), window.through()->currentIndex() == 0 ? Qt::Key_Down : Qt::Key_Up);
    QTRY_VERIFY_WITH_TIMEOUT(panel->device().first != before, kPatience);
    QCOMPARE(panel->device().second, source);
    QCOMPARE(window.through()->currentText(), panel->device().first);
    // The other connection ends: what is shown says how its own is.
    window.session.close(window.id(panel->device().first));
    QTRY_VERIFY_WITH_TIMEOUT(window.part<QLabel>(u"deviceHealth"_s)->text().startsWith(u"not connected"_s), kPatience);
    QTest::keyClick(window.through(), window.through()->currentIndex() == 0 ? Qt::Key_Down : Qt::Key_Up);
    QTRY_VERIFY_WITH_TIMEOUT(window.part<QLabel>(u"deviceHealth"_s)->text().startsWith(u"connected"_s), kPatience);
}

void TestSameUnit::differentUnitsStayDifferent()
{
    Window window;
    QVERIFY(window.openBoth());
    QVERIFY(window.open(kOther, u"attic"_s));
    QTRY_COMPARE_WITH_TIMEOUT(window.session.devices().size(), 3, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window.devices()->count(), 2, kPatience);
    QVERIFY(window.devices()->isVisible());
    QStringList entries;
    for (int i = 0; i < window.devices()->count(); ++i) {
        entries << window.devices()->itemText(i).section(u" · "_s, 1);
    }
    entries.sort();
    QCOMPARE(entries, QStringList({u"2 connections"_s, u"attic"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(window.health(), u"2 devices alive, 0 stale"_s, kPatience);
    const auto *panel = window.main.findChild<LiveStatePanel *>();
    const int attic = window.devices()->itemText(0).endsWith(u"attic"_s) ? 0 : 1;
    window.devices()->setFocus();
    window.devices()->setCurrentIndex(attic);
    Q_EMIT window.devices()->activated(attic);
    QTRY_COMPARE_WITH_TIMEOUT(panel->device().first, u"attic"_s, kPatience);
    QVERIFY(!window.part<QWidget>(u"connectionRow"_s)->isVisible());
}

/// The second connection begins later: its first message is a baseline of its own and no change.
void TestSameUnit::eachStreamHasAPreviousStateOfItsOwn()
{
    Session session;
    QVERIFY(session.open(*ConnectionUrl::parse(u"sim:navien-nwp500?seed=7&speed=600&rate=40"_s), u"first"_s));
    const auto changesOf = [&session](const QString &connection) {
        int changes = 0;
        const LogSnapshot log = session.log()->snapshot();
        for (LogRow row = log.begin(); row < log.end(); ++row) {
            const Event event = log.entry(row).event;
            const bool isChange = event.name() == "device.power_changed"_L1;
            changes += isChange && event.metadata(Symbol::intern(u"connection")).toString() == connection ? 1 : 0;
        }
        return changes;
    };
    QTRY_VERIFY_WITH_TIMEOUT(changesOf(u"first"_s) > 0, kPatience);
    session.close(session.connections().first().id); // its values stand elsewhere than those of a unit that begins
    QVERIFY(session.open(*ConnectionUrl::parse(u"sim:navien-nwp500?seed=7&speed=1&rate=20"_s), u"second"_s));
    QTRY_COMPARE_WITH_TIMEOUT(session.devices().size(), 2, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(session.connections().last().link.messages.decoded > 0, kPatience);
    session.close(session.connections().last().id);
    session.stop(u"enough"_s);
    const QList<DeviceState> devices = session.devices();
    QCOMPARE(devices[0].source(), devices[1].source());
    QVERIFY(devices[0].connection() != devices[1].connection());
    const LogSnapshot log = session.log()->snapshot();
    QSet<quint64> baselines; // the first message of each kind
    QSet<QString> kinds;
    for (LogRow row = log.begin(); row < log.end(); ++row) {
        const Event event = log.entry(row).event;
        const bool isOfSecond = event.metadata(Symbol::intern(u"connection")).toString() == u"second"_s;
        if (isOfSecond && event.name().endsWith(u"_received"_s) && !kinds.contains(event.name())) {
            kinds.insert(event.name());
            baselines.insert(event.sequence());
        }
        QVERIFY2(!baselines.contains(event.causeSequence()), qPrintable(event.name()));
    }
    QVERIFY(kinds.contains(u"device.status_received"_s));
}

QTEST_MAIN(TestSameUnit)
#include "tst_sameunit.moc"
