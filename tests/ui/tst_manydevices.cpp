// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A broker that invents names without end: the window stays awake and says what it does not show.
#include "../core/device/devicemessages.h"
#include "connections/connectionsmodel.h"
#include "connections/items.h"
#include "window/mainwindow.h"

#include <ember/session/session.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTreeView>

using namespace ember;
using namespace ember::test;

namespace {

constexpr int kPatience = 60'000; // ms, for slow machines
constexpr int kDevices = 12'000; // more than can be listed, and more than are kept

/// The longest time that the event loop did not come round.
class LoopWatch
{
public:
    LoopWatch()
    {
        QObject::connect(&m_timer, &QTimer::timeout, [this] { m_longest = qMax(m_longest, m_sinceLast.restart()); });
        m_sinceLast.start();
        m_timer.start(5);
    }
    [[nodiscard]] qint64 longestMs() const { return m_longest; }

private:
    QTimer m_timer;
    QElapsedTimer m_sinceLast;
    qint64 m_longest = 0;
};

} // namespace

class TestManyDevices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void manyThousandDevicesAreSaidAndDoNotHoldTheWindow()
    {
        Session session;
        MainWindow window(session, WindowSettings::Use::Untouched);
        window.resize(1280, 800);
        window.show();
        QVERIFY(session.open(*ConnectionUrl::parse(u"sim:")));
        QTRY_COMPARE_WITH_TIMEOUT(session.connections().first().link.state, LinkState::Connected, kPatience);
        const QAbstractItemModel *const model = window.findChild<QTreeView *>(u"connectionsView"_s)->model();
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, kPatience);

        LoopWatch loop;
        // In portions, as they would come, through the simulator's name.
        Decoder decoder({lamp()}, session.connections().first().name);
        for (int first = 0; first < kDevices; first += 500) {
            session.onEmitterThread([&](EventEmitter &emitter) {
                for (int i = first; i < first + 500; ++i) {
                    emitter.emitEvent(decoder.decode(lampState({{u"level"_s, i}}, i, u"hostile-%1"_s.arg(i))).event);
                }
            });
            QTest::qWait(1);
        }
        const auto devices = [model] { return model->rowCount(model->index(0, 0)); };
        QTRY_COMPARE_WITH_TIMEOUT(devices(), int(kMostListed), kPatience);
        const auto note = [model] { return model->index(0, 0).data(ConnectionsModel::NoteRole).toString(); };
        QTRY_COMPARE_WITH_TIMEOUT(
            note(), u"the first 1,000 of 10,000 devices are listed; further devices are only in the log"_s, kPatience);
        const auto *const health = window.findChild<QLabel *>(u"healthWords"_s);
        QTRY_VERIFY_WITH_TIMEOUT(health->text().endsWith(u", further devices only in the log"), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(window.findChild<QComboBox *>(u"deviceChooser"_s)->count(), 10'000, kPatience);
        QVERIFY(session.messagesOfFurtherDevices() >= quint64(kDevices - 10'000));
        qInfo("the event loop's longest gap: %lld ms", static_cast<long long>(loop.longestMs()));
        QVERIFY2(loop.longestMs() < 3'000, qPrintable(QString::number(loop.longestMs())));
    }
};

QTEST_MAIN(TestManyDevices)
#include "tst_manydevices.moc"
