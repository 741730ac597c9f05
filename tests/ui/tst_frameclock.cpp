// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/frameclock.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace ember;

class TestFrameClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticksWhileRunningOnly();
    void ticksFastWhileTheWindowIsSeen();
    void slowsDownWhenHiddenOrMinimised();
    void forgetsADeadWindow();
};

void TestFrameClock::ticksWhileRunningOnly()
{
    FrameClock clock;
    QSignalSpy ticks(&clock, &FrameClock::tick);
    QVERIFY(!clock.isRunning());
    clock.start();
    QTRY_VERIFY(ticks.count() >= 1);
    clock.stop();
    QVERIFY(!clock.isRunning());
}

void TestFrameClock::ticksFastWhileTheWindowIsSeen()
{
    QWidget window;
    FrameClock clock;
    clock.setWindow(&window);
    QCOMPARE(clock.interval(), FrameClock::kHiddenInterval);
    window.show();
    QCOMPARE(clock.interval(), FrameClock::kVisibleInterval);
    QSignalSpy ticks(&clock, &FrameClock::tick);
    clock.start();
    QTRY_VERIFY(ticks.count() >= 3);
}

void TestFrameClock::slowsDownWhenHiddenOrMinimised()
{
    QWidget window;
    FrameClock clock;
    clock.setWindow(&window);
    window.show();
    window.setWindowState(Qt::WindowMinimized);
    QTRY_COMPARE(clock.interval(), FrameClock::kHiddenInterval);
    window.setWindowState(Qt::WindowNoState);
    QTRY_COMPARE(clock.interval(), FrameClock::kVisibleInterval);
    window.hide();
    QCOMPARE(clock.interval(), FrameClock::kHiddenInterval);
}

void TestFrameClock::forgetsADeadWindow()
{
    FrameClock clock;
    auto *window = new QWidget;
    clock.setWindow(window);
    window->show();
    delete window;
    QCOMPARE(clock.interval(), FrameClock::kHiddenInterval);
    clock.setWindow(nullptr);
    QCOMPARE(clock.interval(), FrameClock::kHiddenInterval);
}

QTEST_MAIN(TestFrameClock)
#include "tst_frameclock.moc"
