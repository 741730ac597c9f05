// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The profile and the messages of the guide, as they stand in it.
#include "devicemessages.h"

#include <ember/device/changedetector.h>
#include <ember/device/devicestate.h>
#include <ember/device/formatting.h>

#include <QtCore/QRegularExpression>

using namespace ember;
using namespace ember::test;

namespace {

QString guide()
{
    QFile file(QStringLiteral(EMBER_SOURCE_DIR "/resources/profiles/README.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// What stands between two marks, from `from` on.
QString between(const QString &text, const QString &begin, const QString &end)
{
    const qsizetype from = text.indexOf(begin);
    const qsizetype to = from < 0 ? -1 : text.indexOf(end, from + begin.size());
    return to < 0 ? QString() : text.sliced(from + begin.size(), to - from - begin.size());
}

} // namespace

class TestProfileGuide : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itsProfileReadsItsMessages()
    {
        const QString text = guide();
        const auto profile = parseProfile(between(text, u"```json\n"_s, u"```"_s).toUtf8(), u"well.json"_s);
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error()));
        const QByteArray state = between(text, u"| `well/north/state` | `"_s, u"`"_s).toUtf8();
        QVERIFY(!state.isEmpty());
        Decoder decoder({*profile}, u"c1"_s);
        ChangeDetector detector;
        DeviceState device;
        const auto feed = [&](const QString &topic, const QByteArray &payload) {
            const Decoded decoded = decoder.decode({.topic = topic, .payload = payload, .time = at(0)});
            device.update(decoded.event);
            return std::pair(decoded.event, detector.detect(decoded.event));
        };
        const Event first = feed(u"well/north/state"_s, state).first;
        QCOMPARE(first.source(), u"well/north"_s);
        QCOMPARE(first.data()[u"values"_s].toObject(),
            (QJsonObject{{u"level"_s, 1.82}, {u"pump"_s, true}, {u"battery"_s, 3.71}, {u"error"_s, 0}}));
        QCOMPARE(summary(first, **profile), u"Water 1.82\u2009m, pump running"_s);
        QVERIFY(device.alarms().empty());
        const auto changes = feed(u"well/north/state"_s, QByteArray(state).replace("182", "40")).second;
        QCOMPARE(changes.size(), std::size_t(1));
        QCOMPARE(changes[0].name(), u"device.level_changed"_s);
        QCOMPARE(device.alarms().size(), std::size_t(1));
        QCOMPARE(feed(u"well/north/connection"_s, "down").first.data()[u"values"_s][u"online"_s], QJsonValue(false));
        QCOMPARE(device.alarms().size(), std::size_t(2));
    }

    void itListsEveryProfile()
    {
        const QString list = guide().section(u"## What comes along"_s, 1);
        for (const ProfilePtr &profile : ProfileLibrary::builtIn()) {
            QVERIFY2(list.contains(u"| `%1` |"_s.arg(profile->id())), qPrintable(profile->id()));
        }
    }
};

QTEST_GUILESS_MAIN(TestProfileGuide)
#include "tst_profileguide.moc"
