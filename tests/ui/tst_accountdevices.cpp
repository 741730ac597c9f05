// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The devices of an account in the window, by the names that their owner has given them.
#include "connections/connectionsmodel.h"
#include "livestate/livestatepanel.h"
#include "windowfixture.h"

#include <certificates.h>
#include <mosquittobroker.h>
#include <navilinkcloud.h>
#include <simulateddevice.h>

#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTreeView>

using namespace ember;
using namespace ember::e2e;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000; // ms

} // namespace

class TestAccountDevices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void devicesHaveTheirOwnersNames();
};

void TestAccountDevices::devicesHaveTheirOwnersNames()
{
    MosquittoBroker broker;
    const quint16 port = MosquittoBroker::freePort();
    QVERIFY(broker.start(MosquittoBroker::listener(port, {.isWebSocket = true})));
    SimulatedDevice basement(broker.port(), 5, 1);
    SimulatedDevice attic(broker.port(), 6, 1);
    QVERIFY(basement.arrive() && attic.arrive());
    Certificates certificates;
    NaviLinkCloud cloud(certificates, port);
    cloud.addDevice(basement.id(), u"5322"_s, u"Basement"_s);
    cloud.addDevice(attic.id(), u"5322"_s, QString()); // nobody has given it one

    WindowFixture window;
    auto url = ConnectionUrl::parse(cloud.url());
    QVERIFY(url.isOk());
    url.value().password = Secret(NaviLinkCloud::kPassword);
    QCOMPARE(window.main.openConnection(*url), QString());
    auto *chooser = window.part<QComboBox>(u"deviceChooser"_s);
    QTRY_COMPARE_WITH_TIMEOUT(chooser->count(), 2, kPatience);
    const int first = chooser->itemText(0).contains(u"Basement") ? 0 : 1;
    QCOMPARE(chooser->itemText(first), QString(u"Basement ("_s + basement.id() + u") · NaviLink"_s));
    QCOMPARE(chooser->itemText(1 - first), QString(attic.id() + u" · NaviLink"_s));
    window.main.findChild<LiveStatePanel *>()->showDevice(u"NaviLink"_s, u"navien-nwp500/"_s + basement.id());
    QTRY_VERIFY_WITH_TIMEOUT(
        window.part<QLabel>(u"deviceName"_s)->text().endsWith(u" · Basement (%1)"_s.arg(basement.id())), kPatience);
    const auto *devices = window.part<QTreeView>(u"connectionsView"_s)->model();
    const auto isListed = [devices](const QString &name) {
        const QModelIndex connection = devices->index(0, 0);
        for (int row = 0; row < devices->rowCount(connection); ++row) {
            if (devices->index(row, 0, connection).data().toString() == name) {
                return true;
            }
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isListed(u"Basement (%1)"_s.arg(basement.id())), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(isListed(attic.id()), kPatience);
}

QTEST_MAIN(TestAccountDevices)
#include "tst_accountdevices.moc"
