// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

#include <chrono>

namespace ember {

/// The one clock of the window. Panels pull their snapshots on tick() and on nothing else: 33 ms while the watched
/// window can be seen, 250 ms while it is hidden, minimised or not given. Lives on the GUI thread.
class FrameClock : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kVisibleInterval{33};
    static constexpr std::chrono::milliseconds kHiddenInterval{250};

    explicit FrameClock(QObject *parent = nullptr);

    /// Follows the visibility of this top-level widget; not owned.
    void setWindow(QWidget *window);
    void start();
    void stop();
    [[nodiscard]] bool isRunning() const { return m_timer.isActive(); }
    [[nodiscard]] std::chrono::milliseconds interval() const { return m_timer.intervalAsDuration(); }

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void tick();

private:
    void adaptInterval();

    QTimer m_timer;
    QPointer<QWidget> m_window;
};

} // namespace ember
