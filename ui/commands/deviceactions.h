// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands/devicetarget.h"

#include <QtWidgets/QWidget>

class QPushButton;

namespace ember {

class CommandMenu;
class FrameClock;

/// What a person can do with the device that is shown: give it a command, look at its energy and schedules. Hidden for
/// a device whose profile knows neither. GUI thread.
class DeviceActions : public QWidget
{
    Q_OBJECT

public:
    DeviceActions(Session &session, FrameClock &clock, QWidget *parent = nullptr);

    void setDevice(const DeviceState &device);

private:
    void showRecords();

    Session &m_session;
    FrameClock &m_clock;
    DeviceTarget m_target;
    CommandMenu *m_menu = nullptr;
    QPushButton *m_commands = nullptr;
    QPushButton *m_records = nullptr;
};

} // namespace ember
