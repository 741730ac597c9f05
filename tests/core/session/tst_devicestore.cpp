// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../device/devicemessages.h"
#include "devicestore.h"

using namespace ember;
using namespace ember::test;

class TestDeviceStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void messagesOfDevicesBeyondTheLimitAreCounted()
    {
        DeviceStore store;
        Decoder decoder({lamp()}, u"lab"_s);
        const auto hear = [&](qsizetype device, int level) {
            const QString id = u"d%1"_s.arg(device);
            store.update(decoder.decode(lampState({{u"level"_s, level}}, level, id)).event);
        };
        for (qsizetype device = 0; device < DeviceStore::kMaxDevices + 3; ++device) {
            hear(device, 1);
        }
        QCOMPARE(store.snapshot().size(), DeviceStore::kMaxDevices);
        QCOMPARE(store.messagesOfFurther(), quint64(3));
        hear(DeviceStore::kMaxDevices, 2); // not kept, whenever it comes
        QCOMPARE(store.messagesOfFurther(), quint64(4));
        hear(0, 2); // kept as before
        QCOMPARE(store.messagesOfFurther(), quint64(4));
        QCOMPARE(store.snapshot().constFirst().field(Symbol::find(u"raw.level")).toInteger(), 2);
        QCOMPARE(store.snapshot().constFirst().messageCount(), quint64(2));
    }

    void oneDeviceIsFoundByConnectionAndSource()
    {
        DeviceStore store;
        for (const QString &connection : {u"lab"_s, u"attic"_s}) {
            Decoder decoder({lamp()}, connection);
            store.update(decoder.decode(lampState({{u"level"_s, connection.size()}}, 1, u"d1"_s)).event);
        }
        const auto device = store.find(u"attic", u"lamp/d1");
        QVERIFY(device);
        QCOMPARE(device->connection(), u"attic"_s);
        QCOMPARE(device->field(Symbol::find(u"raw.level")).toInteger(), 5);
        QVERIFY(!store.find(u"cellar", u"lamp/d1"));
        QVERIFY(!store.find(u"lab", u"lamp/d2"));
        QVERIFY(!store.find(u"lab", u"a name that nobody has"));
    }
};

QTEST_GUILESS_MAIN(TestDeviceStore)
#include "tst_devicestore.moc"
